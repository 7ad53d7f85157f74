//! What runs in the pieces of channels: what lines count where they run, and how crowded a place looks.

use super::super::super::span::Span;
use super::super::search::Way;
use super::{Graph, NONE, Piece};

/// So many lines more than there are are said to be where there is no room for another.
const BURDEN: u16 = 12;

impl Graph {
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
