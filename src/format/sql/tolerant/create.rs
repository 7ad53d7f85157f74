//! `CREATE …`: tables, views, indexes, types, schemas.

use super::column::{self, description};
use super::element::{Read, element, elements, index};
use super::query::query;
use super::{Reading, read};
use crate::format::sql::change::{Change, Constraint, Element, Like, NewTable};
use crate::format::sql::cursor::Cursor;
use crate::format::sql::dialect::Dialect;
use crate::format::sql::lex::Kind;
use crate::format::sql::schema::{
    Check, Column, Domain, EnumType, Index, QualifiedName, TableKind,
};
use crate::format::sql::skipped::SkipReason;

/// Behind `CREATE`.
pub fn create(mut cursor: Cursor<'_>, line: u32) -> Reading {
    let or_replace = cursor.eat(&["OR", "REPLACE"]) || cursor.eat(&["OR", "ALTER"]);
    // What stands between CREATE and the kind is short.
    let mut modifiers = cursor;
    let mut temporary = false;
    let mut unique = false;
    let mut materialized = false;
    for _ in 0..24 {
        if modifiers.eat(&["TABLE"]) {
            if temporary {
                return Err(SkipReason::TemporaryTable);
            }
            return table(modifiers, line, or_replace);
        }
        if modifiers.eat(&["VIEW"]) {
            return view(modifiers, line, or_replace, materialized);
        }
        if modifiers.eat(&["INDEX"]) {
            return create_index(modifiers, unique);
        }
        if modifiers.eat(&["TYPE"]) {
            return create_type(modifiers);
        }
        if modifiers.eat(&["DOMAIN"]) {
            return domain(modifiers);
        }
        if modifiers.eat(&["SCHEMA"]) {
            return schema(modifiers, line);
        }
        if modifiers.is_any(NOT_STRUCTURE) || modifiers.is_done() {
            return Err(SkipReason::NotStructure);
        }
        temporary |= modifiers.is_any(&["TEMP", "TEMPORARY"]);
        unique |= modifiers.is("UNIQUE");
        materialized |= modifiers.is("MATERIALIZED");
        modifiers.at += 1;
    }
    Err(SkipReason::NotStructure)
}

const NOT_STRUCTURE: &[&str] = &[
    "DATABASE",
    "SEQUENCE",
    "EXTENSION",
    "ROLE",
    "USER",
    "SYNONYM",
    "RULE",
    "POLICY",
    "SERVER",
    "PUBLICATION",
    "SUBSCRIPTION",
    "KEYSPACE",
    "GENERATOR",
    "TABLESPACE",
    "COLLATION",
    "OPERATOR",
    "CAST",
    "AGGREGATE",
    "STATISTICS",
    "LOGIN",
    "DEFAULT",
    "DIRECTORY",
    "CONVERSION",
    "FUNCTION",
    "PROCEDURE",
    "TRIGGER",
    "STOGROUP",
    "BUFFERPOOL",
    "ALIAS",
    "PARTITION",
    "XML",
    "FULLTEXT",
];

/// Behind `CREATE TABLE`.
fn table(mut cursor: Cursor<'_>, line: u32, or_replace: bool) -> Reading {
    let if_not_exists = cursor.eat_if_exists();
    let name = cursor.qualified().ok_or(SkipReason::NotUnderstood)?;
    if name.name.starts_with('#') {
        return Err(SkipReason::TemporaryTable);
    }
    let mut table = NewTable {
        name,
        if_not_exists,
        or_replace,
        line,
        ..NewTable::default()
    };
    if cursor.eat(&["PARTITION", "OF"]) {
        table.partition_of = cursor.qualified();
        if cursor.kind() == Some(Kind::Open)
            && let Some(mut list) = cursor.group()
        {
            // The columns are those of the whole; keys and checks may be of this part only.
            table.constraints = elements(&mut list).1;
        }
        return Ok(vec![Change::Create(Box::new(table))]);
    }
    if cursor.is("LIKE") {
        whole_copy(&mut cursor, &mut table);
    } else if cursor.eat(&["USING"]) {
        // SQLite: CREATE VIRTUAL TABLE … USING module (columns and options)
        let module = cursor.name();
        if let Some(list) = cursor.group() {
            virtual_columns(list, module.as_deref(), &mut table);
        }
    } else if cursor.kind() == Some(Kind::Open) && !is_query(&cursor, cursor.at + 1) {
        let mut list = cursor.group().ok_or(SkipReason::NotUnderstood)?;
        if list.is("LIKE") && cursor.dialect == Dialect::MySql {
            whole_copy(&mut list, &mut table);
        } else if is_name_list(&list, &cursor) {
            // CREATE TABLE name (a, b) AS SELECT …
            table.column_names = list.column_names();
        } else {
            (table.elements, table.constraints) = elements(&mut list);
        }
    }
    table_options(&mut cursor, &mut table);
    let empty = table.elements.is_empty() && table.query.is_none() && table.inherits.is_empty();
    if empty && cursor.lexemes.len() < 3 {
        return Err(SkipReason::NotUnderstood);
    }
    Ok(vec![Change::Create(Box::new(table))])
}

fn is_query(cursor: &Cursor<'_>, at: usize) -> bool {
    let inner = cursor.within(at, at + 1);
    inner.is_any(&["SELECT", "WITH"])
}

/// Whether the list holds nothing but names and a query follows it.
fn is_name_list(list: &Cursor<'_>, after: &Cursor<'_>) -> bool {
    let only_names = !list.is_done()
        && list.lexemes.iter().enumerate().all(|(index, lexeme)| {
            if index % 2 == 0 {
                matches!(lexeme.kind, Kind::Word | Kind::Name)
            } else {
                lexeme.kind == Kind::Comma
            }
        });
    only_names && (0..16).any(|ahead| after.is_at(ahead, "AS"))
}

/// MySQL: `CREATE TABLE a LIKE b` copies everything but foreign keys.
fn whole_copy(cursor: &mut Cursor<'_>, table: &mut NewTable) {
    if cursor.eat(&["LIKE"])
        && let Some(source) = cursor.qualified()
    {
        table.elements.push(Element::Like(Like {
            source,
            defaults: true,
            indexes: true,
            checks: true,
            comments: true,
        }));
    }
}

/// The columns of a virtual table: those of a full-text index have no type; options have `=`.
fn virtual_columns(mut list: Cursor<'_>, module: Option<&str>, table: &mut NewTable) {
    let typed = !module.is_some_and(|module| module.to_ascii_lowercase().starts_with("fts"));
    while !list.is_done() {
        let start = list.at;
        list.skip_to_comma();
        let mut item = list.within(start, list.at);
        let is_option = item.peek(1).is_some_and(|lexeme| item.slice(lexeme) == "=");
        if !is_option && let Some(Read::Column(column, _)) = element(&mut item) {
            let data_type = if typed {
                column.data_type
            } else {
                String::new()
            };
            table.elements.push(Element::Column(Column {
                name: column.name,
                data_type,
                nullable: true,
                ..Column::default()
            }));
        }
        list.eat_kind(Kind::Comma);
    }
}

/// What follows the column list.
pub fn table_options(cursor: &mut Cursor<'_>, table: &mut NewTable) {
    while !cursor.is_done() {
        if cursor.eat(&["INHERITS"]) {
            if let Some(mut list) = cursor.group() {
                while let Some(parent) = list.qualified() {
                    table.inherits.push(parent);
                    list.eat_kind(Kind::Comma);
                }
            }
        } else if cursor.eat(&["COMMENT"]) {
            if cursor.is_symbol("=") {
                cursor.at += 1;
            }
            table.comment = cursor.string();
        } else if cursor.is("OPTIONS") && cursor.dialect == Dialect::BigQuery {
            cursor.at += 1;
            table.comment = cursor.group().and_then(description);
        } else if cursor.eat(&["WITHOUT", "ROWID"]) {
            table.without_rowid = true;
        } else if cursor.is("AS") && !cursor.any_at(1, &["NODE", "EDGE", "FILETABLE"]) {
            cursor.at += 1;
            table.query = Some(query(cursor));
            return;
        } else if cursor.is("SELECT")
            || is_query(cursor, cursor.at + 1) && cursor.kind() == Some(Kind::Open)
        {
            table.query = Some(query(cursor));
            return;
        } else {
            cursor.skip_one();
        }
    }
}

/// Behind `CREATE VIEW`.
fn view(mut cursor: Cursor<'_>, line: u32, or_replace: bool, materialized: bool) -> Reading {
    let if_not_exists = cursor.eat_if_exists();
    let name = cursor.qualified().ok_or(SkipReason::NotUnderstood)?;
    let mut view = NewTable {
        name,
        kind: if materialized {
            TableKind::MaterializedView
        } else {
            TableKind::View
        },
        if_not_exists,
        or_replace,
        line,
        ..NewTable::default()
    };
    if let Some(list) = cursor.group() {
        view.column_names = list.column_names();
    }
    while !cursor.is_done() && !cursor.is("AS") {
        if cursor.eat(&["COMMENT"]) {
            if cursor.is_symbol("=") {
                cursor.at += 1;
            }
            view.comment = cursor.string();
        } else {
            cursor.skip_one();
        }
    }
    cursor.eat(&["AS"]);
    view.query = Some(query(&cursor));
    Ok(vec![Change::Create(Box::new(view))])
}

impl Cursor<'_> {
    /// The first name of each element of a list.
    fn column_names(mut self) -> Vec<String> {
        let mut names = Vec::new();
        while !self.is_done() {
            if !self.is_any(&["CONSTRAINT", "PRIMARY", "UNIQUE"]) {
                names.extend(self.name());
            }
            self.skip_to_comma();
            self.eat_kind(Kind::Comma);
        }
        names
    }
}

/// Behind `CREATE [UNIQUE] INDEX`.
fn create_index(mut cursor: Cursor<'_>, unique: bool) -> Reading {
    cursor.eat(&["CONCURRENTLY"]);
    cursor.eat_if_exists();
    let name = if cursor.is("ON") {
        None
    } else {
        cursor.qualified().map(|name| name.name)
    };
    // HSQLDB and others: index IF NOT EXISTS
    cursor.eat_if_exists();
    while !cursor.is_done() && !cursor.is("ON") {
        cursor.skip_one();
    }
    if !cursor.eat(&["ON"]) {
        return Err(SkipReason::NotUnderstood);
    }
    // Oracle: ON CLUSTER c
    if cursor.are(&["CLUSTER"]) && cursor.peek(1).map(|lexeme| lexeme.kind) != Some(Kind::Open) {
        return Err(SkipReason::NotStructure);
    }
    cursor.eat(&["ONLY"]);
    let table = cursor.qualified().ok_or(SkipReason::NotUnderstood)?;
    let Some(Constraint::Index(read)) = index(&mut cursor, unique) else {
        // A columnstore index over all columns, for one.
        return Err(SkipReason::NotStructure);
    };
    let index = Index {
        name,
        unique,
        ..read
    };
    Ok(vec![Change::CreateIndex(table, index)])
}

/// Behind `CREATE TYPE`.
fn create_type(mut cursor: Cursor<'_>) -> Reading {
    let name = cursor.qualified().ok_or(SkipReason::NotUnderstood)?;
    if cursor.eat(&["AS", "ENUM"]) {
        let values = cursor.group().map(strings).unwrap_or_default();
        return Ok(vec![Change::CreateEnum(EnumType {
            name,
            values,
            comment: None,
        })]);
    }
    if cursor.eat(&["FROM"]) {
        let data_type = cursor.data_type();
        return Ok(vec![Change::CreateDomain(Domain {
            name,
            data_type,
            nullable: !cursor.are(&["NOT", "NULL"]),
            ..Domain::default()
        })]);
    }
    Err(SkipReason::NotStructure)
}

fn strings(mut list: Cursor<'_>) -> Vec<String> {
    let mut values = Vec::new();
    while !list.is_done() {
        match list.string() {
            Some(value) => values.push(value),
            None => list.at += 1,
        }
    }
    values
}

/// Behind `CREATE DOMAIN`.
fn domain(mut cursor: Cursor<'_>) -> Reading {
    let name = cursor.qualified().ok_or(SkipReason::NotUnderstood)?;
    cursor.eat(&["AS"]);
    let (column, constraints) = column::column(&mut cursor, name.name.clone());
    let checks: Vec<Check> = constraints
        .into_iter()
        .filter_map(|constraint| match constraint {
            Constraint::Check(check) => Some(check),
            _ => None,
        })
        .collect();
    Ok(vec![Change::CreateDomain(Domain {
        name,
        data_type: column.data_type,
        nullable: column.nullable,
        default: column.default,
        checks,
        comment: None,
    })])
}

/// Behind `CREATE SCHEMA`: it may create tables, views and indexes in the schema.
fn schema(mut cursor: Cursor<'_>, line: u32) -> Reading {
    cursor.eat_if_exists();
    let mut name = None;
    if !cursor.is_any(&["AUTHORIZATION", "CREATE", "GRANT"]) {
        name = cursor.name();
    }
    if cursor.eat(&["AUTHORIZATION"]) {
        name = name.or(cursor.name());
    }
    let starts: Vec<usize> = (cursor.at..cursor.lexemes.len())
        .filter(|&at| {
            let word = cursor.within(at, at + 1);
            word.is_any(&["CREATE", "GRANT"])
        })
        .collect();
    let mut changes = Vec::new();
    for (index, &start) in starts.iter().enumerate() {
        let end = starts
            .get(index + 1)
            .copied()
            .unwrap_or(cursor.lexemes.len());
        let element = cursor.within(start, end);
        if element.is_at(1, "SCHEMA") {
            continue;
        }
        if let Ok(created) = read(element, line) {
            changes.extend(
                created
                    .into_iter()
                    .map(|change| in_schema(change, name.as_ref())),
            );
        }
    }
    if changes.is_empty() {
        return Err(SkipReason::NotStructure);
    }
    Ok(changes)
}

/// Names without a schema are in the schema that is being created.
fn in_schema(change: Change, schema: Option<&String>) -> Change {
    let qualify = |name: &mut QualifiedName| {
        if name.schema.is_none() {
            name.schema = schema.cloned();
        }
    };
    match change {
        Change::Create(mut table) => {
            qualify(&mut table.name);
            for constraint in &mut table.constraints {
                if let Constraint::ForeignKey(key) = constraint {
                    qualify(&mut key.target);
                }
            }
            Change::Create(table)
        }
        Change::CreateIndex(mut table, index) => {
            qualify(&mut table);
            Change::CreateIndex(table, index)
        }
        other => other,
    }
}
