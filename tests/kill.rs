//! Kills an editing session at random moments: nothing that was done is lost, and the saved file is whole.
//!
//! The session runs in a child process, which is this test program again: an environment variable tells it the folder to
//! work in. It says after each change and each save which revision it is at; what it does is a function of the revision, so
//! that the parent can tell what the design was at each of them.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may stop where something unexpected happens"
)]

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use erdwall::edit::Builder;
use erdwall::format::native::{Syntax, write};
use erdwall::model::{Design, Entity, Pairs, Reference, View};
use erdwall::session::journal::find;
use erdwall::session::{Document, ImportOptions, open};

const FOLDER: &str = "ERDWALL_SESSION_TO_KILL";
const KILLS: u64 = 200;
/// More than anyone gets to see.
const REVISIONS: u64 = 1500;

#[test]
fn killed_at_any_moment_a_session_loses_nothing() {
    let revisions = Revisions::new();
    let mut ends = BTreeMap::new();
    thread::scope(|scope| {
        let workers: Vec<_> = (0..4)
            .map(|worker| {
                let revisions = &revisions;
                scope.spawn(move || {
                    let kills = (worker..KILLS).step_by(4);
                    kills.map(|n| kill_once(n, revisions)).collect::<Vec<_>>()
                })
            })
            .collect();
        for worker in workers {
            for end in worker.join().unwrap() {
                *ends.entry(end).or_insert(0) += 1;
            }
        }
    });
    // Moments of both kinds were hit, or the test shows nothing.
    assert!(ends.len() >= 2, "{ends:?}");
}

/// What was found after the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    /// Everything was saved.
    Saved,
    /// There was work to recover.
    Recovered,
}

fn kill_once(number: u64, revisions: &Revisions) -> End {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_session", "--nocapture"])
        .env(FOLDER, folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut last = loop {
        if let Some(revision) = revision_of(&lines.next().unwrap().unwrap()) {
            break revision;
        }
    };
    // From the first steps to far into the session, spread without a pattern.
    thread::sleep(Duration::from_micros(number.wrapping_mul(7919) % 25_000));
    child.kill().unwrap();
    child.wait().unwrap();
    while let Some(Ok(line)) = lines.next() {
        // The end may have cut the last line off.
        last = revision_of(&line).unwrap_or(last);
    }
    assert!(
        last + 1 < REVISIONS,
        "the session was over before it was killed"
    );

    let file = fs::read_to_string(folder.path().join("shop.erd.ron")).unwrap();
    let saved = revisions.of_text(&file).expect("the saved file is whole");
    let mut left = find(&folder.path().join("recovery"));
    assert!(left.unreadable.is_empty());
    assert!(left.work.len() <= 1, "one session leaves one journal");
    let Some(found) = left.work.pop() else {
        assert!(saved >= last, "revision {last} is lost, {saved} was saved");
        return End::Saved;
    };
    assert!(!found.is_damaged());
    let document = found.recover().document;
    let text = write(document.design(), Syntax::Ron);
    let expected = [last, last + 1].map(|revision| revisions.text(revision));
    assert!(
        expected.contains(&Some(text.as_str())),
        "revision {last} is lost; {:?} was recovered, {saved} was saved",
        revisions.of_text(&text)
    );
    assert!(document.is_modified());
    End::Recovered
}

fn revision_of(line: &str) -> Option<u64> {
    line.strip_prefix("revision ")?
        .strip_suffix('.')?
        .parse()
        .ok()
}

/// The child, until it is killed; by itself a session that is ended in the middle and taken up again.
#[test]
fn the_session() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        let folder = tempfile::tempdir().unwrap();
        let document = session(folder.path(), 7, |_| {});
        let text = write(document.design(), Syntax::Ron);
        drop(document);
        let found = find(&folder.path().join("recovery")).work.remove(0);
        assert_eq!(write(found.recover().document.design(), Syntax::Ron), text);
        return;
    };
    let mut stdout = std::io::stdout();
    // Ends when the parent does, should that not come to kill it.
    session(Path::new(&folder), REVISIONS, |revision| {
        writeln!(stdout, "revision {revision}.").unwrap();
    });
}

/// Edits and saves as a window does, and tells of each revision that is reached.
fn session(folder: &Path, revisions: u64, mut reached: impl FnMut(u64)) -> Document {
    let file = folder.join("shop.erd.ron");
    fs::write(&file, write(&start(), Syntax::Ron)).unwrap();
    let mut document = open(&file, &ImportOptions::default()).unwrap().document;
    document.keep_journal(folder.join("recovery"));
    reached(0);
    for revision in 0..revisions {
        step(&mut document, revision);
        reached(revision + 1);
        if revision % 8 == 7 {
            document.save().unwrap();
        }
    }
    document
}

fn start() -> Design {
    let mut design = Design::default();
    let mut builder = Builder::new(&design, "");
    let ids: Vec<_> = (0..12)
        .map(|number| {
            builder.insert(Entity {
                name: format!("entity_{number}"),
                ..Entity::default()
            })
        })
        .collect();
    builder.insert(View {
        name: "all".into(),
        at: Pairs(
            ids.iter()
                .zip(0..)
                .map(|(id, x)| (*id, (x * 200, 0)))
                .collect(),
        ),
        ..View::default()
    });
    design.apply(&builder.finish()).unwrap();
    design
}

/// One change; no two revisions are the same design but those that undo reaches again.
fn step(document: &mut Document, revision: u64) {
    let design = document.design();
    let count = design.entities().len() as u64;
    let id = design
        .entities()
        .id_at((revision * 5 % count) as usize)
        .unwrap();
    let view = design.views().ids().next().unwrap();
    let mut builder = Builder::new(design, format!("Step {revision}"));
    match revision % 10 {
        3 => {
            document.undo().unwrap();
            return;
        }
        4 => {
            document.redo().unwrap();
            return;
        }
        0 | 6 => {
            builder.insert(Entity {
                name: format!("new_{revision}"),
                ..Entity::default()
            });
        }
        1 | 7 => builder.update(id, |entity: &mut Entity| {
            entity.name = format!("named_{revision}");
        }),
        9 => builder.remove([Reference::Entity(id)]),
        _ => builder.update(view, |view: &mut View| {
            view.at.set(id, (revision as i32, 7));
        }),
    }
    document.apply(&builder.finish()).unwrap();
}

/// What the session's design is at each revision.
struct Revisions {
    texts: Vec<String>,
    by_text: BTreeMap<String, u64>,
}

impl Revisions {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("shop.erd.ron");
        fs::write(&file, write(&start(), Syntax::Ron)).unwrap();
        let mut document = open(&file, &ImportOptions::default()).unwrap().document;
        let mut texts = vec![write(document.design(), Syntax::Ron)];
        for revision in 0..REVISIONS {
            step(&mut document, revision);
            texts.push(write(document.design(), Syntax::Ron));
        }
        // Of revisions that are the same, the last one.
        let by_text = texts.iter().cloned().zip(0..).collect();
        Self { texts, by_text }
    }

    fn text(&self, revision: u64) -> Option<&str> {
        self.texts.get(revision as usize).map(String::as_str)
    }

    fn of_text(&self, text: &str) -> Option<u64> {
        self.by_text.get(text).copied()
    }
}
