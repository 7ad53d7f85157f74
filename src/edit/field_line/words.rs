//! The words of a line, and what each says.

use crate::model::{FieldPath, Role};

/// What a word of a line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Key,
    Unique,
    Null,
    NotNull,
    Foreign,
    Default,
    Role(Role<FieldPath>),
    CopyOf,
    AggregateOf,
    Guessed,
    Proposed,
    Deprecated,
    RemoveAfter,
    ReplacedBy,
    Formerly,
    Flag,
}

/// A word of a line.
#[derive(Clone, Debug)]
pub struct Word {
    /// As it is written.
    pub text: &'static str,
    /// What it says, for those who choose from a list.
    pub says: &'static str,
    /// Other spellings that are understood.
    pub(super) also: &'static [&'static str],
    pub(super) meaning: Meaning,
}

macro_rules! words {
    ($($text:literal, $says:literal, [$($also:literal),*], $meaning:expr;)*) => {
        /// Every word, in the order in which they are offered.
        pub static WORDS: &[Word] = &[$(Word {
            text: $text,
            says: $says,
            also: &[$($also),*],
            meaning: $meaning,
        }),*];
    };
}

words! {
    "pk", "part of the primary key", ["primary", "key"], Meaning::Key;
    "fk", "refers to another entity", ["references"], Meaning::Foreign;
    "unique", "no two rows have the same", ["uq"], Meaning::Unique;
    "null", "may be missing", ["nullable"], Meaning::Null;
    "not null", "must be there", ["not", "required"], Meaning::NotNull;
    "=", "value where none is given", ["default"], Meaning::Default;
    "status", "state of a process", [], Meaning::Role(Role::Status);
    "version", "rises with every change of the row", ["row-version"], Meaning::Role(Role::RowVersion);
    "soft-delete", "says that, or when, the row was deleted", [], Meaning::Role(Role::SoftDelete);
    "created-at", "when the row was made", [], Meaning::Role(Role::CreatedAt);
    "updated-at", "when the row was changed last", [], Meaning::Role(Role::UpdatedAt);
    "correlation-id", "ties a request together over services", [], Meaning::Role(Role::CorrelationId);
    "idempotency-key", "tells a repeated request from a new one", [], Meaning::Role(Role::IdempotencyKey);
    "tenant", "whose row it is", [], Meaning::Role(Role::Tenant);
    "sensitive", "must not be seen by everyone", [], Meaning::Role(Role::Sensitive);
    "schema-version", "version of the shape of the row", [], Meaning::Role(Role::SchemaVersion);
    "copy", "copy of another entity's field", ["copy-of"], Meaning::CopyOf;
    "aggregate", "computed over rows of another entity", ["aggregate-of"], Meaning::AggregateOf;
    "proposed", "not there yet", [], Meaning::Proposed;
    "deprecated", "on its way out", [], Meaning::Deprecated;
    "remove-after", "from when on it may go", [], Meaning::RemoveAfter;
    "replaced-by", "what to use instead", [], Meaning::ReplacedBy;
    "formerly", "a name that it had before", [], Meaning::Formerly;
    "flag", "the flag that switches it on", [], Meaning::Flag;
    "guessed", "nobody has confirmed its roles", [], Meaning::Guessed;
}

/// The word that is spelled so, in any case, with underscores or hyphens.
pub(super) fn find(text: &str) -> Option<&'static Word> {
    let text = text.to_ascii_lowercase().replace('_', "-");
    WORDS
        .iter()
        .find(|word| word.text == text || word.also.contains(&text.as_str()))
}

/// Whether this, right after the colon, is a word and no type: `id: pk`. Words that are names of types in some databases are not.
pub(super) fn is_never_a_type(text: &str) -> bool {
    text.starts_with('=')
        || find(text).is_some_and(|word| {
            word.text.contains('-')
                || matches!(
                    word.meaning,
                    Meaning::Key
                        | Meaning::Unique
                        | Meaning::Null
                        | Meaning::NotNull
                        | Meaning::Foreign
                        | Meaning::Default
                ) && text != "key"
        })
}

/// How a role is written, without the field that it is taken from.
pub(super) fn of_role(role: &Role<FieldPath>) -> &'static str {
    match role {
        Role::CopyOf(_) => "copy",
        Role::AggregateOf(_) => "aggregate",
        plain => WORDS
            .iter()
            .find(|word| matches!(&word.meaning, Meaning::Role(role) if role == plain))
            .map_or("", |word| word.text),
    }
}
