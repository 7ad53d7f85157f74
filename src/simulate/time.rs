//! Simulated time, in whole nanoseconds: sums are exact, and alike on every machine.

/// A point in simulated time, or a span of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Time(pub u64);

/// Beyond a month nothing is simulated.
const MOST_S: f64 = 2_678_400.0;

impl Time {
    pub const ZERO: Self = Self(0);

    pub fn seconds(seconds: f64) -> Self {
        Self((seconds.clamp(0.0, MOST_S) * 1e9) as u64)
    }

    pub fn milliseconds(milliseconds: u32) -> Self {
        Self(u64::from(milliseconds) * 1_000_000)
    }

    /// The mean time between things that happen so often in a second; none where they do not happen.
    pub fn between(per_second: f64) -> Option<Self> {
        (per_second > 1.0 / MOST_S).then(|| Self::seconds(1.0 / per_second))
    }

    pub fn as_seconds(self) -> f64 {
        self.0 as f64 / 1e9
    }

    pub fn as_milliseconds(self) -> f64 {
        self.0 as f64 / 1e6
    }

    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    pub fn since(self, earlier: Self) -> Self {
        Self(self.0.saturating_sub(earlier.0))
    }

    pub fn times(self, by: u64) -> Self {
        Self(self.0.saturating_mul(by))
    }

    /// So many times as long.
    pub fn stretched(self, factor: f64) -> Self {
        if factor == 1.0 {
            return self;
        }
        Self::seconds(self.as_seconds() * factor)
    }
}
