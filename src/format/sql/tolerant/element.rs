//! Elements of a table: columns with their options, and constraints.

use super::column::column;
use crate::format::sql::change::{Constraint, Element, Like};
use crate::format::sql::cursor::Cursor;
use crate::format::sql::dialect::Dialect;
use crate::format::sql::lex::Kind;
use crate::format::sql::schema::{
    Check, Column, ForeignKey, Index, Key, QualifiedName, ReferentialAction,
};

/// What an element of a table turns out to be.
pub enum Read {
    /// A column and the constraints declared with it.
    Column(Column, Vec<Constraint>),
    /// A constraint of the table, or nothing that matters.
    Constraint(Option<Constraint>),
    /// SQL Server: `DEFAULT value FOR column`.
    Default(String, String),
    /// `LIKE other`
    Like(Like),
}

/// Reads all elements of the column list of a table.
pub fn elements(list: &mut Cursor<'_>) -> (Vec<Element>, Vec<Constraint>) {
    let mut elements = Vec::new();
    let mut constraints = Vec::new();
    while !list.is_done() {
        let before = list.at;
        match element(list) {
            Some(Read::Column(column, own)) => {
                elements.push(Element::Column(column));
                constraints.extend(own);
            }
            Some(Read::Constraint(constraint)) => constraints.extend(constraint),
            Some(Read::Like(like)) => elements.push(Element::Like(like)),
            Some(Read::Default(..)) | None => {}
        }
        if !list.eat_kind(Kind::Comma) && (list.at == before || !begins_constraint(list)) {
            // What stops an element without a comma is passed over, except that SQLite and SQL
            // Server let constraints follow each other without one.
            list.skip_to_comma();
            list.eat_kind(Kind::Comma);
        }
    }
    (elements, constraints)
}

/// Reads one element and stops behind it: at a comma, at the end, or at a constraint.
pub fn element(list: &mut Cursor<'_>) -> Option<Read> {
    if list.is("LIKE") {
        return like(list).map(Read::Like);
    }
    if begins_constraint(list) {
        return Some(table_constraint(list));
    }
    let name = list.name()?;
    let (column, constraints) = column(list, name);
    Some(Read::Column(column, constraints))
}

/// Whether a constraint of the table comes next, not a column of such a name.
pub fn begins_constraint(list: &Cursor<'_>) -> bool {
    if list.kind() != Some(Kind::Word) {
        return false;
    }
    list.is("CONSTRAINT")
        || list.are(&["PRIMARY", "KEY"])
        || list.are(&["FOREIGN", "KEY"])
        || list.is("UNIQUE")
        || list.is("CHECK")
        || list.are(&["PERIOD", "FOR"])
        || list.are(&["SUPPLEMENTAL", "LOG"])
        || list.is("EXCLUDE") && !list.any_at(1, &["BOOLEAN", "BOOL", "TEXT", "INTEGER", "INT"])
        || list.is("FAMILY") && list.dialect == Dialect::CockroachDb
        || list.is_any(&["FULLTEXT", "SPATIAL"]) && list.dialect == Dialect::MySql
        || list.is_any(&["INDEX", "KEY", "INVERTED"]) && begins_index(list)
}

/// `KEY` and `INDEX` are good names for columns, too, except in MySQL.
fn begins_index(list: &Cursor<'_>) -> bool {
    if list.dialect == Dialect::MySql {
        return true;
    }
    let open = match list.peek(1).map(|lexeme| lexeme.kind) {
        Some(Kind::Open) => 1,
        Some(Kind::Word | Kind::Name) => {
            let mut ahead = 2;
            while list.any_at(
                ahead,
                &[
                    "UNIQUE",
                    "CLUSTERED",
                    "NONCLUSTERED",
                    "HASH",
                    "USING",
                    "BTREE",
                    "COLUMNSTORE",
                ],
            ) {
                // A columnstore takes all columns where it lists none.
                if list.any_at(ahead, &["COLUMNSTORE"]) {
                    return true;
                }
                ahead += 1;
            }
            ahead
        }
        _ => return false,
    };
    list.peek(open).map(|lexeme| lexeme.kind) == Some(Kind::Open)
        && list.peek(open + 1).map(|lexeme| lexeme.kind) != Some(Kind::Number)
}

fn like(list: &mut Cursor<'_>) -> Option<Like> {
    list.eat(&["LIKE"]);
    let mut like = Like {
        source: list.qualified()?,
        ..Like::default()
    };
    while list.is_any(&["INCLUDING", "EXCLUDING"]) {
        let including = list.is("INCLUDING");
        list.at += 1;
        let all = list.is("ALL");
        if all || list.is_any(&["DEFAULTS", "GENERATED", "IDENTITY"]) {
            like.defaults = including;
        }
        if all || list.is("INDEXES") {
            like.indexes = including;
        }
        if all || list.is("CONSTRAINTS") {
            like.checks = including;
        }
        if all || list.is("COMMENTS") {
            like.comments = including;
        }
        list.at += 1;
    }
    Some(like)
}

/// Reads a constraint of a table, with or without `CONSTRAINT name` in front.
pub fn table_constraint(list: &mut Cursor<'_>) -> Read {
    let mut name = constraint_name(list);
    if list.eat(&["DEFAULT"]) {
        let value = list.expression();
        if list.eat(&["FOR"])
            && let Some(column) = list.name()
        {
            return Read::Default(column, value);
        }
        return Read::Constraint(None);
    }
    let constraint = if list.eat(&["PRIMARY", "KEY"]) {
        primary_key(list, name.as_ref())
    } else if list.eat(&["UNIQUE"]) {
        unique(list, name.as_ref())
    } else if list.eat(&["FOREIGN", "KEY"]) {
        list.eat_if_exists();
        if list.kind() != Some(Kind::Open) {
            let index_name = list.name();
            name = name.or(index_name);
        }
        let columns = key_columns(list).unwrap_or_default();
        references(list, columns, name.clone())
    } else if list.is("CHECK") {
        check(list, name.clone())
    } else if list.eat(&["NOT", "NULL"]) {
        list.name().map(Constraint::NotNull)
    } else if list.is_any(&["INDEX", "KEY", "INVERTED"]) {
        list.eat(&["INVERTED"]);
        list.at += 1;
        index(list, false)
    } else {
        // FULLTEXT, SPATIAL, EXCLUDE, PERIOD FOR, FAMILY: no columns of the model.
        None
    };
    if let (None, Some(found)) = (&name, &constraint) {
        name = trailing_name(list);
        if name.is_some() {
            let constraint = with_name(found.clone(), name);
            list.skip_to_comma();
            return Read::Constraint(Some(constraint));
        }
    }
    while !list.is_done() && list.kind() != Some(Kind::Comma) && !begins_constraint(list) {
        list.skip_one();
    }
    Read::Constraint(constraint)
}

/// Informix writes the name of a constraint behind it.
fn trailing_name(list: &mut Cursor<'_>) -> Option<String> {
    if list.dialect == Dialect::Informix && list.eat(&["CONSTRAINT"]) {
        list.name()
    } else {
        None
    }
}

fn with_name(constraint: Constraint, name: Option<String>) -> Constraint {
    match constraint {
        Constraint::PrimaryKey(key) => Constraint::PrimaryKey(Key { name, ..key }),
        Constraint::Unique(key) => Constraint::Unique(Key { name, ..key }),
        Constraint::ForeignKey(key) => Constraint::ForeignKey(ForeignKey { name, ..key }),
        Constraint::Check(check) => Constraint::Check(Check { name, ..check }),
        other => other,
    }
}

pub fn constraint_name(list: &mut Cursor<'_>) -> Option<String> {
    if !list.eat(&["CONSTRAINT"]) {
        return None;
    }
    list.eat_if_exists();
    let unnamed = list.is_any(&["UNIQUE", "CHECK", "DEFAULT", "REFERENCES"])
        || list.are(&["PRIMARY", "KEY"])
        || list.are(&["FOREIGN", "KEY"]);
    if unnamed {
        None
    } else {
        list.qualified().map(|name| name.name)
    }
}

fn using_index(list: &mut Cursor<'_>) -> Option<String> {
    if list.are(&["USING", "INDEX"]) && list.peek(2)?.kind != Kind::Open {
        list.at += 2;
        return list.qualified().map(|name| name.name);
    }
    None
}

fn primary_key(list: &mut Cursor<'_>, name: Option<&String>) -> Option<Constraint> {
    if let Some(index) = using_index(list) {
        return Some(Constraint::PrimaryKeyFromIndex(index));
    }
    skip_to_columns(list);
    Some(Constraint::PrimaryKey(Key {
        name: name.cloned(),
        columns: key_columns(list)?,
    }))
}

fn unique(list: &mut Cursor<'_>, name: Option<&String>) -> Option<Constraint> {
    if let Some(index) = using_index(list) {
        return Some(Constraint::UniqueFromIndex(index));
    }
    list.eat_any(&["KEY", "INDEX"]);
    let index_name = skip_to_columns(list);
    let columns = list.column_list()?;
    Some(Constraint::Unique(Key {
        name: name.cloned().or(index_name),
        columns,
    }))
}

/// Moves past what may stand before the columns of a key; gives the name among it.
fn skip_to_columns(list: &mut Cursor<'_>) -> Option<String> {
    let mut name = None;
    while !matches!(list.kind(), None | Some(Kind::Open | Kind::Comma)) {
        if list.eat_any(&["USING"]) {
            list.at += 1;
        } else if !list.eat_any(&[
            "CLUSTERED",
            "NONCLUSTERED",
            "HASH",
            "NULLS",
            "NOT",
            "DISTINCT",
            "WITHOUT",
            "INDEX",
            "NONUNIQUE",
            "IF",
            "EXISTS",
            "UNIQUE",
            "COLUMNSTORE",
        ]) {
            match list.name() {
                Some(found) => name = Some(found),
                None => list.at += 1,
            }
        }
    }
    name
}

/// The columns of a key; Cassandra groups those of the partition key.
fn key_columns(list: &mut Cursor<'_>) -> Option<Vec<String>> {
    let mut copy = *list;
    let inner = copy.group()?;
    if inner.kind() == Some(Kind::Open) && list.dialect == Dialect::Cassandra {
        *list = copy;
        let mut names = inner;
        let mut columns = Vec::new();
        while !names.is_done() {
            match names.name() {
                Some(name) => columns.push(name),
                None => names.at += 1,
            }
        }
        return Some(columns);
    }
    list.column_list()
}

pub fn index(list: &mut Cursor<'_>, unique: bool) -> Option<Constraint> {
    let unique = unique || (0..4).any(|ahead| list.is_at(ahead, "UNIQUE"));
    let name = skip_to_columns(list);
    let columns = list.column_list()?;
    let mut filter = None;
    while !list.is_done() && list.kind() != Some(Kind::Comma) && !begins_constraint(list) {
        if list.eat(&["WHERE"]) {
            filter = Some(condition(list));
        } else {
            list.skip_one();
        }
    }
    Some(Constraint::Index(Index {
        name,
        columns,
        unique,
        filter,
    }))
}

/// The condition of a partial index, up to the options behind it.
pub fn condition(list: &mut Cursor<'_>) -> String {
    let start = list.at;
    let ends = |list: &Cursor<'_>| {
        matches!(list.kind(), None | Some(Kind::Comma | Kind::Semicolon))
            || list.is("WITH") && list.peek(1).map(|lexeme| lexeme.kind) == Some(Kind::Open)
            || list.is("ON") && list.at > start
    };
    while !ends(list) {
        list.skip_one();
    }
    let within = list.within(start, list.at);
    without_parentheses(within)
}

/// What is left as written, without parentheses around the whole.
pub fn without_parentheses(mut cursor: Cursor<'_>) -> String {
    let only_group =
        cursor.kind() == Some(Kind::Open) && cursor.group_end(cursor.at) == cursor.lexemes.len();
    match cursor.group() {
        Some(inner) if only_group => inner.rest_as_written(),
        Some(_) | None => {
            cursor.at = 0;
            cursor.rest_as_written()
        }
    }
}

pub fn check(list: &mut Cursor<'_>, name: Option<String>) -> Option<Constraint> {
    list.eat(&["CHECK"]);
    list.eat(&["NOT", "FOR", "REPLICATION"]);
    let condition = without_parentheses(list.group()?);
    Some(Constraint::Check(Check { name, condition }))
}

/// Reads `REFERENCES table (columns) ON DELETE …`.
pub fn references(
    list: &mut Cursor<'_>,
    columns: Vec<String>,
    name: Option<String>,
) -> Option<Constraint> {
    if !list.eat(&["REFERENCES"]) {
        return None;
    }
    let mut key = ForeignKey {
        name,
        columns,
        target: list.qualified()?,
        ..ForeignKey::default()
    };
    if list.kind() == Some(Kind::Open) {
        key.target_columns = list.column_list().unwrap_or_default();
    }
    loop {
        if list.eat(&["ON", "DELETE"]) {
            key.on_delete = action(list);
        } else if list.eat(&["ON", "UPDATE"]) {
            key.on_update = action(list);
        } else if list.eat(&["MATCH"]) {
            list.at += 1;
        } else {
            break;
        }
    }
    Some(Constraint::ForeignKey(key))
}

fn action(list: &mut Cursor<'_>) -> Option<ReferentialAction> {
    let action = if list.eat(&["CASCADE"]) {
        ReferentialAction::Cascade
    } else if list.eat(&["RESTRICT"]) {
        ReferentialAction::Restrict
    } else if list.eat(&["NO", "ACTION"]) {
        ReferentialAction::NoAction
    } else if list.eat(&["SET", "NULL"]) {
        ReferentialAction::SetNull
    } else if list.eat(&["SET", "DEFAULT"]) {
        ReferentialAction::SetDefault
    } else {
        return None;
    };
    if list.kind() == Some(Kind::Open) {
        // PostgreSQL: SET NULL (column, …)
        list.skip_one();
    }
    Some(action)
}

/// A table's name folded into `schema.name` parts with a column behind.
pub fn table_and_column(list: &mut Cursor<'_>) -> Option<(QualifiedName, String)> {
    let mut parts = vec![list.name()?];
    while list.eat_kind(Kind::Period) {
        parts.push(list.name()?);
    }
    let column = parts.pop()?;
    let name = parts.pop()?;
    let schema = parts.pop();
    Some((QualifiedName { schema, name }, column))
}
