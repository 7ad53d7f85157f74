//! RON as people read it: one line per part, and the large parts spread over lines by their structure alone.
//!
//! Neither the width of a line nor the number of elements decides on the layout, so that an edit changes only the lines
//! it is about.

use std::fmt::Write as _;

use serde::Serialize as _;

use super::document::{Builder, Document};
use super::file::File;

/// The text of a file.
pub(super) fn ron(file: &File) -> String {
    let mut text = String::from("Design");
    let document = file
        .serialize(Builder)
        .unwrap_or(Document::Word(String::new()));
    block(&document, 0, &mut text);
    text.push('\n');
    text
}

/// The types that are spread over lines, and those of their keys that get lines of their own.
const SPREAD: [(&str, &[&str]); 7] = [
    (
        "Design",
        &[
            "format",
            "name",
            "description",
            "services",
            "stores",
            "zones",
            "entities",
            "relationships",
            "operations",
            "feeds",
            "sagas",
            "scenarios",
            "decisions",
            "rules",
            "domains",
            "views",
        ],
    ),
    ("Entity", &["fields", "indexes", "contract"]),
    ("Contract", &["versions", "consumers"]),
    ("Operation", &["accesses"]),
    ("Saga", &["steps"]),
    ("Scenario", &["trials", "expectations"]),
    ("View", &["at", "collapsed", "boundaries", "bends", "notes"]),
];

/// Prints a part: over several lines if its type is spread, on one otherwise.
fn part(document: &Document, indent: usize, out: &mut String) {
    match document {
        Document::Struct { of, .. } if SPREAD.iter().any(|(name, _)| name == of) => {
            block(document, indent, out);
        }
        _ => inline(document, out),
    }
}

/// Prints over several lines.
fn block(document: &Document, indent: usize, out: &mut String) {
    match document {
        Document::Struct { of, fields, .. } => {
            let own_lines = (SPREAD.iter())
                .find(|(name, _)| name == of)
                .map_or(&[][..], |s| s.1);
            let (spread, together): (Vec<_>, Vec<_>) =
                fields.iter().partition(|(key, _)| own_lines.contains(key));
            out.push('(');
            if !together.is_empty() {
                line(indent + 1, out);
                pairs(together.into_iter().map(|(key, value)| (*key, value)), out);
                out.push(',');
            }
            for (key, value) in spread {
                line(indent + 1, out);
                out.push_str(key);
                out.push_str(": ");
                block(value, indent + 1, out);
                out.push(',');
            }
            line(indent, out);
            out.push(')');
        }
        Document::List(items) => {
            out.push('[');
            for item in items {
                line(indent + 1, out);
                part(item, indent + 1, out);
                out.push(',');
            }
            line(indent, out);
            out.push(']');
        }
        Document::Map(entries) => {
            out.push('{');
            for (key, value) in entries {
                line(indent + 1, out);
                inline(key, out);
                out.push_str(": ");
                inline(value, out);
                out.push(',');
            }
            line(indent, out);
            out.push('}');
        }
        _ => inline(document, out),
    }
}

/// Prints on the current line.
fn inline(document: &Document, out: &mut String) {
    match document {
        Document::Word(word) => out.push_str(word),
        Document::Text(text) => quote(text, out),
        Document::List(items) => {
            out.push('[');
            sequence(items, out);
            out.push(']');
        }
        Document::Tuple(name, items) => {
            out.push_str(name);
            out.push('(');
            sequence(items, out);
            out.push(')');
        }
        Document::Struct {
            variant, fields, ..
        } => {
            out.push_str(variant);
            out.push('(');
            pairs(fields.iter().map(|(key, value)| (*key, value)), out);
            out.push(')');
        }
        Document::Map(entries) => {
            out.push('{');
            for (place, (key, value)) in entries.iter().enumerate() {
                separate(place, out);
                inline(key, out);
                out.push_str(": ");
                inline(value, out);
            }
            out.push('}');
        }
    }
}

fn sequence(items: &[Document], out: &mut String) {
    for (place, item) in items.iter().enumerate() {
        separate(place, out);
        inline(item, out);
    }
}

fn pairs<'d>(pairs: impl Iterator<Item = (&'static str, &'d Document)>, out: &mut String) {
    for (place, (key, value)) in pairs.enumerate() {
        separate(place, out);
        out.push_str(key);
        out.push_str(": ");
        inline(value, out);
    }
}

fn separate(place: usize, out: &mut String) {
    if place > 0 {
        out.push_str(", ");
    }
}

fn line(indent: usize, out: &mut String) {
    out.push('\n');
    for _ in 0..indent {
        out.push_str("    ");
    }
}

/// Writes a string in quotes. Only what would break the line or the string is escaped.
fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
