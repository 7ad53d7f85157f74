//! Noticing that a file may have been written by another program.

use std::path::{Path, PathBuf};

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

/// Watches a file for as long as it lives.
#[derive(Debug)]
pub struct FileWatch {
    path: PathBuf,
    /// Dropping it ends the watch.
    _watcher: RecommendedWatcher,
}

impl FileWatch {
    /// Calls `touched`, from another thread, when something may have happened to the file. None where files cannot be watched;
    /// then [`super::Document::file_state`] has to be asked now and then.
    pub fn new(path: &Path, touched: impl Fn() + Send + 'static) -> Option<Self> {
        let name = path.file_name()?.to_owned();
        let handler = move |event: notify::Result<notify::Event>| {
            let Ok(event) = event else { return };
            let is_about_file = event
                .paths
                .iter()
                .any(|path| path.file_name() == Some(&name));
            if is_about_file && !matches!(event.kind, EventKind::Access(_)) {
                touched();
            }
        };
        // The folder, because most programs put a new file in the place of the old one.
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let mut watcher = notify::recommended_watcher(handler).ok()?;
        watcher.watch(folder, RecursiveMode::NonRecursive).ok()?;
        Some(Self {
            path: path.to_owned(),
            _watcher: watcher,
        })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::time::Duration;

    use super::*;
    use crate::session::write_atomically;

    #[test]
    fn a_file_put_in_the_place_of_another_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("shop.erd.ron");
        write_atomically(&file, b"one").unwrap();
        let (sender, receiver) = channel();
        let watch = FileWatch::new(&file, move || sender.send(()).unwrap_or_default());
        // Some systems cannot watch; the window looks when it gets the focus.
        if watch.is_some() {
            write_atomically(&folder.path().join("other"), b"two").unwrap();
            assert!(receiver.recv_timeout(Duration::from_millis(200)).is_err());
            write_atomically(&file, b"two").unwrap();
            assert!(receiver.recv_timeout(Duration::from_secs(20)).is_ok());
        }
    }
}
