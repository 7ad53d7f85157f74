//! The level pieces of lines that cannot move because they end at a row.

use std::collections::BTreeMap;

use super::super::span::Span;

/// Closer than this, two of them would look like one line.
pub(crate) const NEAR: f32 = 4.0;

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

    /// Whether a piece would lie on one of another bus.
    pub fn collide(&self, y: f32, x: Span, bus: u32) -> bool {
        let slots = slot(y - NEAR)..=slot(y + NEAR);
        self.pieces
            .range(slots)
            .flat_map(|(_, pieces)| pieces)
            .any(|&(other, span, owner)| {
                owner != bus && (other - y).abs() < NEAR && span.overlaps(x)
            })
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
