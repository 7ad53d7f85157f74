//! Random requests: sheets of up to 60 cards, with everything mixed in that a sheet can be in extreme cases.

use erdwall::base::geometry::{Point, Rect, point};
use erdwall::layout::{Cancel, Card, Container, End, Line, Options, Request, Style, place};

/// Where choices come from.
pub trait Choices {
    /// A number below `bound`, which is not 0.
    fn below(&mut self, bound: usize) -> usize;

    /// Once in so many times.
    fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == times - 1
    }
}

/// Choices that follow from a seed.
pub struct Seeded(pub u64);

impl Choices for Seeded {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}

/// A request in which nothing is placed by hand.
pub fn request(choices: &mut dyn Choices) -> Request {
    let containers = [0, 0, 1, 2, 5, 8][choices.below(6)];
    let mut request = Request {
        cards: cards(choices, containers),
        containers: (0..containers).map(|_| container(choices)).collect(),
        lines: Vec::new(),
        options: options(choices),
    };
    if !request.cards.is_empty() {
        request.lines = lines(choices, &request);
    }
    if choices.once_in(60) {
        spoil(choices, &mut request);
    }
    request
}

fn cards(choices: &mut dyn Choices, containers: usize) -> Vec<Card> {
    let count = match choices.below(20) {
        0 => choices.below(4),
        1..=5 => choices.below(12),
        19 if choices.once_in(12) => 301,
        _ => choices.below(61),
    };
    let kind = choices.below(8);
    (0..count)
        .map(|_| Card {
            size: size(choices),
            container: match kind {
                _ if containers == 0 => None,
                // All in one, all free, some in a container that does not exist; otherwise here and there.
                0 => Some(0),
                1 => None,
                2 => Some(choices.below(containers + 2)),
                3 => Some(choices.below(containers)),
                _ => Some(choices.below(containers * 4 / 3 + 1)).filter(|&c| c < containers),
            },
            at: None,
        })
        .collect()
}

fn size(choices: &mut dyn Choices) -> (f32, f32) {
    match choices.below(150) {
        0 => (0.0, 0.0),
        1 => (150.0, 28.0 + 20.0 * (60 + choices.below(90)) as f32),
        2 => (700.0 + choices.below(900) as f32, 88.0),
        _ => (
            80.0 + choices.below(180) as f32,
            28.0 + 20.0 * (1 + choices.below(12) + choices.below(12)) as f32,
        ),
    }
}

fn container(choices: &mut dyn Choices) -> Container {
    Container {
        header: [30.0, 30.0, 26.0, 0.0][choices.below(4)],
        least_width: [0.0, 60.0, 400.0, 5000.0][choices.below(4)],
        rect: None,
    }
}

fn options(choices: &mut dyn Choices) -> Options {
    let usual = Options::default();
    Options {
        aspect: match choices.below(6) {
            0 => 0.1 + choices.below(1000) as f32 * 0.0099,
            _ => usual.aspect,
        },
        spacing: match choices.below(6) {
            0 => choices.below(201) as f32,
            _ => usual.spacing,
        },
        seed: match choices.below(4) {
            0 => u64::MAX - choices.below(3) as u64,
            _ => choices.below(1 << 20) as u64,
        },
        style: [Style::Organic, Style::Organic, Style::Layered][choices.below(3)],
    }
}

fn lines(choices: &mut dyn Choices, request: &Request) -> Vec<Line> {
    let cards = request.cards.len();
    let count = choices.below(cards * 2 + 1);
    let home = |c: usize| request.cards[c].container.unwrap_or(0);
    let kind = if cards > 100 { 2 } else { choices.below(12) };
    // Several lines between the same two cards, or all to one row of one.
    let hub = choices.below(cards);
    (0..count.max(if kind == 2 { cards - 1 } else { 0 }))
        .map(|i| {
            let any = |choices: &mut dyn Choices| choices.below(cards);
            let from = any(choices);
            let (from, to) = match kind {
                0 => (from, from),
                1 => ([hub, from][choices.below(2)], hub),
                2 => (i % cards, hub),
                3 => (hub, (hub + 1 + choices.below(2)) % cards),
                // From container to container, around.
                4 => {
                    let next = (home(from) + 1) % request.containers.len().max(1);
                    let to = (0..cards).cycle().skip(from).take(cards);
                    (
                        from,
                        to.into_iter().find(|&c| home(c) == next).unwrap_or(from),
                    )
                }
                _ => (from, any(choices)),
            };
            let same_row = kind == 2 && choices.below(8) > 0;
            Line {
                from: End {
                    card: from,
                    row: row(choices, request.cards[from].size.1),
                },
                to: End {
                    card: to,
                    row: if same_row {
                        Some(38.0)
                    } else {
                        row(choices, request.cards[to].size.1)
                    },
                },
                via: Vec::new(),
            }
        })
        .collect()
}

/// Rows as in a card of the window, a title of 28 and rows of 20; now and then none, or one that the card does not have.
fn row(choices: &mut dyn Choices, height: f32) -> Option<f32> {
    let rows = (((height - 28.0) / 20.0) as usize).max(1);
    match choices.below(60) {
        0 => Some(height + choices.below(200) as f32),
        1 => Some(-10.0),
        2..=7 => None,
        8..=20 => Some(38.0),
        _ => Some(38.0 + 20.0 * choices.below(rows) as f32),
    }
}

/// Some numbers that are none, and indexes of nothing.
fn spoil(choices: &mut dyn Choices, request: &mut Request) {
    let wild = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX, -1.0];
    for _ in 0..4 {
        let number = wild[choices.below(wild.len())];
        let (cards, containers) = (request.cards.len(), request.containers.len());
        match choices.below(10) {
            0 if cards > 0 => request.cards[choices.below(cards)].size.0 = number,
            1 if cards > 0 => request.cards[choices.below(cards)].size.1 = number,
            2 if containers > 0 => request.containers[choices.below(containers)].header = number,
            3 if containers > 0 => {
                request.containers[choices.below(containers)].least_width = number;
            }
            4 => request.options.aspect = number,
            5 => request.options.spacing = number,
            6..=9 if !request.lines.is_empty() => {
                let line = choices.below(request.lines.len());
                let line = &mut request.lines[line];
                match choices.below(4) {
                    0 => line.from.row = Some(number),
                    1 => line.to.row = Some(number),
                    2 => line.to.card = cards + 7,
                    _ => line.from.card = usize::MAX,
                }
            }
            _ => {}
        }
    }
}

/// Bends at some lines.
fn bend(choices: &mut dyn Choices, request: &mut Request) {
    for line in &mut request.lines {
        if choices.once_in(8) {
            let bend = |_| -> Point {
                let at = |n: usize| (n as f32 - 500.0) * 2.0;
                point(at(choices.below(1500)), at(choices.below(1500)))
            };
            line.via = (0..3).map(bend).collect();
        }
    }
}

/// A sheet on which a person may have placed some of the cards and containers, and has not made a mess of it.
pub fn tidied(choices: &mut dyn Choices) -> Request {
    let mut request = request(choices);
    let placement = place(&request, &Cancel::default());
    // Whole units, so that nothing is rounded when the sheet is moved.
    let at = |v: f32| v.round();
    let share = 1 + choices.below(8);
    for (card, rect) in request.cards.iter_mut().zip(&placement.cards) {
        card.at = (choices.below(8) < share).then(|| point(at(rect.min.x), at(rect.min.y)));
    }
    for (container, rect) in request.containers.iter_mut().zip(&placement.containers) {
        let rect = Rect {
            min: point(rect.min.x.floor(), rect.min.y.floor()),
            max: point(rect.max.x.ceil(), rect.max.y.ceil()),
        };
        container.rect = (choices.below(4) == 0).then_some(rect);
    }
    bend(choices, &mut request);
    request
}

/// A sheet on which a person has put some of the cards and containers anywhere.
pub fn strewn(choices: &mut dyn Choices) -> Request {
    let mut request = request(choices);
    let mut at = |width: usize| (choices.below(width) as f32 - width as f32 * 0.5).floor();
    for card in &mut request.cards {
        let place = point(at(2400), at(1600));
        card.at = (at(3) >= 0.0).then_some(place);
    }
    for container in &mut request.containers {
        let rect = Rect::new(at(2400), at(1600), 100.0 + at(200).abs(), at(600).abs());
        container.rect = (at(4) >= 0.0).then_some(rect);
    }
    bend(choices, &mut request);
    request
}

/// How many requests each property is tried on: many where a machine has the time for it.
pub fn count() -> u64 {
    if cfg!(debug_assertions) {
        40
    } else if std::env::var_os("CI").is_some() {
        10_000
    } else {
        500
    }
}

/// What has to hold for a request.
pub type Property = fn(&Request) -> Result<(), String>;

/// Tries a property on random requests, in order of their seeds, and shows the smallest like the first that it does not hold
/// for.
#[track_caller]
pub fn all(make: fn(&mut dyn Choices) -> Request, property: Property) {
    hold(make, property, count(), 0);
}

/// The same on a fifth of them: for gestures, each of which takes several layouts.
#[track_caller]
pub fn gestures(make: fn(&mut dyn Choices) -> Request, property: Property) {
    hold(make, property, count() / 5, 0);
}

/// The same for a property that may fail so many times in a thousand.
#[track_caller]
pub fn most(make: fn(&mut dyn Choices) -> Request, property: Property, per_mille: u64) {
    hold(make, property, count(), count() * per_mille / 1000);
}

#[track_caller]
fn hold(make: fn(&mut dyn Choices) -> Request, property: Property, count: u64, mut forgiven: u64) {
    for seed in 0..count {
        let request = make(&mut Seeded(seed));
        if let Err(fault) = tried(property, &request) {
            if forgiven > 0 {
                forgiven -= 1;
                continue;
            }
            let small = smallest(request, |request| tried(property, request).is_err());
            let small_fault = tried(property, &small).err().unwrap_or_default();
            panic!("seed {seed}: {fault}\nthe same with less: {small_fault}\n{small:#?}");
        }
    }
}

fn tried(property: Property, request: &Request) -> Result<(), String> {
    std::panic::catch_unwind(|| property(request))
        .unwrap_or_else(|_| Err("the layout gave up".to_owned()))
}

/// The request without all that a fault does not need.
fn smallest(mut request: Request, fails: impl Fn(&Request) -> bool) -> Request {
    let parts = |r: &Request| [r.lines.len(), r.cards.len(), r.containers.len(), 1];
    for size in [16, 4, 1] {
        for part in 0..4 {
            let mut at = 0;
            while at < parts(&request)[part] {
                let smaller = without(&request, part, at..at + size);
                if smaller != request && fails(&smaller) {
                    request = smaller;
                } else {
                    at += size;
                }
            }
        }
    }
    request
}

/// A request without some of its lines, cards or containers, or with usual options.
fn without(request: &Request, part: usize, gone: std::ops::Range<usize>) -> Request {
    let mut less = request.clone();
    let left =
        |i: usize| (!gone.contains(&i)).then(|| i - i.saturating_sub(gone.start).min(gone.len()));
    match part {
        0 => {
            let mut at = 0..;
            less.lines
                .retain(|_| at.next().is_some_and(|i| left(i).is_some()));
        }
        1 => {
            let mut at = 0..;
            less.cards
                .retain(|_| at.next().is_some_and(|i| left(i).is_some()));
            less.lines.retain_mut(|line| {
                let [from, to] = [line.from.card, line.to.card].map(left);
                (line.from.card, line.to.card) = (from.unwrap_or(0), to.unwrap_or(0));
                from.is_some() && to.is_some()
            });
        }
        2 => {
            let mut at = 0..;
            less.containers
                .retain(|_| at.next().is_some_and(|i| left(i).is_some()));
            for card in &mut less.cards {
                card.container = card.container.and_then(left);
            }
        }
        _ => less.options = Options::default(),
    }
    less
}
