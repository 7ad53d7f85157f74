//! Finding journals that were left behind, and taking up the work in them.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::replay::{Replayed, Unusable, replay};
use super::{EXTENSION, Journal, Open, flusher};
use crate::format::native;
use crate::session::Document;
use crate::session::storage::read_file;

/// What is put behind the name of a journal that could not be read to its end.
const DAMAGED: &str = "damaged";

/// What was left behind in a folder.
#[derive(Debug, Default)]
pub struct Left {
    /// Work that can be taken up, the newest first.
    pub work: Vec<Found>,
    /// Journals that cannot be read at all; they are put aside.
    pub unreadable: Vec<PathBuf>,
}

/// Unsaved work of a process that is gone. While this lives, no other process finds it.
#[derive(Debug)]
pub struct Found {
    path: PathBuf,
    handle: File,
    last_change: SystemTime,
    replayed: Replayed,
}

/// Work that was taken up.
#[derive(Debug)]
pub struct Recovered {
    /// The document, with its file and the steps since it was saved.
    pub document: Document,
    /// The journal that could not be read to its end, if it could not; it is kept there.
    pub damaged: Option<PathBuf>,
}

/// Finds what was left behind. Journals without a change that would be lost are taken away.
pub fn find(folder: &Path) -> Left {
    let mut left = Left::default();
    let Ok(entries) = fs::read_dir(folder) else {
        return left;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|e| e == EXTENSION) {
            look_at(&path, &mut left);
        }
    }
    let replaced: Vec<String> = (left.work.iter())
        .filter_map(|found| found.replayed.replaces.clone())
        .collect();
    left.work.retain(|found| {
        let name = found.path.file_name().unwrap_or_default();
        let is_replaced = replaced.iter().any(|other| name == other.as_str());
        if is_replaced {
            let _ = fs::remove_file(&found.path);
        }
        !is_replaced
    });
    left.work
        .sort_by(|a, b| b.last_change.cmp(&a.last_change).then(a.path.cmp(&b.path)));
    left
}

fn look_at(path: &Path, left: &mut Left) {
    let Ok(mut handle) = OpenOptions::new().read(true).write(true).open(path) else {
        return;
    };
    // Where files cannot be locked, work is rather offered while it goes on than never.
    if matches!(handle.try_lock(), Err(TryLockError::WouldBlock)) {
        return;
    }
    let mut bytes = Vec::new();
    if handle.read_to_end(&mut bytes).is_err() {
        return;
    }
    let last_change = handle.metadata().and_then(|metadata| metadata.modified());
    let last_change = last_change.unwrap_or(SystemTime::UNIX_EPOCH);
    match replay(&bytes) {
        Ok(replayed) if replayed.is_worth_offering() => left.work.push(Found {
            path: path.to_owned(),
            handle,
            last_change,
            replayed,
        }),
        Ok(_) => {
            let _ = fs::remove_file(path);
        }
        // It may be about to be locked and written: only a moment passes between.
        Err(Unusable::Unstarted) if last_change.elapsed().is_ok_and(|age| age.as_secs() < 60) => {}
        Err(Unusable::Unstarted) => {
            let _ = fs::remove_file(path);
        }
        Err(Unusable::Damaged) => left.unreadable.push(put_aside(path)),
    }
}

/// Keeps a damaged journal where it is not looked at again.
fn put_aside(path: &Path) -> PathBuf {
    let aside = path.with_extension(DAMAGED);
    match fs::rename(path, &aside) {
        Ok(()) => aside,
        Err(_) => path.to_owned(),
    }
}

impl Replayed {
    /// Whether anything would be lost without it.
    fn is_worth_offering(&self) -> bool {
        if self.is_damaged {
            return true;
        }
        if self.changes == 0 || (self.about.starts_saved && self.design == self.start) {
            return false;
        }
        // The program may have been ended between the save and the end of the journal.
        let Some(file) = &self.about.file else {
            return true;
        };
        let text = native::write(&self.design, self.about.syntax());
        !read_file(file).is_ok_and(|bytes| bytes == text.as_bytes())
    }
}

impl Found {
    /// What the design is called.
    pub fn title(&self) -> &str {
        &self.replayed.about.title
    }

    /// Where it is saved, if it is.
    pub fn file(&self) -> Option<&Path> {
        self.replayed.about.file.as_deref()
    }

    /// How many changes were not saved.
    pub fn changes(&self) -> usize {
        self.replayed.changes
    }

    /// When the last of them was made.
    pub fn last_change(&self) -> SystemTime {
        self.last_change
    }

    /// Whether some changes may be missing.
    pub fn is_damaged(&self) -> bool {
        self.replayed.is_damaged
    }

    /// Lets the work go.
    pub fn discard(self) {
        let _ = fs::remove_file(&self.path);
    }

    /// Takes up the work: its document, modified, with its journal going on.
    pub fn recover(mut self) -> Recovered {
        let folder = self.path.parent().unwrap_or(Path::new("")).to_owned();
        let mut journal = Journal::new(folder);
        let mut damaged = None;
        if self.replayed.is_damaged {
            let Replayed {
                design,
                about,
                changes,
                ..
            } = &self.replayed;
            // Without a journal it is as safe as before: the damaged one stays.
            let _ = journal.start(design, about, *changes);
            damaged = Some(put_aside(&self.path));
        } else if self.handle.set_len(self.replayed.length).is_ok()
            && self.handle.seek(SeekFrom::End(0)).is_ok()
            && let Ok(copy) = self.handle.try_clone()
        {
            journal.open = Some(Open {
                flusher: flusher(copy),
                path: self.path,
                file: self.handle,
                base: self.replayed.base,
                length: self.replayed.length,
                changes: self.replayed.changes,
                misses_a_change: false,
            });
        }
        let mut document = Document::recovered(
            self.replayed.design,
            self.replayed.history,
            self.replayed.start_state,
            self.replayed.about,
        );
        document.take_up_journal(journal);
        Recovered { document, damaged }
    }
}
