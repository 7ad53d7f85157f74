//! What is different in the graph of channels while something stands elsewhere than when the graph was made.
//!
//! The graph of a large sheet takes longer to make than a frame may take. A patch cuts the pieces of channels that lead
//! through what moved, and adds a channel along each of its sides. Where it stood before no channels are added: the lines
//! are drawn anew from a new graph once it stays.

use std::collections::BTreeMap;

use super::super::span::Span;
use super::board::{Board, NOWHERE, horizontal, vertical};
use super::channels::{CLEARANCE, Channel, NARROWEST};
use super::graph::{Graph, NONE, Node, Piece};
use crate::base::geometry::{Point, Rect, point};

/// How far a channel beside something that moved may be wide.
const WIDTH: f32 = 64.0;

/// How far such a channel reaches beyond it.
const REACH: f32 = 500.0;

/// What it takes to take a patch off again.
#[derive(Default)]
pub(crate) struct Patch {
    /// What no line may run through.
    blocks: Vec<Rect>,
    /// How many nodes and channels there were before.
    before: Option<[usize; 3]>,
    nodes: Vec<(u32, Node)>,
    pieces: Vec<(bool, u32, Piece)>,
    /// Nodes that were added to each channel, upright or not.
    added: BTreeMap<(bool, u32), Vec<u32>>,
}

impl Patch {
    /// Whether nothing is patched.
    pub fn is_empty(&self) -> bool {
        self.before.is_none()
    }

    /// What no line may run through, clearance included.
    pub fn blocks(&self) -> &[Rect] {
        &self.blocks
    }

    /// The nodes that were added to a channel, in no order.
    pub fn on(&self, upright: bool, channel: u32) -> &[u32] {
        self.added
            .get(&(upright, channel))
            .map_or(&[], Vec::as_slice)
    }

    /// Remembers what a piece was.
    pub fn note_piece(&mut self, down: bool, n: u32, piece: Piece) {
        if self.before.is_some_and(|[nodes, ..]| (n as usize) < nodes) {
            self.pieces.push((down, n, piece));
        }
    }

    /// Whether one can go straight from one point to another.
    pub fn is_clear(&self, a: Point, b: Point) -> bool {
        let way = Rect::from_corners(a, b);
        !self.blocks.iter().any(|block| {
            block.min.x < way.max.x
                && way.min.x < block.max.x
                && block.min.y < way.max.y
                && way.min.y < block.max.y
                || way.width() == 0.0
                    && block.min.x < way.min.x
                    && way.min.x < block.max.x
                    && block.min.y < way.max.y
                    && way.min.y < block.max.y
                || way.height() == 0.0
                    && block.min.y < way.min.y
                    && way.min.y < block.max.y
                    && block.min.x < way.max.x
                    && way.min.x < block.max.x
        })
    }
}

impl Graph {
    /// Cuts what leads through `solids` and adds channels around those that are cards, which have a number. A patch before
    /// is taken off.
    pub fn patch(&mut self, board: &Board, solids: &[(Option<usize>, Rect)]) {
        self.unpatch();
        let before = [self.nodes.len(), self.vertical.len(), self.horizontal.len()];
        self.patch.before = Some(before);
        let blocks = solids
            .iter()
            .map(|(_, solid)| solid.expand(CLEARANCE - 0.5));
        self.patch.blocks = blocks.collect();
        for block in self.patch.blocks.clone() {
            self.cut(block, before);
        }
        let cards = solids.iter().filter(|(number, _)| number.is_some());
        for &(_, card) in cards {
            for upright in [true, false] {
                for high in [false, true] {
                    if let Some(channel) = beside(board, card, upright, high) {
                        self.add(board, upright, channel, before);
                    }
                }
            }
        }
    }

    /// Takes the patch off.
    pub fn unpatch(&mut self) {
        let patch = std::mem::take(&mut self.patch);
        let Some([nodes, vertical, horizontal]) = patch.before else {
            return;
        };
        for (n, node) in patch.nodes.into_iter().rev() {
            self.nodes[n as usize] = node;
        }
        for (down, n, piece) in patch.pieces.into_iter().rev() {
            self.pieces(down)[n as usize] = piece;
        }
        self.nodes.truncate(nodes);
        self.down.truncate(nodes);
        self.right.truncate(nodes);
        self.vertical.truncate(vertical);
        self.horizontal.truncate(horizontal);
    }

    /// Where a line on an upright channel at the height `y` gets on to the next crossings, patched ones included.
    pub(super) fn around_patched(
        &self,
        v: u32,
        y: f32,
        (above, below): (Option<u32>, Option<u32>),
    ) -> (Option<u32>, Option<u32>) {
        let height = |n: &u32| self.nodes[*n as usize].at.y;
        let added = || self.patch.on(true, v).iter().copied();
        let nearest = |a: &u32, b: &u32| height(a).total_cmp(&height(b));
        let above = added()
            .filter(|n| height(n) < y)
            .chain(above)
            .max_by(nearest);
        let below = added()
            .filter(|n| height(n) >= y)
            .chain(below)
            .min_by(nearest);
        let at = point(self.vertical[v as usize].at, y);
        let clear = |n: &u32| self.patch.is_clear(at, self.nodes[*n as usize].at);
        (above.filter(clear), below.filter(clear))
    }

    /// Cuts the pieces of lasting channels that lead through a block.
    fn cut(&mut self, block: Rect, [_, verticals, horizontals]: [usize; 3]) {
        let first = self.vertical[..verticals].partition_point(|c| c.at <= block.min.x);
        for v in first..verticals {
            if self.vertical[v].at >= block.max.x {
                break;
            }
            let range = self.nodes_of(v as u32);
            let nodes = &self.nodes[range.start as usize..range.end as usize];
            let from = nodes.partition_point(|n| n.at.y <= block.min.y).max(1) - 1;
            for a in range.start + from as u32..range.end.saturating_sub(1) {
                if self.nodes[a as usize].at.y >= block.max.y {
                    break;
                }
                self.note(a).down = NONE;
                self.note(a + 1).up = NONE;
            }
        }
        let first = self.horizontal[..horizontals].partition_point(|c| c.at <= block.min.y);
        for h in first..horizontals {
            if self.horizontal[h].at >= block.max.y {
                break;
            }
            let row = self.nodes_along(h as u32);
            let x = |n: &u32| self.nodes[*n as usize].at.x;
            let from = row.partition_point(|n| x(n) <= block.min.x).max(1) - 1;
            let to = row.partition_point(|n| x(n) < block.max.x);
            let pairs: Vec<[u32; 2]> = row[from..]
                .windows(2)
                .take(to - from.min(to))
                .map(|pair| [pair[0], pair[1]])
                .collect();
            for [a, b] in pairs {
                self.note(a).right = NONE;
                self.note(b).left = NONE;
            }
        }
    }

    /// A node to be changed until the patch is taken off.
    fn note(&mut self, n: u32) -> &mut Node {
        let node = &mut self.nodes[n as usize];
        if self
            .patch
            .before
            .is_some_and(|[nodes, ..]| (n as usize) < nodes)
        {
            self.patch.nodes.push((n, *node));
        }
        node
    }

    /// Adds a channel and its crossings with all others.
    fn add(&mut self, board: &Board, upright: bool, channel: Channel, before: [usize; 3]) {
        let (own, others, lasting) = if upright {
            (self.vertical.len(), &self.horizontal, before[2])
        } else {
            (self.horizontal.len(), &self.vertical, before[1])
        };
        let first = others[..lasting].partition_point(|c| c.at < channel.along.lo);
        let near = others[..lasting].iter().enumerate().skip(first);
        let near = near.take_while(|(_, c)| c.at <= channel.along.hi);
        let added = others.iter().enumerate().skip(lasting);
        let mut crossed: Vec<(usize, f32)> = near
            .chain(added)
            .filter(|(_, c)| channel.along.contains(c.at) && c.along.contains(channel.at))
            .map(|(other, c)| (other, c.at))
            .collect();
        crossed.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        let at = |along: f32| {
            if upright {
                point(channel.at, along)
            } else {
                point(along, channel.at)
            }
        };
        let blocks = &self.patch.blocks;
        crossed.retain(|&(_, along)| {
            let at = at(along);
            !blocks
                .iter()
                .any(|b| b.min.x < at.x && at.x < b.max.x && b.min.y < at.y && at.y < b.max.y)
        });
        if upright {
            self.vertical.push(channel);
        } else {
            self.horizontal.push(channel);
        }
        let frames = board.frames_over(Rect::from_corners(
            at(channel.along.lo),
            at(channel.along.hi),
        ));
        let empty = Piece {
            frames: [NOWHERE; 2],
            lines: 0,
            crossed: 0,
            crosser: NONE,
            bus: NONE,
        };
        let mut last: Option<u32> = None;
        for (other, along) in crossed {
            let node = self.nodes.len() as u32;
            let (upright_channel, level_channel) =
                if upright { (own, other) } else { (other, own) };
            let (vertical, horizontal) = (upright_channel as u32, level_channel as u32);
            self.nodes.push(Node {
                at: at(along),
                vertical,
                horizontal,
                up: NONE,
                down: NONE,
                left: NONE,
                right: NONE,
            });
            self.down.push(empty);
            self.right.push(empty);
            self.splice(!upright, node);
            if let Some(last) = last {
                let piece = Rect {
                    min: self.nodes[last as usize].at,
                    max: at(along),
                };
                if self.patch.is_clear(piece.min, piece.max) {
                    self.join(upright, last, node);
                    self.pieces(upright)[last as usize].frames = board.frames_at(piece, &frames);
                }
            }
            last = Some(node);
            for key in [(true, vertical), (false, horizontal)] {
                self.patch.added.entry(key).or_default().push(node);
            }
        }
    }

    fn pieces(&mut self, down: bool) -> &mut [Piece] {
        if down {
            &mut self.down
        } else {
            &mut self.right
        }
    }

    /// Puts a node between its neighbors on the channel that it was added to.
    fn splice(&mut self, upright: bool, n: u32) {
        let node = self.nodes[n as usize];
        let along = |p: Point| if upright { p.y } else { p.x };
        let own = along(node.at);
        let channel = if upright {
            node.vertical
        } else {
            node.horizontal
        };
        let place = |m: u32| along(self.nodes[m as usize].at);
        let (low, high) = if upright {
            let range = self.nodes_of(channel);
            let nodes = &self.nodes[range.start as usize..range.end as usize];
            let next = range.start + nodes.partition_point(|n| n.at.y < own) as u32;
            (
                (next > range.start).then(|| next - 1),
                (next < range.end).then_some(next),
            )
        } else {
            let row = self.nodes_along(channel);
            let next = row.partition_point(|&m| place(m) < own);
            (
                next.checked_sub(1).map(|before| row[before]),
                row.get(next).copied(),
            )
        };
        let added = || self.patch.on(upright, channel).iter().copied();
        let nearest = |a: &u32, b: &u32| place(*a).total_cmp(&place(*b));
        let low = added()
            .filter(|&m| place(m) < own)
            .chain(low)
            .max_by(nearest);
        let high = added()
            .filter(|&m| place(m) >= own)
            .chain(high)
            .min_by(nearest);
        let clear = |m: &u32| self.patch.is_clear(node.at, self.nodes[*m as usize].at);
        let (low, high) = (low.filter(clear), high.filter(clear));
        if let Some(low) = low {
            let pieces = self.pieces(upright);
            pieces[n as usize] = pieces[low as usize];
            self.join(upright, low, n);
        }
        if let Some(high) = high {
            self.join(upright, n, high);
        }
    }

    fn join(&mut self, upright: bool, low: u32, high: u32) {
        if upright {
            self.note(low).down = high;
            self.note(high).up = low;
        } else {
            self.note(low).right = high;
            self.note(high).left = low;
        }
    }
}

/// The free strip beside a card: to its left or right, or above or below it.
fn beside(board: &Board, card: Rect, upright: bool, high: bool) -> Option<Channel> {
    let extent = |rect: Rect, upright: bool| {
        if upright {
            vertical(rect)
        } else {
            horizontal(rect)
        }
    };
    let across = |rect: Rect| extent(rect, !upright);
    let along = |rect: Rect| extent(rect, upright);
    let rect = |across: Span, along: Span| {
        if upright {
            Rect {
                min: point(across.lo, along.lo),
                max: point(across.hi, along.hi),
            }
        } else {
            Rect {
                min: point(along.lo, across.lo),
                max: point(along.hi, across.hi),
            }
        }
    };
    let edge = if high {
        across(card).hi
    } else {
        across(card).lo
    };
    let mut strip = if high {
        Span::new(edge, edge + WIDTH)
    } else {
        Span::new(edge - WIDTH, edge)
    };
    strip = strip.intersect(across(board.sheet));
    for other in board.solids_over(rect(strip, along(card))) {
        if other == card {
            continue;
        }
        if high {
            strip.hi = strip.hi.min(across(other).lo);
        } else {
            strip.lo = strip.lo.max(across(other).hi);
        }
    }
    for frame in &board.frames {
        if !along(*frame).overlaps(along(card)) {
            continue;
        }
        for wall in [across(*frame).lo, across(*frame).hi] {
            if high && wall > edge {
                strip.hi = strip.hi.min(wall);
            } else if !high && wall < edge {
                strip.lo = strip.lo.max(wall);
            }
        }
    }
    if strip.length() < NARROWEST {
        return None;
    }
    let mut reach = along(card).expand(REACH).intersect(along(board.sheet));
    let solids = board.solids_over(rect(strip, reach));
    let near = |f: &&Rect| across(**f).overlaps(strip);
    for other in solids.iter().chain(board.frames.iter().filter(near)) {
        let other = along(*other);
        if other.hi <= along(card).lo {
            reach.lo = reach.lo.max(other.hi);
        } else if other.lo >= along(card).hi {
            reach.hi = reach.hi.min(other.lo);
        }
    }
    let across = strip.shrink(CLEARANCE.min(strip.length() * 0.3));
    Some(Channel {
        across,
        along: reach.shrink(CLEARANCE),
        at: across.middle(),
    })
}
