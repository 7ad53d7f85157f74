//! What only the inside of the format can tell: that every reference is located, and that any design survives.

use std::ops::ControlFlow;

use super::locate::{from_top, target_of};
use super::walk::{Spot, Step, walk};
use super::{Place, ReadError, Syntax, read, write};

mod designs;
mod migrations;
mod plays;
mod round_trips;

const EVERYTHING: &str = include_str!("../../../tests/fixtures/everything.erd.ron");

/// The strings of the parts of a design, with whether each refers to something.
fn strings(text: &str, syntax: Syntax) -> Vec<(std::ops::Range<usize>, bool)> {
    let mut strings = Vec::new();
    walk(text, syntax, |path, spot| {
        let path = from_top(path);
        if let (Spot::Text(span), [Step::Key(list), Step::Item(_), within @ ..]) = (spot, path) {
            strings.push((span, target_of(list, within).is_some()));
        }
        ControlFlow::Continue(())
    });
    strings
}

#[test]
fn an_unknown_name_is_an_error_at_the_very_string() {
    let json = write(
        &read(EVERYTHING.as_bytes(), Syntax::Ron).unwrap().design,
        Syntax::Json,
    );
    for (text, syntax) in [(EVERYTHING, Syntax::Ron), (&json, Syntax::Json)] {
        let mut references = 0;
        for (span, refers) in strings(text, syntax) {
            let literal = &text[span.clone()];
            let broken = format!("{}zz\"{}", &text[..span.end - 1], &text[span.end..]);
            let here = Place::of(text, span.start);
            match read(broken.as_bytes(), syntax) {
                Ok(_) => assert!(!refers, "{here}: {literal} may be anything"),
                Err(ReadError::Wrong { place, problem }) if refers => {
                    assert_eq!(place, here, "{literal}: {problem}");
                    assert!(problem.contains("is called `"), "{here}: {problem}");
                    references += 1;
                }
                // A name that others refer to, a key of JSON, a date or a color.
                Err(ReadError::Wrong { place, problem }) => {
                    assert!(
                        place != here || !problem.contains("is called `"),
                        "{here}: {problem}"
                    );
                }
                Err(error) => panic!("{error}"),
            }
        }
        assert!(references > 100, "{references} references in {syntax:?}");
    }
}
