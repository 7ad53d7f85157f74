//! Finds what lies near a coordinate without looking at everything.

use super::super::span::Span;

/// Spans by where they lie.
#[derive(Clone)]
pub(crate) struct Buckets {
    origin: f32,
    width: f32,
    ids: Vec<Vec<u32>>,
}

impl Buckets {
    /// Buckets over `sheet`, the `i`th span under the number `i`.
    pub fn new(spans: impl ExactSizeIterator<Item = Span>, sheet: Span) -> Self {
        let count = (spans.len() / 4).clamp(1, 512);
        let width = (sheet.length() / count as f32).max(1.0);
        let mut buckets = Self {
            origin: sheet.lo,
            width,
            ids: vec![Vec::new(); count],
        };
        for (i, span) in spans.enumerate() {
            for b in buckets.range(span) {
                buckets.ids[b].push(i as u32);
            }
        }
        buckets
    }

    fn range(&self, span: Span) -> std::ops::RangeInclusive<usize> {
        let index = |at: f32| {
            // Casting saturates, so whatever lies outside falls into the outermost buckets.
            (((at - self.origin) / self.width) as usize).min(self.ids.len() - 1)
        };
        index(span.lo)..=index(span.hi)
    }

    /// Puts a span elsewhere.
    pub fn shift(&mut self, i: usize, from: Span, to: Span) {
        let (old, new) = (self.range(from), self.range(to));
        if old == new {
            return;
        }
        for b in old {
            self.ids[b].retain(|&other| other as usize != i);
        }
        for b in new {
            self.ids[b].push(i as u32);
        }
    }

    /// The numbers of all spans that may meet `span`; some do not, and some come twice.
    pub fn over(&self, span: Span) -> impl Iterator<Item = usize> + '_ {
        self.range(span)
            .flat_map(|b| self.ids[b].iter().map(|&i| i as usize))
    }
}
