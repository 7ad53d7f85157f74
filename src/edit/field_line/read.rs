//! Reading a line.

use jiff::civil::Date;

use super::lex::{Piece, Scanner};
use super::target::Known;
use super::words::{self, Meaning, WORDS};
use super::{Line, LineError, Place};
use crate::base::nearest::nearest;
use crate::model::{Field, Lifecycle, Role, TypeFamily};

/// Reads a line. Without a type, that of the field it refers to is taken.
pub fn parse(text: &str, place: Place<'_>) -> Result<Line, LineError> {
    let mut reader = Reader {
        scanner: Scanner::new(text),
        known: Known::new(place),
        place,
        line: Line::default(),
        has_type: false,
        retiring: None,
    };
    reader.name()?;
    reader.data_type()?;
    while !reader.scanner.rest().is_empty() {
        if let Some(comment) = reader.scanner.comment() {
            reader.line.field.comment = comment;
            break;
        }
        reader.word()?;
    }
    reader.finish()
}

struct Reader<'t, 'a> {
    scanner: Scanner<'t>,
    known: Known<'a>,
    place: Place<'a>,
    line: Line,
    has_type: bool,
    /// Where `remove-after` or `replaced-by` stands.
    retiring: Option<Piece>,
}

impl Reader<'_, '_> {
    fn name(&mut self) -> Result<(), LineError> {
        let start = self.scanner.place();
        let nameless = || LineError::new(start..start, "start with the name of the field");
        if self.scanner.clone().comment().is_some() {
            return Err(nameless());
        }
        let name = self.scanner.name()?;
        if name.text.trim().is_empty() {
            return Err(nameless());
        }
        let entity = self.place.design.get(self.place.entity);
        let twin = entity.and_then(|entity| entity.field_named(&name.text));
        if let (Some(twin), Some(entity)) = (twin, entity)
            && Some(twin.id) != self.place.field
        {
            return Err(LineError::new(
                name.range,
                format!("{} has a field `{}` already", entity.name, name.text),
            ));
        }
        self.line.field.name = name.text;
        Ok(())
    }

    fn data_type(&mut self) -> Result<(), LineError> {
        if self.scanner.take(':') {
            let mut ahead = self.scanner.clone();
            if ahead.rest().is_empty()
                || ahead.comment().is_some()
                || words::is_never_a_type(&ahead.word().text)
            {
                return Ok(());
            }
        } else {
            // As in SQL, without a colon; but what may be a slip of a word is not taken for a type.
            let first = self.scanner.clone().word();
            if words::find(&first.text).is_some()
                || TypeFamily::of(&first.text) == TypeFamily::Other
            {
                return Ok(());
            }
        }
        self.line.field.data_type = self.scanner.data_type()?.text;
        self.has_type = true;
        Ok(())
    }

    fn word(&mut self) -> Result<(), LineError> {
        if self.scanner.take('=') {
            return self.default_value();
        }
        let piece = self.scanner.word();
        let Some(word) = words::find(&piece.text) else {
            return Err(self.unknown(piece));
        };
        let field = &mut self.line.field;
        match &word.meaning {
            Meaning::Key => {
                if piece.text.eq_ignore_ascii_case("primary") {
                    self.second("key", &piece)?;
                }
                self.line.field.key = true;
            }
            Meaning::Unique => field.unique = true,
            Meaning::Null => field.null = true,
            Meaning::NotNull => {
                if piece.text.eq_ignore_ascii_case("not") {
                    self.second("null", &piece)?;
                }
                self.line.field.null = false;
            }
            Meaning::Foreign => {
                let name = self.object(&piece, "an entity, such as `fk customer`")?;
                let own = self.line.field.name.clone();
                let target = self.known.target(&name, &own)?;
                self.line.foreign.push(target);
            }
            Meaning::Default => return self.default_value(),
            Meaning::Role(role) => {
                let role = role.clone();
                self.add_role(role);
            }
            Meaning::CopyOf | Meaning::AggregateOf => {
                if self.next_is("of") {
                    self.scanner.word();
                }
                let example = format!("a field, such as `{} customer.email`", word.text);
                let name = self.object(&piece, &example)?;
                let source = self.known.field(&name)?;
                self.add_role(match word.meaning {
                    Meaning::CopyOf => Role::CopyOf(source),
                    _ => Role::AggregateOf(source),
                });
            }
            Meaning::Guessed => field.inferred = true,
            Meaning::Proposed => field.lifecycle = Lifecycle::Proposed,
            Meaning::Deprecated => {
                if self.next_is("since") {
                    self.scanner.word();
                }
                let is_date = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
                let since = if is_date(self.scanner.rest()) {
                    self.date(&piece)?
                } else {
                    self.place.today
                };
                self.deprecate(Some(since), None, None);
            }
            Meaning::RemoveAfter => {
                let date = self.date(&piece)?;
                self.deprecate(None, Some(date), None);
                self.retiring = Some(piece);
            }
            Meaning::ReplacedBy => {
                let name = self.object(&piece, "a field, such as `replaced-by customer.email`")?;
                let path = self.known.field(&name)?;
                self.deprecate(None, None, Some(path));
                self.retiring = Some(piece);
            }
            Meaning::Formerly => {
                let name = self.text(&piece, "the former name")?;
                self.line.field.formerly.push(name);
            }
            Meaning::Flag => self.line.field.flag = self.text(&piece, "the name of the flag")?,
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Line, LineError> {
        if let Some(piece) = self.retiring
            && matches!(
                self.line.field.lifecycle,
                Lifecycle::Deprecated { since, .. } if since == Date::MIN
            )
        {
            return Err(LineError::new(
                piece.range,
                format!("`{}` goes with `deprecated`", piece.text),
            ));
        }
        if !self.has_type
            && let Some(target) = self.line.foreign.first()
            && let Some(parent) = target
                .field
                .and_then(|field| self.place.design.get(target.entity)?.field(field))
        {
            self.line.field.data_type = key_type(parent);
        }
        Ok(self.line)
    }

    fn default_value(&mut self) -> Result<(), LineError> {
        let start = self.scanner.place();
        if self.scanner.rest().is_empty() || self.scanner.clone().comment().is_some() {
            return Err(LineError::new(
                start..start,
                "a value follows `=`, such as `= 0` or `= now()`",
            ));
        }
        self.line.field.default_value = Some(self.scanner.value()?.text);
        Ok(())
    }

    fn add_role(&mut self, role: Role<crate::model::FieldPath>) {
        let roles = &mut self.line.field.roles;
        if !roles.contains(&role) {
            roles.push(role);
        }
    }

    fn deprecate(
        &mut self,
        from: Option<Date>,
        until: Option<Date>,
        instead: Option<crate::model::FieldPath>,
    ) {
        let lifecycle = &mut self.line.field.lifecycle;
        let (mut since, mut remove_after, mut replaced_by) = match lifecycle {
            Lifecycle::Deprecated {
                since,
                remove_after,
                replaced_by,
            } => (*since, *remove_after, *replaced_by),
            // Not a date that anybody means: `deprecated` may come yet.
            _ => (Date::MIN, None, None),
        };
        since = from.unwrap_or(since);
        remove_after = until.or(remove_after);
        replaced_by = instead.or(replaced_by);
        *lifecycle = Lifecycle::Deprecated {
            since,
            remove_after,
            replaced_by,
        };
    }

    fn next_is(&self, word: &str) -> bool {
        let next = self.scanner.clone().word().text;
        next.eq_ignore_ascii_case(word)
    }

    /// The second half of `primary key` and `not null`.
    fn second(&mut self, word: &str, first: &Piece) -> Result<(), LineError> {
        let next = self.scanner.word();
        if next.text.eq_ignore_ascii_case(word) {
            return Ok(());
        }
        Err(LineError {
            range: first.range.clone(),
            message: format!("`{}` goes with `{word}`", first.text),
            nearest: Some(format!("{} {word}", first.text)),
        })
    }

    /// The name that a word is about.
    fn object(&mut self, word: &Piece, what: &str) -> Result<Piece, LineError> {
        let piece = self.scanner.target();
        if piece.text.is_empty() || piece.text.starts_with("//") {
            return Err(follows(word, what));
        }
        Ok(piece)
    }

    fn text(&mut self, word: &Piece, what: &str) -> Result<String, LineError> {
        let is_end = self.scanner.rest().is_empty() || self.scanner.clone().comment().is_some();
        let piece = self.scanner.value()?;
        if is_end || piece.text.is_empty() {
            return Err(follows(word, what));
        }
        Ok(piece.text)
    }

    fn date(&mut self, word: &Piece) -> Result<Date, LineError> {
        let piece = self.scanner.word();
        if piece.text.is_empty() {
            return Err(follows(word, "a date, such as 2026-01-31"));
        }
        piece.text.parse().map_err(|_| {
            LineError::new(
                piece.range,
                format!("`{}` is no date; write one as 2026-01-31", piece.text),
            )
        })
    }

    fn unknown(&self, piece: Piece) -> LineError {
        let known = WORDS
            .iter()
            .map(|word| word.text)
            .filter(|word| *word != "=");
        let meant = nearest(&piece.text.replace('_', "-"), known).map(str::to_owned);
        let more = match &meant {
            Some(word) => format!("did you mean `{word}`?"),
            None if self.line.field.default_value.is_some() => {
                "put a value of several words in backticks".to_owned()
            }
            None if self.has_type => "put a type of several words in backticks".to_owned(),
            None => "a type comes after a colon".to_owned(),
        };
        LineError {
            message: format!("`{}` is no word of a field; {more}", piece.text),
            range: piece.range,
            nearest: meant,
        }
    }
}

fn follows(word: &Piece, what: &str) -> LineError {
    LineError::new(
        word.range.clone(),
        format!("after `{}` comes {what}", word.text),
    )
}

/// The type of a field that holds the key of another: a counter is a number there.
fn key_type(parent: &Field) -> String {
    let plain = match parent.data_type.trim().to_ascii_lowercase().as_str() {
        "serial" | "serial4" => "integer",
        "bigserial" | "serial8" => "bigint",
        "smallserial" | "serial2" => "smallint",
        _ => return parent.data_type.clone(),
    };
    plain.to_owned()
}

/// Where the name of a line stands, or its type if it has one.
pub fn part(line: &str, data_type: bool) -> Option<std::ops::Range<usize>> {
    let mut scanner = Scanner::new(line);
    let name = scanner.name().ok()?;
    if !data_type {
        return Some(name.range);
    }
    if !scanner.take(':') {
        return None;
    }
    let data_type = scanner.data_type().ok()?;
    Some(data_type.range).filter(|range| !range.is_empty())
}
