//! Work on two processors at a time.

use std::panic::resume_unwind;
use std::thread::scope;

/// Does two things, at the same time if that is `worth` a thread.
pub(crate) fn both<A: Send, B>(
    worth: bool,
    first: impl FnOnce() -> A + Send,
    second: impl FnOnce() -> B,
) -> (A, B) {
    if !worth {
        return (first(), second());
    }
    scope(|scope| {
        let first = scope.spawn(first);
        let second = second();
        let first = first.join().unwrap_or_else(|panic| resume_unwind(panic));
        (first, second)
    })
}
