//! Work away from the UI thread: reading files, arranging large designs, asking for a path.
//!
//! Results come back in order through a channel, and the window is woken for each. In tests jobs run at once.

use std::future::Future;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use eframe::egui;

use crate::layout::Cancel;
use crate::session::picture::{Picture, Subject};
use crate::session::{ImportOptions, OpenError, Opened, open};

/// Runs jobs and collects what they give.
pub struct Jobs {
    sender: Sender<Done>,
    receiver: Receiver<Done>,
    ctx: egui::Context,
    /// Jobs run before the call that starts them returns.
    at_once: bool,
    /// The number of the last picture job; results of earlier ones are late.
    last_picture: u64,
    cancel: Cancel,
    pictures_open: u32,
    files_open: u32,
}

/// What a job gave.
pub enum Done {
    /// A file was read.
    Opened(PathBuf, Box<Result<Opened, OpenError>>),
    /// A picture was made.
    Pictured(u64, Box<Picture>),
    /// A person chose a path, or none.
    Path(Purpose, Option<PathBuf>, Duration),
}

/// What a path is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To open it.
    Open,
    /// To save the design there.
    Save,
}

impl Jobs {
    /// Wakes this window. With `at_once` jobs run on the calling thread.
    pub fn new(ctx: egui::Context, at_once: bool) -> Self {
        let (sender, receiver) = channel();
        Self {
            sender,
            receiver,
            ctx,
            at_once,
            last_picture: 0,
            cancel: Cancel::default(),
            pictures_open: 0,
            files_open: 0,
        }
    }

    /// Reads a file.
    pub fn open_file(&mut self, path: PathBuf) {
        self.files_open += 1;
        self.start("open", move || {
            let result = open(&path, &ImportOptions::default());
            Done::Opened(path, Box::new(result))
        });
    }

    /// Makes a picture. Only the newest is given back.
    pub fn make_picture(&mut self, subject: Subject) {
        self.last_picture += 1;
        self.pictures_open += 1;
        let number = self.last_picture;
        // The one before is late already; let it come to an end.
        self.cancel.cancel();
        self.cancel = Cancel::default();
        let cancel = self.cancel.clone();
        self.start("picture", move || {
            Done::Pictured(number, Box::new(Picture::new(subject, &cancel)))
        });
    }

    /// Asks for a path in a dialog of the system.
    pub fn ask_for_path(&self, purpose: Purpose, suggestion: &str) {
        let dialog = rfd::AsyncFileDialog::new();
        // Some systems want dialogs made on the UI thread; waiting is done elsewhere.
        let answer: std::pin::Pin<Box<dyn Future<Output = Option<rfd::FileHandle>> + Send>> =
            match purpose {
                Purpose::Open => Box::pin(
                    dialog
                        .set_title("Open")
                        .add_filter("Designs and schemas", &["ron", "json", "sql", "ddl"])
                        .add_filter("All files", &["*"])
                        .pick_file(),
                ),
                Purpose::Save => Box::pin(
                    dialog
                        .set_title("Save as")
                        .add_filter("Erdwall design", &["erd.ron", "ron"])
                        .add_filter("Erdwall design as JSON", &["erd.json", "json"])
                        .set_file_name(suggestion)
                        .save_file(),
                ),
            };
        self.start("dialog", move || {
            let start = Instant::now();
            let path = block_on(answer).map(|file| file.path().to_owned());
            Done::Path(purpose, path, start.elapsed())
        });
    }

    fn start(&self, name: &str, job: impl FnOnce() -> Done + Send + 'static) {
        let (sender, ctx) = (self.sender.clone(), self.ctx.clone());
        let run = move || {
            // The receiver is gone only when the window is.
            let _ = sender.send(job());
            ctx.request_repaint();
        };
        if self.at_once {
            run();
        } else if thread::Builder::new()
            .name(name.to_owned())
            .spawn(run)
            .is_err()
        {
            // Without threads nothing better can be done than to wait for the next start of the job.
            self.ctx.request_repaint();
        }
    }

    /// The next result, if there is one.
    pub fn next(&mut self) -> Option<Done> {
        loop {
            let done = self.receiver.try_recv().ok()?;
            match &done {
                Done::Pictured(number, _) => {
                    self.pictures_open = self.pictures_open.saturating_sub(1);
                    if *number != self.last_picture {
                        continue;
                    }
                }
                Done::Opened(..) => self.files_open = self.files_open.saturating_sub(1),
                Done::Path(..) => {}
            }
            return Some(done);
        }
    }

    /// Whether a picture is being made.
    pub fn is_picturing(&self) -> bool {
        self.pictures_open > 0
    }

    /// Whether a file is being read.
    pub fn is_opening(&self) -> bool {
        self.files_open > 0
    }

    /// Late pictures are of no use any more.
    pub fn forget_pictures(&mut self) {
        self.last_picture += 1;
        self.cancel.cancel();
    }
}

/// Waits for a future on this thread.
fn block_on<F: Future>(future: F) -> F::Output {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}
