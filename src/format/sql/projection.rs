//! The columns of a query's result, looked up in the tables it reads.

use std::collections::BTreeMap;

use super::catalog::{COLUMNS_MAX, Catalog};
use super::change::{Query, QueryItem};
use super::schema::{Column, Table};

/// The columns of `query`; `names` replace those it gives, in order.
pub fn columns(catalog: &Catalog, query: &Query, names: &[String]) -> Vec<Column> {
    let tables: Vec<(&str, &Table)> = query
        .from
        .iter()
        .filter_map(|(name, alias)| {
            let table = catalog.table(catalog.find(name)?);
            Some((alias.as_deref().unwrap_or(&name.name), table))
        })
        .collect();
    let mut columns: Vec<Column> = Vec::new();
    for item in &query.items {
        if columns.len() >= COLUMNS_MAX {
            break;
        }
        match item {
            QueryItem::All(of) => {
                for (alias, table) in &tables {
                    if of
                        .as_deref()
                        .is_none_or(|of| of.eq_ignore_ascii_case(alias))
                    {
                        columns.extend(table.columns.iter().map(plain));
                    }
                }
            }
            QueryItem::Column { name, source } => {
                let found = source
                    .as_ref()
                    .and_then(|(table, column)| find(&tables, table.as_deref(), column));
                let mut column = found.map_or(
                    Column {
                        nullable: true,
                        ..Column::default()
                    },
                    plain,
                );
                if let Some(name) = name {
                    column.name.clone_from(name);
                }
                columns.push(column);
            }
        }
    }
    for (column, name) in columns.iter_mut().zip(names) {
        column.name.clone_from(name);
    }
    for name in names.iter().skip(columns.len()) {
        columns.push(Column {
            name: name.clone(),
            nullable: true,
            ..Column::default()
        });
    }
    name_the_nameless(&mut columns);
    columns
}

fn find<'a>(tables: &[(&str, &'a Table)], table: Option<&str>, column: &str) -> Option<&'a Column> {
    let mut found = tables
        .iter()
        .filter(|(alias, _)| table.is_none_or(|table| table.eq_ignore_ascii_case(alias)))
        .filter_map(|(_, table)| {
            table
                .columns
                .iter()
                .find(|found| found.name.eq_ignore_ascii_case(column))
        });
    let first = found.next()?;
    // Without a table's name a column in several tables is the one they are joined on.
    Some(first)
}

/// What a result takes from a column: neither default nor numbering.
fn plain(column: &Column) -> Column {
    Column {
        default: None,
        generated: None,
        identity: false,
        comment: None,
        ..column.clone()
    }
}

/// Expressions without a name, and names that are taken, get a number: names are unique.
fn name_the_nameless(columns: &mut [Column]) {
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    for (index, column) in columns.iter_mut().enumerate() {
        if column.name.is_empty() {
            column.name = format!("column{}", index + 1);
        }
        while let Some(number) = taken.get_mut(&column.name) {
            *number += 1;
            column.name = format!("{}_{number}", column.name);
        }
        taken.insert(column.name.clone(), 1);
    }
}
