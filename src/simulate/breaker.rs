//! Circuit breakers: closed while calls succeed, open for a while when too many fail, then a few probes decide.

use super::plan::assumed;
use super::time::Time;

/// A circuit breaker.
#[derive(Clone, Debug)]
pub(super) struct Breaker {
    state: State,
    /// The last calls, the newest in the lowest bit; a set bit is a failed call.
    last: u128,
    known: u32,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Closed,
    Open {
        until: Time,
    },
    /// So many probes were let through, so many came back, so many of them failed.
    Probing {
        sent: u32,
        back: u32,
        failed: u32,
    },
}

/// What a breaker has just done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turned {
    Opened,
    Closed,
}

// The last calls are bits of one number.
const _: () = assert!(assumed::WINDOW <= 128);

impl Default for Breaker {
    fn default() -> Self {
        Self {
            state: State::Closed,
            last: 0,
            known: 0,
        }
    }
}

impl Breaker {
    /// Whether a call may go.
    pub fn permits(&mut self, now: Time) -> bool {
        match &mut self.state {
            State::Closed => true,
            State::Open { until } if now < *until => false,
            State::Open { .. } => {
                self.state = State::Probing {
                    sent: 1,
                    back: 0,
                    failed: 0,
                };
                true
            }
            State::Probing { sent, .. } => {
                let is_free = *sent < assumed::PROBES;
                *sent += u32::from(is_free);
                is_free
            }
        }
    }

    /// A call that was let through has ended.
    pub fn ended(&mut self, has_failed: bool, now: Time) -> Option<Turned> {
        match &mut self.state {
            State::Closed => {
                self.last = self.last << 1 | u128::from(has_failed);
                self.known = (self.known + 1).min(assumed::WINDOW);
                let window = (1_u128 << (assumed::WINDOW - 1) << 1).wrapping_sub(1);
                let failed = (self.last & window).count_ones();
                let is_full = self.known == assumed::WINDOW;
                (is_full && is_too_many(failed, assumed::WINDOW)).then(|| self.open(now))
            }
            // It went out before the breaker opened.
            State::Open { .. } => None,
            State::Probing { back, failed, .. } => {
                *back += 1;
                *failed += u32::from(has_failed);
                if *back < assumed::PROBES {
                    return None;
                }
                if is_too_many(*failed, assumed::PROBES) {
                    return Some(self.open(now));
                }
                *self = Self::default();
                Some(Turned::Closed)
            }
        }
    }

    fn open(&mut self, now: Time) -> Turned {
        self.state = State::Open {
            until: now.plus(Time::seconds(assumed::OPEN_S)),
        };
        Turned::Opened
    }
}

fn is_too_many(failed: u32, of: u32) -> bool {
    f64::from(failed) >= assumed::FAILED * f64::from(of)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u32) -> Time {
        Time::seconds(f64::from(seconds))
    }

    #[test]
    fn half_of_the_last_hundred_calls_failed_opens_it() {
        let mut breaker = Breaker::default();
        for call in 0..99 {
            assert_eq!(breaker.ended(call % 2 == 0, at(0)), None, "{call}");
        }
        assert!(breaker.permits(at(0)));
        assert_eq!(breaker.ended(true, at(0)), Some(Turned::Opened));
        assert!(!breaker.permits(at(59)));
    }

    #[test]
    fn ten_probes_decide_after_a_minute() {
        let mut breaker = Breaker::default();
        for _ in 0..100 {
            breaker.ended(true, at(0));
        }
        let let_through = (0..30).filter(|_| breaker.permits(at(60))).count();
        assert_eq!(let_through, 10);
        for _ in 0..9 {
            assert_eq!(breaker.ended(false, at(61)), None);
        }
        assert_eq!(breaker.ended(false, at(61)), Some(Turned::Closed));
        assert!(breaker.permits(at(61)));
    }
}
