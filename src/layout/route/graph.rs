//! The graph of crossings between channels.

use std::ops::Range;

use super::super::Cancel;
use super::super::parallel::both;
use super::super::span::Span;
use super::board::{Board, NOWHERE, horizontal, vertical};
use super::channels::Channel;
use super::patch::Patch;
use super::search::Way;
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

    /// Counts a line of `bus` on its way between two heights.
    pub fn occupy(&mut self, way: &Way, y: [f32; 2], bus: u32) {
        for (down, n) in self.pieces_of(way, y) {
            self.piece_mut(down, n).occupy(bus);
        }
    }

    /// Counts a line of `bus` that runs straight from a row at the height `y`, over upright channels.
    pub fn cross(&mut self, y: f32, x: Span, bus: u32) {
        let channels: Vec<u32> = self.crossing(y, x).collect();
        for v in channels {
            let (above, below) = self.around(v, y);
            if let Some(n) = above.or(below) {
                let piece = self.piece_mut(true, n);
                if piece.crosser != bus {
                    piece.crosser = bus;
                    piece.crossed = piece.crossed.saturating_add(1);
                }
            }
        }
    }

    /// How many lines from rows one crosses on an upright channel between two heights.
    pub fn crossed_along(&self, v: u32, y: Span, bus: u32) -> u16 {
        let mut pieces = Vec::new();
        self.upright_pieces(v, y, &mut pieces);
        let crossed = pieces
            .iter()
            .map(|&(_, n)| self.down[n as usize].crossed_by(bus));
        crossed.sum()
    }

    /// How many lines run at the height `y` of an upright channel.
    pub fn lines_at(&self, v: u32, y: f32, bus: u32) -> u16 {
        let (above, below) = self.around(v, y);
        above.or(below).map_or(0, |n| {
            let piece = &self.down[n as usize];
            if piece.bus == bus { 0 } else { piece.lines }
        })
    }

    /// Takes the lines of one bus off all they use: their ways, and the level pieces at their ends.
    pub fn release(&mut self, ways: &[(&Way, [f32; 2])], ends: &[(f32, Span)], bus: u32) {
        let mut used: Vec<(bool, u32)> = Vec::new();
        for &(way, y) in ways {
            used.extend(self.pieces_of(way, y));
        }
        used.sort_unstable();
        used.dedup();
        for (down, n) in used {
            let piece = self.piece_mut(down, n);
            piece.lines = piece.lines.saturating_sub(1);
            if piece.bus == bus {
                piece.bus = NONE;
            }
        }
        let mut crossed: Vec<u32> = Vec::new();
        for &(y, x) in ends {
            let channels = self.crossing(y, x);
            crossed.extend(channels.filter_map(|v| {
                let (above, below) = self.around(v, y);
                above.or(below)
            }));
        }
        crossed.sort_unstable();
        crossed.dedup();
        for n in crossed {
            let piece = self.piece_mut(true, n);
            piece.crossed = piece.crossed.saturating_sub(1);
            if piece.crosser == bus {
                piece.crosser = NONE;
            }
        }
    }

    /// Counts one line less on a way, for good; for a line whose bus has no other.
    pub fn vacate(&mut self, way: &Way, y: [f32; 2]) {
        for (down, n) in self.pieces_of(way, y) {
            let pieces = if down {
                &mut self.down
            } else {
                &mut self.right
            };
            let piece = &mut pieces[n as usize];
            piece.lines = piece.lines.saturating_sub(1);
        }
    }

    /// The pieces of channels that a way between two heights uses: whether upright, and the crossing it begins at.
    fn pieces_of(&self, way: &Way, [mut y, end]: [f32; 2]) -> Vec<(bool, u32)> {
        let channels = &way.channels;
        let mut pieces = Vec::new();
        for i in (0..channels.len()).step_by(2) {
            let next = channels
                .get(i + 1)
                .map_or(end, |&h| self.horizontal[h as usize].at);
            let span = Span::between(y, next);
            self.upright_pieces(channels[i], span, &mut pieces);
            for &twin in self.twins[0]
                .get(channels[i] as usize)
                .into_iter()
                .flatten()
            {
                self.upright_pieces(twin, span, &mut pieces);
            }
            y = next;
            if let (Some(&h), Some(&v)) = (channels.get(i + 1), channels.get(i + 2))
                && let (Some(a), Some(b)) = (self.node_at(channels[i], h), self.node_at(v, h))
            {
                self.level_pieces(a, b, &mut pieces);
                let [a, b] = [a, b].map(|n| self.nodes[n as usize].at.x);
                for &twin in self.twins[1].get(h as usize).into_iter().flatten() {
                    self.level_pieces_between(twin, Span::between(a, b), &mut pieces);
                }
            }
        }
        pieces
    }

    fn upright_pieces(&self, v: u32, y: Span, pieces: &mut Vec<(bool, u32)>) {
        // A part between two crossings is in the piece around it.
        let (above, below) = self.around(v, y.lo);
        let mut next = above.or(below);
        while let Some(n) = next.filter(|&n| self.nodes[n as usize].at.y < y.hi) {
            pieces.push((true, n));
            next = self.below(n);
        }
    }

    fn level_pieces(&self, a: u32, b: u32, pieces: &mut Vec<(bool, u32)>) {
        let x = |n: u32| self.nodes[n as usize].at.x;
        let (mut n, end) = if x(a) <= x(b) { (a, b) } else { (b, a) };
        while n != end && n != NONE {
            pieces.push((false, n));
            n = self.nodes[n as usize].right;
        }
    }

    fn level_pieces_between(&self, h: u32, x: Span, pieces: &mut Vec<(bool, u32)>) {
        for pair in self.nodes_along(h).windows(2) {
            let [from, to] = [pair[0], pair[1]].map(|n| self.nodes[n as usize].at.x);
            if from < x.hi && x.lo < to {
                pieces.push((false, pair[0]));
            }
        }
    }

    /// Makes a place look crowded, in whichever channels one could come to lie there.
    pub fn burden(&mut self, upright: bool, at: f32, span: Span) {
        let channels = if upright {
            &self.vertical
        } else {
            &self.horizontal
        };
        let here = channels.iter().enumerate().filter(|(_, channel)| {
            channel.across.expand(1.0).contains(at) && channel.along.overlaps(span)
        });
        let here: Vec<u32> = here.map(|(number, _)| number as u32).collect();
        for channel in here {
            let own: Vec<u32> = if upright {
                self.nodes_of(channel).collect()
            } else {
                self.nodes_along(channel).to_vec()
            };
            let patched = self.patch.on(upright, channel).to_vec();
            for n in own.into_iter().chain(patched) {
                let at = self.nodes[n as usize].at;
                if span.expand(1.0).contains(if upright { at.y } else { at.x }) {
                    let piece = self.piece_mut(upright, n);
                    piece.lines = piece.lines.saturating_add(BURDEN);
                }
            }
        }
    }

    /// The piece below a crossing, or to the right of it, to be changed.
    fn piece_mut(&mut self, down: bool, n: u32) -> &mut Piece {
        let pieces = if down {
            &mut self.down
        } else {
            &mut self.right
        };
        self.patch.note_piece(down, n, pieces[n as usize]);
        &mut pieces[n as usize]
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

impl Piece {
    /// How many lines from rows a line of `bus` crosses on it.
    pub fn crossed_by(&self, bus: u32) -> u16 {
        if self.crosser == bus || self.bus == bus {
            0
        } else {
            self.crossed
        }
    }

    fn occupy(&mut self, bus: u32) {
        if self.bus != bus {
            self.bus = bus;
            self.lines = self.lines.saturating_add(1);
        }
    }
}
