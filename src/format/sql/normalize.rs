//! Types as the engines report them, so that two spellings of one type are one type.
//!
//! The source for each engine is what it reports itself: PostgreSQL's `format_type`, MariaDB's
//! `information_schema.columns.column_type`, SQLite's `pragma table_info`, the catalog views of
//! SQL Server and Oracle. Types of no known spelling stay as they are, with names folded.

use super::cursor::{Cursor, unquoted};
use super::dialect::{Dialect, Folding};
use super::lex::{self, Kind};

/// The engine's own spelling of a type that a file writes as `written`.
pub fn data_type(dialect: Dialect, written: &str) -> String {
    let Some(parts) = Parts::of(dialect, written) else {
        return String::new();
    };
    if written.contains('<') {
        // `map<text, int>`: nothing to gain from taking it apart.
        return match dialect.folding() {
            Folding::Upper => written.to_uppercase(),
            Folding::Lower | Folding::Keep => written.to_lowercase(),
        };
    }
    match dialect {
        Dialect::PostgreSql | Dialect::CockroachDb | Dialect::Redshift => postgres(&parts),
        // Standard SQL reads best in PostgreSQL's spelling, which is the standard's.
        Dialect::Ansi => postgres(&parts),
        Dialect::MySql => mysql(&parts),
        Dialect::Sqlite => sqlite(written),
        Dialect::SqlServer | Dialect::Sybase => sql_server(&parts),
        Dialect::Oracle => oracle(&parts),
        _ => parts.plain(dialect.folding()),
    }
}

/// A type taken apart.
struct Parts {
    /// Its words, in lower case if they are not quoted, without the schema.
    base: String,
    /// What stands in the first parentheses, without spaces outside of strings.
    arguments: Option<String>,
    /// The words behind the parentheses, in lower case.
    suffix: String,
    /// Dimensions, if it is an array.
    array: bool,
}

impl Parts {
    fn of(dialect: Dialect, written: &str) -> Option<Self> {
        let mut lexemes = Vec::new();
        lex::lex(written, dialect, &mut lexemes).ok()?;
        let mut cursor = Cursor::new(written, &lexemes, dialect);
        let mut parts = Self {
            base: String::new(),
            arguments: None,
            suffix: String::new(),
            array: false,
        };
        while let Some(kind) = cursor.kind() {
            match kind {
                Kind::Open => {
                    let group = cursor.group()?;
                    let arguments = tight(&group);
                    parts.arguments.get_or_insert(arguments);
                }
                Kind::Period => {
                    parts.base.clear();
                    cursor.at += 1;
                }
                Kind::Word if cursor.is("ARRAY") => {
                    parts.array = true;
                    cursor.at += 1;
                }
                Kind::Number if parts.array => cursor.at += 1,
                Kind::Word | Kind::Name | Kind::Number => {
                    let here = cursor.here();
                    let word = if kind == Kind::Name {
                        unquoted(here, dialect).into_owned()
                    } else {
                        here.to_lowercase()
                    };
                    let words = if parts.arguments.is_none() {
                        &mut parts.base
                    } else {
                        &mut parts.suffix
                    };
                    if !words.is_empty() {
                        words.push(' ');
                    }
                    words.push_str(&word);
                    cursor.at += 1;
                }
                Kind::Symbol if cursor.here() == "[" => {
                    parts.array = true;
                    cursor.at += 1;
                }
                Kind::Symbol if parts.array => cursor.at += 1,
                _ => {
                    parts.base.push_str(cursor.here());
                    cursor.at += 1;
                }
            }
        }
        Some(parts)
    }

    fn with_arguments(&self, base: &str) -> String {
        match &self.arguments {
            Some(arguments) => format!("{base}({arguments})"),
            None => base.to_owned(),
        }
    }

    fn with_default(&self, base: &str, default: &str) -> String {
        format!("{base}({})", self.arguments.as_deref().unwrap_or(default))
    }

    /// Precision and scale; a scale that is not given is 0.
    fn with_scale(&self, base: &str, default: Option<&str>) -> String {
        match self.arguments.as_deref().or(default) {
            Some(arguments) if arguments.contains(',') => format!("{base}({arguments})"),
            Some(arguments) => format!("{base}({arguments},0)"),
            None => base.to_owned(),
        }
    }

    fn plain(&self, folding: Folding) -> String {
        let mut plain = self.with_arguments(&self.base);
        if !self.suffix.is_empty() {
            plain.push(' ');
            plain.push_str(&self.suffix);
        }
        if self.array {
            plain.push_str("[]");
        }
        match folding {
            Folding::Upper => plain.to_uppercase(),
            Folding::Lower | Folding::Keep => plain,
        }
    }

    fn precision(&self) -> Option<u32> {
        self.arguments.as_deref()?.parse().ok()
    }
}

/// The arguments of a type without spaces, except between words (`255 char`).
fn tight(group: &Cursor<'_>) -> String {
    let mut text = String::new();
    let mut after_word = false;
    for &lexeme in group.lexemes {
        let word = matches!(lexeme.kind, Kind::Word | Kind::Number | Kind::Name);
        if word && after_word {
            text.push(' ');
        }
        text.push_str(group.slice(lexeme));
        after_word = word;
    }
    text
}

fn postgres(parts: &Parts) -> String {
    let zoned = |base: &str, zone: bool| {
        let zone = if zone { "with" } else { "without" };
        format!("{} {zone} time zone", parts.with_arguments(base))
    };
    let words = format!("{} {}", parts.base, parts.suffix);
    let with_zone = words.contains("with time zone");
    let mut name = match parts.base.as_str() {
        "int" | "int4" | "integer" | "serial" | "serial4" => "integer".to_owned(),
        "int8" | "bigint" | "bigserial" | "serial8" => "bigint".to_owned(),
        "int2" | "smallint" | "smallserial" | "serial2" => "smallint".to_owned(),
        "varchar" | "character varying" | "char varying" => {
            parts.with_arguments("character varying")
        }
        "char" | "character" | "nchar" => parts.with_default("character", "1"),
        "bool" | "boolean" => "boolean".to_owned(),
        "float4" | "real" => "real".to_owned(),
        "float" if parts.precision().is_some_and(|bits| bits <= 24) => "real".to_owned(),
        "float" | "float8" | "double precision" | "double" => "double precision".to_owned(),
        "decimal" | "dec" | "numeric" => parts.with_scale("numeric", None),
        "timestamptz" => zoned("timestamp", true),
        "timetz" => zoned("time", true),
        base if base == "timestamp" || base.starts_with("timestamp with") => {
            zoned("timestamp", with_zone)
        }
        base if base == "time" || base.starts_with("time with") => zoned("time", with_zone),
        "bit" => parts.with_default("bit", "1"),
        "varbit" => parts.with_arguments("bit varying"),
        _ => {
            let mut name = parts.with_arguments(&parts.base);
            if !parts.suffix.is_empty() {
                name.push(' ');
                name.push_str(&parts.suffix);
            }
            name
        }
    };
    if parts.array {
        name.push_str("[]");
    }
    name
}

fn mysql(parts: &Parts) -> String {
    let words = format!("{} {}", parts.base, parts.suffix);
    let zerofill = words.contains("zerofill");
    let unsigned = words.contains("unsigned") || zerofill;
    let signs = |name: String| {
        let unsigned = if unsigned { " unsigned" } else { "" };
        let zerofill = if zerofill { " zerofill" } else { "" };
        format!("{name}{unsigned}{zerofill}")
    };
    let integer = |name: &str, signed: &str, positive: &str| {
        let width = if unsigned { positive } else { signed };
        signs(parts.with_default(name, width))
    };
    let base = parts
        .base
        .split(' ')
        .filter(|word| !matches!(*word, "unsigned" | "signed" | "zerofill"))
        .collect::<Vec<_>>()
        .join(" ");
    match base.as_str() {
        "int" | "integer" | "int4" => integer("int", "11", "10"),
        "tinyint" | "int1" => integer("tinyint", "4", "3"),
        "smallint" | "int2" => integer("smallint", "6", "5"),
        "mediumint" | "int3" | "middleint" => integer("mediumint", "9", "8"),
        "bigint" | "int8" => integer("bigint", "20", "20"),
        "serial" => "bigint(20) unsigned".to_owned(),
        "bool" | "boolean" => "tinyint(1)".to_owned(),
        "decimal" | "dec" | "numeric" | "fixed" => signs(parts.with_scale("decimal", Some("10"))),
        "double" | "double precision" | "real" | "float8" => signs(if parts.arguments.is_some() {
            parts.with_arguments("double")
        } else {
            "double".to_owned()
        }),
        "float" | "float4" => signs(match parts.precision() {
            Some(bits) if bits > 24 => "double".to_owned(),
            Some(_) => "float".to_owned(),
            None => parts.with_arguments("float"),
        }),
        "varchar"
        | "nvarchar"
        | "character varying"
        | "char varying"
        | "national varchar"
        | "nchar varchar"
        | "nchar varying"
        | "national char varying"
        | "national character varying" => parts.with_arguments("varchar"),
        "char" | "character" | "nchar" | "national char" | "national character" => {
            parts.with_default("char", "1")
        }
        "binary" => parts.with_default("binary", "1"),
        "bit" => parts.with_default("bit", "1"),
        "year" => "year(4)".to_owned(),
        "json" => "longtext".to_owned(),
        "long" | "long varchar" => "mediumtext".to_owned(),
        "datetime" | "timestamp" | "time" if parts.precision() == Some(0) => base,
        _ => signs(parts.with_arguments(&base)),
    }
}

/// SQLite keeps what is written; it stores the names it knows as codes, and those in capitals.
fn sqlite(written: &str) -> String {
    let known = ["ANY", "BLOB", "INT", "INTEGER", "REAL", "TEXT"];
    match known.iter().find(|name| written.eq_ignore_ascii_case(name)) {
        Some(name) => (*name).to_owned(),
        None => written.to_owned(),
    }
}

fn sql_server(parts: &Parts) -> String {
    match parts.base.as_str() {
        "int" | "integer" => "int".to_owned(),
        "varchar" | "char varying" | "character varying" => parts.with_default("varchar", "1"),
        "nvarchar" | "national character varying" => parts.with_default("nvarchar", "1"),
        "char" | "character" => parts.with_default("char", "1"),
        "nchar" => parts.with_default("nchar", "1"),
        "binary" => parts.with_default("binary", "1"),
        "varbinary" => parts.with_default("varbinary", "1"),
        "decimal" | "dec" => parts.with_scale("decimal", Some("18")),
        "numeric" => parts.with_scale("numeric", Some("18")),
        "double precision" => "float".to_owned(),
        "float" if parts.precision() == Some(53) => "float".to_owned(),
        "float" if parts.precision().is_some_and(|bits| bits <= 24) => "real".to_owned(),
        "datetime2" => parts.with_default("datetime2", "7"),
        "datetimeoffset" => parts.with_default("datetimeoffset", "7"),
        "time" => parts.with_default("time", "7"),
        "rowversion" => "timestamp".to_owned(),
        _ => parts.plain(Folding::Keep),
    }
    .to_lowercase()
}

fn oracle(parts: &Parts) -> String {
    match parts.base.as_str() {
        "int" | "integer" | "smallint" => "NUMBER(*,0)".to_owned(),
        "number" => match &parts.arguments {
            Some(_) => parts.with_scale("NUMBER", None),
            None => "NUMBER".to_owned(),
        },
        "decimal" | "dec" | "numeric" => parts.with_scale("NUMBER", None),
        "varchar" | "varchar2" => parts.with_arguments("VARCHAR2"),
        "char" | "character" => parts.with_default("CHAR", "1"),
        "nchar" => parts.with_default("NCHAR", "1"),
        "double precision" => "FLOAT(126)".to_owned(),
        "real" => "FLOAT(63)".to_owned(),
        "timestamp" if parts.arguments.is_none() => format!("TIMESTAMP(6) {}", parts.suffix)
            .trim_end()
            .to_owned(),
        _ => parts.plain(Folding::Upper),
    }
    .to_uppercase()
}
