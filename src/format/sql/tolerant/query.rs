//! The columns that a query gives and the tables it reads, as far as its text tells.

use crate::format::sql::change::{Query, QueryItem};
use crate::format::sql::cursor::Cursor;
use crate::format::sql::lex::Kind;

/// Reads the query that comes next, to the end of the statement.
pub fn query(cursor: &Cursor<'_>) -> Query {
    let mut query = Query::default();
    let mut main = *cursor;
    // CREATE TABLE … AS (SELECT …)
    while main.kind() == Some(Kind::Open) {
        match main.group() {
            Some(inner) => main = inner,
            None => break,
        }
    }
    while !main.is_done() && !main.is("SELECT") {
        main.skip_one();
    }
    main.eat(&["SELECT"]);
    skip_quantifier(&mut main);
    items(&mut main, &mut query);
    if main.eat(&["FROM"]) {
        from(&mut main, &mut query);
    }
    query
}

fn skip_quantifier(main: &mut Cursor<'_>) {
    if main.eat(&["DISTINCT"]) && main.eat(&["ON"]) {
        main.skip_one();
    }
    main.eat(&["ALL"]);
    if main.eat(&["TOP"]) {
        main.skip_one();
        main.eat_any(&["PERCENT"]);
        main.eat(&["WITH", "TIES"]);
    }
}

const AFTER_ITEMS: &[&str] = &[
    "FROM",
    "INTO",
    "WHERE",
    "UNION",
    "INTERSECT",
    "EXCEPT",
    "ORDER",
    "LIMIT",
];

fn items(main: &mut Cursor<'_>, query: &mut Query) {
    let ends = |main: &Cursor<'_>| {
        main.is_any(AFTER_ITEMS) || matches!(main.kind(), None | Some(Kind::Semicolon))
    };
    while !ends(main) {
        let start = main.at;
        while !ends(main) && main.kind() != Some(Kind::Comma) {
            main.skip_one();
        }
        query.items.push(item(main.within(start, main.at)));
        main.eat_kind(Kind::Comma);
    }
    if main.is("INTO") {
        while main.kind().is_some() && !main.is("FROM") {
            main.skip_one();
        }
    }
}

fn item(item: Cursor<'_>) -> QueryItem {
    let kinds = |index: usize| item.lexemes.get(index).map(|lexeme| lexeme.kind);
    let named = |index: usize| matches!(kinds(index), Some(Kind::Word | Kind::Name));
    let name_at = |index: usize| {
        let mut at = item.within(index, item.lexemes.len());
        at.name()
    };
    let length = item.lexemes.len();
    let last_is_star = length > 0 && item.within(length - 1, length).is_symbol("*");
    if last_is_star && (length == 1 || kinds(length - 2) == Some(Kind::Period)) {
        return QueryItem::All(length.checked_sub(3).and_then(name_at));
    }
    // The path of names at the beginning: column, table.column or schema.table.column.
    let mut path_length = usize::from(named(0));
    while path_length > 0 && kinds(path_length) == Some(Kind::Period) && named(path_length + 1) {
        path_length += 2;
    }
    let alias_of_two =
        named(length.saturating_sub(1)) || kinds(length.saturating_sub(1)) == Some(Kind::Text);
    let as_alias = length >= 3 && item.within(length - 2, length - 1).is("AS") && alias_of_two;
    let implied_alias = length >= 2
        && alias_of_two
        && !matches!(kinds(length - 2), Some(Kind::Period | Kind::Symbol))
        && !item
            .within(length - 1, length)
            .is_any(&["END", "NULL", "PRECISION", "ZONE"]);
    let plain_length = match (as_alias, implied_alias) {
        (true, _) => length - 2,
        (false, true) => length - 1,
        (false, false) => length,
    };
    let source = (path_length > 0 && path_length == plain_length)
        .then(|| {
            let table = path_length.checked_sub(3).and_then(name_at);
            name_at(path_length - 1).map(|column| (table, column))
        })
        .flatten();
    let name = if as_alias || implied_alias {
        name_at(length - 1)
    } else if path_length > 0 {
        // A column, a cast of one, or a function: engines name the result after it.
        let cast = item.within(path_length, path_length + 1).is_symbol("::");
        let call = kinds(path_length) == Some(Kind::Open) && item.group_end(path_length) == length;
        (path_length == length || cast || call)
            .then(|| name_at(path_length - 1))
            .flatten()
    } else {
        None
    };
    QueryItem::Column { name, source }
}

const AFTER_FROM: &[&str] = &[
    "WHERE",
    "GROUP",
    "ORDER",
    "HAVING",
    "UNION",
    "INTERSECT",
    "EXCEPT",
    "LIMIT",
    "WINDOW",
    "CONNECT",
    "FETCH",
    "OFFSET",
    "MINUS",
];

const NOT_AN_ALIAS: &[&str] = &[
    "ON",
    "JOIN",
    "LEFT",
    "RIGHT",
    "INNER",
    "OUTER",
    "FULL",
    "CROSS",
    "NATURAL",
    "USING",
    "WITH",
    "TABLESAMPLE",
    "STRAIGHT_JOIN",
    "SELECT",
];

/// Joins may be in parentheses (`pg_dump` writes them so), subqueries are passed over.
fn from(main: &mut Cursor<'_>, query: &mut Query) {
    let mut table_follows = true;
    while !main.is_done() && !main.is_any(AFTER_FROM) {
        if main.kind() == Some(Kind::Open) {
            if table_follows && !main.any_at(1, &["SELECT", "VALUES", "WITH"]) {
                main.at += 1;
            } else {
                main.skip_one();
                table_follows = false;
            }
        } else if main.kind() == Some(Kind::Comma) || main.is("JOIN") {
            main.at += 1;
            table_follows = true;
        } else if table_follows {
            main.eat_any(&["ONLY", "LATERAL"]);
            table_follows = false;
            let Some(table) = main.qualified() else {
                main.at += 1;
                continue;
            };
            if main.kind() == Some(Kind::Open) {
                continue;
            }
            main.eat(&["AS"]);
            let alias = if main.is_any(NOT_AN_ALIAS) || main.is_any(AFTER_FROM) {
                None
            } else {
                main.name()
            };
            query.from.push((table, alias));
        } else {
            main.at += 1;
        }
    }
}
