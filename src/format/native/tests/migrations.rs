//! There is only one format so far. These tests invent one before it, to hold the way on which old files come.

use serde_json::Value;

use super::EVERYTHING;
use crate::format::native::migrate::Migrations;
use crate::format::native::read::read_with;
use crate::format::native::{Syntax, read, write};

/// In format 0, entities were called tables and the length of a retention was in years.
const FROM_ZERO: Migrations = Migrations {
    oldest: 0,
    steps: &[rename_tables],
};

fn rename_tables(file: &mut Value) {
    let Some(file) = file.as_object_mut() else {
        return;
    };
    if let Some(mut tables) = file.shift_remove("tables") {
        for table in tables.as_array_mut().into_iter().flatten() {
            let years = table
                .as_object_mut()
                .and_then(|t| t.shift_remove("retention_years"));
            if let Some(years) = years.as_ref().and_then(Value::as_u64) {
                table["retention_days"] = (years * 365).into();
            }
        }
        file.insert("entities".to_owned(), tables);
    }
}

fn in_format_zero(text: &str) -> String {
    text.replacen("format: 1", "format: 0 /* old */", 1)
        .replacen("entities: [", "tables: [", 1)
        .replacen("retention_days: 3650", "retention_years: 10", 1)
}

#[test]
fn an_old_file_opens_as_the_design_that_it_was_and_says_so() {
    let loaded = read_with(
        in_format_zero(EVERYTHING).as_bytes(),
        Syntax::Ron,
        FROM_ZERO,
    )
    .unwrap();
    assert_eq!(
        (loaded.migrated_from, loaded.canonical, loaded.has_comments),
        (Some(0), false, true)
    );
    assert_eq!(write(&loaded.design, Syntax::Ron), EVERYTHING);
}

#[test]
fn an_old_json_file_comes_the_same_way() {
    let json = r#"{"format": 0, "tables": [{"name": "a", "retention_years": 2}]}"#;
    let loaded = read_with(json.as_bytes(), Syntax::Json, FROM_ZERO).unwrap();
    let ron = write(&loaded.design, Syntax::Ron);
    assert!(ron.contains("name: \"a\", retention_days: 730"), "{ron}");
}

#[test]
fn an_old_file_that_is_wrong_says_what_and_in_which_format() {
    let message = |text: &str| {
        read_with(text.as_bytes(), Syntax::Ron, FROM_ZERO)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        message("Design(format: 0, tables: [(name: \"a\", service: \"b\")])"),
        "in format 0, read as format 1: no service is called `b`"
    );
    assert_eq!(
        message("Design(format: 0, tables: [(name: \"a\""),
        "in format 0, read as format 1: the text is not well-formed"
    );
}

#[test]
fn a_format_that_never_was_is_refused() {
    let error = read(b"Design(format: 0)", Syntax::Ron).unwrap_err();
    assert_eq!(
        error.to_string(),
        "line 1, column 16: there is no format 0; the oldest is 1"
    );
}
