//! What a person may rely on in every layout: nothing overlaps, nothing lies outside its container, no line
//! touches a card, and the same request gives the same sheet.

use erdwall::base::geometry::{Point, Rect, point, vector};
use erdwall::layout::{
    Cancel, Card, Container, End, Line, Options, Placement, Request, Router, Style, place, route,
};
use proptest::collection::vec;
use proptest::prelude::*;

const HEADER: f32 = 30.0;

fn cards_do_not_overlap(placement: &Placement) -> Result<(), String> {
    let cards = &placement.cards;
    for (i, a) in cards.iter().enumerate() {
        for (j, b) in cards.iter().enumerate().skip(i + 1) {
            if a.overlaps(*b) {
                return Err(format!("cards {i} {a:?} and {j} {b:?} overlap"));
            }
        }
    }
    Ok(())
}

fn containers_hold_their_cards_and_no_others(
    request: &Request,
    placement: &Placement,
) -> Result<(), String> {
    for (c, frame) in placement.containers.iter().enumerate() {
        for (d, other) in placement.containers.iter().enumerate().skip(c + 1) {
            if frame.overlaps(*other) {
                return Err(format!(
                    "containers {c} {frame:?} and {d} {other:?} overlap"
                ));
            }
        }
        let inside = Rect {
            min: frame.min + vector(0.0, request.containers[c].header),
            max: frame.max,
        };
        for (i, card) in placement.cards.iter().enumerate() {
            let own = request.cards[i].container == Some(c);
            if own && !inside.contains_rect(*card) {
                return Err(format!(
                    "card {i} {card:?} is not inside its container {frame:?}"
                ));
            }
            if !own && frame.overlaps(*card) {
                return Err(format!(
                    "card {i} {card:?} is in the foreign container {c} {frame:?}"
                ));
            }
        }
    }
    Ok(())
}

fn lines_are_orthogonal_and_finite(paths: &[Vec<Point>]) -> Result<(), String> {
    for (l, path) in paths.iter().enumerate() {
        if path.iter().any(|p| !p.x.is_finite() || !p.y.is_finite()) {
            return Err(format!("line {l} leaves the plane: {path:?}"));
        }
        if path
            .windows(2)
            .any(|w| w[0].x != w[1].x && w[0].y != w[1].y)
        {
            return Err(format!("line {l} is oblique: {path:?}"));
        }
    }
    Ok(())
}

fn lines_end_at_their_rows(
    request: &Request,
    placement: &Placement,
    paths: &[Vec<Point>],
) -> Result<(), String> {
    for (line, path) in request.lines.iter().zip(paths) {
        let (Some(first), Some(last)) = (path.first(), path.last()) else {
            return Err("a line was not drawn".to_owned());
        };
        for (end, at) in [(line.from, first), (line.to, last)] {
            let card = placement.cards[end.card];
            let at_side = at.x == card.min.x || at.x == card.max.x;
            let at_row = end
                .row
                .is_none_or(|row| (at.y - card.min.y - row).abs() < 6.1);
            if !at_side || !at_row || at.y < card.min.y || at.y > card.max.y {
                return Err(format!("{at:?} is not at row {:?} of {card:?}", end.row));
            }
        }
    }
    Ok(())
}

fn lines_keep_off_cards_and_titles(
    request: &Request,
    placement: &Placement,
    paths: &[Vec<Point>],
) -> Result<(), String> {
    let titles = placement
        .containers
        .iter()
        .zip(&request.containers)
        .map(|(f, c)| Rect {
            min: f.min,
            max: point(f.max.x, f.min.y + c.header),
        });
    let solid: Vec<Rect> = placement.cards.iter().copied().chain(titles).collect();
    for (l, path) in paths.iter().enumerate() {
        for pair in path.windows(2) {
            let piece = Rect::from_corners(pair[0], pair[1]);
            let hit = solid.iter().find(|s| {
                piece.min.x < s.max.x - 0.01
                    && s.min.x + 0.01 < piece.max.x
                    && piece.min.y < s.max.y - 0.01
                    && s.min.y + 0.01 < piece.max.y
            });
            if let Some(hit) = hit {
                return Err(format!("line {l} {path:?} runs through {hit:?}"));
            }
        }
    }
    Ok(())
}

fn unrelated_lines_do_not_lie_on_each_other(
    request: &Request,
    paths: &[Vec<Point>],
) -> Result<(), String> {
    let cards = |l: usize| [request.lines[l].from.card, request.lines[l].to.card];
    let pieces: Vec<(usize, Rect)> = paths
        .iter()
        .enumerate()
        .flat_map(|(l, path)| {
            path.windows(2)
                .map(move |w| (l, Rect::from_corners(w[0], w[1])))
        })
        .collect();
    for (i, &(l, a)) in pieces.iter().enumerate() {
        for &(m, b) in &pieces[i + 1..] {
            let upright = a.width() == 0.0;
            if upright != (b.width() == 0.0) || cards(l).iter().any(|c| cards(m).contains(c)) {
                continue;
            }
            let (x, y) = (
                a.max.x.min(b.max.x) - a.min.x.max(b.min.x),
                a.max.y.min(b.max.y) - a.min.y.max(b.min.y),
            );
            let (shared, apart) = if upright { (y, -x) } else { (x, -y) };
            if shared > 2.0 && apart < 1.0 {
                return Err(format!(
                    "lines {l} {:?} and {m} {:?} lie on each other",
                    paths[l], paths[m]
                ));
            }
        }
    }
    Ok(())
}

fn good(request: &Request) -> Result<(), String> {
    let placement = place(request, &Cancel::default());
    let paths = route(request, &placement, &Cancel::default());
    cards_do_not_overlap(&placement)?;
    containers_hold_their_cards_and_no_others(request, &placement)?;
    lines_are_orthogonal_and_finite(&paths)?;
    lines_end_at_their_rows(request, &placement, &paths)?;
    lines_keep_off_cards_and_titles(request, &placement, &paths)
}

/// How many random requests each property is tried on.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(48)
}

/// Rows as in a card of the window: a title of 28 and rows of 20.
fn row(height: f32, at: usize) -> f32 {
    let rows = (((height - 28.0) / 20.0) as usize).max(1);
    (38.0 + 20.0 * (at % rows) as f32).min(height)
}

fn requests(cards: std::ops::Range<usize>, density: usize) -> impl Strategy<Value = Request> {
    let card = (
        80.0_f32..260.0,
        1_usize..30,
        proptest::option::weighted(0.7, 0_usize..6),
    );
    (vec(card, cards), 0_usize..6).prop_flat_map(move |(cards, containers)| {
        let count = cards.len().max(1);
        let end = (0..count, proptest::option::weighted(0.9, 0_usize..30));
        let lines = if cards.is_empty() {
            0..1
        } else {
            0..cards.len() * density + 1
        };
        vec((end.clone(), end), lines).prop_map(move |ends| {
            let size = |i: usize| (cards[i].0.round(), 28.0 + 20.0 * cards[i].1 as f32);
            let end = |(card, at): (usize, Option<usize>)| End {
                card,
                row: at.map(|at| row(size(card).1, at)),
            };
            let container = |c: Option<usize>| c.filter(|&c| c < containers);
            Request {
                cards: (0..cards.len())
                    .map(|i| Card {
                        size: size(i),
                        container: container(cards[i].2),
                        at: None,
                    })
                    .collect(),
                containers: vec![
                    Container {
                        header: HEADER,
                        least_width: 0.0,
                        rect: None
                    };
                    containers
                ],
                lines: ends
                    .into_iter()
                    .filter(|_| !cards.is_empty())
                    .map(|(a, b)| Line {
                        from: end(a),
                        to: end(b),
                        via: Vec::new(),
                    })
                    .collect(),
                options: Options::default(),
            }
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn nothing_overlaps_and_no_line_touches_a_card(request in requests(0..60, 2)) {
        prop_assert_eq!(good(&request), Ok(()));
    }

        #[test]
    fn unrelated_lines_keep_apart(request in requests(0..60, 1)) {
        let placement = place(&request, &Cancel::default());
        let paths = route(&request, &placement, &Cancel::default());
        prop_assert_eq!(unrelated_lines_do_not_lie_on_each_other(&request, &paths), Ok(()));
    }

    #[test]
    fn the_same_request_gives_the_same_sheet(request in requests(0..40, 2)) {
        let once = place(&request, &Cancel::default());
        prop_assert_eq!(&once, &place(&request, &Cancel::default()));
        let paths = route(&request, &once, &Cancel::default());
        prop_assert_eq!(paths, route(&request, &once, &Cancel::default()));
    }

    #[test]
    fn cards_dragged_anywhere_still_get_lines(
        request in requests(1..30, 2),
        at in vec((-900.0_f32..900.0, -900.0_f32..900.0), 30),
    ) {
        let mut placement = place(&request, &Cancel::default());
        for (card, (x, y)) in placement.cards.iter_mut().zip(at) {
            *card = Rect::new(x, y, card.width(), card.height());
        }
        let paths = route(&request, &placement, &Cancel::default());
        prop_assert_eq!(lines_are_orthogonal_and_finite(&paths), Ok(()));
        prop_assert_eq!(lines_end_at_their_rows(&request, &placement, &paths), Ok(()));
    }

    #[test]
    fn new_cards_leave_those_placed_by_hand_where_they_are(
        request in requests(2..40, 2),
        new in vec(any::<bool>(), 40),
    ) {
        let before = place(&request, &Cancel::default());
        let mut again = request.clone();
        for (i, card) in again.cards.iter_mut().enumerate() {
            card.at = (!new[i]).then_some(before.cards[i].min);
        }
        let after = place(&again, &Cancel::default());
        for (card, (now, then)) in again.cards.iter().zip(after.cards.iter().zip(&before.cards)) {
            if card.at.is_some() {
                prop_assert_eq!(now.min, then.min);
            }
        }
        prop_assert_eq!(cards_do_not_overlap(&after), Ok(()));
        for (i, card) in after.cards.iter().enumerate() {
            if let Some(frame) = request.cards[i].container.map(|c| after.containers[c]) {
                prop_assert!(frame.contains_rect(*card), "card {} {:?} outside {:?}", i, card, frame);
            }
        }
    }

    #[test]
    fn a_dragged_card_takes_its_lines_along(
        request in requests(2..30, 2),
        card in 0_usize..30,
        by in (-400.0_f32..400.0, -400.0_f32..400.0),
    ) {
        let card = card % request.cards.len();
        let placement = place(&request, &Cancel::default());
        let mut router = Router::new(request.clone(), placement.clone(), &Cancel::default());
        prop_assert_eq!(router.paths(), route(&request, &placement, &Cancel::default()));
        let to = placement.cards[card].translate(vector(by.0, by.1));
        let changed = router.update(&[(card, to)], &[], &Cancel::default());
        for (l, line) in request.lines.iter().enumerate() {
            let own = line.from.card == card || line.to.card == card;
            prop_assert!(!own || changed.contains(&l), "line {} did not follow", l);
        }
        prop_assert_eq!(lines_are_orthogonal_and_finite(router.paths()), Ok(()));
        prop_assert_eq!(lines_end_at_their_rows(&request, router.placement(), router.paths()), Ok(()));
    }
}

/// A fixed sequence of numbers below a bound.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}

/// Services of six cards each, and as many cards of no service, which are to be dragged about.
fn crowd() -> Request {
    let mut numbers = Numbers(5);
    let cards: Vec<Card> = (0..60)
        .map(|i| Card {
            container: (i < 30).then_some(i / 6),
            ..card(150.0 + 5.0 * numbers.below(10) as f32, 2 + numbers.below(9))
        })
        .collect();
    let row = |i: usize, at: usize| at % ((cards[i].size.1 - 28.0) / 20.0) as usize;
    let lines = (0..80)
        .map(|_| {
            let (from, to) = (
                numbers.below(60),
                numbers.below(60) * numbers.below(60) / 60,
            );
            line((from, row(from, numbers.below(20))), (to, 0))
        })
        .collect();
    Request {
        lines,
        containers: vec![
            Container {
                header: HEADER,
                rect: None,
                least_width: 0.0
            };
            5
        ],
        cards,
        options: Options::default(),
    }
}

/// A place on the sheet where a card stands clear of everything else.
fn free_place(numbers: &mut Numbers, placement: &Placement, card: usize) -> Rect {
    let rect = placement.cards[card];
    loop {
        let (x, y) = (numbers.below(3000) as f32, numbers.below(2000) as f32);
        let to = Rect::new(x, y, rect.width(), rect.height());
        let around = to.expand(40.0);
        let others = placement.cards.iter().enumerate();
        let mut others = others.filter(|(i, _)| *i != card).map(|(_, r)| r);
        if !others.any(|r| r.overlaps(around))
            && !placement.containers.iter().any(|r| r.overlaps(around))
        {
            return to;
        }
    }
}

#[test]
fn lines_stay_good_through_200_drags() {
    let request = crowd();
    let placement = place(&request, &Cancel::default());
    let mut router = Router::new(request.clone(), placement, &Cancel::default());
    let mut numbers = Numbers(3);
    for drag in 0..200 {
        let card = 30 + numbers.below(30);
        let start = router.placement().cards[card];
        let end = free_place(&mut numbers, router.placement(), card);
        for step in 1..=4 {
            let by = (end.min - start.min) * (step as f32 / 4.0);
            let to = if step == 4 { end } else { start.translate(by) };
            router.update(&[(card, to)], &[], &Cancel::default());
            let (placement, paths) = (router.placement(), router.paths());
            assert_eq!(lines_are_orthogonal_and_finite(paths), Ok(()));
            assert_eq!(lines_end_at_their_rows(&request, placement, paths), Ok(()));
        }
        let (placement, paths) = (router.placement(), router.paths());
        assert_eq!(
            lines_keep_off_cards_and_titles(&request, placement, paths),
            Ok(()),
            "drag {drag} of {card}"
        );
        // After some drops the lines settle.
        if drag % 5 == 4 {
            let placement = router.placement().clone();
            router = Router::new(request.clone(), placement, &Cancel::default());
            let (placement, paths) = (router.placement(), router.paths());
            assert_eq!(cards_do_not_overlap(placement), Ok(()));
            assert_eq!(
                lines_keep_off_cards_and_titles(&request, placement, paths),
                Ok(())
            );
            assert_eq!(
                unrelated_lines_do_not_lie_on_each_other(&request, paths),
                Ok(())
            );
        }
    }
}

#[test]
fn a_card_that_comes_back_leaves_the_lines_of_others_as_they_were() {
    let request = crowd();
    let placement = place(&request, &Cancel::default());
    let mut router = Router::new(request.clone(), placement, &Cancel::default());
    let before = router.paths().to_vec();
    let card = 40;
    let home = router.placement().cards[card];
    let mut gave_way = false;
    for step in 1..40 {
        let to = home.translate(vector(step as f32 * 30.0, step as f32 * 10.0));
        for l in router.update(&[(card, to)], &[], &Cancel::default()) {
            let line = &request.lines[l];
            gave_way |= line.from.card != card && line.to.card != card;
        }
    }
    assert!(gave_way, "the card must come to lie on lines of others");
    router.update(&[(card, home)], &[], &Cancel::default());
    for (l, line) in request.lines.iter().enumerate() {
        if line.from.card != card && line.to.card != card {
            assert_eq!(router.paths()[l], before[l], "line {l}");
        }
    }
}

#[test]
fn lines_follow_many_cards_moved_at_once() {
    let request = crowd();
    let placement = place(&request, &Cancel::default());
    let mut router = Router::new(request.clone(), placement.clone(), &Cancel::default());
    let all: Vec<usize> = (30..60).collect();
    for step in 1..10 {
        let by = vector(step as f32 * 40.0, step as f32 * -25.0);
        let moves: Vec<(usize, Rect)> = all
            .iter()
            .map(|&card| (card, placement.cards[card].translate(by)))
            .collect();
        router.update(&moves, &[], &Cancel::default());
        let (placement, paths) = (router.placement(), router.paths());
        assert_eq!(lines_are_orthogonal_and_finite(paths), Ok(()));
        assert_eq!(lines_end_at_their_rows(&request, placement, paths), Ok(()));
    }
}

fn card(width: f32, rows: usize) -> Card {
    Card {
        size: (width, 28.0 + 20.0 * rows as f32),
        container: None,
        at: None,
    }
}

fn line(from: (usize, usize), to: (usize, usize)) -> Line {
    let end = |(card, at): (usize, usize)| End {
        card,
        row: Some(38.0 + 20.0 * at as f32),
    };
    Line {
        from: end(from),
        to: end(to),
        via: Vec::new(),
    }
}

#[test]
fn degenerate_requests_are_laid_out() {
    let one_hub = Request {
        cards: vec![card(180.0, 6); 61],
        lines: (1..61).map(|i| line((i, 1), (0, 0))).collect(),
        ..Request::default()
    };
    let tower = Request {
        cards: [vec![card(180.0, 200)], vec![card(160.0, 3); 12]].concat(),
        lines: (1..13).map(|i| line((i, 1), (0, i * 15))).collect(),
        ..Request::default()
    };
    let loops = Request {
        cards: vec![card(180.0, 6); 5],
        lines: (0..5)
            .flat_map(|i| [line((i, 3), (i, 0)), line((i, 2), (i, 2))])
            .collect(),
        ..Request::default()
    };
    let empty_containers = Request {
        containers: vec![
            Container {
                header: HEADER,
                least_width: 0.0,
                rect: None
            };
            7
        ],
        ..Request::default()
    };
    let no_lines = Request {
        cards: vec![card(180.0, 6); 40],
        ..Request::default()
    };
    for request in [
        Request::default(),
        one_hub,
        tower,
        loops,
        empty_containers,
        no_lines,
    ] {
        assert_eq!(good(&request), Ok(()));
    }
}

#[test]
fn numbers_that_are_none_do_no_harm() {
    let mut request = Request {
        cards: vec![card(180.0, 6); 4],
        ..Request::default()
    };
    request.cards[0].size = (f32::NAN, f32::INFINITY);
    request.cards[1].container = Some(99);
    request.cards[2].at = Some(point(f32::NAN, 0.0));
    request.lines = vec![line((0, 1), (1, 0)), line((2, 1), (77, 0))];
    request.lines[0].via = vec![point(f32::INFINITY, 3.0)];
    let mut placement = place(&request, &Cancel::default());
    placement.cards[3] = Rect::new(f32::NAN, f32::NEG_INFINITY, 1.0e30, 5.0);
    let paths = route(&request, &placement, &Cancel::default());
    assert_eq!(lines_are_orthogonal_and_finite(&paths), Ok(()));
    assert!(paths[1].is_empty(), "a line to nowhere is not drawn");
}

#[test]
fn the_sheet_has_about_the_wanted_shape() {
    for aspect in [0.7, 1.6, 3.0] {
        let request = Request {
            cards: (0..60).map(|i| card(180.0, 3 + i % 7)).collect(),
            lines: (1..60).map(|i| line((i, 1), (i / 3, 0))).collect(),
            options: Options {
                aspect,
                ..Options::default()
            },
            ..Request::default()
        };
        let placement = place(&request, &Cancel::default());
        let sheet = placement.cards.iter().copied().reduce(Rect::union).unwrap();
        let ratio = sheet.width() / sheet.height() / aspect;
        assert!(
            (0.6..1.67).contains(&ratio),
            "wanted {aspect}, got {} × {}",
            sheet.width(),
            sheet.height()
        );
    }
}

#[test]
fn rows_that_face_each_other_are_joined_by_a_straight_line() {
    let request = Request {
        cards: vec![card(100.0, 3); 2],
        lines: vec![line((0, 1), (1, 1))],
        ..Request::default()
    };
    let cards = vec![
        Rect::new(0.0, 0.0, 100.0, 88.0),
        Rect::new(160.0, 0.0, 100.0, 88.0),
    ];
    let placement = Placement {
        cards,
        containers: Vec::new(),
    };
    let paths = route(&request, &placement, &Cancel::default());
    assert_eq!(paths, [[point(100.0, 58.0), point(160.0, 58.0)]]);
}

#[test]
fn a_self_reference_is_a_loop_at_one_side() {
    let request = Request {
        cards: vec![card(100.0, 5)],
        lines: vec![line((0, 3), (0, 0))],
        ..Request::default()
    };
    let placement = Placement {
        cards: vec![Rect::new(0.0, 0.0, 100.0, 128.0)],
        containers: Vec::new(),
    };
    let path = route(&request, &placement, &Cancel::default()).remove(0);
    assert_eq!(path.len(), 4, "out, along, back: {path:?}");
    assert_eq!(path[0].x, path[3].x);
    assert!(
        (path[1].x - path[0].x).abs() >= 12.0,
        "room for a crow's foot: {path:?}"
    );
}

#[test]
fn unrelated_lines_in_one_gap_keep_apart() {
    let request = Request {
        cards: vec![card(100.0, 8); 4],
        lines: vec![
            line((0, 1), (3, 2)),
            line((2, 2), (1, 5)),
            line((0, 6), (3, 6)),
        ],
        ..Request::default()
    };
    let at = [(0.0, 0.0), (160.0, 0.0), (0.0, 240.0), (160.0, 240.0)];
    let cards = at
        .iter()
        .map(|&(x, y)| Rect::new(x, y, 100.0, 188.0))
        .collect();
    let paths = route(
        &request,
        &Placement {
            cards,
            containers: Vec::new(),
        },
        &Cancel::default(),
    );
    let mut x: Vec<f32> = paths.iter().map(|p| p[1].x).collect();
    x.sort_by(f32::total_cmp);
    assert!(x.windows(2).all(|w| w[1] - w[0] >= 8.0), "{x:?}");
}

#[test]
fn lines_into_one_row_run_together() {
    let request = Request {
        cards: vec![card(100.0, 4); 4],
        lines: (1..4).map(|i| line((i, 2), (0, 0))).collect(),
        ..Request::default()
    };
    let at = [(160.0, 0.0), (0.0, 0.0), (0.0, 140.0), (0.0, 280.0)];
    let cards = at
        .iter()
        .map(|&(x, y)| Rect::new(x, y, 100.0, 108.0))
        .collect();
    let paths = route(
        &request,
        &Placement {
            cards,
            containers: Vec::new(),
        },
        &Cancel::default(),
    );
    assert!(paths.iter().all(|p| p[1].x == paths[0][1].x), "{paths:?}");
}

#[test]
fn bends_placed_by_hand_are_kept() {
    let mut request = Request {
        cards: vec![card(100.0, 3); 2],
        lines: vec![line((0, 0), (1, 1))],
        ..Request::default()
    };
    request.lines[0].via = vec![point(130.0, 300.0), point(400.0, 300.0)];
    let cards = vec![
        Rect::new(0.0, 0.0, 100.0, 88.0),
        Rect::new(260.0, 0.0, 100.0, 88.0),
    ];
    let path = route(
        &request,
        &Placement {
            cards,
            containers: Vec::new(),
        },
        &Cancel::default(),
    )
    .remove(0);
    let expected = [
        (100.0, 38.0),
        (130.0, 38.0),
        (130.0, 300.0),
        (400.0, 300.0),
        (400.0, 58.0),
        (360.0, 58.0),
    ];
    assert_eq!(path, expected.map(|(x, y)| point(x, y)));
}

#[test]
fn a_new_card_comes_near_what_it_refers_to() {
    let mut request = Request {
        cards: vec![card(100.0, 3); 4],
        containers: vec![
            Container {
                header: HEADER,
                least_width: 0.0,
                rect: None
            };
            2
        ],
        lines: vec![line((3, 1), (2, 0))],
        ..Request::default()
    };
    let places = [(0, 0.0, 50.0), (0, 0.0, 200.0), (1, 900.0, 50.0)];
    for (card, (container, x, y)) in request.cards.iter_mut().zip(places) {
        card.container = Some(container);
        card.at = Some(point(x, y));
    }
    request.cards[3].container = Some(1);
    let placement = place(&request, &Cancel::default());
    assert_eq!(cards_do_not_overlap(&placement), Ok(()));
    assert_eq!(
        containers_hold_their_cards_and_no_others(&request, &placement),
        Ok(())
    );
    let distance = placement.cards[3].center() - placement.cards[2].center();
    assert!(distance.x.abs() + distance.y.abs() < 250.0, "{distance:?}");
}

#[test]
fn a_cancelled_layout_is_still_a_layout() {
    let cancel = Cancel::default();
    cancel.cancel();
    let request = Request {
        cards: vec![card(180.0, 6); 60],
        lines: (1..60).map(|i| line((i, 1), (i / 3, 0))).collect(),
        ..Request::default()
    };
    let placement = place(&request, &cancel);
    assert_eq!(cards_do_not_overlap(&placement), Ok(()));
    let paths = route(&request, &placement, &cancel);
    assert_eq!(
        lines_end_at_their_rows(&request, &placement, &paths),
        Ok(())
    );
}

/// Lays out every scorer input in the folder named by `ERDWALL_LAYOUT_INPUTS` and writes what the scorer
/// reads to the folder named by `ERDWALL_LAYOUT_OUTPUT`.
#[test]
#[ignore = "needs the scorer's inputs"]
#[expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a harness: it reads, writes and reports"
)]
fn scorer_inputs() {
    use serde_json::{Value, json};
    let folder = |name: &str| std::env::var(name).map(std::path::PathBuf::from);
    let (Ok(inputs), Ok(output)) = (
        folder("ERDWALL_LAYOUT_INPUTS"),
        folder("ERDWALL_LAYOUT_OUTPUT"),
    ) else {
        println!("set ERDWALL_LAYOUT_INPUTS and ERDWALL_LAYOUT_OUTPUT to two folders");
        return;
    };
    for entry in std::fs::read_dir(inputs).unwrap() {
        let path = entry.unwrap().path();
        let input: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let (nodes, clusters, edges) = ["nodes", "clusters", "edges"]
            .map(|k| input[k].as_array().unwrap())
            .into();
        let number = |all: &[Value], id: &Value| all.iter().position(|n| n["id"] == *id);
        let length = |v: &Value| v.as_f64().unwrap() as f32;
        let end = |edge: &Value, card: &str, field: &str| End {
            card: number(nodes, &edge[card]).unwrap(),
            row: Some(38.0 + 20.0 * length(&edge[field])),
        };
        let request = Request {
            cards: nodes
                .iter()
                .map(|n| Card {
                    size: (length(&n["w"]), length(&n["h"])),
                    container: number(clusters, &n["cluster"]),
                    at: None,
                })
                .collect(),
            containers: vec![
                Container {
                    header: HEADER,
                    least_width: 0.0,
                    rect: None
                };
                clusters.len()
            ],
            lines: edges
                .iter()
                .map(|e| Line {
                    from: end(e, "source", "sourceField"),
                    to: end(e, "target", "targetField"),
                    via: Vec::new(),
                })
                .collect(),
            options: Options::default(),
        };
        let start = std::time::Instant::now();
        let placement = place(&request, &Cancel::default());
        let paths = route(&request, &placement, &Cancel::default());
        let time_ms = start.elapsed().as_secs_f64() * 1000.0;
        let boxed = |v: &Value, r: &Rect| json!({"id": v["id"], "cluster": v["cluster"], "x": r.min.x, "y": r.min.y, "w": r.width(), "h": r.height()});
        let layout = json!({
            "nodes": nodes.iter().zip(&placement.cards).map(|(v, r)| boxed(v, r)).collect::<Vec<_>>(),
            "clusters": clusters.iter().zip(&placement.containers).map(|(v, r)| boxed(v, r)).collect::<Vec<_>>(),
            "edges": edges.iter().zip(&paths).map(|(e, p)| json!({
                "id": e["id"], "source": e["source"], "target": e["target"],
                "points": p.iter().map(|p| [p.x, p.y]).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
            "time_ms": time_ms,
        });
        let name = path.file_name().unwrap();
        std::fs::write(output.join(name), layout.to_string()).unwrap();
        println!("{}: {time_ms:.1} ms", name.display());
    }
}

#[test]
fn a_container_is_wide_enough_for_its_title_where_there_is_room() {
    let mut request = Request {
        cards: vec![card(100.0, 3); 2],
        containers: vec![
            Container {
                header: HEADER,
                least_width: 400.0,
                rect: None
            };
            2
        ],
        ..Request::default()
    };
    for (container, card) in request.cards.iter_mut().enumerate() {
        card.container = Some(container);
    }
    let widths = |request: &Request| {
        let placement = place(request, &Cancel::default());
        assert!(!placement.containers[0].overlaps(placement.containers[1]));
        [0, 1].map(|c| placement.containers[c].width())
    };
    assert_eq!(widths(&request), [400.0, 400.0]);
    // Placed by hand, the left one grows up to its neighbor.
    request.cards[0].at = Some(point(0.0, 50.0));
    request.cards[1].at = Some(point(300.0, 50.0));
    let [left, right] = widths(&request);
    assert!((200.0..300.0).contains(&left), "{left}");
    assert_eq!(right, 400.0);
}

#[test]
fn in_the_layered_style_what_is_referred_to_stands_on_the_left() {
    let request = |style| Request {
        cards: (0..12).map(|_| card(160.0, 4)).collect(),
        // Three chains that all begin at the first card.
        lines: (1..12)
            .map(|i| line((i, 1), (i.saturating_sub(3), 0)))
            .collect(),
        options: Options {
            style,
            ..Options::default()
        },
        ..Request::default()
    };
    let leftward = |style| {
        let request = request(style);
        assert_eq!(good(&request), Ok(()));
        let cards = place(&request, &Cancel::default()).cards;
        let left = |l: &&Line| cards[l.to.card].max.x <= cards[l.from.card].min.x;
        request.lines.iter().filter(left).count()
    };
    assert_eq!(leftward(Style::Layered), 11);
    assert!(leftward(Style::Organic) < 11);
}
