#![allow(
    clippy::disallowed_methods,
    reason = "a test makes its own files and looks into them"
)]

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::replay::replay;
use super::{EXTENSION, find};
use crate::edit::Builder;
use crate::format::native::{self, Syntax};
use crate::model::{Design, Entity, EntityId, Field, Id, Reference, View};
use crate::session::{Document, FileState, ImportOptions, SaveError, open};

const EVERYTHING: &str = include_str!("../../../tests/fixtures/everything.erd.ron");

/// A document that keeps a journal in the folder.
fn document(folder: &Path) -> Document {
    let mut document = Document::default();
    document.keep_journal(folder.join("recovery"));
    document
}

/// A document of a file in the folder that keeps a journal there.
fn everything(folder: &Path) -> (Document, PathBuf) {
    let file = folder.join("everything.erd.ron");
    fs::write(&file, EVERYTHING).unwrap();
    let opened = open(&file, &ImportOptions::default()).unwrap();
    let mut document = opened.document;
    document.keep_journal(folder.join("recovery"));
    (document, file)
}

fn journals(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder.join("recovery")) else {
        return Vec::new();
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|e| e == EXTENSION))
        .collect()
}

fn rename(document: &mut Document, place: usize, name: &str) {
    let design = document.design();
    let id = design.entities().id_at(place).unwrap();
    let mut builder = Builder::new(design, format!("Rename to {name}"));
    builder.update(id, |entity: &mut Entity| entity.name = name.to_owned());
    document.apply(&builder.finish()).unwrap();
}

fn insert(document: &mut Document, name: &str) -> EntityId {
    let mut builder = Builder::new(document.design(), format!("Add {name}"));
    let id = builder.insert(Entity {
        name: name.to_owned(),
        ..Entity::default()
    });
    document.apply(&builder.finish()).unwrap();
    id
}

/// What `find` makes of the only journal.
fn recover(folder: &Path) -> Document {
    let mut left = find(&folder.join("recovery"));
    assert_eq!((left.work.len(), left.unreadable.len()), (1, 0));
    left.work.remove(0).recover().document
}

#[test]
fn unsaved_work_comes_back_with_its_file_and_its_history() {
    let folder = tempfile::tempdir().unwrap();
    let (mut document, file) = everything(folder.path());
    let opened = document.design().clone();
    rename(&mut document, 0, "first");
    rename(&mut document, 0, "second");
    document.undo().unwrap();
    let design = document.design().clone();
    drop(document);

    let left = find(&folder.path().join("recovery"));
    assert_eq!(left.work[0].title(), "everything.erd.ron");
    assert_eq!(left.work[0].file(), Some(file.as_path()));
    assert_eq!(left.work[0].changes(), 3);
    drop(left);
    let mut document = recover(folder.path());
    assert_eq!(document.design(), &design);
    assert_eq!(document.path(), Some(file.as_path()));
    assert!(document.is_modified());
    document.redo().unwrap();
    let names: Vec<&str> = (document.design().entities().iter())
        .map(|(_, entity)| entity.name.as_str())
        .collect();
    assert_eq!(names[0], "second");
    document.undo().unwrap();
    document.undo().unwrap();
    assert_eq!(document.design(), &opened);
    assert!(!document.is_modified());
}

#[test]
fn recovered_work_goes_on_in_its_journal() {
    let folder = tempfile::tempdir().unwrap();
    let mut document = document(folder.path());
    insert(&mut document, "order");
    drop(document);
    let mut document = recover(folder.path());
    assert_eq!(document.path(), None);
    insert(&mut document, "customer");
    let design = document.design().clone();
    drop(document);
    assert_eq!(recover(folder.path()).design(), &design);
}

#[test]
fn nothing_is_left_of_documents_that_are_saved_closed_or_only_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    let (mut saved, file) = everything(folder.path());
    rename(&mut saved, 0, "saved");
    assert_eq!(journals(folder.path()).len(), 1);
    saved.save().unwrap();
    assert!(journals(folder.path()).is_empty());
    assert!(fs::read_to_string(&file).unwrap().contains("\"saved\""));
    drop(saved);

    let (mut closed, _) = everything(folder.path());
    rename(&mut closed, 0, "closed");
    closed.close();
    let (looked_at, _) = everything(folder.path());
    drop(looked_at);
    assert!(journals(folder.path()).is_empty());
    assert!(find(&folder.path().join("recovery")).work.is_empty());
}

#[test]
fn steps_made_before_the_last_save_are_undone_after_it_and_recovered() {
    let folder = tempfile::tempdir().unwrap();
    let mut document = document(folder.path());
    insert(&mut document, "a");
    insert(&mut document, "b");
    document.save_as(&folder.path().join("x.erd.ron")).unwrap();
    document.undo().unwrap();
    document.undo().unwrap();
    document.redo().unwrap();
    insert(&mut document, "c");
    document.undo().unwrap();
    let design = document.design().clone();
    drop(document);
    let document = recover(folder.path());
    assert_eq!(document.design(), &design);
    assert!(document.is_modified());
}

#[test]
fn work_is_not_offered_while_its_window_lives_nor_twice() {
    let folder = tempfile::tempdir().unwrap();
    let mut document = document(folder.path());
    insert(&mut document, "order");
    let recovery = folder.path().join("recovery");
    assert!(find(&recovery).work.is_empty());
    drop(document);
    let offered = find(&recovery);
    assert_eq!(offered.work.len(), 1);
    assert!(find(&recovery).work.is_empty());
    drop(offered);
    find(&recovery).work.remove(0).discard();
    assert!(journals(folder.path()).is_empty());
}

#[test]
fn each_of_several_windows_has_a_journal_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let (mut one, mut two) = (document(folder.path()), document(folder.path()));
    insert(&mut one, "one");
    insert(&mut two, "two");
    insert(&mut one, "three");
    drop((one, two));
    let mut changes: Vec<usize> = (find(&folder.path().join("recovery")).work.iter())
        .map(super::Found::changes)
        .collect();
    changes.sort_unstable();
    assert_eq!(changes, [1, 2]);
}

#[test]
fn what_was_saved_just_before_the_end_is_not_offered() {
    let folder = tempfile::tempdir().unwrap();
    let (mut document, file) = everything(folder.path());
    rename(&mut document, 0, "renamed");
    fs::write(&file, native::write(document.design(), Syntax::Ron)).unwrap();
    drop(document);
    assert!(find(&folder.path().join("recovery")).work.is_empty());
    assert!(journals(folder.path()).is_empty());
}

#[test]
fn a_long_journal_is_written_anew_and_leads_to_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let mut document = document(folder.path());
    document.journal_mut().long = 0;
    for number in 0..60 {
        insert(&mut document, &format!("entity_{number}"));
    }
    let design = document.design().clone();
    drop(document);
    let bytes = fs::read(&journals(folder.path())[0]).unwrap();
    let replayed = replay(&bytes).unwrap();
    assert_eq!(replayed.design, design);
    assert_eq!(replayed.changes, 60);
    assert!(!replayed.start.entities().is_empty());
    assert_eq!(recover(folder.path()).design(), &design);
}

#[test]
fn a_change_is_made_though_it_cannot_be_kept_and_the_next_one_catches_up() {
    let folder = tempfile::tempdir().unwrap();
    let mut document = document(folder.path());
    // A file where the folder should be.
    fs::write(folder.path().join("recovery"), "").unwrap();
    insert(&mut document, "a");
    assert!(document.journal_failure().is_some());
    fs::remove_file(folder.path().join("recovery")).unwrap();
    insert(&mut document, "b");
    assert_eq!(document.journal_failure(), None);
    let design = document.design().clone();
    drop(document);
    assert_eq!(recover(folder.path()).design(), &design);
}

#[test]
fn a_damaged_journal_gives_what_comes_before_the_damage_and_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let mut document = document(folder.path());
    insert(&mut document, "a");
    let after_one = fs::metadata(&journals(folder.path())[0]).unwrap().len() as usize;
    let design = document.design().clone();
    insert(&mut document, "b");
    insert(&mut document, "c");
    drop(document);
    let journal = journals(folder.path()).remove(0);
    let mut bytes = fs::read(&journal).unwrap();
    bytes[after_one + 20] ^= 0x40;
    fs::write(&journal, &bytes).unwrap();

    let mut left = find(&folder.path().join("recovery"));
    assert!(left.work[0].is_damaged());
    let recovered = left.work.remove(0).recover();
    assert_eq!(recovered.document.design(), &design);
    assert_eq!(fs::read(recovered.damaged.unwrap()).unwrap(), bytes);
    drop(recovered.document);
    assert_eq!(recover(folder.path()).design(), &design);

    fs::write(folder.path().join("recovery/1.journal"), "nonsense").unwrap();
    assert_eq!(find(&folder.path().join("recovery")).unreadable.len(), 1);
}

#[test]
fn a_file_written_by_someone_else_is_noticed_before_it_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let (mut document, file) = everything(folder.path());
    assert_eq!(document.file_state(), FileState::Same);
    fs::write(&file, "Design(format: 1)").unwrap();
    assert_eq!(document.file_state(), FileState::Changed);
    assert!(matches!(document.save(), Err(SaveError::Changed(_))));
    assert_eq!(fs::read_to_string(&file).unwrap(), "Design(format: 1)");
    document.keep_mine();
    assert!(document.is_modified());
    fs::remove_file(&file).unwrap();
    assert_eq!(document.file_state(), FileState::Gone);
    document.save().unwrap();
    assert_eq!(document.file_state(), FileState::Same);

    document.make_read_only();
    assert!(matches!(document.save(), Err(SaveError::ReadOnly)));
}

#[test]
fn changes_of_a_large_design_are_kept_in_few_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let mut document = document(folder.path());
    let mut builder = Builder::new(document.design(), "Import");
    let entities: Vec<EntityId> = (0..2000)
        .map(|number| {
            builder.insert(Entity {
                name: format!("entity_{number}"),
                fields: vec![Field {
                    name: "id".into(),
                    ..Field::default()
                }],
                ..Entity::default()
            })
        })
        .collect();
    builder.insert(View {
        name: "all".into(),
        at: crate::model::Pairs(entities.iter().map(|id| (*id, (10, 20))).collect()),
        ..View::default()
    });
    document.apply(&builder.finish()).unwrap();
    let size = || fs::metadata(&journals(folder.path())[0]).unwrap().len();

    // What the journal of a large design starts with is got ready beside; the design may be changed before and after that.
    document
        .save_as(&folder.path().join("large.erd.ron"))
        .unwrap();
    rename(&mut document, 999, "first");
    let before = size();
    rename(&mut document, 1000, "renamed");
    assert!(size() - before < 300, "{}", size() - before);

    let before = size();
    let design = document.design();
    let mut builder = Builder::new(design, "Move");
    let view = design.views().ids().next().unwrap();
    builder.update(view, |view: &mut View| view.at.set(entities[7], (15, 25)));
    let moved = builder.finish();
    document.apply(&moved).unwrap();
    assert!(size() - before < 300, "{}", size() - before);

    let before = size();
    let mut builder = Builder::new(document.design(), "Delete");
    builder.remove([Reference::Entity(entities[3])]);
    document.apply(&builder.finish()).unwrap();
    assert!(size() - before < 300, "{}", size() - before);

    let design = document.design().clone();
    drop(document);
    assert_eq!(recover(folder.path()).design(), &design);
}

/// What a person does next, chosen by two numbers.
fn act(document: &mut Document, what: u8, which: u8) {
    let design = document.design();
    let count = design.entities().len().max(1);
    let picked: Option<EntityId> = design.entities().id_at(usize::from(which) % count);
    match (what % 8, picked) {
        (0, _) => {
            let name = format!("new_{}", design.entities().next_id().number());
            insert(document, &name);
        }
        (1, Some(_)) => {
            let name = format!("named_{}", document.revision());
            rename(document, usize::from(which) % count, &name);
        }
        (2, Some(id)) => {
            let mut builder = Builder::new(design, "Delete");
            builder.remove([Reference::Entity(id)]);
            document.apply(&builder.finish()).unwrap();
        }
        (3, Some(id)) => {
            let view = design.views().ids().next();
            let mut builder = Builder::new(design, "Move");
            if let Some(view) = view {
                builder.update(view, |view: &mut View| {
                    view.at.remove(&id);
                    view.at.set(id, (i32::from(what), i32::from(which)));
                    let turn = usize::from(which) % view.at.0.len();
                    view.at.0.rotate_left(turn);
                });
            }
            document.apply(&builder.finish()).unwrap();
        }
        (4, Some(id)) => {
            let mut builder = Builder::new(design, "Reorder and add a field");
            builder.reorder(id, usize::from(what) % count);
            builder.update(id, |entity: &mut Entity| {
                let number = entity.fields.iter().map(|f| f.id.number() + 1).max();
                entity.fields.push(Field {
                    id: Id::new(number.unwrap_or(0)),
                    name: format!("field_{}", number.unwrap_or(0)),
                    ..Field::default()
                });
            });
            document.apply(&builder.finish()).unwrap();
        }
        (5 | 6, _) => {
            document.undo().unwrap();
        }
        _ => {
            document.redo().unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_is_done_comes_back_and_a_cut_journal_gives_an_earlier_revision(
        actions in proptest::collection::vec((any::<u8>(), any::<u8>()), 1..40),
        cut in any::<prop::sample::Index>(),
        flip in any::<prop::sample::Index>(),
        bits in 1u8..,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let (mut document, _) = everything(folder.path());
        let mut revisions: Vec<Design> = vec![document.design().clone()];
        for (what, which) in actions {
            act(&mut document, what, which);
            revisions.push(document.design().clone());
        }
        drop(document);
        let Some(journal) = journals(folder.path()).pop() else {
            // All of it made no difference.
            return Ok(());
        };
        let bytes = fs::read(&journal).unwrap();
        let replayed = replay(&bytes).unwrap();
        prop_assert_eq!(Some(&replayed.design), revisions.last());
        prop_assert!(!replayed.is_damaged);

        if let Ok(replayed) = replay(&bytes[..cut.index(bytes.len())]) {
            prop_assert!(!replayed.is_damaged);
            prop_assert!(revisions.contains(&replayed.design));
        }

        let mut damaged = bytes.clone();
        let place = flip.index(damaged.len());
        damaged[place] ^= bits;
        if let Ok(replayed) = replay(&damaged) {
            prop_assert!(revisions.contains(&replayed.design));
        }
    }

    #[test]
    fn bytes_of_any_kind_are_no_reason_to_stop(
        noise in proptest::collection::vec(any::<u8>(), 0..400),
        records in proptest::collection::vec(records(), 0..4),
    ) {
        let _ = replay(&noise);
        // Noise behind what a journal starts with, and records whose checksums are right.
        let mut bytes = super::frame::MAGIC.to_vec();
        super::frame::push(&mut bytes, START.as_bytes());
        for record in &records {
            super::frame::push(&mut bytes, record.as_bytes());
        }
        bytes.extend(&noise);
        let _ = replay(&bytes);
    }
}

const START: &str = r#"{"Start":{"about":{"title":"","file":null,"json":false,"fingerprint":null,"starts_saved":false},"changes":0,"replaces":null}}"#;

/// Records that are almost right.
fn records() -> impl Strategy<Value = String> {
    let number = prop_oneof![Just(0u32), Just(1), Just(u32::MAX), any::<u32>()];
    (number, 0..6u8).prop_map(|(number, kind)| {
        let edit = match kind {
            0 => format!(r#"{{"Zone":{{"Insert":[{number},{number},{{"name":"z","consistency":"Strong"}},[]]}}}}"#),
            1 => format!(r#"{{"Entity":{{"Insert":[0,0,{{"name":"e","service":"{number}","fields":[{{"name":"f","type":"t"}}]}},[{number}]]}}}}"#),
            2 => r#"{"Entity":{"Insert":[0,0,{"name":"e","fields":[{"name":"f","type":"t"}]},[]]}}"#.to_owned(),
            3 => format!(r#"{{"Entity":{{"Move":[{number},{number}]}}}}"#),
            4 => format!(r#"{{"View":{{"Patch":[{number},{{"name":"v"}},{{}}]}}}}"#),
            _ => format!(r#"{{"Store":{{"Remove":{number}}}}}"#),
        };
        let transaction = format!(r#"{{"label":"","edits":[{edit}]}}"#);
        if number == 0 {
            format!(r#"{{"Whole":{transaction}}}"#)
        } else {
            format!(r#"{{"Change":["Do",{transaction}]}}"#)
        }
    })
}
