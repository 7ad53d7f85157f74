//! New tables and views, and where their columns come from: their own list, the tables they inherit
//! from or are like, their query.

use super::{COLUMNS_MAX, Catalog, Entry, Refusal, column_index};
use crate::format::sql::change::{Element, Like, NewTable};
use crate::format::sql::dialect::Dialect;
use crate::format::sql::projection;
use crate::format::sql::schema::{Column, Key, Table, TableKind};

impl Catalog {
    pub(super) fn create(&mut self, mut new: NewTable) -> Result<(), Refusal> {
        new.name = self.qualify(&new.name);
        if let Some(index) = self.find_exact(&new.name) {
            let existing = &self.entries[index].table;
            if new.if_not_exists {
                return Ok(());
            }
            if !new.or_replace {
                return Err(format!(
                    "{} exists already, from line {}",
                    new.name, existing.line
                ));
            }
            self.forget(index);
        }
        if new.elements.len() > COLUMNS_MAX {
            return Err(format!(
                "{} has more columns than any engine allows",
                new.name
            ));
        }
        let partition_of = match &new.partition_of {
            Some(parent) => Some(self.existing(parent)?),
            None => None,
        };
        let mut table = Table {
            name: new.name.clone(),
            kind: new.kind,
            comment: new.comment.take(),
            line: new.line,
            ..Table::default()
        };
        let mut constraints = Vec::new();
        let parents: Vec<usize> = new
            .inherits
            .iter()
            .chain(&new.partition_of)
            .filter_map(|parent| self.find(parent))
            .collect();
        for parent in parents {
            self.inherit(&mut table, parent);
        }
        for element in std::mem::take(&mut new.elements) {
            match element {
                Element::Column(column) => add_column(&mut table, column, self.dialect)?,
                Element::Like(like) => self.copy_like(&mut table, &like)?,
            }
        }
        constraints.append(&mut new.constraints);
        self.entries.push(Entry {
            table,
            dropped: false,
            partition_of,
            source: new,
        });
        let index = self.entries.len() - 1;
        if self.entries[index].source.query.is_some() {
            self.project(index);
        }
        self.remember(index);
        for constraint in constraints {
            self.add_constraint(index, constraint);
        }
        Ok(())
    }

    /// Gives a view or copied table the columns of its query.
    pub(super) fn project(&mut self, index: usize) {
        let entry = &self.entries[index];
        let Some(query) = &entry.source.query else {
            return;
        };
        let mut columns = projection::columns(self, query, &entry.source.column_names);
        for column in &mut columns {
            if let Some(before) = entry.table.column(&column.name) {
                column.comment.clone_from(&before.comment);
                if column.data_type.is_empty() {
                    column.data_type.clone_from(&before.data_type);
                }
            }
        }
        let table = &mut self.entries[index].table;
        // A copied table takes no constraints along, except in MySQL.
        if table.kind == TableKind::Table && self.dialect != Dialect::MySql {
            for column in &mut columns {
                column.nullable = true;
            }
        }
        if table.columns.len() <= columns.len() {
            table.columns = columns;
        }
    }

    /// PostgreSQL: the columns and checks of the parent, those of the same name merged.
    fn inherit(&self, table: &mut Table, parent: usize) {
        let parent = &self.entries[parent].table;
        for column in &parent.columns {
            if table.column(&column.name).is_none() {
                table.columns.push(Column {
                    comment: None,
                    ..column.clone()
                });
            }
        }
        table.checks.extend(parent.checks.iter().cloned());
    }

    fn copy_like(&self, table: &mut Table, like: &Like) -> Result<(), Refusal> {
        let source = &self.entries[self.existing(&like.source)?].table;
        for column in &source.columns {
            let mut copy = column.clone();
            if !like.defaults {
                copy.default = None;
                copy.generated = None;
                copy.identity = false;
            }
            if !like.comments {
                copy.comment = None;
            }
            let in_key = source
                .primary_key
                .as_ref()
                .is_some_and(|key| key.columns.contains(&column.name));
            copy.nullable &= !in_key;
            table.columns.push(copy);
        }
        if like.indexes {
            let unnamed = |key: &Key| Key {
                name: None,
                columns: key.columns.clone(),
            };
            table.primary_key = source.primary_key.as_ref().map(unnamed);
            table.uniques.extend(source.uniques.iter().map(unnamed));
            table.indexes.extend(source.indexes.iter().cloned());
        }
        if like.checks {
            table.checks.extend(source.checks.iter().cloned());
        }
        Ok(())
    }
}

/// Adds a column behind the others.
pub(super) fn add_column(
    table: &mut Table,
    column: Column,
    dialect: Dialect,
) -> Result<(), Refusal> {
    if table.columns.len() >= COLUMNS_MAX {
        return Err(format!(
            "{} has more columns than any engine allows",
            table.name
        ));
    }
    match column_index(table, dialect, &column.name) {
        // PostgreSQL: merged with the one inherited.
        Some(at) if dialect.is_postgres_like() => {
            let inherited = &table.columns[at];
            table.columns[at] = Column {
                nullable: column.nullable && inherited.nullable,
                default: column.default.clone().or_else(|| inherited.default.clone()),
                ..column
            };
        }
        Some(_) => return Err(format!("{} has two columns {}", table.name, column.name)),
        None => table.columns.push(column),
    }
    Ok(())
}
