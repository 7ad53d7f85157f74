//! Columns: type and options.

use super::element::{begins_constraint, check, constraint_name, references, without_parentheses};
use crate::format::sql::change::Constraint;
use crate::format::sql::cursor::Cursor;
use crate::format::sql::dialect::Dialect;
use crate::format::sql::lex::Kind;
use crate::format::sql::schema::{Column, Key};

/// Reads a column behind its name: type and options, up to a comma or a constraint of the table.
pub fn column(list: &mut Cursor<'_>, name: String) -> (Column, Vec<Constraint>) {
    let (mut column, mut constraints) = declared(name, list.data_type(), list.dialect);
    options(list, &mut column, &mut constraints);
    (column, constraints)
}

/// A column of this type, and what the type alone declares.
pub fn declared(name: String, data_type: String, dialect: Dialect) -> (Column, Vec<Constraint>) {
    let serial = [
        "serial",
        "bigserial",
        "smallserial",
        "serial2",
        "serial4",
        "serial8",
    ];
    let identity = serial
        .iter()
        .any(|serial| data_type.eq_ignore_ascii_case(serial));
    let mut constraints = Vec::new();
    if identity && dialect == Dialect::MySql {
        constraints.push(Constraint::Unique(Key {
            name: None,
            columns: vec![name.clone()],
        }));
    }
    let column = Column {
        name,
        data_type,
        identity,
        nullable: !identity || dialect == Dialect::Informix,
        ..Column::default()
    };
    (column, constraints)
}

/// The engine numbers the rows; such a column is never null, except SQLite's.
pub fn set_identity(column: &mut Column, dialect: Dialect) {
    column.identity = true;
    column.nullable &= dialect == Dialect::Sqlite;
}

/// Reads the options of a column.
pub fn options(list: &mut Cursor<'_>, column: &mut Column, constraints: &mut Vec<Constraint>) {
    let own = |name: Option<String>, column: &Column| Key {
        name,
        columns: vec![column.name.clone()],
    };
    while !matches!(list.kind(), None | Some(Kind::Comma | Kind::Semicolon)) {
        let before = list.at;
        let mut name = None;
        if list.is("CONSTRAINT") {
            if ends_at_constraint(list) {
                break;
            }
            name = constraint_name(list);
        } else if begins_constraint(list) && ends_at_constraint(list) {
            break;
        }
        if list.eat(&["NOT", "NULL"]) {
            column.nullable = false;
        } else if list.eat(&["NULL"]) {
            column.nullable = true;
        } else if list.eat(&["PRIMARY", "KEY"])
            || list.dialect == Dialect::MySql && list.eat(&["KEY"])
        {
            constraints.push(Constraint::PrimaryKey(own(name, column)));
        } else if list.eat(&["UNIQUE"]) {
            list.eat_any(&["KEY", "INDEX"]);
            constraints.push(Constraint::Unique(own(name, column)));
        } else if list.are(&["REFERENCES"]) || list.eat(&["FOREIGN", "KEY"]) {
            let columns = vec![column.name.clone()];
            constraints.extend(references(list, columns, name));
        } else if list.is("CHECK") {
            constraints.extend(check(list, name));
        } else if list.eat(&["WITH", "DEFAULT"]) || list.eat(&["DEFAULT"]) {
            list.eat(&["ON", "NULL"]);
            let value = list.expression();
            column.default = (!value.is_empty()).then_some(value);
        } else if list.eat_any(&["AUTO_INCREMENT", "AUTOINCREMENT", "IDENTITY"]) {
            set_identity(column, list.dialect);
            if list.kind() == Some(Kind::Open) {
                list.skip_one();
            }
        } else if list.eat(&["GENERATED"]) {
            generated(list, column);
        } else if list.eat(&["AS"]) {
            computed(list, column);
        } else if list.eat(&["COMMENT"]) {
            if list.is_symbol("=") {
                list.at += 1;
            }
            column.comment = list.string();
        } else if list.is("OPTIONS") && list.dialect == Dialect::BigQuery {
            list.at += 1;
            column.comment = list.group().and_then(description);
        } else if list.eat_any(&["COLLATE"]) {
            list.qualified();
        } else if list.eat(&["ON", "UPDATE"]) {
            list.expression();
        } else if list.eat(&["NOT"]) {
            // NOT FOR REPLICATION, NOT ENFORCED, NOT DEFERRABLE
            list.at += 1;
        } else if list.at == before {
            list.skip_one();
        }
    }
}

/// `description = "…"` among the options of a column or table.
pub fn description(mut options: Cursor<'_>) -> Option<String> {
    while !options.is_done() {
        if options.is("DESCRIPTION") {
            options.at += 2;
            return options.string();
        }
        options.at += 1;
    }
    None
}

/// Whether the constraint that comes next is one of the table, not one of the column: it names
/// columns, or is of a kind that columns do not have.
fn ends_at_constraint(list: &Cursor<'_>) -> bool {
    let mut ahead = *list;
    constraint_name(&mut ahead);
    if ahead.are(&["FOREIGN", "KEY"]) || ahead.are(&["PRIMARY", "KEY"]) {
        ahead.at += 2;
    } else if ahead.is("UNIQUE") {
        ahead.at += 1;
    } else {
        return ahead.are(&["PERIOD", "FOR"]);
    }
    while ahead.eat_any(&["CLUSTERED", "NONCLUSTERED", "KEY", "INDEX"]) {}
    ahead.kind() == Some(Kind::Open)
}

/// Behind `GENERATED`.
fn generated(list: &mut Cursor<'_>, column: &mut Column) {
    list.eat(&["ALWAYS"]);
    list.eat(&["BY", "DEFAULT"]);
    list.eat(&["ON", "NULL"]);
    if !list.eat(&["AS"]) {
        return;
    }
    if list.eat(&["IDENTITY"]) {
        set_identity(column, list.dialect);
        if list.kind() == Some(Kind::Open) {
            list.skip_one();
        }
    } else {
        computed(list, column);
    }
}

/// Behind `AS`: an expression in parentheses, or in SQL Server without them.
fn computed(list: &mut Cursor<'_>, column: &mut Column) {
    if list.eat(&["ROW"]) || list.eat(&["TRANSACTION_ID"]) {
        list.eat_any(&["START", "END"]);
        return;
    }
    if list.is_any(&["IDENTITY", "SEQUENCE_NUMBER"]) {
        return;
    }
    let start = list.at;
    list.at = list.expression_end(start);
    let expression = without_parentheses(list.within(start, list.at));
    column.generated = (!expression.is_empty()).then_some(expression);
}
