//! The graph of crossings between channels.

mod usage;

use std::ops::Range;

use super::super::Cancel;
use super::super::parallel::both;
use super::super::span::Span;
use super::board::{Board, NOWHERE, horizontal, vertical};
use super::channels::Channel;
use super::patch::Patch;
use crate::base::geometry::{Point, Rect, point};

/// "No crossing": where a channel ends.
pub(crate) const NONE: u32 = u32::MAX;

/// The crossing of a vertical and a horizontal channel.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub at: Point,
    pub vertical: u32,
    pub horizontal: u32,
    /// The next crossings on the vertical channel.
    pub up: u32,
    pub down: u32,
    /// The next crossings on the horizontal channel.
    pub left: u32,
    pub right: u32,
}

/// A piece of a channel between two crossings, and the lines in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    /// Containers it runs in.
    pub frames: [u16; 2],
    /// How many lines run in it, those of one bus counted once.
    pub lines: u16,
    /// The bus that was last to use it.
    pub bus: u32,
    /// How many level lines from a row cross it where it meets no channel.
    pub crossed: u16,
    /// The bus of the last of them.
    pub crosser: u32,
}

/// From so many cards on, both directions are looked at at a time.
const MANY: usize = 200;

/// Two strips that have this part of their width in common are one to the lines in them.
const SAME: f32 = 0.7;

/// Channels and their crossings. Those of a patch come after the others.
pub(crate) struct Graph {
    pub vertical: Vec<Channel>,
    pub horizontal: Vec<Channel>,
    /// Sorted by vertical channel, then from top to bottom.
    pub nodes: Vec<Node>,
    /// The pieces below each node.
    pub down: Vec<Piece>,
    /// The pieces to the right of each node.
    pub right: Vec<Piece>,
    /// The first node of each vertical channel, and one past the last.
    first: Vec<u32>,
    /// The nodes of each horizontal channel from left to right, one channel after the other.
    rows: Vec<u32>,
    /// The first in `rows` of each horizontal channel, and one past the last.
    first_in_rows: Vec<u32>,
    /// Other channels of the same direction in nearly the same strip: what runs in one takes room in all. Upright ones, then
    /// level ones.
    twins: [Vec<Vec<u32>>; 2],
    /// What was changed for a while.
    pub(super) patch: Patch,
}

impl Graph {
    /// The graph of a board; if this is canceled, one without any channels.
    pub fn new(board: &Board, cancel: &Cancel) -> Self {
        let unless_cancelled = |channels: fn(&Board) -> Vec<Channel>| {
            if cancel.is_cancelled() {
                Vec::new()
            } else {
                channels(board)
            }
        };
        let (vertical, horizontal) = both(
            board.cards.len() > MANY,
            || unless_cancelled(Board::vertical_channels),
            || unless_cancelled(Board::horizontal_channels),
        );
        let mut nodes: Vec<Node> = Vec::with_capacity(vertical.len() * 4);
        let mut first = Vec::with_capacity(vertical.len() + 1);
        let mut leftmost = vec![NONE; horizontal.len()];
        for (v, channel) in vertical.iter().enumerate() {
            first.push(nodes.len() as u32);
            let from = horizontal.partition_point(|h| h.at < channel.along.lo);
            for (h, crossed) in horizontal.iter().enumerate().skip(from) {
                if crossed.at > channel.along.hi {
                    break;
                }
                if crossed.along.contains(channel.at) {
                    let id = nodes.len() as u32;
                    let left = std::mem::replace(&mut leftmost[h], id);
                    if let Some(node) = nodes.get_mut(left as usize) {
                        node.right = id;
                    }
                    let at = point(channel.at, crossed.at);
                    let start = first.last().copied().unwrap_or_default();
                    let up = if id > start { id - 1 } else { NONE };
                    if let Some(node) = nodes.get_mut(up as usize) {
                        node.down = id;
                    }
                    nodes.push(Node {
                        at,
                        vertical: v as u32,
                        horizontal: h as u32,
                        up,
                        down: NONE,
                        left,
                        right: NONE,
                    });
                }
            }
        }
        first.push(nodes.len() as u32);
        let (rows, first_in_rows) = rows(&nodes, horizontal.len());
        let empty = Piece {
            frames: [NOWHERE; 2],
            lines: 0,
            bus: NONE,
            crossed: 0,
            crosser: NONE,
        };
        let mut graph = Self {
            down: vec![empty; nodes.len()],
            right: vec![empty; nodes.len()],
            twins: [twins(&vertical), twins(&horizontal)],
            vertical,
            horizontal,
            nodes,
            first,
            rows,
            first_in_rows,
            patch: Patch::default(),
        };
        graph.note_frames(board, cancel);
        graph
    }

    fn note_frames(&mut self, board: &Board, cancel: &Cancel) {
        let mut among = Vec::new();
        for v in 0..self.vertical.len() {
            if cancel.is_cancelled() {
                return;
            }
            let at = self.vertical[v].at;
            among.clear();
            among.extend(
                (0..board.frames.len() as u16)
                    .filter(|&f| horizontal(board.frames[usize::from(f)]).contains(at)),
            );
            for n in self.nodes_of(v as u32) {
                if let Some(below) = self.below(n) {
                    let piece = Rect {
                        min: self.nodes[n as usize].at,
                        max: self.nodes[below as usize].at,
                    };
                    self.down[n as usize].frames = board.frames_at(piece, &among);
                }
            }
        }
        let near: Vec<Vec<u16>> = self
            .horizontal
            .iter()
            .map(|h| {
                (0..board.frames.len() as u16)
                    .filter(|&f| vertical(board.frames[usize::from(f)]).contains(h.at))
                    .collect()
            })
            .collect();
        for n in 0..self.nodes.len() {
            let node = self.nodes[n];
            if let Some(right) = self.nodes.get(node.right as usize) {
                let piece = Rect {
                    min: node.at,
                    max: right.at,
                };
                self.right[n].frames = board.frames_at(piece, &near[node.horizontal as usize]);
            }
        }
    }

    /// The crossings of a vertical channel, from top to bottom, without those of a patch.
    pub fn nodes_of(&self, v: u32) -> Range<u32> {
        match self.first.get(v as usize..v as usize + 2) {
            Some(&[from, to]) => from..to,
            _ => 0..0,
        }
    }

    /// The crossings of a horizontal channel, from left to right, without those of a patch.
    pub fn nodes_along(&self, h: u32) -> &[u32] {
        match self.first_in_rows.get(h as usize..h as usize + 2) {
            Some(&[from, to]) => &self.rows[from as usize..to as usize],
            _ => &[],
        }
    }

    /// The next crossing upward on the same vertical channel.
    pub fn above(&self, n: u32) -> Option<u32> {
        Some(self.nodes[n as usize].up).filter(|&n| n != NONE)
    }

    /// The next crossing downward on the same vertical channel.
    pub fn below(&self, n: u32) -> Option<u32> {
        Some(self.nodes[n as usize].down).filter(|&n| n != NONE)
    }

    /// The crossings of a vertical channel on either side of a height.
    pub fn around(&self, v: u32, y: f32) -> (Option<u32>, Option<u32>) {
        let range = self.nodes_of(v);
        let nodes = &self.nodes[range.start as usize..range.end as usize];
        let next = range.start + nodes.partition_point(|n| n.at.y < y) as u32;
        let found = (
            (next > range.start).then(|| next - 1),
            (next < range.end).then_some(next),
        );
        if self.patch.is_empty() {
            found
        } else {
            self.around_patched(v, y, found)
        }
    }

    /// The crossing of two channels.
    pub fn node_at(&self, v: u32, h: u32) -> Option<u32> {
        let crosses = |n: &u32| self.nodes[*n as usize].horizontal == h;
        let mut own = self.nodes_of(v);
        own.find(crosses)
            .or_else(|| self.patch.on(true, v).iter().copied().find(crosses))
    }

    /// The vertical channels, by number, that cross the height `y` between two coordinates.
    pub fn crossing(&self, y: f32, x: Span) -> impl Iterator<Item = u32> + '_ {
        let lasting = self.first.len() - 1;
        let from = self.vertical[..lasting].partition_point(|c| c.at <= x.lo);
        let near = self.vertical[from..lasting].iter().enumerate();
        let near = near.take_while(move |(_, c)| c.at < x.hi);
        let near = near.map(move |(i, c)| (from + i, c));
        let patched = self.vertical.iter().enumerate().skip(lasting);
        near.chain(patched.filter(move |(_, c)| x.lo < c.at && c.at < x.hi))
            .filter(move |(_, c)| c.along.contains(y))
            .map(|(v, _)| v as u32)
    }
}

/// For each channel, those in nearly the same strip.
fn twins(channels: &[Channel]) -> Vec<Vec<u32>> {
    let mut twins = vec![Vec::new(); channels.len()];
    for (i, a) in channels.iter().enumerate() {
        for (j, b) in channels.iter().enumerate().skip(i + 1) {
            let width = a.across.length().max(b.across.length());
            if b.at - a.at > a.across.length() {
                break;
            }
            if a.across.intersect(b.across).length() >= width * SAME && a.along.overlaps(b.along) {
                twins[i].push(j as u32);
                twins[j].push(i as u32);
            }
        }
    }
    twins
}

/// The nodes of each horizontal channel one after the other, and where each channel's begin.
fn rows(nodes: &[Node], channels: usize) -> (Vec<u32>, Vec<u32>) {
    let mut first = vec![0; channels + 1];
    for node in nodes {
        first[node.horizontal as usize + 1] += 1;
    }
    for h in 0..channels {
        first[h + 1] += first[h];
    }
    let mut next = first.clone();
    let mut rows = vec![0; nodes.len()];
    for (n, node) in nodes.iter().enumerate() {
        let place = &mut next[node.horizontal as usize];
        rows[*place as usize] = n as u32;
        *place += 1;
    }
    (rows, first)
}
