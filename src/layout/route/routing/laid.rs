//! Lines laid out in tracks, and which of them lie on others.

use super::super::super::span::Span;
use super::super::tracks::Track;
use super::super::wires::Wires;

/// Closer than this, two lines are one to the eye.
const TOUCHING: f32 = 1.1;

/// Lines laid out in tracks.
pub(super) struct Laid {
    pub wires: Wires,
    /// The wire of each line that has one.
    pub wire_of: Vec<Option<usize>>,
    /// The cards of each wire.
    pub cards: Vec<[usize; 2]>,
    /// Upright ones, then level ones.
    pub tracks: [Vec<Track>; 2],
}

impl Laid {
    /// The line of each wire; none for pieces that stay as they are.
    pub fn line_of(&self) -> Vec<Option<usize>> {
        let mut line_of = vec![None; self.wires.chains.len()];
        for (l, wire) in self.wire_of.iter().enumerate() {
            if let Some(wire) = wire {
                line_of[*wire] = Some(l);
            }
        }
        line_of
    }

    /// Pairs of segments of unrelated lines that lie on each other.
    pub fn touching(&self) -> Vec<(usize, usize)> {
        let line_of = self.line_of();
        let is_fixed = |wire: u32| line_of[wire as usize].is_none();
        touching(&self.wires, is_fixed, |wire| self.cards[wire as usize])
    }
}

/// Pairs of segments of unrelated lines that lie on each other; `cards` are those of a wire.
fn touching(
    wires: &Wires,
    is_fixed: impl Fn(u32) -> bool,
    cards: impl Fn(u32) -> [usize; 2],
) -> Vec<(usize, usize)> {
    let mut order: Vec<usize> = (0..wires.segments.len()).collect();
    order.sort_by(|&a, &b| {
        let (p, q) = (&wires.segments[a], &wires.segments[b]);
        p.upright
            .cmp(&q.upright)
            .then(p.at.total_cmp(&q.at))
            .then(a.cmp(&b))
    });
    let extent = |s: usize| {
        let [start, end] = wires.ends(s);
        Span::between(start, end)
    };
    let mut pairs = Vec::new();
    for (i, &a) in order.iter().enumerate() {
        let p = &wires.segments[a];
        for &b in &order[i + 1..] {
            let q = &wires.segments[b];
            if q.upright != p.upright || q.at - p.at >= TOUCHING {
                break;
            }
            let related = p.bus == q.bus
                || is_fixed(p.wire) && is_fixed(q.wire)
                || cards(p.wire).iter().any(|c| cards(q.wire).contains(c));
            if !related && extent(a).intersect(extent(b)).length() > TOUCHING {
                pairs.push((a, b));
            }
        }
    }
    pairs
}
