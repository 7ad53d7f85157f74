//! The level pieces of lines that cannot move because they end at a row.

use std::collections::BTreeMap;

use super::super::span::Span;

/// Closer than this, two of them would look like one line.
pub(crate) const NEAR: f32 = 4.0;

/// Places no farther apart are one.
const SAME: f32 = 0.01;

/// Whom a level piece would lie on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Met {
    /// No other line.
    Nobody,
    /// Lines to or from the same row, with which it may share the last piece.
    Same,
    /// Lines it has nothing to do with.
    Other,
}

/// Level pieces of lines by height.
#[derive(Clone, Default)]
pub(crate) struct Rays {
    pieces: BTreeMap<i32, Vec<(f32, Span, u32)>>,
    /// Per vertical channel: lines that come to it from the left at one height and leave to the right at
    /// another.
    steps: BTreeMap<u32, Vec<[f32; 2]>>,
}

impl Rays {
    /// Remembers a piece of a line of `bus`.
    pub fn add(&mut self, y: f32, x: Span, bus: u32) {
        if x.length() > 0.0 {
            self.pieces.entry(slot(y)).or_default().push((y, x, bus));
        }
    }

    /// Forgets the pieces of a bus near a height.
    pub fn remove(&mut self, y: f32, bus: u32) {
        if let Some(pieces) = self.pieces.get_mut(&slot(y)) {
            pieces.retain(|&(_, _, owner)| owner != bus);
        }
    }

    /// Remembers all that another remembers.
    pub fn extend(&mut self, other: &Self) {
        for (&slot, pieces) in &other.pieces {
            self.pieces
                .entry(slot)
                .or_default()
                .extend_from_slice(pieces);
        }
    }

    /// Whom of other buses a piece would lie on, if it leads to a row at the coordinates `ports`.
    pub fn met(&self, y: f32, x: Span, bus: u32, ports: &[f32]) -> Met {
        let slots = slot(y - NEAR)..=slot(y + NEAR);
        let near = self.pieces.range(slots).flat_map(|(_, pieces)| pieces);
        let on = near.filter(|(other, span, owner)| {
            *owner != bus && (other - y).abs() < NEAR && span.overlaps(x)
        });
        let leads_there = |(other, span, _): &(f32, Span, u32)| {
            let is_at = |port: &f32| (span.lo - port).abs() < SAME || (span.hi - port).abs() < SAME;
            (other - y).abs() < SAME && ports.iter().any(is_at)
        };
        on.map(|piece| {
            if leads_there(piece) {
                Met::Same
            } else {
                Met::Other
            }
        })
        .max()
        .unwrap_or(Met::Nobody)
    }

    /// Remembers a line with a single bend up or down, in the given channel.
    pub fn add_step(&mut self, channel: u32, left: f32, right: f32) {
        self.steps.entry(channel).or_default().push([left, right]);
    }

    /// Whether a step from one height to another meets its mirror image, which it could not get past
    /// without lying on it at one end or the other.
    pub fn mirrored(&self, channel: u32, left: f32, right: f32) -> bool {
        let steps = self.steps.get(&channel).map_or(&[][..], Vec::as_slice);
        steps
            .iter()
            .any(|&[l, r]| (l - right).abs() < NEAR && (r - left).abs() < NEAR)
    }
}

fn slot(y: f32) -> i32 {
    (y / 16.0).floor() as i32
}
