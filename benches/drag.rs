//! What a frame of a drag costs the lines: every card of a sheet is dragged (of more than 2,000, some), and what is printed is
//! how the times of all frames are spread. Of a hub's lines some look for new ways in each frame, as in the window.

#![allow(
    clippy::print_stdout,
    reason = "a table of percentiles is what this is for"
)]

use std::time::{Duration, Instant};

use erdwall::base::geometry::{Rect, vector};
use erdwall::layout::{Cancel, Placement, Request, Router, place};

#[path = "common/sheet.rs"]
mod sheet;

use sheet::sheet;

/// Tables, and the most that a frame may take for 95 of 100 frames.
const AIMS: [(usize, Option<Duration>); 4] = [
    (100, None),
    (1_000, Some(Duration::from_millis(2))),
    (2_000, Some(Duration::from_millis(4))),
    (5_000, None),
];

/// A card is dragged for so many frames, and by so much in each.
const FRAMES: usize = 20;
const STEP: (f32, f32) = (9.0, 5.0);

/// At most so many cards of a sheet are dragged.
const MOST: usize = 2_000;

/// So many cards with the most lines are hubs.
const HUBS: usize = 20;

fn main() {
    // The options that put the other benchmarks in a short mode.
    let short = std::env::args().any(|argument| argument == "--max-time");
    println!("a frame of a drag, in ms      50 %    95 %    99 %    most");
    for (tables, aim) in AIMS {
        if short && tables > 1_000 {
            continue;
        }
        let request = sheet(tables);
        let placement = place(&request, &Cancel::default());
        let mut router = Router::new(request.clone(), placement.clone(), &Cancel::default());
        let hubs = hubs(&request);
        let all: Vec<usize> = (0..tables)
            .step_by(if short { 10 } else { tables.div_ceil(MOST) })
            .collect();
        for (what, cards, aim) in [("cards", all, aim), ("hubs", hubs, None)] {
            let mut times: Vec<Duration> = cards
                .into_iter()
                .flat_map(|card| drag(&mut router, &request, &placement, card))
                .collect();
            times.sort_unstable();
            let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
            let shown = [0.5, 0.95, 0.99, 1.0].map(|share| at(share).as_secs_f64() * 1e3);
            let [half, most, nearly_all, all] = shown;
            print!(
                "{tables:>5} tables, {what:<13} {half:7.2} {most:7.2} {nearly_all:7.2} {all:7.2}"
            );
            println!(
                "{}",
                match aim {
                    Some(aim) if at(0.95) > aim => format!("   more than {} ms", aim.as_millis()),
                    _ => String::new(),
                }
            );
        }
    }
}

/// The cards with the most lines.
fn hubs(request: &Request) -> Vec<usize> {
    let mut lines = vec![0; request.cards.len()];
    for line in &request.lines {
        lines[line.to.card] += 1;
    }
    let mut cards: Vec<usize> = (0..lines.len()).collect();
    cards.sort_by_key(|&card| (std::cmp::Reverse(lines[card]), card));
    cards.truncate(HUBS);
    cards
}

/// How long each frame takes while a card is dragged; it is put back afterward. Its container grows with it.
fn drag(
    router: &mut Router,
    request: &Request,
    placement: &Placement,
    card: usize,
) -> Vec<Duration> {
    let cancel = Cancel::default();
    let home = placement.cards[card];
    let frame = request.cards[card].container;
    let around = |at: Rect| {
        let margin = request.options.spacing;
        let frame =
            frame.map(|frame| (frame, placement.containers[frame].union(at.expand(margin))));
        frame.into_iter().collect::<Vec<_>>()
    };
    let times = (1..=FRAMES).map(|step| {
        let by = vector(STEP.0 * step as f32, STEP.1 * step as f32);
        let to = home.translate(by);
        let containers = around(to);
        let start = Instant::now();
        let changed = router.update(&[(card, to)], &containers, &cancel);
        std::hint::black_box(changed);
        start.elapsed()
    });
    let times = times.collect();
    let containers = frame.map(|frame| (frame, placement.containers[frame]));
    let containers: Vec<_> = containers.into_iter().collect();
    router.update(&[(card, home)], &containers, &cancel);
    times
}
