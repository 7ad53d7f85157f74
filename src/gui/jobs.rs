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
use crate::lint::{Mended, Settings, mend};
use crate::model::{Design, ScenarioId, View};
use crate::scene;
use crate::scene::diagram::{Diagram, arrange};
use crate::scene::text::Fonts;
use crate::session::difference::{DifferenceLine, difference};
use crate::session::journal::{Left, find};
use crate::session::paste::{PastedTables, read_tables};
use crate::session::picture::{Picture, Subject, Ways};
use crate::session::tidy::{Part, Wish};
use crate::session::watch::FileWatch;
use crate::session::{ImportError, ImportOptions, OpenError, Opened, open, write_atomically};
use crate::simulate::{Options, Progress, try_once};

use super::panels::count;
use super::panels::pane::FoundFailures;
use super::prepared::Prepared;
use super::recovery::Occasion;
use super::scenarios::Outcome;
use super::tidy::{Tidied, work_out};

/// A file that was not written for so long is whole.
const SETTLED: Duration = Duration::from_millis(80);

/// Runs jobs and collects what they give.
pub struct Jobs {
    sender: Sender<Ended>,
    receiver: Receiver<Ended>,
    ctx: egui::Context,
    /// Jobs run before the call that starts them returns.
    at_once: bool,
    /// The number of the last picture job; results of earlier ones are late.
    last_picture: u64,
    /// What the next picture job is to show. It starts with the next frame: this one is to be seen first.
    next_picture: Option<Subject>,
    /// Jobs that have not come to an end, the longest first.
    running: Vec<Running>,
    /// Counts jobs.
    last: u64,
}

/// A job that has been started.
#[derive(Debug)]
pub struct Running {
    /// Tells it from others.
    pub number: u64,
    /// What it does.
    pub work: Work,
    /// When it was started.
    pub since: Instant,
    cancel: Cancel,
}

/// What a job does, for those who wait for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Work {
    /// Reads or imports the file of this name.
    Open(String),
    /// Arranges so many entities.
    Arrange(usize),
    /// Works out better places for so many entities.
    Tidy(usize),
    /// Draws into the file of this name.
    Export(String),
    /// Something that nobody waits for, or that shows itself.
    Aside(&'static str),
}

/// What a job gave, with its number; none: word from outside.
type Ended = (Option<u64>, Done);

/// What a job gave.
pub enum Done {
    /// A file was read.
    Opened(PathBuf, Box<Result<Opened, OpenError>>),
    /// Pasted text was read.
    ReadTables(Box<Result<PastedTables, ImportError>>),
    /// A picture was made.
    Pictured(u64, Box<Picture>),
    /// Ways of stubs were found.
    Ways(Ways),
    /// Better places were found; none: it was canceled.
    Tidied(Option<Box<Tidied>>),
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
    /// A picture was drawn for the clipboard, or it was not and why.
    Clipped(Result<Clip, String>),
    /// Safe fixes were found for a document of that revision.
    Mended(u64, Box<Mended>),
    /// Something was found out about failures.
    Failures(FoundFailures),
    /// A scenario was tried; none: it was canceled.
    Tried(ScenarioId, Option<Box<Outcome>>),
    /// A picture was written, or it was not and why.
    Exported(PathBuf, Result<(), String>),
}

/// Something for the clipboard.
pub enum Clip {
    /// Text.
    Text(String),
    /// Pixels.
    Image(egui::ColorImage),
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
            next_picture: None,
            running: Vec::new(),
            last: 0,
        }
    }

    /// Reads a file.
    pub fn open_file(&mut self, path: PathBuf) {
        self.start(Work::Open(name_of(&path)), move |_| {
            let result = open(&path, &ImportOptions::default());
            Done::Opened(path, Box::new(result))
        });
    }

    /// Makes something of a design that will be asked for soon.
    pub fn prepare<T: Send + 'static>(
        &self,
        design: &Design,
        make: fn(&Design) -> T,
    ) -> Prepared<T> {
        let waker = (!self.at_once).then(|| self.ctx.clone());
        Prepared::start(design, make, waker)
    }

    /// Looks for work that was left behind.
    pub fn find_left_work(&mut self, folder: PathBuf, occasion: Occasion) {
        self.start(Work::Aside("recovery"), move |_| {
            Done::Left(find(&folder), occasion)
        });
    }

    /// Says when something may have happened to a file. Not in tests: there it is looked at when the window gets the focus.
    pub fn watch(&self, path: &Path) -> Option<FileWatch> {
        if self.at_once {
            return None;
        }
        let (sender, ctx) = (self.sender.clone(), self.ctx.clone());
        FileWatch::new(path, move || {
            let _ = sender.send((None, Done::FileTouched));
            ctx.request_repaint();
        })
    }

    /// Reads the file of the document again.
    pub fn reload_file(&mut self, path: PathBuf, revision: u64) {
        let patience = if self.at_once {
            Duration::ZERO
        } else {
            SETTLED
        };
        self.start(Work::Open(name_of(&path)), move |_| {
            // Who writes it may not be done yet.
            thread::sleep(patience);
            let result = open(&path, &ImportOptions::default());
            Done::Reloaded(path, revision, Box::new(result))
        });
    }

    /// Compares the file of the document with the design.
    pub fn compare_with_file(&mut self, path: PathBuf, design: Design) {
        self.start(Work::Aside("compare"), move |_| {
            let opened = open(&path, &ImportOptions::default());
            let lines = opened.map(|opened| difference(opened.document.design(), &design));
            Done::Compared(lines.map_err(|error| error.to_string()))
        });
    }

    /// Finds what all safe fixes do together.
    pub fn mend(&mut self, design: Design, revision: u64, settings: Settings) {
        self.start(Work::Aside("fixes"), move |_| {
            Done::Mended(revision, Box::new(mend(&design, &settings)))
        });
    }

    /// Finds something out about failures. Returns the number of the job.
    pub fn find_failures(
        &mut self,
        job: impl FnOnce(&Cancel) -> FoundFailures + Send + 'static,
    ) -> u64 {
        self.start(Work::Aside("failures"), move |cancel| {
            Done::Failures(job(cancel))
        });
        self.last
    }

    /// Tries a scenario of a design. Returns the number of the job, and how far it is.
    pub fn try_scenario(&mut self, design: Design, id: ScenarioId) -> (u64, Progress) {
        let progress = Progress::default();
        let seen = progress.clone();
        self.start(Work::Aside("scenario"), move |_| {
            let tried = design
                .get(id)
                .and_then(|scenario| try_once(&design, scenario, &Options::default(), &progress));
            let outcome = tried.map(|tried| Outcome { design, tried });
            Done::Tried(id, outcome.map(Box::new))
        });
        (self.last, seen)
    }

    /// Reads the tables of a text that was pasted.
    pub fn read_tables(&mut self, text: String) {
        self.start(Work::Aside("paste"), move |_| {
            Done::ReadTables(Box::new(read_tables(&text)))
        });
    }

    /// Makes a picture. Only the newest is given back.
    pub fn make_picture(&mut self, subject: Subject) {
        // The one before is late already; let it come to an end.
        self.forget_pictures();
        if self.at_once {
            self.start_picture(subject);
        } else {
            self.next_picture = Some(subject);
            self.ctx.request_repaint();
        }
    }

    /// Finds the ways of lines that are drawn as stubs.
    pub fn find_ways(&mut self, ways: Ways) {
        self.start(Work::Aside("ways"), move |cancel| {
            Done::Ways(ways.find(cancel))
        });
    }

    fn start_picture(&mut self, subject: Subject) {
        let number = self.last_picture;
        let work = Work::Arrange(subject.design.entities().len());
        self.start(work, move |cancel| {
            Done::Pictured(number, Box::new(Picture::new(subject, cancel)))
        });
    }

    /// Works out better places. Returns the number of the job.
    pub fn tidy(&mut self, subject: Subject, wish: Wish) -> u64 {
        let work = Work::Tidy(match &wish.part {
            Part::View => subject.design.entities().len(),
            Part::Cards(cards) => cards.len(),
        });
        self.start(work, move |cancel| {
            Done::Tidied(work_out(subject, &wish, cancel).map(Box::new))
        });
        self.last
    }

    /// Draws a diagram into a file; the kind of picture is that of the file's ending.
    pub fn export(
        &mut self,
        path: PathBuf,
        design: Design,
        diagram: Diagram,
        options: scene::Options,
    ) {
        self.start(Work::Export(name_of(&path)), move |cancel| {
            let result = write_picture(&path, &design, &diagram, options, cancel);
            Done::Exported(path, result)
        });
    }

    /// Draws a view for the clipboard, as pixels or as SVG.
    pub fn draw_for_clipboard(
        &mut self,
        design: Design,
        view: View,
        options: scene::Options,
        is_pixels: bool,
    ) {
        self.start(Work::Aside("clipboard"), move |cancel| {
            Done::Clipped(draw_clip(&design, &view, options, is_pixels, cancel))
        });
    }

    /// Asks for a path in a dialog of the system.
    pub fn ask_for_path(&mut self, purpose: Purpose, suggestion: &str) {
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
        self.start(Work::Aside("dialog"), move |_| {
            let start = Instant::now();
            let path = block_on(answer).map(|file| file.path().to_owned());
            Done::Path(purpose, path, start.elapsed())
        });
    }

    fn start(&mut self, work: Work, job: impl FnOnce(&Cancel) -> Done + Send + 'static) {
        self.last += 1;
        let (number, cancel) = (self.last, Cancel::default());
        let name = work.thread_name();
        self.running.push(Running {
            number,
            work,
            since: Instant::now(),
            cancel: cancel.clone(),
        });
        let (sender, ctx) = (self.sender.clone(), self.ctx.clone());
        let run = move || {
            // The receiver is gone only when the window is.
            let _ = sender.send((Some(number), job(&cancel)));
            ctx.request_repaint();
        };
        if self.at_once {
            run();
        } else if thread::Builder::new().name(name.into()).spawn(run).is_err() {
            // Without threads nothing better can be done than to wait for the next start of the job.
            self.running.retain(|running| running.number != number);
            self.ctx.request_repaint();
        }
    }

    /// The next result, if there is one.
    pub fn next(&mut self) -> Option<Done> {
        if let Some(subject) = self.next_picture.take() {
            self.start_picture(subject);
        }
        loop {
            let (number, done) = self.receiver.try_recv().ok()?;
            if let Some(number) = number {
                let place = self.running.iter().position(|job| job.number == number);
                // What was canceled is of no use any more.
                let Some(place) = place else { continue };
                self.running.remove(place);
            }
            match done {
                Done::Pictured(number, picture) if number != self.last_picture => {
                    give_back(*picture);
                }
                done => return Some(done),
            }
        }
    }

    /// The jobs that have not come to an end, the longest first.
    pub fn running(&self) -> impl Iterator<Item = &Running> {
        self.running.iter()
    }

    /// Ends a job. An arrangement is taken as it is by then; of others nothing comes any more.
    pub fn cancel(&mut self, number: u64) {
        self.running.retain(|running| {
            if running.number != number {
                return true;
            }
            running.cancel.cancel();
            matches!(running.work, Work::Arrange(_))
        });
    }

    /// Whether a picture is being made.
    pub fn is_picturing(&self) -> bool {
        let mut work = self.running.iter().map(|running| &running.work);
        self.next_picture.is_some() || work.any(|work| matches!(work, Work::Arrange(_)))
    }

    /// Late pictures are of no use any more.
    pub fn forget_pictures(&mut self) {
        self.last_picture += 1;
        self.next_picture = None;
        self.running.retain(|running| {
            let is_picture = matches!(running.work, Work::Arrange(_));
            if is_picture {
                running.cancel.cancel();
            }
            !is_picture
        });
    }
}

impl Work {
    /// What it is called while it goes on.
    pub fn label(&self) -> String {
        match self {
            Self::Open(name) => format!("Opening {name}…"),
            Self::Arrange(entities) => {
                format!("Arranging {}…", count(*entities, "entity", "entities"))
            }
            Self::Tidy(entities) => {
                format!("Tidying {}…", count(*entities, "entity", "entities"))
            }
            Self::Export(name) => format!("Drawing {name}…"),
            Self::Aside(_) => String::new(),
        }
    }

    /// Whether people are told of it when it takes long.
    pub fn is_shown(&self) -> bool {
        !matches!(self, Self::Aside(_))
    }

    fn thread_name(&self) -> &'static str {
        match self {
            Self::Open(_) => "open",
            Self::Arrange(_) => "picture",
            Self::Tidy(_) => "tidy",
            Self::Export(_) => "export",
            Self::Aside(name) => name,
        }
    }
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
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

fn draw_clip(
    design: &Design,
    view: &View,
    options: scene::Options,
    is_pixels: bool,
    cancel: &Cancel,
) -> Result<Clip, String> {
    /// Pixels per diagram unit, for screens with small pixels.
    const SCALE: f32 = 2.0;
    let fonts = Fonts::bundled();
    let diagram = arrange(design, Some(view), fonts, cancel);
    let picture = svg::write(&scene::build(design, &diagram, &options, fonts));
    if !is_pixels {
        return Ok(Clip::Text(picture));
    }
    let pixels = png::pixels(&picture, SCALE).map_err(|error| error.to_string())?;
    let size = [pixels.width as usize, pixels.height as usize];
    Ok(Clip::Image(egui::ColorImage::from_rgba_premultiplied(
        size,
        &pixels.rgba,
    )))
}

fn write_picture(
    path: &Path,
    design: &Design,
    diagram: &Diagram,
    options: scene::Options,
    cancel: &Cancel,
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
    if cancel.is_cancelled() {
        return Ok(());
    }
    write_atomically(path, &bytes).map_err(|error| error.to_string())
}

/// Gives back the memory of a picture, which for a large one takes as long as a frame.
pub fn give_back(picture: Picture) {
    const LARGE: usize = 60;
    if picture.diagram().cards.len() > LARGE {
        thread::spawn(move || drop(picture));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_comes_of_what_was_canceled_and_the_rest_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (folder.path().join("one.sql"), folder.path().join("two.sql"));
        let mut jobs = Jobs::new(egui::Context::default(), true);
        jobs.open_file(one);
        jobs.open_file(two.clone());
        let running: Vec<u64> = jobs.running().map(|running| running.number).collect();
        jobs.cancel(running[0]);
        assert!(matches!(jobs.next(), Some(Done::Opened(path, _)) if path == two));
        assert!(jobs.next().is_none());
        assert_eq!(jobs.running().count(), 0);
    }

    #[test]
    fn only_the_newest_picture_is_shown_and_a_canceled_one_as_far_as_it_got() {
        let mut jobs = Jobs::new(egui::Context::default(), true);
        jobs.make_picture(Subject::default());
        jobs.make_picture(Subject::default());
        assert!(jobs.is_picturing());
        let number = jobs.running().next().unwrap().number;
        jobs.cancel(number);
        assert!(matches!(jobs.next(), Some(Done::Pictured(..))));
        assert!(jobs.next().is_none() && !jobs.is_picturing());
    }
}
