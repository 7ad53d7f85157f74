//! The examples are what they should be: canonical, complete, drawable, and edited line by line.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may stop where something unexpected happens"
)]

use std::fs;
use std::path::PathBuf;

use erdwall::edit::Builder;
use erdwall::format::native::{self, Syntax};
use erdwall::format::svg;
use erdwall::layout::Cancel;
use erdwall::model::{Design, Entity, Service};
use erdwall::scene::text::Fonts;
use erdwall::scene::{self, diagram};

#[test]
fn every_example_is_canonical_and_says_the_same_in_ron_and_json() {
    for (path, text) in examples() {
        let loaded = native::read(text.as_bytes(), Syntax::Ron).unwrap();
        assert!(
            loaded.canonical,
            "{}: run `erdwall fmt` over it",
            path.display()
        );
        let json = native::write(&loaded.design, Syntax::Json);
        let back = native::read(json.as_bytes(), Syntax::Json).unwrap();
        assert_eq!(
            native::write(&back.design, Syntax::Ron),
            text,
            "{}",
            path.display()
        );
    }
}

#[test]
fn every_example_draws_the_same_bytes_twice_and_shows_each_entity() {
    for (path, text) in examples() {
        let design = native::read(text.as_bytes(), Syntax::Ron).unwrap().design;
        let picture = draw(&design);
        assert_eq!(picture, draw(&design), "{}", path.display());
        for (_, entity) in design.entities().iter() {
            assert!(
                picture.contains(&entity.name),
                "{}: {} is missing",
                path.display(),
                entity.name
            );
        }
    }
}

#[test]
fn renaming_changes_only_the_lines_that_hold_the_name() {
    const NEW: &str = "renamed thing";
    for (path, text) in examples() {
        let design = native::read(text.as_bytes(), Syntax::Ron).unwrap().design;
        let services = design.services().ids().map(|id| {
            let mut b = Builder::new(&design, "Rename");
            b.update(id, |service: &mut Service| service.name = NEW.to_owned());
            (design.get(id).unwrap().name.clone(), b)
        });
        let entities = design.entities().ids().map(|id| {
            let mut b = Builder::new(&design, "Rename");
            b.update(id, |entity: &mut Entity| entity.name = NEW.to_owned());
            (design.get(id).unwrap().name.clone(), b)
        });
        let fields = design.entities().iter().flat_map(|(id, entity)| {
            entity.fields.iter().enumerate().map({
                let design = &design;
                move |(place, field)| {
                    let mut b = Builder::new(design, "Rename");
                    b.update(id, |entity: &mut Entity| {
                        entity.fields[place].name = NEW.to_owned();
                    });
                    (field.name.clone(), b)
                }
            })
        });
        for (old, b) in services.chain(entities).chain(fields) {
            let mut renamed = design.clone();
            renamed.apply(&b.finish()).unwrap();
            let after = native::write(&renamed, Syntax::Ron);
            assert_eq!(
                text.lines().count(),
                after.lines().count(),
                "{}: {old}",
                path.display()
            );
            let mut changed = 0;
            for (before, after) in text.lines().zip(after.lines()).filter(|(a, b)| a != b) {
                assert!(
                    before.contains(&old) && after.contains(NEW),
                    "{}: {before} → {after}",
                    path.display()
                );
                changed += 1;
            }
            assert!(
                changed > 0,
                "{}: renaming {old} changed nothing",
                path.display()
            );
        }
    }
}

#[test]
fn an_edit_of_one_field_changes_one_line() {
    for (path, text) in examples() {
        let design = native::read(text.as_bytes(), Syntax::Ron).unwrap().design;
        for (id, entity) in design.entities().iter() {
            let mut b = Builder::new(&design, "Add field");
            b.update(id, |entity: &mut Entity| {
                let new = entity.next_field_id();
                let mut field = entity.fields[0].clone();
                field.id = new;
                "added".clone_into(&mut field.name);
                entity.fields.push(field);
            });
            let mut edited = design.clone();
            edited.apply(&b.finish()).unwrap();
            let after = native::write(&edited, Syntax::Ron);
            let added: Vec<&str> = after
                .lines()
                .filter(|line| line.contains("\"added\""))
                .collect();
            assert_eq!(added.len(), 1, "{}: {}", path.display(), entity.name);
            let without: Vec<&str> = after
                .lines()
                .filter(|line| !line.contains("\"added\""))
                .collect();
            assert_eq!(
                without,
                text.lines().collect::<Vec<_>>(),
                "{}",
                path.display()
            );
        }
    }
}

fn draw(design: &Design) -> String {
    let fonts = Fonts::bundled();
    let diagram = diagram::arrange(design, None, fonts, &Cancel::default());
    svg::write(&scene::build(
        design,
        &diagram,
        &scene::Options::default(),
        fonts,
    ))
}

fn examples() -> Vec<(PathBuf, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut all: Vec<(PathBuf, String)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "ron"))
        .map(|path| (path.clone(), fs::read_to_string(path).unwrap()))
        .collect();
    all.sort();
    assert_eq!(all.len(), 4, "the examples are gone");
    all
}
