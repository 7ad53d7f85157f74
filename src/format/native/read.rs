//! Bytes to a design.

use ron::extensions::Extensions;

use super::error::{Place, ReadError};
use super::file::File;
use super::lex::{Lexer, TokenKind};
use super::locate::{self, Format};
use super::migrate::{MIGRATIONS, Migrations};
use super::{BYTE_ORDER_MARK, Loaded, MAX_BYTES, Syntax, VERSION, build, words, write};
use crate::model::Design;

/// Reads a design. Any bytes give a design that is valid, or an error that says where and what.
pub fn read(bytes: &[u8], syntax: Syntax) -> Result<Loaded, ReadError> {
    read_with(bytes, syntax, MIGRATIONS)
}

/// Reads a design that may be as old as these migrations reach back.
pub(super) fn read_with(
    bytes: &[u8],
    syntax: Syntax,
    migrations: Migrations,
) -> Result<Loaded, ReadError> {
    let text = text_of(bytes)?;
    if let Some(from) = older_format(text, syntax, migrations)? {
        let design = migrated(text, syntax, from, migrations)
            .map_err(|problem| ReadError::Migration { from, problem })?;
        return Ok(Loaded {
            design,
            canonical: false,
            has_comments: has_comments(text),
            migrated_from: Some(from),
        });
    }
    let file = parse(text, syntax)?;
    let design = build::design(&file).map_err(|fault| fault.place(text, syntax))?;
    let canonical = write(&design, syntax).as_bytes() == bytes;
    Ok(Loaded {
        design,
        canonical,
        has_comments: !canonical && has_comments(text),
        migrated_from: None,
    })
}

/// Reads the shape of a file, without looking at what its names refer to.
pub(super) fn parse(text: &str, syntax: Syntax) -> Result<File, ReadError> {
    match syntax {
        Syntax::Ron => ron::Options::default()
            .with_default_extension(Extensions::IMPLICIT_SOME)
            .from_str(text)
            .map_err(|error| words::of_ron(text, &error)),
        Syntax::Json => serde_json::from_str(text).map_err(|error| words::of_json(text, &error)),
    }
}

fn text_of(bytes: &[u8]) -> Result<&str, ReadError> {
    if bytes.len() > MAX_BYTES {
        return Err(ReadError::TooLarge(bytes.len()));
    }
    if let Some((_, what)) = NOT_DESIGNS
        .iter()
        .find(|(start, _)| bytes.starts_with(start))
    {
        return Err(ReadError::NotADesign(what));
    }
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    if bytes.iter().take(8192).any(|b| *b == 0) {
        return Err(ReadError::NotADesign("a binary file, not a design"));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let valid = String::from_utf8_lossy(valid);
        ReadError::NotUtf8(Place::of(&valid, valid.len()))
    })?;
    if text.trim().is_empty() {
        return Err(ReadError::Empty);
    }
    Ok(text)
}

const UTF_16: &str = "text in UTF-16, not a design; save it as UTF-8";

/// How files start that people open by mistake.
const NOT_DESIGNS: [(&[u8], &str); 9] = [
    (b"\x89PNG", "a PNG image, not a design"),
    (b"\xff\xd8\xff", "a JPEG image, not a design"),
    (b"GIF8", "a GIF image, not a design"),
    (b"%PDF", "a PDF document, not a design"),
    (
        b"PK\x03\x04",
        "a ZIP archive or an office document, not a design",
    ),
    (b"\x1f\x8b", "a gzip archive, not a design"),
    (b"SQLite format 3\0", "an SQLite database, not a design"),
    (b"\xff\xfe", UTF_16),
    (b"\xfe\xff", UTF_16),
];

/// The format of a file that must be migrated. Looks at nothing but the format.
fn older_format(
    text: &str,
    syntax: Syntax,
    migrations: Migrations,
) -> Result<Option<u32>, ReadError> {
    let span = match locate::format(text, syntax) {
        Format::Said(span) => span,
        // The parser says what is missing.
        Format::Unsaid => return Ok(None),
        Format::TooDeep(at) => {
            return Err(ReadError::Wrong {
                place: Place::of(text, at),
                problem: words::too_deep(),
            });
        }
    };
    let place = Place::of(text, span.start);
    let written = text.get(span).unwrap_or_default();
    if written.is_empty() || !written.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(None);
    }
    match written.parse::<u32>() {
        Ok(VERSION) => Ok(None),
        Ok(format) if format < migrations.oldest => Err(ReadError::Wrong {
            place,
            problem: format!(
                "there is no format {format}; the oldest is {}",
                migrations.oldest
            ),
        }),
        Ok(format) if format < VERSION => Ok(Some(format)),
        _ => Err(ReadError::Newer {
            place,
            format: written.to_owned(),
        }),
    }
}

fn migrated(
    text: &str,
    syntax: Syntax,
    from: u32,
    migrations: Migrations,
) -> Result<Design, String> {
    let value = migrations
        .run(text, syntax, from)
        .ok_or("the text is not well-formed")?;
    let file = serde_json::from_value(value).map_err(|error| error.to_string())?;
    build::design(&file).map_err(|fault| fault.problem)
}

fn has_comments(text: &str) -> bool {
    Lexer::new(text).any(|token| token.kind == TokenKind::Comment)
}
