//! `ALTER TABLE …`

use super::Reading;
use super::column::{column, options};
use super::element::{Read, begins_constraint, element};
use crate::format::sql::change::{Alteration, Change, Position};
use crate::format::sql::cursor::{AFTER_TYPE, Cursor};
use crate::format::sql::dialect::Dialect;
use crate::format::sql::lex::Kind;
use crate::format::sql::schema::{Column, QualifiedName};
use crate::format::sql::skipped::SkipReason;

const VERBS: &[&str] = &[
    "ADD",
    "DROP",
    "ALTER",
    "MODIFY",
    "CHANGE",
    "RENAME",
    "ATTACH",
    "DETACH",
    "INHERIT",
    "SET",
    "COMMENT",
    "OWNER",
    "ENABLE",
    "DISABLE",
    "VALIDATE",
    "REPLICA",
    "CLUSTER",
    "NO",
    "FORCE",
    "ENGINE",
    "CONVERT",
    "AUTO_INCREMENT",
    "DEFAULT",
];

/// Behind `ALTER TABLE`.
pub fn alter_table(mut cursor: Cursor<'_>) -> Reading {
    cursor.eat_if_exists();
    cursor.eat(&["ONLY"]);
    let table = cursor.qualified().ok_or(SkipReason::NotUnderstood)?;
    if cursor.is_symbol("*") {
        cursor.at += 1;
    }
    // SQL Server: WITH [NO]CHECK ADD …
    if cursor.is("WITH") && cursor.any_at(1, &["CHECK", "NOCHECK"]) {
        cursor.at += 2;
    }
    let mut reader = Reader {
        table,
        changes: Vec::new(),
    };
    let mut verb = "";
    while !matches!(cursor.kind(), None | Some(Kind::Semicolon)) {
        let before = cursor.at;
        if let Some(found) = VERBS.iter().find(|verb| cursor.is(verb)) {
            verb = found;
            cursor.at += 1;
        }
        reader.action(verb, &mut cursor);
        // Phoenix, Db2 and Informix let actions follow each other without a comma.
        let has_moved_to_verb = cursor.at > before && cursor.is_any(VERBS);
        if !cursor.eat_kind(Kind::Comma) && !has_moved_to_verb {
            cursor.at = cursor.at.max(before + 1);
            while !cursor.is_done()
                && cursor.kind() != Some(Kind::Comma)
                && !cursor.is_any(&["ADD", "DROP", "MODIFY"])
            {
                cursor.skip_one();
            }
            cursor.eat_kind(Kind::Comma);
        }
    }
    if reader.changes.is_empty() {
        return Err(SkipReason::NotStructure);
    }
    Ok(reader.changes)
}

struct Reader {
    table: QualifiedName,
    changes: Vec<Change>,
}

impl Reader {
    fn push(&mut self, alteration: Alteration) {
        self.changes
            .push(Change::Alter(self.table.clone(), alteration));
    }

    fn action(&mut self, verb: &str, cursor: &mut Cursor<'_>) {
        match verb {
            "ADD" => self.add(cursor),
            "DROP" => self.drop(cursor),
            "ALTER" => self.alter_column(cursor),
            "MODIFY" => self.modify(cursor),
            "CHANGE" => {
                cursor.eat(&["COLUMN"]);
                if let (Some(name), Some(new_name)) = (cursor.name(), cursor.name()) {
                    self.redefine(cursor, name, new_name);
                }
            }
            "RENAME" => self.rename(cursor),
            "ATTACH" if cursor.eat(&["PARTITION"]) => {
                if let Some(part) = cursor.qualified() {
                    self.push(Alteration::AttachPartition(part));
                }
            }
            "DETACH" if cursor.eat(&["PARTITION"]) => {
                if let Some(part) = cursor.qualified() {
                    self.push(Alteration::DetachPartition(part));
                }
            }
            "INHERIT" => {
                if let Some(parent) = cursor.qualified() {
                    self.push(Alteration::Inherit(parent));
                }
            }
            "SET" if cursor.eat(&["SCHEMA"]) => {
                if let Some(schema) = cursor.name() {
                    let name = QualifiedName {
                        schema: Some(schema),
                        name: self.table.name.clone(),
                    };
                    self.changes
                        .push(Change::Rename(self.table.clone(), name.clone()));
                    self.table = name;
                }
            }
            "COMMENT" => {
                if cursor.is_symbol("=") {
                    cursor.at += 1;
                }
                if let Some(comment) = cursor.string() {
                    self.push(Alteration::SetComment(Some(comment)));
                }
            }
            _ => {}
        }
    }

    /// Behind `ADD`: one element, or a list of them.
    fn add(&mut self, cursor: &mut Cursor<'_>) {
        let column_keyword = cursor.eat(&["COLUMN"]);
        let if_not_exists = cursor.eat_if_exists();
        if cursor.is("PARTITION") || cursor.are(&["VALUE"]) {
            cursor.skip_to_comma();
            return;
        }
        if cursor.is("CONSTRAINT") && cursor.peek(1).map(|lexeme| lexeme.kind) == Some(Kind::Open) {
            // Informix
            cursor.at += 1;
        }
        if let Some(mut list) = cursor.group() {
            while !list.is_done() {
                self.add_element(&mut list, false, if_not_exists);
                if !list.eat_kind(Kind::Comma) && !begins_constraint(&list) {
                    list.skip_to_comma();
                    list.eat_kind(Kind::Comma);
                }
            }
        } else {
            self.add_element(cursor, column_keyword, if_not_exists);
        }
    }

    fn add_element(&mut self, list: &mut Cursor<'_>, is_column: bool, if_not_exists: bool) {
        let start = list.at;
        let read = if is_column {
            list.name().map(|name| {
                let (column, constraints) = column(list, name);
                Read::Column(column, constraints)
            })
        } else {
            element(list)
        };
        match read {
            Some(Read::Column(column, constraints)) => {
                let position = position(&list.within(start, list.at));
                self.push(Alteration::AddColumn {
                    column,
                    constraints,
                    position,
                    if_not_exists,
                });
            }
            Some(Read::Constraint(Some(constraint))) => {
                self.push(Alteration::AddConstraint(constraint));
            }
            Some(Read::Default(column, value)) => {
                self.push(Alteration::SetDefault(column, Some(value)));
            }
            Some(Read::Constraint(None) | Read::Like(_)) | None => {}
        }
        if list.at == start {
            list.skip_one();
        }
    }

    /// Behind `DROP`.
    fn drop(&mut self, cursor: &mut Cursor<'_>) {
        if cursor.eat(&["PRIMARY", "KEY"]) {
            self.push(Alteration::DropPrimaryKey);
        } else if cursor.eat(&["FOREIGN", "KEY"])
            || cursor.eat_any(&["CONSTRAINT", "INDEX", "KEY", "CHECK"])
        {
            cursor.eat_if_exists();
            if let Some(name) = cursor.name() {
                self.push(Alteration::DropConstraint(name));
            }
        } else if cursor.is_any(&["PARTITION", "PERIOD", "UNIQUE", "SYSTEM"]) {
            cursor.skip_to_comma();
        } else {
            cursor.eat(&["COLUMN"]);
            cursor.eat_if_exists();
            if let Some(mut list) = cursor.group() {
                while let Some(name) = list.name() {
                    self.push(Alteration::DropColumn(name));
                    list.eat_kind(Kind::Comma);
                }
            } else if let Some(name) = cursor.name() {
                self.push(Alteration::DropColumn(name));
            }
        }
        cursor.eat_any(&["CASCADE", "RESTRICT"]);
        cursor.eat(&["CONSTRAINTS"]);
    }

    /// Behind `ALTER`.
    fn alter_column(&mut self, cursor: &mut Cursor<'_>) {
        if cursor.is_any(&["INDEX", "CONSTRAINT", "CHECK"]) {
            cursor.skip_to_comma();
            return;
        }
        cursor.eat(&["COLUMN"]);
        cursor.eat_if_exists();
        let Some(name) = cursor.name() else {
            return;
        };
        let modify = |data_type, nullable| Alteration::Modify {
            name: name.clone(),
            data_type,
            nullable,
            default: None,
            constraints: Vec::new(),
        };
        if cursor.eat(&["SET", "NOT", "NULL"]) || cursor.are(&["NOT", "NULL"]) {
            cursor.eat(&["NOT", "NULL"]);
            self.push(modify(None, Some(false)));
        } else if cursor.eat(&["DROP", "NOT", "NULL"])
            || cursor.eat(&["SET", "NULL"])
            || cursor.eat(&["NULL"])
        {
            self.push(modify(None, Some(true)));
        } else if cursor.eat(&["SET", "DEFAULT"]) || cursor.eat(&["DEFAULT"]) {
            let value = cursor.expression();
            self.push(Alteration::SetDefault(name, Some(value)));
        } else if cursor.eat(&["DROP", "DEFAULT"]) {
            self.push(Alteration::SetDefault(name, None));
        } else if cursor.eat(&["DROP", "IDENTITY"]) {
            self.push(Alteration::SetIdentity(name, false));
        } else if cursor.eat(&["DROP", "EXPRESSION"]) {
            self.push(Alteration::DropExpression(name));
        } else if cursor.eat(&["ADD", "GENERATED"]) {
            self.push(Alteration::SetIdentity(name, true));
            cursor.skip_to_comma();
        } else if cursor.eat(&["RENAME", "TO"]) {
            if let Some(new_name) = cursor.name() {
                self.push(Alteration::RenameColumn(name, new_name));
            }
        } else if cursor.eat(&["SET", "DATA", "TYPE"]) || cursor.eat(&["TYPE"]) {
            let data_type = cursor.data_type();
            self.push(modify(Some(data_type), None));
            cursor.skip_to_comma();
        } else if cursor.is_any(&["SET", "ADD", "DROP", "RESET", "RESTART"]) {
            cursor.skip_to_comma();
        } else {
            // SQL Server and H2: the column's new declaration; SQL Server's accepts null unless
            // it says otherwise.
            let (column, _) = column(cursor, name.clone());
            if !column.data_type.is_empty() {
                self.push(modify(Some(column.data_type), Some(column.nullable)));
            }
        }
    }

    /// Behind `MODIFY`: MySQL declares the column anew, others change what they name.
    fn modify(&mut self, cursor: &mut Cursor<'_>) {
        if cursor.is_any(&["CONSTRAINT", "PARTITION", "PRIMARY", "UNIQUE", "DEFAULT"]) {
            cursor.skip_to_comma();
            return;
        }
        cursor.eat(&["COLUMN"]);
        cursor.eat_if_exists();
        if cursor.dialect == Dialect::MySql {
            if let Some(name) = cursor.name() {
                self.redefine(cursor, name.clone(), name);
            }
            return;
        }
        match cursor.group() {
            Some(mut list) => {
                while !list.is_done() {
                    self.modify_column(&mut list);
                    list.skip_to_comma();
                    list.eat_kind(Kind::Comma);
                }
            }
            None => self.modify_column(cursor),
        }
    }

    fn modify_column(&mut self, cursor: &mut Cursor<'_>) {
        let Some(name) = cursor.name() else {
            return;
        };
        let start = cursor.at;
        let data_type = if cursor.is_any(AFTER_TYPE) {
            String::new()
        } else {
            cursor.data_type()
        };
        let mut column = Column {
            name: name.clone(),
            nullable: true,
            ..Column::default()
        };
        let mut constraints = Vec::new();
        options(cursor, &mut column, &mut constraints);
        let read = cursor.within(start, cursor.at);
        let says_null = (0..read.lexemes.len()).any(|at| {
            read.is_at(at, "NULL") && !(at > 0 && read.any_at(at - 1, &["DEFAULT", "ON"]))
        });
        self.push(Alteration::Modify {
            name,
            data_type: (!data_type.is_empty()).then_some(data_type),
            nullable: says_null.then_some(column.nullable),
            default: column.default,
            constraints,
        });
    }

    fn redefine(&mut self, cursor: &mut Cursor<'_>, name: String, new_name: String) {
        let start = cursor.at;
        let (column, constraints) = column(cursor, new_name);
        let position = position(&cursor.within(start, cursor.at));
        self.push(Alteration::Redefine {
            name,
            column,
            constraints,
            position,
        });
    }

    /// Behind `RENAME`.
    fn rename(&mut self, cursor: &mut Cursor<'_>) {
        if cursor.eat_any(&["TO", "AS"]) {
            let Some(mut name) = cursor.qualified() else {
                return;
            };
            if name.schema.is_none() {
                name.schema.clone_from(&self.table.schema);
            }
            self.changes
                .push(Change::Rename(self.table.clone(), name.clone()));
            self.table = name;
        } else if cursor.eat_any(&["CONSTRAINT", "INDEX", "KEY"]) {
            if let (Some(old), true, Some(new)) =
                (cursor.name(), cursor.eat(&["TO"]), cursor.name())
            {
                self.push(Alteration::RenameConstraint(old, new));
            }
        } else {
            cursor.eat(&["COLUMN"]);
            if let (Some(old), true, Some(new)) =
                (cursor.name(), cursor.eat(&["TO"]), cursor.name())
            {
                self.push(Alteration::RenameColumn(old, new));
            }
        }
    }
}

/// MySQL: `FIRST` or `AFTER column` at the end of a column's declaration.
fn position(declaration: &Cursor<'_>) -> Position {
    let length = declaration.lexemes.len();
    if length >= 1 && declaration.within(length - 1, length).is("FIRST") {
        return Position::First;
    }
    if length >= 2 && declaration.within(length - 2, length - 1).is("AFTER") {
        let mut name = declaration.within(length - 1, length);
        if let Some(name) = name.name() {
            return Position::After(name);
        }
    }
    Position::Unchanged
}
