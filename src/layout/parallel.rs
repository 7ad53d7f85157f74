//! Work on all cores.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What `work` makes of each of the numbers below `count`, in their order, on as many threads as there are cores but no
/// more than `most`.
pub(crate) fn in_parallel<T: Send>(
    count: usize,
    most: usize,
    work: impl Fn(usize) -> T + Sync,
) -> Vec<T> {
    let cores = || thread::available_parallelism().map_or(1, usize::from);
    let threads = most.min(count);
    let threads = if threads > 1 { threads.min(cores()) } else { 1 };
    if threads == 1 {
        return (0..count).map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let take = || {
        let numbers = std::iter::from_fn(|| {
            let number = next.fetch_add(1, Ordering::Relaxed);
            (number < count).then_some(number)
        });
        numbers.map(|number| (number, work(number))).collect()
    };
    let mut done: Vec<(usize, T)> = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(take)).collect();
        let mut done: Vec<(usize, T)> = take();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    });
    done.sort_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, made)| made).collect()
}

/// Does two things, at the same time if that is `worth` a thread.
pub(crate) fn both<A: Send, B>(
    worth: bool,
    first: impl FnOnce() -> A + Send,
    second: impl FnOnce() -> B,
) -> (A, B) {
    if !worth {
        return (first(), second());
    }
    thread::scope(|scope| {
        let first = scope.spawn(first);
        let second = second();
        let first = first.join().unwrap_or_else(|panic| resume_unwind(panic));
        (first, second)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_their_numbers() {
        let squares: Vec<usize> = (0..100).map(|n| n * n).collect();
        assert_eq!(in_parallel(100, usize::MAX, |n| n * n), squares);
        assert_eq!(in_parallel(100, 1, |n| n * n), squares);
        assert!(in_parallel(0, usize::MAX, |n| n).is_empty());
    }
}
