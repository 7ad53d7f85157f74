//! The graph of crossings between channels.

use super::super::span::Span;
use super::board::{Board, NOWHERE, horizontal, vertical};
use super::channels::Channel;
use crate::base::geometry::{Point, Rect, point};

/// "No crossing": where a channel ends.
pub(crate) const NONE: u32 = u32::MAX;

/// So many lines more than there are are said to be where there is no room for another.
const BURDEN: u16 = 12;

/// The crossing of a vertical and a horizontal channel.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub at: Point,
    pub vertical: u32,
    pub horizontal: u32,
    /// The next crossing on the horizontal channel.
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
}

/// Channels and their crossings.
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
}

impl Graph {
    pub fn new(board: &Board) -> Self {
        let vertical = board.vertical_channels();
        let horizontal = board.horizontal_channels();
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
                    nodes.push(Node {
                        at,
                        vertical: v as u32,
                        horizontal: h as u32,
                        left,
                        right: NONE,
                    });
                }
            }
        }
        first.push(nodes.len() as u32);
        let empty = Piece {
            frames: [NOWHERE; 2],
            lines: 0,
            bus: NONE,
        };
        let mut graph = Self {
            down: vec![empty; nodes.len()],
            right: vec![empty; nodes.len()],
            vertical,
            horizontal,
            nodes,
            first,
        };
        graph.note_frames(board);
        graph
    }

    fn note_frames(&mut self, board: &Board) {
        let mut among = Vec::new();
        for v in 0..self.vertical.len() {
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

    /// The crossings of a vertical channel, from top to bottom.
    pub fn nodes_of(&self, v: u32) -> std::ops::Range<u32> {
        self.first[v as usize]..self.first[v as usize + 1]
    }

    /// The next crossing upward on the same vertical channel.
    pub fn above(&self, n: u32) -> Option<u32> {
        let v = self.nodes[n as usize].vertical;
        (n > self.first[v as usize]).then(|| n - 1)
    }

    /// The next crossing downward on the same vertical channel.
    pub fn below(&self, n: u32) -> Option<u32> {
        let v = self.nodes[n as usize].vertical;
        (n + 1 < self.first[v as usize + 1]).then(|| n + 1)
    }

    /// The crossings of a vertical channel on either side of a height.
    pub fn around(&self, v: u32, y: f32) -> (Option<u32>, Option<u32>) {
        let range = self.nodes_of(v);
        let nodes = &self.nodes[range.start as usize..range.end as usize];
        let next = range.start + nodes.partition_point(|n| n.at.y < y) as u32;
        (
            (next > range.start).then(|| next - 1),
            (next < range.end).then_some(next),
        )
    }

    /// The vertical channels, by number, that cross the height `y` between two coordinates.
    pub fn crossing(&self, y: f32, x: Span) -> impl Iterator<Item = u32> + '_ {
        let from = self.vertical.partition_point(|c| c.at <= x.lo);
        self.vertical[from..]
            .iter()
            .enumerate()
            .take_while(move |(_, c)| c.at < x.hi)
            .filter(move |(_, c)| c.along.contains(y))
            .map(move |(i, _)| (from + i) as u32)
    }

    /// Counts a line of `bus` in a part of a vertical channel.
    pub fn occupy_vertical(&mut self, v: u32, y: Span, bus: u32) {
        let range = self.nodes_of(v);
        // A part between two crossings occupies the piece around it.
        let from = self.around(v, y.lo).0.unwrap_or(range.start);
        for n in from..range.end {
            if self.nodes[n as usize].at.y >= y.hi {
                break;
            }
            self.down[n as usize].occupy(bus);
        }
    }

    /// Counts a line of `bus` on the horizontal channel from one crossing to another.
    pub fn occupy_horizontal(&mut self, from: u32, to: u32, bus: u32) {
        let (mut n, to) = (from.min(to), from.max(to));
        // Crossings further right on the same channel have higher numbers.
        while n < to {
            self.right[n as usize].occupy(bus);
            n = self.nodes[n as usize].right;
        }
    }
    /// Makes a part of a channel look crowded.
    pub fn burden(&mut self, upright: bool, channel: u32, span: Span) {
        for (n, node) in self.nodes.iter().enumerate() {
            let (own, at, piece) = if upright {
                (node.vertical, node.at.y, &mut self.down[n])
            } else {
                (node.horizontal, node.at.x, &mut self.right[n])
            };
            if own == channel && span.expand(1.0).contains(at) {
                piece.lines = piece.lines.saturating_add(BURDEN);
            }
        }
    }
}

impl Piece {
    fn occupy(&mut self, bus: u32) {
        if self.bus != bus {
            self.bus = bus;
            self.lines = self.lines.saturating_add(1);
        }
    }
}
