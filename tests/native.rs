//! The native file, as its users see it: what is read, what is written, and what is said of a file that is wrong.

use erdwall::format::native::{Loaded, Syntax, read, write};

#[path = "native/errors.rs"]
mod errors;
#[path = "native/examples.rs"]
mod examples;
#[path = "native/schema.rs"]
mod schema;

const EVERYTHING: &str = include_str!("fixtures/everything.erd.ron");

#[track_caller]
fn load(text: &str) -> Loaded {
    read(text.as_bytes(), Syntax::guess(text.as_bytes())).unwrap_or_else(|error| panic!("{error}"))
}

#[track_caller]
fn same_lines(written: &str, expected: &str) {
    for (place, (left, right)) in written.lines().zip(expected.lines()).enumerate() {
        assert_eq!(left, right, "line {}", place + 1);
    }
    assert_eq!(written, expected);
}

#[test]
fn a_canonical_file_is_written_back_byte_for_byte() {
    let loaded = load(EVERYTHING);
    same_lines(&write(&loaded.design, Syntax::Ron), EVERYTHING);
    assert!(loaded.canonical && !loaded.has_comments);
}

#[test]
fn json_holds_the_same_design() {
    let design = load(EVERYTHING).design;
    let json = write(&design, Syntax::Json);
    let loaded = load(&json);
    assert!(loaded.canonical);
    assert_eq!(loaded.design, design);
    same_lines(&write(&loaded.design, Syntax::Ron), EVERYTHING);
}

/// The lines that differ between two texts of as many lines.
#[track_caller]
fn changed_lines<'t>(old: &'t str, new: &'t str) -> Vec<(&'t str, &'t str)> {
    assert_eq!(old.lines().count(), new.lines().count());
    old.lines()
        .zip(new.lines())
        .filter(|(old, new)| old != new)
        .collect()
}

#[track_caller]
fn check_rename(old: &str, new: &str) {
    let written = write(&load(&EVERYTHING.replace(old, new)).design, Syntax::Ron);
    let changed = changed_lines(EVERYTHING, &written);
    assert!(!changed.is_empty());
    for (was, is) in changed {
        assert!(was.contains(old) && is.contains(new), "{was}\n{is}");
    }
    // And back.
    let back = written.replace(new, old);
    same_lines(&write(&load(&back).design, Syntax::Ron), EVERYTHING);
}

#[test]
fn a_rename_changes_only_the_lines_that_hold_the_name() {
    check_rename("shipment", "consignment");
    check_rename("Payments", "Billing");
    check_rename("order_id", "order_ref");
    check_rename("place order", "buy");
    check_rename("orders-db", "primary");
}

#[test]
fn an_edit_changes_only_its_lines() {
    let moved = EVERYTHING.replace("\"order_line\": (-480, 0)", "\"order_line\": (-481, 7)");
    assert_eq!(
        changed_lines(EVERYTHING, &write(&load(&moved).design, Syntax::Ron)).len(),
        1
    );
    let without_field = EVERYTHING.replace("                (name: \"number\", type: \"bigint\", unique: true, formerly: [\"no\"], flag: \"order-numbers\", comment: \"Shown to the customer\"),\n", "");
    assert_ne!(without_field, EVERYTHING);
    same_lines(
        &write(&load(&without_field).design, Syntax::Ron),
        &without_field,
    );
}

#[test]
fn a_file_in_another_layout_is_the_same_design_and_not_canonical() {
    let design = load(EVERYTHING).design;
    for text in [
        EVERYTHING.replace('\n', "\r\n"),
        format!("\u{feff}{EVERYTHING}"),
        EVERYTHING.replace("    ", "\t"),
        EVERYTHING.replace("timeout_ms: 300", "timeout_ms: Some(300)"),
        EVERYTHING.replace(
            "integrity: None",
            "integrity: None, identifying: false, label: \"\"",
        ),
        EVERYTHING.replace("(name: \"Web\"", "Service(name: r\"Web\""),
    ] {
        let loaded = load(&text);
        assert!(!loaded.canonical && !loaded.has_comments);
        assert_eq!(loaded.design, design);
    }
}

#[test]
fn comments_are_told_of() {
    for comment in ["// why", "/* why */"] {
        let text = EVERYTHING.replacen('\n', &format!("\n    {comment}\n"), 1);
        let loaded = load(&text);
        assert!(loaded.has_comments && !loaded.canonical);
    }
    let in_string = EVERYTHING.replace("Takes orders", "Takes // orders /* all */");
    assert!(!load(&in_string).has_comments);
}

#[test]
fn the_smallest_design() {
    let text = "Design(\n    format: 1,\n)\n";
    let loaded = load(text);
    assert!(loaded.canonical);
    assert_eq!(
        write(&loaded.design, Syntax::Json),
        "{\n  \"format\": 1\n}\n"
    );
}

#[test]
fn what_enums_hold_may_be_left_out_where_it_has_a_default() {
    let entities = "entities: [(name: \"a\")]";
    let relationship = "from: \"a\", to: \"a\", ends: (Many, One)";
    for integrity in [
        "Eventual()",
        "Eventual(cleanup: \"\")",
        "Checked(fail: Open)",
        "Checked(fail: Open, timeout_ms: None)",
    ] {
        let text = format!(
            "Design(format: 1, {entities}, relationships: [({relationship}, integrity: {integrity})])"
        );
        let written = write(&load(&text).design, Syntax::Ron);
        let short = integrity
            .replace("cleanup: \"\"", "")
            .replace(", timeout_ms: None", "");
        assert!(
            written.contains(&format!("integrity: {short})")),
            "{written}"
        );
    }
}
