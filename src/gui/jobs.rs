//! Work away from the UI thread: reading files, arranging large designs, asking for a path.
//!
//! Results come back in order through a channel, and the window is woken for each. In tests jobs run at once.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use eframe::egui;

use crate::format::{pdf, png, svg};
use crate::layout::Cancel;
use crate::model::Design;
use crate::scene::diagram::Diagram;
use crate::scene::text::Fonts;
use crate::scene::{self, Options};
use crate::session::difference::{DifferenceLine, difference};
use crate::session::journal::{Left, find};
use crate::session::picture::{Picture, Subject};
use crate::session::watch::FileWatch;
use crate::session::{ImportOptions, OpenError, Opened, open, write_atomically};

use super::recovery::Occasion;

/// A file that was not written for so long is whole.
const SETTLED: Duration = Duration::from_millis(80);

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
}

/// What a job gave.
pub enum Done {
    /// A file was read.
    Opened(PathBuf, Box<Result<Opened, OpenError>>),
    /// A picture was made.
    Pictured(u64, Box<Picture>),
    /// A person chose a path, or none.
    Path(Purpose, Option<PathBuf>, Duration),
    /// Work that was left behind was looked for.
    Left(Left, Occasion),
    /// Something may have happened to the document's file.
    FileTouched,
    /// The file was read again, for a document of that revision.
    Reloaded(PathBuf, u64, Box<Result<Opened, OpenError>>),
    /// The file was compared with the design.
    Compared(Result<Vec<DifferenceLine>, String>),
    /// A picture was written, or it was not and why.
    Exported(PathBuf, Result<(), String>),
}

/// What a path is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To open it.
    Open,
    /// To save the design there.
    Save,
    /// To write a picture there.
    Export,
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
        }
    }

    /// Reads a file.
    pub fn open_file(&mut self, path: PathBuf) {
        self.start("open", move || {
            let result = open(&path, &ImportOptions::default());
            Done::Opened(path, Box::new(result))
        });
    }

    /// Looks for work that was left behind.
    pub fn find_left_work(&self, folder: PathBuf, occasion: Occasion) {
        self.start("recovery", move || Done::Left(find(&folder), occasion));
    }

    /// Says when something may have happened to a file. Not in tests: there it is looked at when the window gets the focus.
    pub fn watch(&self, path: &Path) -> Option<FileWatch> {
        if self.at_once {
            return None;
        }
        let (sender, ctx) = (self.sender.clone(), self.ctx.clone());
        FileWatch::new(path, move || {
            let _ = sender.send(Done::FileTouched);
            ctx.request_repaint();
        })
    }

    /// Reads the file of the document again.
    pub fn reload_file(&self, path: PathBuf, revision: u64) {
        let patience = if self.at_once {
            Duration::ZERO
        } else {
            SETTLED
        };
        self.start("reload", move || {
            // Who writes it may not be done yet.
            thread::sleep(patience);
            let result = open(&path, &ImportOptions::default());
            Done::Reloaded(path, revision, Box::new(result))
        });
    }

    /// Compares the file of the document with the design.
    pub fn compare_with_file(&self, path: PathBuf, design: Design) {
        self.start("compare", move || {
            let opened = open(&path, &ImportOptions::default());
            let lines = opened.map(|opened| difference(opened.document.design(), &design));
            Done::Compared(lines.map_err(|error| error.to_string()))
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

    /// Draws a diagram into a file; the kind of picture is that of the file's ending.
    pub fn export(&self, path: PathBuf, design: Design, diagram: Diagram, options: Options) {
        self.start("export", move || {
            let result = write_picture(&path, &design, &diagram, options);
            Done::Exported(path, result)
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
                Purpose::Export => Box::pin(
                    dialog
                        .set_title("Export the picture")
                        .add_filter("SVG picture", &["svg"])
                        .add_filter("PNG picture", &["png"])
                        .add_filter("PDF document", &["pdf"])
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
            if let Done::Pictured(number, _) = &done {
                self.pictures_open = self.pictures_open.saturating_sub(1);
                if *number != self.last_picture {
                    continue;
                }
            }
            return Some(done);
        }
    }

    /// Whether a picture is being made.
    pub fn is_picturing(&self) -> bool {
        self.pictures_open > 0
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

fn write_picture(
    path: &Path,
    design: &Design,
    diagram: &Diagram,
    options: Options,
) -> Result<(), String> {
    /// Pixels per diagram unit, for screens with small pixels.
    const SCALE: f32 = 2.0;
    let ending = path
        .extension()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    let picture = svg::write(&scene::build(design, diagram, &options, Fonts::bundled()));
    let bytes = match ending.as_str() {
        "svg" => picture.into_bytes(),
        "png" => png::from_svg(&picture, SCALE).map_err(|error| error.to_string())?,
        "pdf" => pdf::from_svg(&picture).map_err(|error| error.to_string())?,
        _ => {
            return Err(format!(
                "a picture ends in .svg, .png or .pdf: {}",
                path.display()
            ));
        }
    };
    write_atomically(path, &bytes).map_err(|error| error.to_string())
}
