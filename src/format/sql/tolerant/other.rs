//! Everything that is neither `CREATE` nor `ALTER TABLE`: comments, drops, renames, schemas in
//! use, types that change, SQL Server's stored procedures that describe and rename.

use super::Reading;
use super::element::table_and_column;
use crate::format::sql::change::{Alteration, Change, EnumPosition};
use crate::format::sql::cursor::{Cursor, unquoted};
use crate::format::sql::dialect::Dialect;
use crate::format::sql::lex::{self, Kind};
use crate::format::sql::schema::{Domain, QualifiedName};
use crate::format::sql::skipped::SkipReason;

/// Reads the statement under the cursor.
pub fn read(mut cursor: Cursor<'_>) -> Reading {
    if cursor.eat(&["COMMENT", "ON"]) {
        comment(cursor)
    } else if cursor.eat(&["DROP"]) {
        drop(cursor)
    } else if cursor.eat(&["RENAME"]) {
        rename(cursor)
    } else if cursor.eat(&["ALTER", "TYPE"]) || cursor.eat(&["ALTER", "DOMAIN"]) {
        alter_type(cursor)
    } else if cursor.eat_any(&["EXEC", "EXECUTE"]) {
        execute(cursor)
    } else if cursor.eat(&["ALTER", "VIEW"]) || cursor.eat(&["ALTER", "MATERIALIZED", "VIEW"]) {
        alter_view(cursor)
    } else {
        schema_in_use(cursor).ok_or(SkipReason::NotStructure)
    }
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "every statement that is read ends in this or in a refusal"
)]
fn one(change: Change) -> Reading {
    Ok(vec![change])
}

/// Behind `COMMENT ON`.
fn comment(mut cursor: Cursor<'_>) -> Reading {
    let understood = |value: Option<Change>| value.ok_or(SkipReason::NotUnderstood).and_then(one);
    let text = |cursor: &mut Cursor<'_>| {
        cursor.eat(&["IS"]);
        cursor.string()
    };
    if cursor.eat(&["COLUMN"]) {
        understood(table_and_column(&mut cursor).map(|(table, column)| {
            let text = text(&mut cursor);
            Change::Comment(table, Some(column), text)
        }))
    } else if cursor.eat_any(&["TABLE", "VIEW"])
        || cursor.eat(&["MATERIALIZED", "VIEW"])
        || cursor.eat(&["FOREIGN", "TABLE"])
    {
        understood(cursor.qualified().map(|table| {
            let text = text(&mut cursor);
            Change::Comment(table, None, text)
        }))
    } else if cursor.eat_any(&["TYPE", "DOMAIN"]) {
        understood(cursor.qualified().map(|name| {
            let text = text(&mut cursor);
            Change::CommentOnType(name, text)
        }))
    } else {
        Err(SkipReason::NotStructure)
    }
}

/// Behind `DROP`.
fn drop(mut cursor: Cursor<'_>) -> Reading {
    let make: fn(QualifiedName) -> Change = if cursor.eat_any(&["TABLE", "VIEW"])
        || cursor.eat(&["MATERIALIZED", "VIEW"])
        || cursor.eat(&["FOREIGN", "TABLE"])
    {
        Change::Drop
    } else if cursor.eat_any(&["TYPE", "DOMAIN"]) {
        Change::DropType
    } else if cursor.eat(&["INDEX"]) {
        |name| Change::DropIndex(name.name)
    } else if cursor.eat(&["SCHEMA"]) {
        |name| Change::DropSchema(name.name)
    } else {
        return Err(SkipReason::NotStructure);
    };
    cursor.eat(&["CONCURRENTLY"]);
    cursor.eat_if_exists();
    let mut changes = Vec::new();
    while let Some(name) = cursor.qualified() {
        changes.push(make(name));
        cursor.eat_if_exists();
        if !cursor.eat_kind(Kind::Comma) {
            break;
        }
    }
    if changes.is_empty() {
        return Err(SkipReason::NotUnderstood);
    }
    Ok(changes)
}

/// Behind `RENAME`: MySQL's `RENAME TABLE a TO b, …`, Oracle's `RENAME a TO b`.
fn rename(mut cursor: Cursor<'_>) -> Reading {
    cursor.eat(&["TABLE"]);
    let mut changes = Vec::new();
    while let Some(old) = cursor.qualified() {
        if !cursor.eat(&["TO"]) {
            break;
        }
        let Some(mut new) = cursor.qualified() else {
            break;
        };
        if new.schema.is_none() {
            new.schema.clone_from(&old.schema);
        }
        changes.push(Change::Rename(old, new));
        cursor.eat_kind(Kind::Comma);
    }
    if changes.is_empty() {
        return Err(SkipReason::NotStructure);
    }
    Ok(changes)
}

/// Behind `ALTER VIEW`.
fn alter_view(mut cursor: Cursor<'_>) -> Reading {
    cursor.eat_if_exists();
    let name = cursor.qualified().ok_or(SkipReason::NotUnderstood)?;
    if cursor.eat(&["RENAME", "TO"])
        && let Some(mut new) = cursor.qualified()
    {
        new.schema.clone_from(&name.schema);
        return one(Change::Rename(name, new));
    }
    Err(SkipReason::NotStructure)
}

/// Behind `ALTER TYPE`.
fn alter_type(mut cursor: Cursor<'_>) -> Reading {
    let name = cursor.qualified().ok_or(SkipReason::NotUnderstood)?;
    if cursor.eat(&["ADD", "VALUE"]) {
        cursor.eat_if_exists();
        let value = cursor.string().ok_or(SkipReason::NotUnderstood)?;
        let position = if cursor.eat(&["BEFORE"]) {
            cursor.string().map(EnumPosition::Before)
        } else if cursor.eat(&["AFTER"]) {
            cursor.string().map(EnumPosition::After)
        } else {
            None
        };
        let position = position.unwrap_or(EnumPosition::Last);
        return one(Change::AddEnumValue(name, value, position));
    }
    if cursor.eat(&["RENAME", "VALUE"])
        && let Some(old) = cursor.string()
        && cursor.eat(&["TO"])
        && let Some(new) = cursor.string()
    {
        return one(Change::RenameEnumValue(name, old, new));
    }
    let renamed = if cursor.eat(&["RENAME", "TO"]) {
        cursor.name().map(|new| (name.schema.clone(), new))
    } else if cursor.eat(&["SET", "SCHEMA"]) {
        cursor
            .name()
            .map(|schema| (Some(schema), name.name.clone()))
    } else {
        None
    };
    match renamed {
        Some((schema, new)) => one(Change::RenameType(
            name,
            QualifiedName { schema, name: new },
        )),
        None => Err(SkipReason::NotStructure),
    }
}

/// `USE`, `SET search_path`, `SET SCHEMA`, `ALTER SESSION SET CURRENT_SCHEMA`, `set_config(…)`.
fn schema_in_use(mut cursor: Cursor<'_>) -> Option<Vec<Change>> {
    if cursor.eat(&["USE"]) {
        // SQL Server's databases are not schemas.
        if cursor.dialect.is_transact() {
            return None;
        }
        return Some(vec![Change::UseSchema(Some(cursor.name()?))]);
    }
    if cursor.eat(&["ALTER", "SESSION", "SET", "CURRENT_SCHEMA"]) {
        cursor.at += usize::from(cursor.is_symbol("="));
        return Some(vec![Change::UseSchema(Some(cursor.name()?))]);
    }
    if cursor.eat(&["SET"]) {
        cursor.eat_any(&["LOCAL", "SESSION"]);
        let search_path = cursor.eat(&["SEARCH_PATH"]);
        if !search_path && !cursor.eat(&["SCHEMA"]) && !cursor.eat(&["CURRENT", "SCHEMA"]) {
            return None;
        }
        cursor.eat_any(&["TO"]);
        cursor.at += usize::from(cursor.is_symbol("="));
        let mut schema = cursor.name()?;
        // "$user" is a schema that hardly ever exists.
        if schema == "$user" && cursor.eat_kind(Kind::Comma) {
            schema = cursor.name()?;
        }
        let default = schema.is_empty() || search_path && schema == "default";
        return Some(vec![Change::UseSchema((!default).then_some(schema))]);
    }
    if cursor.eat(&["SELECT"]) {
        let function = cursor.qualified()?;
        if function.name != "set_config" {
            return None;
        }
        let mut arguments = cursor.group()?;
        if arguments.string()? != "search_path" {
            return None;
        }
        arguments.eat_kind(Kind::Comma);
        let path = arguments.string()?;
        let first = path.split(',').next()?.trim().trim_matches('"').to_owned();
        let default = first.is_empty();
        return Some(vec![Change::UseSchema((!default).then_some(first))]);
    }
    None
}

/// Behind `EXEC`: the stored procedures of SQL Server that describe, rename and define types.
fn execute(mut cursor: Cursor<'_>) -> Reading {
    let procedure = cursor.qualified().ok_or(SkipReason::NotStructure)?.name;
    let arguments = arguments(&mut cursor);
    let argument = |name: &str, position: usize| {
        arguments
            .iter()
            .find(|(key, _)| key.as_deref() == Some(name))
            .or_else(|| arguments.get(position).filter(|(key, _)| key.is_none()))
            .map(|(_, value)| value.as_str())
    };
    match procedure.to_ascii_lowercase().as_str() {
        "sp_addextendedproperty" | "sp_updateextendedproperty" => {
            let property = argument("@name", 0).unwrap_or_default();
            if !matches!(
                property.to_ascii_lowercase().as_str(),
                "ms_description" | "description"
            ) {
                return Err(SkipReason::NotStructure);
            }
            let level = |index: usize| {
                let kind = argument(&format!("@level{index}type"), 2 + 2 * index)?;
                let name = argument(&format!("@level{index}name"), 3 + 2 * index)?;
                Some((kind.to_ascii_lowercase(), name.to_owned()))
            };
            let value = argument("@value", 1).map(str::to_owned);
            let column = match level(2) {
                None => None,
                Some((kind, name)) if kind == "column" => Some(name),
                Some(_) => return Err(SkipReason::NotStructure),
            };
            match (level(0), level(1)) {
                (Some((schema_kind, schema)), Some((kind, name)))
                    if matches!(schema_kind.as_str(), "schema" | "user")
                        && matches!(kind.as_str(), "table" | "view") =>
                {
                    let table = QualifiedName {
                        schema: Some(schema),
                        name,
                    };
                    one(Change::Comment(table, column, value))
                }
                _ => Err(SkipReason::NotStructure),
            }
        }
        "sp_rename" => {
            let old = argument("@objname", 0).ok_or(SkipReason::NotUnderstood)?;
            let new = argument("@newname", 1).ok_or(SkipReason::NotUnderstood)?;
            let kind = argument("@objtype", 2).unwrap_or("OBJECT");
            let lexemes = &mut Vec::new();
            lex::lex(old, Dialect::SqlServer, lexemes).map_err(|_| SkipReason::TooLong)?;
            let mut old = Cursor::new(old, lexemes, Dialect::SqlServer);
            if kind.eq_ignore_ascii_case("COLUMN") {
                let (table, column) =
                    table_and_column(&mut old).ok_or(SkipReason::NotUnderstood)?;
                let rename = Alteration::RenameColumn(column, new.to_owned());
                one(Change::Alter(table, rename))
            } else if kind.eq_ignore_ascii_case("OBJECT") {
                let old = old.qualified().ok_or(SkipReason::NotUnderstood)?;
                let new = QualifiedName {
                    schema: old.schema.clone(),
                    name: new.to_owned(),
                };
                one(Change::Rename(old, new))
            } else {
                Err(SkipReason::NotStructure)
            }
        }
        "sp_addtype" => {
            let name = argument("@typename", 0).ok_or(SkipReason::NotUnderstood)?;
            let data_type = argument("@phystype", 1).ok_or(SkipReason::NotUnderstood)?;
            let nullability = argument("@nulltype", 2).unwrap_or("NULL");
            one(Change::CreateDomain(Domain {
                name: QualifiedName::bare(name),
                data_type: data_type.to_owned(),
                nullable: !nullability.to_ascii_uppercase().starts_with("NOT"),
                ..Domain::default()
            }))
        }
        _ => Err(SkipReason::NotStructure),
    }
}

/// The arguments of a procedure: `@name = value` or `value`.
fn arguments(cursor: &mut Cursor<'_>) -> Vec<(Option<String>, String)> {
    let mut arguments = Vec::new();
    while !cursor.is_done() {
        let mut key = None;
        if cursor.here().starts_with('@')
            && cursor
                .peek(1)
                .is_some_and(|lexeme| cursor.slice(lexeme) == "=")
        {
            key = Some(cursor.here().to_ascii_lowercase());
            cursor.at += 2;
        }
        let value = match cursor.kind() {
            Some(Kind::Text) => cursor.string().unwrap_or_default(),
            Some(Kind::Name) => {
                let value = unquoted(cursor.here(), cursor.dialect).into_owned();
                cursor.at += 1;
                value
            }
            _ => {
                let start = cursor.at;
                cursor.skip_to_comma();
                cursor.as_written(start, cursor.at)
            }
        };
        arguments.push((key, value));
        cursor.skip_to_comma();
        cursor.eat_kind(Kind::Comma);
    }
    arguments
}
