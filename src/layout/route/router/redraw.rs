//! Lines that look for new ways while cards are dragged: so many in each frame that it stays short.

use std::collections::BTreeSet;

use super::Router;
use crate::base::geometry::{Point, Rect};
use crate::layout::route::board::CLEARANCE;
use crate::layout::route::drawn::{Drawn, runs_through};
use crate::layout::route::few;
use crate::layout::route::routing::{Others, Piece, Routing, Task};
use crate::layout::{Cancel, Line};

/// So many of a kind of lines look for new ways at once; of a hub that has more, others do the next time.
const SLICE: usize = 16;

/// So long are all of these together on a large sheet, in units. A line takes the longer to find a way for, the longer it is.
const LENGTH: f32 = 6_000.0;

/// So many lines that have no way look for one at once on a large sheet. To find none takes long.
const BLIND: usize = 2;

impl Router {
    /// Finds new ways for those whose turn it is of the lines of moved cards, of others that something lies on, and of those
    /// for which there was no way.
    pub(super) fn redraw(&mut self, own: &[usize], changed: &BTreeSet<usize>, cancel: &Cancel) {
        let disturbed = changed.iter().filter(|l| self.detours.contains_key(l));
        let disturbed: Vec<usize> = disturbed.copied().collect();
        let blind: Vec<usize> = self.blind.iter().copied().collect();
        // On a small sheet no line is long.
        let (length, most_blind) = if few(&self.request.lines) {
            (f32::INFINITY, SLICE)
        } else {
            (LENGTH, BLIND)
        };
        let mut among = self.slice(own, SLICE, length);
        among.extend(self.slice(&disturbed, SLICE, length));
        among.extend(self.slice(&blind, most_blind, length));
        self.turn = self.turn.wrapping_add(1);
        among.sort_unstable();
        among.dedup();
        self.draw(&among, cancel);
    }

    /// At most so many of some lines, and so long ones, others each time.
    fn slice(&self, lines: &[usize], most: usize, length: f32) -> Vec<usize> {
        let length_of = |l: usize| {
            let pieces = self.drawn.paths()[l].windows(2);
            pieces
                .map(|ends| (ends[1].x - ends[0].x).abs() + (ends[1].y - ends[0].y).abs())
                .sum::<f32>()
        };
        let mut slices: Vec<Vec<usize>> = Vec::new();
        let mut left = 0.0;
        for &l in lines {
            match slices.last_mut() {
                Some(slice) if left > 0.0 && slice.len() < most => slice.push(l),
                _ => {
                    slices.push(vec![l]);
                    left = length;
                }
            }
            left -= length_of(l);
        }
        let turn = self.turn.checked_rem(slices.len()).unwrap_or_default();
        slices.into_iter().nth(turn).unwrap_or_default()
    }

    /// Cards and titles that stand elsewhere than when the graph was made, cards with their number.
    fn strayed(&self) -> Vec<(Option<usize>, Rect)> {
        let [cards, containers] = &self.strayed;
        let cards = cards.iter().map(|&c| (Some(c), self.board.cards[c]));
        let titles = containers.iter().filter_map(|&c| self.board.title(c));
        cards.chain(titles.map(|title| (None, title))).collect()
    }

    /// Lines that lie on something that strayed; such that did and need not any more take their old ways again. Returns all
    /// that change.
    pub(super) fn give_way(&mut self) -> BTreeSet<usize> {
        let strayed = self.strayed();
        let lines = &self.request.lines;
        let is_own = |l: usize, card: Option<usize>| {
            card.is_some_and(|card| lines[l].from.card == card || lines[l].to.card == card)
        };
        let lies_on = |l: usize, path: &[Point]| {
            let mut foreign = strayed.iter().filter(|(card, _)| !is_own(l, *card));
            foreign.any(|(_, rect)| runs_through(path, rect.expand(CLEARANCE - 0.5)))
        };
        let back: Vec<usize> = self
            .detours
            .iter()
            .filter(|(l, path)| !lies_on(**l, path))
            .map(|(&l, _)| l)
            .collect();
        let mut changed = BTreeSet::new();
        for l in back {
            if let Some(path) = self.detours.remove(&l) {
                self.drawn.set(l, path);
                changed.insert(l);
            }
        }
        let mut disturbed = BTreeSet::new();
        for &(card, rect) in &strayed {
            let through = self.drawn.through(rect.expand(CLEARANCE - 0.5));
            let foreign = through.into_iter().filter(|&l| !is_own(l, card));
            disturbed.extend(foreign.filter(|&l| lines[l].via.is_empty()));
        }
        for &l in &disturbed {
            let path = &self.drawn.paths()[l];
            self.detours.entry(l).or_insert_with(|| path.clone());
        }
        changed.extend(disturbed);
        changed
    }

    /// Finds new ways for lines.
    fn draw(&mut self, among: &[usize], cancel: &Cancel) {
        if among.is_empty() {
            return;
        }
        for &l in among {
            if let (true, Some(way), Some(stops)) =
                (self.alone[l], self.ways[l].take(), self.stops[l])
            {
                self.graph.vacate(&way, stops.map(|stop| stop.y));
            }
        }
        let solids = self.strayed();
        self.graph.patch(&self.board, &solids);
        self.search.fit(&self.graph);
        let lines: Vec<Line> = among
            .iter()
            .map(|&l| self.request.lines[l].clone())
            .collect();
        let stops: Vec<_> = among.iter().map(|&l| self.stops[l]).collect();
        let buses: Vec<u32> = among.iter().map(|&l| self.buses[l]).collect();
        let others = Rest {
            drawn: &self.drawn,
            lines: &self.request.lines,
            buses: &self.buses,
            without: among,
        };
        let task = Task {
            board: &self.board,
            lines: &lines,
            stops: &stops,
            buses: &buses,
            others: Some(&others),
        };
        let mut routing = Routing::new(task, &mut self.graph, &mut self.search, cancel);
        let paths = routing.draw(false, cancel);
        let ways = routing.into_ways();
        self.graph.unpatch();
        for (&l, way) in among.iter().zip(ways) {
            if way.is_none() && self.request.lines[l].via.is_empty() {
                self.blind.insert(l);
            } else {
                self.blind.remove(&l);
            }
        }
        for (&l, path) in among.iter().zip(paths) {
            self.drawn.set(l, path);
        }
    }
}

/// All lines but some.
struct Rest<'a> {
    drawn: &'a Drawn,
    lines: &'a [Line],
    buses: &'a [u32],
    /// Rising.
    without: &'a [usize],
}

impl Others for Rest<'_> {
    fn pieces(&self, rect: Rect, upright: bool) -> Vec<Piece> {
        let pieces = self.drawn.pieces(rect, upright).into_iter();
        pieces
            .filter(|(line, _)| self.without.binary_search(line).is_err())
            .map(|(line, ends)| Piece {
                ends,
                bus: self.buses[line],
                cards: [self.lines[line].from.card, self.lines[line].to.card],
            })
            .collect()
    }
}
