//! What is said of files that are wrong: where, what, and what to do.

use erdwall::format::native::{MAX_BYTES, Syntax, read};

#[track_caller]
fn check(text: &str, message: &str) {
    check_bytes(text.as_bytes(), message);
}

#[track_caller]
fn check_bytes(bytes: &[u8], message: &str) {
    let error = read(bytes, Syntax::guess(bytes)).expect_err("the file is wrong");
    assert_eq!(error.to_string(), message);
}

/// A RON file whose second line is the text.
#[track_caller]
fn check_ron(line: &str, message: &str) {
    check(&format!("Design(format: 1,\n{line}\n)"), message);
}

/// A JSON file whose second line is the text.
#[track_caller]
fn check_json(line: &str, message: &str) {
    check(&format!("{{\"format\": 1,\n{line}\n}}"), message);
}

#[test]
fn files_that_hold_no_design() {
    let empty = "the file is empty; a new design is written as `Design(format: 1, name: \"…\")`";
    check("", empty);
    check("\u{feff} \n\t", empty);
    check_bytes(
        b"\x89PNG\r\n\x1a\n\0\0",
        "this is a PNG image, not a design",
    );
    check_bytes(
        b"PK\x03\x04",
        "this is a ZIP archive or an office document, not a design",
    );
    check_bytes(b"\x7fELF\0\0", "this is a binary file, not a design");
    check_bytes(
        b"\xff\xfeD\0e\0",
        "this is text in UTF-16, not a design; save it as UTF-8",
    );
    check_bytes(
        b"Design(\n    name: \"\xc3\xa9\xff\")",
        "line 2, column 13: the text is not UTF-8 from here on; save it as UTF-8",
    );
    check(
        "create table a (id int);",
        "line 1, column 1: expected `Design(…)`, found `create`",
    );
}

#[test]
fn files_that_are_too_much() {
    let hundred_million = vec![b'('; 100_000_000];
    check_bytes(
        &hundred_million,
        "line 1, column 65: brackets are nested more than 64 deep",
    );
    let nested = format!("Design(format: 1, name: {}", "[".repeat(1_000_000));
    check(
        &nested,
        "line 1, column 25: expected a string in quotes, found `[`",
    );
    let nested = format!("{{\"x\": {}", "[".repeat(1_000_000));
    check(
        &nested,
        "line 1, column 70: brackets are nested more than 64 deep",
    );
    check_bytes(
        &vec![b' '; MAX_BYTES + 1],
        "the file has 268435457 bytes; a design may have up to 268435456",
    );
}

#[test]
fn formats() {
    check(
        "Design(new_key: [Thing(1)], format: 7)",
        "line 1, column 37: written by a newer version (format 7); this one reads up to 1",
    );
    check(
        "{\"what\": {}, \"format\": 99999999999}",
        "line 1, column 24: written by a newer version (format 99999999999); this one reads up to 1",
    );
    check(
        "Design(name: \"x\")",
        "line 1, column 1: missing key `format` in Design",
    );
    check(
        "Design(format: \"1\")",
        "line 1, column 16: expected a whole number, found `\"1\"`",
    );
}

#[test]
fn keys() {
    check_ron(
        "services: [(nme: \"x\")],",
        "line 2, column 13: unknown key `nme` in Service; did you mean `name`?",
    );
    check_ron(
        "zones: [(name: \"x\", xyzzy: 1)],",
        "line 2, column 21: unknown key `xyzzy` in Zone; its keys are `name`, `consistency`",
    );
    check_ron(
        "relationships: [(from: \"a\", to: \"b\", ends: (Many, One), integrity: Checked(fail: Open, timeout: 5))],",
        "line 2, column 88: unknown key `timeout` in Checked; did you mean `timeout_ms`?",
    );
    check_ron(
        "operations: [(name: \"a\", accesses: [(reed: \"x\")])],",
        "line 2, column 38: unknown key `reed` in Access; did you mean `read`?",
    );
    check_ron(
        "services: [(tier: Critical)],",
        "line 2, column 12: missing key `name` in Service",
    );
    check_ron(
        "services: [(name: \"é\", name: \"y\")],",
        "line 2, column 24: key `name` is given twice in Service",
    );
    check_json(
        "\"nme\": 3",
        "line 2, column 1: unknown key `nme`; did you mean `name`?",
    );
    check_json(
        "\"services\": [{\"tier\": \"Critical\"}]",
        "line 2, column 14: missing key `name`",
    );
    check_json(
        "\"services\": [{\"name\": \"é\", \"name\": \"y\"}]",
        "line 2, column 28: key `name` is given twice",
    );
}

#[test]
fn values() {
    check_ron(
        "services: [(name: \"x\", tier: Critcal)],",
        "line 2, column 30: unknown value `Critcal` for Tier; did you mean `Critical`?",
    );
    check_ron(
        "services: [(name: \"x\", tier: High)],",
        "line 2, column 30: unknown value `High` for Tier; write one of `Critical`, `Standard`, `BestEffort`",
    );
    check_ron(
        "services: [(name: \"x\", tier: \"Critical\")],",
        "line 2, column 30: expected a plain word without quotes, found `\"Critical\"`",
    );
    check_ron(
        "services: [(name: 5)],",
        "line 2, column 19: expected a string in quotes, found `5`",
    );
    check_ron(
        "services: [(name: \"x\", instances: \"3\")],",
        "line 2, column 35: expected a whole number, found `\"3\"`",
    );
    check_ron(
        "services: [(name: \"x\", instances: 3.5)],",
        "line 2, column 35: expected a whole number, found `3.5`",
    );
    check_ron(
        "services: [(name: \"x\", instances: -3)],",
        "line 2, column 35: this number is too large or too small",
    );
    check_ron(
        "services: [(name: \"x\", color: \"red\")],",
        "line 2, column 31: `red` is not a color; write it as `#1a2b3c`",
    );
    check_ron(
        "decisions: [(rule: \"a\", subject: Design, reason: \"\", date: \"31.1.2026\")],",
        "line 2, column 60: `31.1.2026` is not a date; write it as `2026-01-31`",
    );
    check_ron(
        "decisions: [(rule: \"a\", subject: Service, reason: \"\")],",
        "line 2, column 34: `Service` needs what it holds in brackets: `Service(…)`",
    );
    check_ron(
        "operations: [(name: \"a\", accesses: [(read: \"a\"), (optional: true)])],",
        "line 2, column 50: an access needs exactly one of `read`, `write`, `call` and `call_service`",
    );
    check_ron(
        "operations: [(name: \"a\", rate: fast)],",
        "line 2, column 32: expected a number, found `fast`",
    );
    check_ron(
        "relationships: [(from: \"a\", to: \"b\", ends: (Many), integrity: None)],",
        "line 2, column 44: expected 2 values, found 1",
    );
    check_ron(
        "services: (name: \"x\"),",
        "line 2, column 11: expected a list `[…]`, found `(`",
    );
    check_ron(
        "services: [\"x\"],",
        "line 2, column 12: expected `Service(…)`, found `\"x\"`",
    );
}

#[test]
fn values_in_json() {
    check_json(
        "\"services\": [{\"name\": \"x\", \"tier\": \"Critcal\"}]",
        "line 2, column 36: unknown value `Critcal`; did you mean `Critical`?",
    );
    check_json(
        "\"services\": [{\"name\": \"x\", \"instances\": -3}]",
        "line 2, column 41: expected a whole number from 0, found `-3`",
    );
    check_json(
        "\"services\": [{\"name\": \"x\", \"color\": \"red\"}]",
        "line 2, column 37: `red` is not a color; write it as `#1a2b3c`",
    );
    check_json(
        "\"operations\": [{\"name\": \"a\", \"accesses\": [{\"read\": \"a\"}, {\"optional\": true}]}]",
        "line 2, column 58: an access needs exactly one of `read`, `write`, `call` and `call_service`",
    );
    check_json(
        "\"decisions\": [{\"rule\": \"a\", \"subject\": \"Design\", \"reason\": \"\", \"date\": \"31.1.2026\"}]",
        "line 2, column 72: `31.1.2026` is not a date; write it as `2026-01-31`",
    );
    check_json(
        "\"services\": {}",
        "line 2, column 13: expected a list `[…]`, found `{`",
    );
    check_json(
        "\"operations\": [{\"name\": \"a\", \"rate\": 1e999}]",
        "line 2, column 38: this number is too large or too small",
    );
}

#[test]
fn syntax() {
    check(
        "Design(format: 1",
        "line 1, column 17: expected `,` or the end of the list, the file ends here",
    );
    check(
        "Desing(format: 1)",
        "line 1, column 1: expected `Design(…)`, found `Desing`",
    );
    check(
        "Design(format: 1) more",
        "line 1, column 19: expected nothing more here, found `more`",
    );
    check_ron(
        "services: [\n(name: \"x\")\n(name: \"y\")],",
        "line 4, column 1: expected `,` or the end of the list, found `(`",
    );
    check_ron(
        "services: [(name: \"x)],",
        "line 2, column 19: this string is never closed; it needs a `\"` at its end",
    );
    check_ron(
        "name: \"\\q\",",
        "line 2, column 7: a string with a wrong escape; after `\\` comes one of `\"`, `\\`, `n`, `r`, `t`, `u`",
    );
    check_ron(
        "/* name: \"x\",",
        "line 2, column 1: this comment is never closed; it needs a `*/` at its end",
    );
    check(
        "{\"format\": 1,}",
        "line 1, column 13: JSON has no `,` before a closing bracket",
    );
    check(
        "{\"format\": 1",
        "line 1, column 13: expected more, the file ends here",
    );
    check_json(
        "// why\n\"name\": \"x\"",
        "line 2, column 1: JSON has no comments; take this one out",
    );
    check_json(
        "name: \"x\"",
        "line 2, column 1: expected a key in quotes, found `name`",
    );
    check_json(
        "\"name\" \"x\"",
        "line 2, column 8: expected `:`, found `\"x\"`",
    );
    check(
        "{\"format\": 1} x",
        "line 1, column 15: expected nothing more here, found `x`",
    );
}

#[test]
fn names_that_nothing_answers_to() {
    let two_orders = "entities: [(name: \"order\", service: \"A\"), (name: \"order\", service: \"B\")], services: [(name: \"A\"), (name: \"B\")]";
    check_ron(
        "entities: [(name: \"order\")], operations: [(name: \"p\", accesses: [(read: \"ordr\")])]",
        "line 2, column 73: no entity is called `ordr`; did you mean `order`?",
    );
    check_ron(
        "entities: [(name: \"a\", fields: [(name: \"id\")])], relationships: [(from: \"a.idd\", to: \"a.id\", ends: (Many, One), integrity: None)]",
        "line 2, column 73: no field is called `a.idd`; did you mean `a.id`?",
    );
    check_ron(
        "entities: [(name: \"a\", deletes: Soft(\"gone\"))]",
        "line 2, column 38: no field is called `gone`",
    );
    check_ron(
        &format!("{two_orders}, operations: [(name: \"p\", accesses: [(read: \"order\")])]"),
        "line 2, column 156: `order` is ambiguous; write `A.order` or `B.order`",
    );
    check_ron(
        "stores: [(name: \"db\", owner: \"Ordres\")], services: [(name: \"Orders\")]",
        "line 2, column 30: no service is called `Ordres`; did you mean `Orders`?",
    );
    check_ron(
        "decisions: [(rule: \"r\", subject: Relationship(\"a -> b\"), reason: \"\")]",
        "line 2, column 47: no relationship is called `a -> b`",
    );
    check_json(
        "\"entities\": [{\"name\": \"order\"}], \"views\": [{\"name\": \"v\", \"at\": {\"ordr\": [1, 2]}}]",
        "line 2, column 65: no entity is called `ordr`; did you mean `order`?",
    );
}

#[test]
fn names_that_are_taken_or_missing() {
    check_ron(
        "services: [\n(name: \"a\"),\n(name: \"a\"),\n],",
        "line 4, column 8: two services are called `a`; the first is on line 3",
    );
    check_ron(
        "services: [(name: \"S\")], entities: [\n(name: \"a\", service: \"S\"),\n(name: \"a\", service: \"S\"),\n(name: \"a\")],",
        "line 4, column 8: two entities of `S` are called `a`; the first is on line 3",
    );
    check_ron(
        "entities: [(name: \"a\", fields: [\n(name: \"x\"),\n(name: \"y\"),\n(name: \"x\")])],",
        "line 5, column 8: two fields of `a` are called `x`; the first is on line 3",
    );
    check_ron(
        "views: [(name: \" \")]",
        "line 2, column 16: a view needs a name",
    );
    check_ron(
        "entities: [(name: \"\")]",
        "line 2, column 19: an entity needs a name",
    );
    check_ron(
        "entities: [(name: \"a\")], views: [(name: \"v\", at: {\"a\": (1, 2), \"a\": (3, 4)})]",
        "line 2, column 64: this is already in `at`",
    );
}

#[test]
fn numbers_that_make_no_sense() {
    check_ron(
        "services: [(name: \"S\", instances: 0)]",
        "line 2, column 35: S: a service runs at least one instance, not `0`",
    );
    check_ron(
        "services: [(name: \"S\", instances: 2, availability: Share(99.9))]",
        "line 2, column 58: S: an availability is a share from 0 to 1, or positive hours between failures and to repair, not `99.9`",
    );
    check_ron(
        "operations: [(name: \"p\", rate: NaN)]",
        "line 2, column 32: p: a rate is a number of calls per second, zero or more, not `NaN`",
    );
    check_ron(
        "stores: [(name: \"db\", replication: Quorum(nodes: 3, w: 4, r: 2))]",
        "line 2, column 56: db: a quorum counts from one to all nodes, not `4`",
    );
    check_ron(
        "scenarios: [(name: \"s\", trials: [Slow(part: Design, factor: inf)])]",
        "line 2, column 61: s: durations in seconds and factors are zero or more, not `inf`",
    );
    check_ron(
        "entities: [(name: \"a\", fields: [(name: \"x\"), (name: \"y\")])], relationships: [(from: \"a.(x, y)\", to: \"a.x\", ends: (Many, One), integrity: None)]",
        "line 2, column 85: a relationship needs as many fields on one side as on the other (2 and 1)",
    );
}
