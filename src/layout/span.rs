//! An interval of one coordinate.

/// An interval of one coordinate; empty when `hi` is below `lo`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Span {
    /// Lower end.
    pub lo: f32,
    /// Upper end.
    pub hi: f32,
}

impl Span {
    pub const fn new(lo: f32, hi: f32) -> Self {
        Self { lo, hi }
    }

    /// The span between two coordinates in either order.
    pub fn between(a: f32, b: f32) -> Self {
        Self {
            lo: a.min(b),
            hi: a.max(b),
        }
    }

    pub fn length(self) -> f32 {
        self.hi - self.lo
    }

    pub fn middle(self) -> f32 {
        f32::midpoint(self.lo, self.hi)
    }

    pub fn contains(self, at: f32) -> bool {
        self.lo <= at && at <= self.hi
    }

    /// Whether `other` lies inside, ends allowed to touch.
    pub fn covers(self, other: Self) -> bool {
        self.lo <= other.lo && other.hi <= self.hi
    }

    /// Whether the two share more than an end.
    pub fn overlaps(self, other: Self) -> bool {
        self.lo < other.hi && other.lo < self.hi
    }

    #[must_use]
    pub fn intersect(self, other: Self) -> Self {
        Self {
            lo: self.lo.max(other.lo),
            hi: self.hi.min(other.hi),
        }
    }

    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self {
            lo: self.lo.min(other.lo),
            hi: self.hi.max(other.hi),
        }
    }

    /// Shorter by `by` at both ends, but never past the middle.
    #[must_use]
    pub fn shrink(self, by: f32) -> Self {
        let by = by.min(self.length() * 0.5).max(0.0);
        Self {
            lo: self.lo + by,
            hi: self.hi - by,
        }
    }

    #[must_use]
    pub fn expand(self, by: f32) -> Self {
        Self {
            lo: self.lo - by,
            hi: self.hi + by,
        }
    }

    /// The coordinate in the span that is nearest to `at`; the middle of an empty span.
    pub fn nearest(self, at: f32) -> f32 {
        if self.lo <= self.hi {
            at.clamp(self.lo, self.hi)
        } else {
            self.middle()
        }
    }
}
