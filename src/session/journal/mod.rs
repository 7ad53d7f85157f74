//! The recovery journal: what was changed since the last save, so that a killed program or machine loses nothing.
//!
//! A journal is a file in the user's state folder, one for each document with unsaved changes. It starts with what the
//! design was, and each change appends one record, handed to the system before [`super::Document::apply`] returns: that is
//! safe from the end of the process. A thread of its own flushes it to the disk within half a second, for the machine's.
//! The journal of a document that is saved or closed is taken away. While its process lives the file is locked, so that
//! [`find`] tells what was left behind from what is at work.
//!
//! Invariant: a journal, however damaged, never keeps the program from running; writing one never keeps a change from
//! being made.

mod find;
mod frame;
mod number;
mod record;
mod replay;
#[cfg(test)]
mod tests;

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::edit::Transaction;
use crate::format::native::Syntax;
use crate::model::Design;
use record::{TransactionRecord, whole};

use super::storage::Fingerprint;

pub use find::{Found, Left, Recovered, find};

const EXTENSION: &str = "journal";

/// What is appended is on the disk so long after, at the latest.
const FLUSH_INTERVAL: Duration = Duration::from_millis(500);

/// A journal is written anew, from what the design is then, when its changes take so many bytes and four times what it starts with.
const LONG: u64 = 4 << 20;

/// Designs with so many entities take a moment to write.
const LARGE: usize = 200;

/// Keeps what is done to a document.
#[derive(Debug)]
pub struct Journal {
    folder: PathBuf,
    open: Option<Open>,
    /// Why the last change is not in it.
    failure: Option<String>,
    /// Changes may take so many bytes before it is written anew.
    long: u64,
    prepared: Option<Prepared>,
}

/// What a journal of a large design starts with, written ahead of the first change so that nobody waits for it.
#[derive(Debug)]
struct Prepared {
    design: Design,
    /// Empty until it is done.
    record: Arc<OnceLock<Vec<u8>>>,
}

/// A journal that has been started.
#[derive(Debug)]
struct Open {
    path: PathBuf,
    file: File,
    /// Size of what it starts with.
    base: u64,
    /// Its size.
    length: u64,
    /// How many changes lead to its end, those before its start included.
    changes: usize,
    /// What would follow could not be replayed.
    misses_a_change: bool,
    flusher: SyncSender<()>,
}

/// What kind of step a change was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Direction {
    /// Something new.
    Do,
    /// The last step taken back.
    Undo,
    /// A step taken back done again.
    Redo,
}

/// What a journal says about its document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct About {
    /// What to call it.
    pub title: String,
    /// Where it is saved, if its path can be written.
    pub file: Option<PathBuf>,
    /// The file is JSON.
    pub json: bool,
    /// What stands there, as far as the document knows.
    pub fingerprint: Option<Fingerprint>,
    /// What the journal starts with is what stands there.
    pub starts_saved: bool,
}

impl About {
    /// How the file is written.
    pub fn syntax(&self) -> Syntax {
        if self.json { Syntax::Json } else { Syntax::Ron }
    }
}

/// How a journal starts.
#[derive(Debug, Serialize, Deserialize)]
struct Start {
    about: About,
    /// How many changes were made before, since the last save.
    changes: usize,
    /// The name of the journal in whose place this one is.
    replaces: Option<String>,
}

/// A record of a journal.
#[derive(Debug, Serialize, Deserialize)]
enum Record {
    /// The first one.
    Start(Start),
    /// The second one: makes the design that the changes start from.
    Whole(TransactionRecord),
    Change(Direction, TransactionRecord),
}

impl Journal {
    /// Journals in this folder, which is made when it is needed.
    pub(super) fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            open: None,
            failure: None,
            long: LONG,
            prepared: None,
        }
    }

    /// Keeps a change. `before` and `after` are the design without and with it; `about` is asked when the journal starts with it.
    pub(super) fn keep(
        &mut self,
        direction: Direction,
        before: &Design,
        transaction: &Transaction,
        after: &Design,
        about: impl FnOnce() -> About,
    ) {
        let kept = match &mut self.open {
            Some(open) if !open.misses_a_change && !open.is_long(self.long) => {
                open.append(direction, before, transaction)
            }
            Some(open) => {
                let changes = open.changes + 1;
                self.start(
                    after,
                    &About {
                        starts_saved: false,
                        ..about()
                    },
                    changes,
                )
            }
            None => self
                .start(before, &about(), 0)
                .and_then(|()| match &mut self.open {
                    Some(open) => open.append(direction, before, transaction),
                    None => Ok(()),
                }),
        };
        self.failure = kept.err().map(|error| error.to_string());
        if let (Some(_), Some(open)) = (&self.failure, &mut self.open) {
            open.misses_a_change = true;
        }
    }

    /// The next change is to this design: gets ready for it, away from this thread, where that takes long.
    pub(super) fn prepare(&mut self, design: &Design) {
        if design.entities().len() < LARGE {
            return;
        }
        let record = Arc::new(OnceLock::new());
        self.prepared = Some(Prepared {
            design: design.clone(),
            record: Arc::clone(&record),
        });
        let design = design.clone();
        let write = move || {
            let mut bytes = Vec::new();
            if push(&mut bytes, &whole_record(&design)).is_ok() {
                let _ = record.set(bytes);
            }
        };
        // Without the thread it is written when it is needed.
        let _ = thread::Builder::new().name("journal".into()).spawn(write);
    }

    /// There is nothing to recover any more: the document is saved or closed.
    pub(super) fn clear(&mut self) {
        if let Some(open) = self.open.take() {
            let _ = fs::remove_file(&open.path);
        }
        self.failure = None;
    }

    /// Why changes cannot be kept, if they cannot.
    pub(super) fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }

    /// Starts a journal, in the place of the one before.
    fn start(&mut self, design: &Design, about: &About, changes: usize) -> io::Result<()> {
        let replaces = self.open.as_ref().and_then(|open| open.path.file_name());
        let mut bytes = frame::MAGIC.to_vec();
        let start = Start {
            about: about.clone(),
            changes,
            replaces: replaces.map(|name| name.to_string_lossy().into_owned()),
        };
        push(&mut bytes, &Record::Start(start))?;
        let prepared = self
            .prepared
            .take()
            .filter(|prepared| prepared.design == *design);
        match prepared.as_ref().and_then(|prepared| prepared.record.get()) {
            Some(record) => bytes.extend(record),
            None => push(&mut bytes, &whole_record(design))?,
        }
        make_folder(&self.folder)?;
        let path = self.folder.join(new_name());
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create_new(true)
            .open(&path)?;
        // Where files cannot be locked, what is left behind is found all the same.
        let _ = file.try_lock();
        let mut open = Open {
            flusher: flusher(file.try_clone()?),
            path,
            file,
            base: bytes.len() as u64,
            length: 0,
            changes,
            misses_a_change: false,
        };
        if let Err(error) = open.write(&bytes) {
            let _ = fs::remove_file(&open.path);
            return Err(error);
        }
        if let Some(old) = self.open.replace(open) {
            let _ = fs::remove_file(&old.path);
        }
        Ok(())
    }
}

impl Open {
    /// Whether it is time to start anew.
    fn is_long(&self, long: u64) -> bool {
        self.length - self.base > long.max(4 * self.base)
    }

    fn append(
        &mut self,
        direction: Direction,
        before: &Design,
        transaction: &Transaction,
    ) -> io::Result<()> {
        let mut bytes = Vec::new();
        let record = TransactionRecord::new(before, transaction);
        push(&mut bytes, &Record::Change(direction, record))?;
        self.write(&bytes)?;
        self.changes += 1;
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Err(error) = self.file.write_all(bytes) {
            // Half a record would hide those after it.
            let _ = self.file.set_len(self.length);
            let _ = self.file.seek(SeekFrom::Start(self.length));
            return Err(error);
        }
        self.length += bytes.len() as u64;
        // If it is full, a flush is about to come.
        let _ = self.flusher.try_send(());
        Ok(())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        // The thread that flushes it may hold it a moment longer.
        let _ = self.file.unlock();
    }
}

/// Flushes a file a while after each word; ends with the sender.
fn flusher(file: File) -> SyncSender<()> {
    let (sender, receiver) = sync_channel(1);
    let flush = move || {
        while receiver.recv().is_ok() {
            let due = Instant::now() + FLUSH_INTERVAL;
            loop {
                match receiver.recv_timeout(due.saturating_duration_since(Instant::now())) {
                    Ok(()) => {}
                    Err(RecvTimeoutError::Timeout) => break,
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            }
            // Failing here leaves the journal safe from the end of the process all the same.
            let _ = file.sync_data();
        }
    };
    // Without the thread the system flushes when it likes.
    let _ = thread::Builder::new().name("journal".into()).spawn(flush);
    sender
}

fn whole_record(design: &Design) -> Record {
    Record::Whole(TransactionRecord::new(&Design::default(), &whole(design)))
}

fn push(bytes: &mut Vec<u8>, record: &Record) -> io::Result<()> {
    frame::push(bytes, &serde_json::to_vec(record)?);
    Ok(())
}

/// Designs may be nobody else's business.
fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(folder)
}

/// A name that no other journal has: of this moment, this process, and within it.
fn new_name() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let milliseconds = now.unwrap_or_default().as_millis();
    format!("{milliseconds}-{}-{count}.{EXTENSION}", std::process::id())
}
