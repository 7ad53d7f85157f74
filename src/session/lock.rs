//! Telling whether another window has a file open. Advice, not a wall: the system gives the lock back when its process ends.
//!
//! Locks are in the user's state folder, not beside the design, where they would get into version control.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

/// Held while a window has a file open.
#[derive(Debug)]
pub struct OpenLock {
    path: PathBuf,
    file: File,
}

/// Says that this window has the file open. Returns none if another window does; what cannot be found out is taken for no.
pub fn take(folder: &Path, file: &Path) -> Result<Option<OpenLock>, HeldByAnother> {
    let path = folder.join(lock_name(file));
    if fs::create_dir_all(folder).is_err() {
        return Ok(None);
    }
    // The one who gave it back may take the file away between opening and locking it.
    for _ in 0..8 {
        let mut options = OpenOptions::new();
        let Ok(file) = (options.write(true).create(true).truncate(false)).open(&path) else {
            return Ok(None);
        };
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => return Err(HeldByAnother),
            Err(TryLockError::Error(_)) => return Ok(None),
            Ok(()) if is_at(&file, &path) => return Ok(Some(OpenLock { path, file })),
            Ok(()) => {}
        }
    }
    Ok(None)
}

/// Another window has the file open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldByAnother;

impl Drop for OpenLock {
    fn drop(&mut self) {
        // While it is locked, so that nobody locks a file that is about to go.
        let _ = fs::remove_file(&self.path);
        let _ = self.file.unlock();
    }
}

/// A name that tells people which file is meant, and is different for each path.
fn lock_name(file: &Path) -> String {
    let whole = fs::canonicalize(file)
        .or_else(|_| std::path::absolute(file))
        .unwrap_or_else(|_| file.to_owned());
    let name = whole.file_name().unwrap_or_default().to_string_lossy();
    let checksum = crc32fast::hash(whole.as_os_str().as_encoded_bytes());
    format!("{name}-{checksum:08x}.lock")
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let (Ok(here), Ok(there)) = (file.metadata(), fs::metadata(path)) else {
        return false;
    };
    (here.dev(), here.ino()) == (there.dev(), there.ino())
}

/// An open file cannot be taken away here.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_window_is_told_and_the_lock_ends_with_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let (locks, file) = (folder.path().join("open"), folder.path().join("a.erd.ron"));
        let first = take(&locks, &file).unwrap();
        assert!(first.is_some());
        assert_eq!(take(&locks, &file).unwrap_err(), HeldByAnother);
        assert!(take(&locks, &folder.path().join("b/a.erd.ron")).is_ok());
        drop(first);
        assert!(take(&locks, &file).unwrap().is_some());
        assert_eq!(fs::read_dir(&locks).unwrap().count(), 0);
    }
}
