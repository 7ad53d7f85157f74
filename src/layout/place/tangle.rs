//! How many lines will cross between the columns of a block, foretold from where its cards stand.
//!
//! The lines to one row run together as an upright trunk in the gap between two columns, joined from both
//! sides. Of two trunks in one gap either may be on the left; the order with fewer crossings counts, as it
//! will when lines get their tracks.

use std::cmp::Ordering;

use super::super::span::Span;
use super::leaving::{Leaving, crossings};
use super::links::Link;
use super::standing::Standing;

/// What a crossing of lines that leave the block counts: on their long way they get in the way of others, too.
const LEAVING: u32 = 2;

/// Where a trunk is joined.
#[derive(Clone, Copy, Debug)]
struct Pin {
    net: u32,
    y: f32,
    side: Joins,
}

/// From which side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Joins {
    Left,
    Right,
    /// The trunk leads on past here.
    End,
}

/// A trunk in a gap: its extent and its pins.
#[derive(Clone, Copy, Debug)]
struct Trunk {
    span: Span,
    first: usize,
    end: usize,
}

/// The gaps of one block and the lines that leave it, filled anew for every count.
#[derive(Default)]
pub(crate) struct Gaps {
    pins: Vec<Vec<Pin>>,
    trunks: Vec<Trunk>,
    leaving: Vec<Leaving>,
}

/// How many crossings are to be expected in the block of a part, whose links are in the order of their nets. Where there are
/// more than `most`, some number above it.
pub(crate) fn tangle(standing: &Standing, gaps: &mut Gaps, most: u32) -> u32 {
    let (_, own) = standing.ranges[0];
    gaps.clear(own);
    for link in &standing.links {
        let inside = link.cards.map(|card| standing.column_of[card] < own);
        match inside {
            [true, true] => gaps.add_inner(standing, link),
            [true, false] => gaps.add_outer(standing, link, [0, 1]),
            [false, true] => gaps.add_outer(standing, link, [1, 0]),
            [false, false] => {}
        }
    }
    let leaving = LEAVING * crossings(&gaps.leaving);
    leaving + gaps.crossings(most.saturating_sub(leaving))
}

impl Gaps {
    /// A line between two cards of the block.
    fn add_inner(&mut self, standing: &Standing, link: &Link) {
        let net = link.net;
        let [a, b] = link.cards.map(|card| standing.column_of[card]);
        let [from, to] = [0, 1].map(|i| standing.y[link.cards[i]] + link.rows[i]);
        match a.cmp(&b) {
            Ordering::Less => {
                self.join(a + 1, net, from, Joins::Left);
                self.join(a + 1, net, to, Joins::Right);
                self.pass(a + 2..b + 1, net, to);
            }
            Ordering::Greater => {
                self.join(a, net, from, Joins::Right);
                self.join(a, net, to, Joins::Left);
                self.pass(b + 1..a, net, to);
            }
            Ordering::Equal => {
                // On the side where others of the net come from.
                let right = standing.nets[net as usize].iter().any(|&l| {
                    let from = standing.links[l as usize].cards[0];
                    let columns = &standing.columns;
                    columns[standing.column_of[from]].x > columns[b].x
                });
                let (gap, side) = if right {
                    (b + 1, Joins::Left)
                } else {
                    (b, Joins::Right)
                };
                self.join(gap, net, from, side);
                self.join(gap, net, to, side);
            }
        }
    }

    /// A line from a card of the block to one elsewhere; `inner` and `outer` are its ends.
    fn add_outer(&mut self, standing: &Standing, link: &Link, [inner, outer]: [usize; 2]) {
        let (_, own) = standing.ranges[0];
        let net = link.net;
        let [(column, y), (far, far_y)] = [inner, outer].map(|i| {
            let card = link.cards[i];
            (standing.column_of[card], standing.y[card] + link.rows[i])
        });
        let columns = &standing.columns;
        let [leftmost, rightmost] = [&columns[0], &columns[own - 1]];
        let (top, bottom) = (leftmost.top, leftmost.top + leftmost.limit.max(0.0));
        let x = columns[far].x;
        self.leaving.push(Leaving {
            net,
            ends: [(columns[column].x, y), (x, far_y)],
        });
        if x >= rightmost.x + standing.pitch[0] {
            self.pass(column + 1..own, net, y);
            self.join(own, net, y, Joins::Left);
            self.join(own, net, far_y.clamp(top, bottom), Joins::Right);
        } else if x < leftmost.x {
            self.pass(1..column + 1, net, y);
            self.join(0, net, y, Joins::Right);
            self.join(0, net, far_y.clamp(top, bottom), Joins::Left);
        } else {
            let (gap, side) = if x >= columns[column].x {
                (column + 1, Joins::Left)
            } else {
                (column, Joins::Right)
            };
            self.join(gap, net, y, side);
            self.join(gap, net, if far_y < y { top } else { bottom }, Joins::End);
        }
    }

    /// Empties the gaps beside and between a number of columns.
    fn clear(&mut self, columns: usize) {
        for gap in &mut self.pins {
            gap.clear();
        }
        self.pins
            .resize_with(self.pins.len().max(columns + 1), Vec::new);
        self.leaving.clear();
    }

    /// A line of `net` comes to its trunk.
    fn join(&mut self, gap: usize, net: u32, y: f32, side: Joins) {
        if let Some(pins) = self.pins.get_mut(gap) {
            pins.push(Pin { net, y, side });
        }
    }

    /// A line of `net` runs straight through some gaps.
    fn pass(&mut self, gaps: std::ops::Range<usize>, net: u32, y: f32) {
        for gap in gaps {
            self.join(gap, net, y, Joins::Left);
            self.join(gap, net, y, Joins::Right);
        }
    }

    /// How many crossings there are at least if the trunks are straight.
    fn crossings(&mut self, most: u32) -> u32 {
        let mut sum = 0;
        for pins in &mut self.pins {
            if pins.len() < 3 {
                continue;
            }
            self.trunks.clear();
            let mut first = 0;
            for group in pins.chunk_by_mut(|a, b| a.net == b.net) {
                group.sort_unstable_by(|a, b| a.y.total_cmp(&b.y));
                let end = first + group.len();
                self.trunks.push(Trunk {
                    span: Span::new(group[0].y, group[group.len() - 1].y),
                    first,
                    end,
                });
                first = end;
            }
            for (i, a) in self.trunks.iter().enumerate() {
                for b in &self.trunks[i + 1..] {
                    if a.span.lo <= b.span.hi && b.span.lo <= a.span.hi {
                        let [a_left, a_right] = inside(&pins[a.first..a.end], b.span);
                        let [b_left, b_right] = inside(&pins[b.first..b.end], a.span);
                        sum += (b_left + a_right).min(b_right + a_left);
                    }
                }
                if sum > most {
                    return sum;
                }
            }
        }
        sum
    }
}

/// The pins from either side that lie inside the extent of another trunk.
fn inside(pins: &[Pin], other: Span) -> [u32; 2] {
    let mut counts = [0, 0];
    let mut last = [f32::NEG_INFINITY; 2];
    for pin in pins {
        let side = match pin.side {
            Joins::Left => 0,
            Joins::Right => 1,
            Joins::End => continue,
        };
        if other.lo < pin.y && pin.y < other.hi && last[side] != pin.y {
            counts[side] += 1;
            last[side] = pin.y;
        }
    }
    counts
}
