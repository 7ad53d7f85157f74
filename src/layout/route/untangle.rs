//! Tracks change places where that saves crossings.
//!
//! The orders of tracks are chosen pair by pair before the lines have their coordinates. Once they have, it can
//! be counted what an exchange of two neighbors saves, with all that comes with it.

use super::super::Cancel;
use super::super::span::Span;
use super::rays::NEAR;
use super::tracks::Track;
use super::wires::Wires;

/// So far apart two tracks may be to change places.
const REACH: f32 = 32.0;

/// Passes over all tracks.
const PASSES: usize = 3;

/// Side of a square of the index.
const SQUARE: f32 = 160.0;

/// A crossing nearer than this to the end of a line is a corner.
const CORNER: f32 = 0.5;

/// Closer than this, two lines are one to the eye.
const TOUCHING: f32 = 1.1;

/// Two lines that share more than this lie on each other.
const SHARED: f32 = 1.0;

/// A straight piece of a line.
#[derive(Clone, Copy, Debug)]
struct Piece {
    upright: bool,
    at: f32,
    extent: Span,
    wire: u32,
    bus: u32,
}

/// All pieces, with an index of where they are.
struct Pieces<'a> {
    wires: &'a mut Wires,
    all: Vec<Piece>,
    origin: (f32, f32),
    columns: usize,
    squares: Vec<Vec<u32>>,
    /// Points where the pieces looked at cross others.
    found: Vec<(i32, i32)>,
}

/// Lets tracks change places.
pub(crate) fn untangle(wires: &mut Wires, tracks: [&[Track]; 2], cancel: &Cancel) {
    let mut pieces = Pieces::new(wires);
    for _ in 0..PASSES {
        let mut saved = false;
        for tracks in tracks {
            saved |= pass(&mut pieces, tracks, cancel);
        }
        if !saved {
            break;
        }
    }
}

/// Whether any two changed places.
fn pass(pieces: &mut Pieces, tracks: &[Track], cancel: &Cancel) -> bool {
    let at = |pieces: &Pieces, t: usize| pieces.all[tracks[t].segments[0] as usize].at;
    let mut order: Vec<usize> = (0..tracks.len())
        .filter(|&t| tracks[t].room.length() > 0.0)
        .collect();
    order.sort_by(|&a, &b| at(pieces, a).total_cmp(&at(pieces, b)).then(a.cmp(&b)));
    let mut saved = false;
    for i in 0..order.len() {
        if cancel.is_cancelled() {
            return false;
        }
        for j in i + 1..order.len() {
            let (a, b) = (order[i], order[j]);
            let (low, high) = (at(pieces, a), at(pieces, b));
            if high - low > REACH {
                break;
            }
            let (p, q) = (&tracks[a], &tracks[b]);
            if high > low
                && p.span.overlaps(q.span)
                && p.room.contains(high)
                && q.room.contains(low)
                && pieces.cross(p, q)
                && pieces.exchange(p, q, [low, high])
            {
                saved = true;
                order.swap(i, j);
            }
        }
    }
    saved
}

impl<'a> Pieces<'a> {
    fn new(wires: &'a mut Wires) -> Self {
        let pieces: Vec<Piece> = (0..wires.segments.len()).map(|s| piece(wires, s)).collect();
        let (mut x, mut y) = (Span::new(f32::MAX, f32::MIN), Span::new(f32::MAX, f32::MIN));
        for p in &pieces {
            let own = Span::new(p.at, p.at);
            let (h, v) = if p.upright {
                (own, p.extent)
            } else {
                (p.extent, own)
            };
            (x, y) = (x.union(h), y.union(v));
        }
        let columns = (x.length().max(0.0) / SQUARE) as usize + 1;
        let rows = (y.length().max(0.0) / SQUARE) as usize + 1;
        let mut indexed = Self {
            wires,
            all: pieces,
            origin: (x.lo, y.lo),
            columns,
            squares: vec![Vec::new(); columns * rows],
            found: Vec::new(),
        };
        for p in 0..indexed.all.len() as u32 {
            indexed.enter(p);
        }
        indexed
    }

    /// The squares that a piece runs through, or comes as near to as `reach`.
    fn squares_of(&self, p: u32, reach: f32) -> impl Iterator<Item = usize> + use<> {
        let piece = self.all[p as usize];
        // Casting saturates, so what reaches beyond the outermost squares is in them.
        let index = |at: f32, origin: f32| ((at - origin) / SQUARE) as usize;
        let (x, y) = self.origin;
        let (columns, last) = (self.columns, self.squares.len() - 1);
        let (across, along) = if piece.upright { (x, y) } else { (y, x) };
        let lanes = index(piece.at - reach, across)..=index(piece.at + reach, across);
        let extent = index(piece.extent.lo, along)..=index(piece.extent.hi, along);
        lanes.flat_map(move |lane| {
            extent.clone().map(move |place| {
                let (column, row) = if piece.upright {
                    (lane, place)
                } else {
                    (place, lane)
                };
                (row * columns + column.min(columns - 1)).min(last)
            })
        })
    }

    fn enter(&mut self, p: u32) {
        for square in self.squares_of(p, NEAR) {
            self.squares[square].push(p);
        }
    }

    fn leave(&mut self, p: u32) {
        for square in self.squares_of(p, NEAR) {
            let pieces = &mut self.squares[square];
            if let Some(at) = pieces.iter().position(|&other| other == p) {
                pieces.swap_remove(at);
            }
        }
    }

    /// The pieces of a track and those joined to them.
    fn around(&self, tracks: &[&Track]) -> Vec<u32> {
        let mut all: Vec<u32> = Vec::new();
        for &s in tracks.iter().flat_map(|t| &t.segments) {
            all.push(s);
            all.extend(self.wires.before(s as usize).map(|b| b as u32));
            all.extend(self.wires.after(s as usize).map(|a| a as u32));
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Whether a piece joined to one track crosses the other.
    fn cross(&self, a: &Track, b: &Track) -> bool {
        let over = |joined: &Track, track: &Track| {
            let (at, span) = (self.all[track.segments[0] as usize].at, track.span);
            let ends = joined
                .segments
                .iter()
                .flat_map(|&s| [self.wires.before(s as usize), self.wires.after(s as usize)]);
            ends.flatten().any(|n| {
                let piece = self.all[n];
                span.contains(piece.at) && piece.extent.contains(at)
            })
        };
        over(a, b) || over(b, a)
    }

    /// Lets two tracks change places if that saves crossings.
    fn exchange(&mut self, a: &Track, b: &Track, [low, high]: [f32; 2]) -> bool {
        let around = self.around(&[a, b]);
        let before = self.cost(&around);
        self.put(&around, [(a, high), (b, low)]);
        let saves = self.cost(&around) < before;
        if !saves {
            self.put(&around, [(a, low), (b, high)]);
        }
        saves
    }

    fn put(&mut self, around: &[u32], places: [(&Track, f32); 2]) {
        for &p in around {
            self.leave(p);
        }
        for (track, at) in places {
            for &s in &track.segments {
                self.wires.segments[s as usize].at = at;
            }
        }
        for &p in around {
            self.all[p as usize] = piece(self.wires, p as usize);
            self.enter(p);
        }
    }

    /// What is bad about some pieces, the worst first: lines on others, lines too near to others, crossings.
    fn cost(&mut self, some: &[u32]) -> [usize; 3] {
        let mut found = std::mem::take(&mut self.found);
        found.clear();
        let (mut on, mut near) = (0, 0);
        for &p in some {
            let piece = self.all[p as usize];
            for square in self.squares_of(p, 0.0) {
                for &q in &self.squares[square] {
                    let other = self.all[q as usize];
                    if other.wire == piece.wire {
                        continue;
                    }
                    if other.upright == piece.upright {
                        let apart = (piece.at - other.at).abs();
                        if apart < NEAR && touch(&piece, &other) {
                            on += usize::from(apart < TOUCHING);
                            near += 1;
                        }
                    } else if piece.extent.shrink(CORNER).contains(other.at)
                        && other.extent.shrink(CORNER).contains(piece.at)
                    {
                        let point = if piece.upright {
                            (piece.at, other.at)
                        } else {
                            (other.at, piece.at)
                        };
                        // Lines that run together cross at one place; where the sheet lies makes no difference.
                        let (x, y) = self.origin;
                        found.push(((point.0 - x) as i32, (point.1 - y) as i32));
                    }
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        let crossings = found.len();
        self.found = found;
        [on, near, crossings]
    }
}

/// Whether two parallel pieces are of lines to different rows and run beside each other.
fn touch(a: &Piece, b: &Piece) -> bool {
    a.bus != b.bus && a.extent.intersect(b.extent).length() > SHARED
}

/// A segment as it lies now.
fn piece(wires: &Wires, s: usize) -> Piece {
    let [start, end] = wires.ends(s);
    let segment = &wires.segments[s];
    Piece {
        upright: segment.upright,
        at: segment.at,
        extent: Span::between(start, end),
        wire: segment.wire,
        bus: segment.bus,
    }
}
