//! Room for deep recursion: diagrams are as deep as there are events.

/// Runs work that recurses at most `depth` deep.
pub(super) fn with_stack<T: Send>(depth: usize, work: impl FnOnce() -> T + Send) -> T {
    const SHALLOW: usize = 1_000;
    const PER_CALL: usize = 2 << 10;
    const LARGEST: usize = 4 << 30;
    if depth <= SHALLOW {
        return work();
    }
    let size = depth.saturating_mul(PER_CALL).clamp(8 << 20, LARGEST);
    std::thread::scope(|scope| {
        let worker = std::thread::Builder::new()
            .stack_size(size)
            .spawn_scoped(scope, work);
        match worker.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(result)) => result,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(error) => panic!("no thread for an analysis: {error}"),
        }
    })
}
