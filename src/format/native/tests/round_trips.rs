//! Any design, written and read; any text, read.

use proptest::prelude::*;
use proptest::sample::Index;

use super::EVERYTHING;
use super::designs::designs;
use crate::format::native::{Syntax, read, write};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn any_design_reads_back_equal_and_is_written_the_same_again(design in designs()) {
        for syntax in [Syntax::Ron, Syntax::Json] {
            let text = write(&design, syntax);
            prop_assert_eq!(Syntax::guess(text.as_bytes()), syntax);
            let loaded = read(text.as_bytes(), syntax);
            let loaded = loaded.map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
            prop_assert!(loaded.design == design, "{}", text);
            prop_assert!(loaded.canonical && !loaded.has_comments);
        }
    }

    #[test]
    fn any_bytes_give_a_design_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes, Syntax::Ron);
        let _ = read(&bytes, Syntax::Json);
    }

    #[test]
    fn any_tokens_give_a_design_or_an_error(tokens in tokens()) {
        let _ = read(tokens.as_bytes(), Syntax::Ron);
        let _ = read(tokens.as_bytes(), Syntax::Json);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_damaged_file_gives_a_design_or_an_error_with_its_place(damages in damages(), json in any::<bool>()) {
        let (mut text, syntax) = (EVERYTHING.to_owned(), if json { Syntax::Json } else { Syntax::Ron });
        if json {
            text = write(&read(text.as_bytes(), Syntax::Ron).unwrap().design, Syntax::Json);
        }
        let mut bytes = text.into_bytes();
        for (at, length, insert) in &damages {
            let at = at.index(bytes.len());
            let end = (at + length).min(bytes.len());
            bytes.splice(at..end, insert.bytes());
        }
        if let Err(error) = read(&bytes, syntax) {
            let lines = bytes.split(|b| *b == b'\n').count();
            prop_assert!(error.place().is_none_or(|place| place.line <= lines), "{error}");
        }
    }

    #[test]
    fn a_truncated_file_is_an_error(end in any::<Index>()) {
        // Without its last bracket and line break there is no design any more.
        let end = end.index(EVERYTHING.len() - 2);
        prop_assert!(read(&EVERYTHING.as_bytes()[..end], Syntax::Ron).is_err());
    }
}

/// What the syntaxes are made of, in any order.
fn tokens() -> impl Strategy<Value = String> {
    let token = prop::sample::select(
        &[
            "Design", "(", ")", "[", "]", "{", "}", ",", ":", "format", "1", "\"", "\"a\"",
            "entities", "name", "//", "/*", "*/", "\n", "Some", "None", "-", "r#\"", "'", "\\",
            "services", "NaN", "é", "#![", " ", "1e999", "views", "at",
        ][..],
    );
    prop::collection::vec(token, 0..40).prop_map(|tokens| tokens.concat())
}

fn damages() -> impl Strategy<Value = Vec<(Index, usize, String)>> {
    prop::collection::vec((any::<Index>(), 0..8_usize, tokens_short()), 1..4)
}

fn tokens_short() -> impl Strategy<Value = String> {
    prop::sample::select(
        &[
            "", "", "\"", "(", ")", "]", "{", ",", ":", "x", "7", "é", "\u{0}", "/*", "\\",
        ][..],
    )
    .prop_map(str::to_owned)
}
