//! Where results go: a file, replaced in one step, or standard output. What is worth knowing goes to standard error.

use std::io::Write as _;
use std::path::Path;

use super::Failure;
use crate::session::{ImportReport, write_atomically};

/// Writes to the file; to standard output without one, or for `-`.
pub(super) fn write(to: Option<&Path>, bytes: &[u8]) -> Result<(), Failure> {
    match to.filter(|path| *path != Path::new("-")) {
        Some(path) => Ok(write_atomically(path, bytes)?),
        None => {
            let mut out = std::io::stdout().lock();
            match out.write_all(bytes).and_then(|()| out.flush()) {
                // Who reads may stop reading: `erdwall export … | head`.
                Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
                result => result
                    .map_err(|cause| format!("cannot write to standard output: {cause}").into()),
            }
        }
    }
}

/// Says what an import took, and what the user should look at.
pub(super) fn report(report: &ImportReport) {
    eprintln!("{}", report.summary());
    for line in report.problems() {
        eprintln!("  {line}");
    }
}

/// Says something that is worth knowing beside the result.
pub(super) fn note(text: &str) {
    eprintln!("{text}");
}
