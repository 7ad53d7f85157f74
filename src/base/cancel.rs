//! Long work, seen from another thread: how far it is, and a way to end it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// Ends running work from another thread, and tells how far it is: a layout that is ended comes back valid but unpolished, an
/// analysis not at all.
#[derive(Clone, Debug)]
pub struct Cancel {
    work: Arc<Work>,
    /// What is done with this handle is this part of the whole work, from 0 to 1.
    part: [f32; 2],
}

#[derive(Debug, Default)]
struct Work {
    is_cancelled: AtomicBool,
    permille: AtomicU32,
}

impl Default for Cancel {
    fn default() -> Self {
        Self {
            work: Arc::default(),
            part: [0.0, 1.0],
        }
    }
}

impl Cancel {
    /// Asks the work to come to an end.
    pub fn cancel(&self) {
        self.work.is_cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether the work was asked to end.
    pub fn is_cancelled(&self) -> bool {
        self.work.is_cancelled.load(Ordering::Relaxed)
    }

    /// The share of the whole work that is done, from 0 to 1; it never falls.
    pub fn share(&self) -> f32 {
        self.work.permille.load(Ordering::Relaxed) as f32 / 1000.0
    }

    /// Says that this share of what is done with this handle is done, from 0 to 1.
    pub fn advance(&self, share: f32) {
        let [from, to] = self.part;
        let permille = ((from + (to - from) * share.clamp(0.0, 1.0)) * 1000.0).round() as u32;
        self.work.permille.fetch_max(permille, Ordering::Relaxed);
    }

    /// A handle for a part of what is done with this one: what is ended is the same, what it says is done counts for the part.
    /// A part that begins where it ends says nothing.
    #[must_use]
    pub fn part(&self, from: f32, to: f32) -> Self {
        let [first, last] = self.part;
        let within = |share: f32| first + (last - first) * share;
        Self {
            work: Arc::clone(&self.work),
            part: [within(from), within(to)],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_parts_add_up_and_the_share_never_falls() {
        let whole = Cancel::default();
        let second = whole.part(0.5, 1.0);
        assert_eq!(whole.share(), 0.0);
        second.part(0.0, 0.5).advance(0.5);
        assert_eq!(whole.share(), 0.625);
        whole.part(0.0, 0.5).advance(1.0);
        assert_eq!(whole.share(), 0.625);
        second.advance(1.0);
        assert_eq!([whole.share(), second.share()], [1.0, 1.0]);
        second.cancel();
        assert!(whole.is_cancelled());
    }
}
