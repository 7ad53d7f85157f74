//! A small seeded random sequence, the same on every machine.

/// `SplitMix64` (Steele, Lea and Flood, 2014).
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// 64 even bits.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`; 0 if `bound` is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        // The high half times the bound: no division, and a bias far below what a layout could show.
        (((self.next() >> 32) * bound as u64) >> 32) as usize
    }

    /// A number from 0 up to but not including 1.
    pub fn unit(&mut self) -> f32 {
        (self.next() >> 40) as f32 / 16_777_216.0
    }

    /// A time between events that know nothing of each other, of this mean (von Neumann, 1951): comparisons alone and no
    /// logarithm, which no two machines need to round alike.
    pub fn exponential(&mut self, mean: u64) -> u64 {
        let mut whole: u64 = 0;
        loop {
            let first = self.next();
            let (mut last, mut is_odd) = (first, true);
            loop {
                let next = self.next();
                if next > last {
                    break;
                }
                (last, is_odd) = (next, !is_odd);
            }
            if is_odd {
                let part = (u128::from(mean) * u128::from(first)) >> 64;
                return mean.saturating_mul(whole).saturating_add(part as u64);
            }
            whole += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponential_times_have_their_mean_and_their_tail() {
        let mut random = Random::new(1);
        let all: Vec<u64> = (0..100_000)
            .map(|_| random.exponential(1_000_000))
            .collect();
        let mean = all.iter().sum::<u64>() as f64 / 1e11;
        let beyond_two = all.iter().filter(|time| **time > 2_000_000).count() as f64 / 1e5;
        assert!((mean - 1.0).abs() < 0.01, "{mean}");
        assert!(
            (beyond_two - (-2.0_f64).exp()).abs() < 0.005,
            "{beyond_two}"
        );
    }
}
