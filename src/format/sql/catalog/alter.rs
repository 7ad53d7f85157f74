//! Changes of tables: columns, constraints, indexes.

use super::create::add_column;
use super::{Catalog, Refusal, canonical, column_index, column_mut};
use crate::format::sql::change::{Alteration, Constraint, Position};
use crate::format::sql::dialect::Dialect;
use crate::format::sql::schema::{ForeignKey, Index, Key, Table};

impl Catalog {
    pub(super) fn add_constraint(&mut self, index: usize, constraint: Constraint) {
        let dialect = self.dialect;
        let table = &mut self.entries[index].table;
        match constraint {
            Constraint::PrimaryKey(key) => {
                let columns = canonical(table, dialect, key.columns);
                table.primary_key = Some(Key { columns, ..key });
            }
            Constraint::Unique(key) => {
                let columns = canonical(table, dialect, key.columns);
                table.uniques.push(Key { columns, ..key });
            }
            Constraint::PrimaryKeyFromIndex(name) => {
                table.primary_key = take_index(table, &name).or(table.primary_key.take());
            }
            Constraint::UniqueFromIndex(name) => {
                let key = take_index(table, &name);
                table.uniques.extend(key);
            }
            Constraint::ForeignKey(key) => {
                let columns = canonical(table, dialect, key.columns);
                table.foreign_keys.push(ForeignKey { columns, ..key });
                let at = table.foreign_keys.len() - 1;
                let target = table.foreign_keys[at].target.clone();
                // As the search path is now, not as it is at the end.
                let target = self.qualify(&target);
                self.entries[index].table.foreign_keys[at].target = target;
            }
            Constraint::Check(check) => table.checks.push(check),
            Constraint::NotNull(name) => {
                if let Some(column) = column_mut(table, dialect, &name) {
                    column.nullable = false;
                }
            }
            Constraint::Index(found) => {
                let columns = canonical(table, dialect, found.columns);
                table.indexes.push(Index { columns, ..found });
            }
        }
    }

    pub(super) fn alter(&mut self, index: usize, alteration: Alteration) -> Result<(), Refusal> {
        let dialect = self.dialect;
        let table = &mut self.entries[index].table;
        let column_of = |table: &mut Table, name: &str| -> Result<usize, Refusal> {
            column_index(table, dialect, name)
                .ok_or_else(|| format!("{} has no column {name}", table.name))
        };
        match alteration {
            Alteration::AddColumn {
                column,
                constraints,
                position,
                if_not_exists,
            } => {
                if if_not_exists && column_index(table, dialect, &column.name).is_some() {
                    return Ok(());
                }
                add_column(table, column, dialect)?;
                let at = table.columns.len() - 1;
                move_column(table, dialect, at, &position);
                for constraint in constraints {
                    self.add_constraint(index, constraint);
                }
            }
            Alteration::DropColumn(name) => {
                let at = column_of(table, &name)?;
                let name = table.columns.remove(at).name;
                let keeps = |columns: &[String]| !columns.contains(&name);
                table.primary_key = table.primary_key.take().filter(|key| keeps(&key.columns));
                table.uniques.retain(|key| keeps(&key.columns));
                table.foreign_keys.retain(|key| keeps(&key.columns));
                table.indexes.retain(|index| keeps(&index.columns));
            }
            Alteration::RenameColumn(old, new) => {
                let at = column_of(table, &old)?;
                let old = std::mem::replace(&mut table.columns[at].name, new.clone());
                self.rename_column_in_keys(index, &old, &new);
            }
            Alteration::Redefine {
                name,
                column,
                constraints,
                position,
            } => {
                let at = column_of(table, &name)?;
                let new_name = column.name.clone();
                let old = std::mem::replace(&mut table.columns[at], column);
                move_column(table, dialect, at, &position);
                if old.name != new_name {
                    self.rename_column_in_keys(index, &old.name, &new_name);
                }
                for constraint in constraints {
                    self.add_constraint(index, constraint);
                }
            }
            Alteration::Modify {
                name,
                data_type,
                nullable,
                default,
                constraints,
            } => {
                let at = column_of(table, &name)?;
                let column = &mut table.columns[at];
                if let Some(data_type) = data_type {
                    column.data_type = data_type;
                }
                column.nullable = nullable.unwrap_or(column.nullable);
                column.default = default.or(column.default.take());
                for constraint in constraints {
                    self.add_constraint(index, constraint);
                }
            }
            Alteration::SetDefault(name, default) => {
                let at = column_of(table, &name)?;
                table.columns[at].default = default;
            }
            Alteration::SetIdentity(name, identity) => {
                let at = column_of(table, &name)?;
                table.columns[at].identity = identity;
            }
            Alteration::DropExpression(name) => {
                let at = column_of(table, &name)?;
                table.columns[at].generated = None;
            }
            Alteration::AddConstraint(constraint) => self.add_constraint(index, constraint),
            Alteration::DropConstraint(name) => drop_constraint(table, dialect, &name),
            Alteration::DropPrimaryKey => table.primary_key = None,
            Alteration::RenameConstraint(old, new) => rename_constraint(table, &old, &new),
            Alteration::AttachPartition(part) => {
                let part = self.existing(&part)?;
                self.entries[part].partition_of = Some(index);
            }
            Alteration::DetachPartition(part) => {
                let part = self.existing(&part)?;
                self.entries[part].partition_of = None;
            }
            // The columns must be there already.
            Alteration::Inherit(_) => {}
            Alteration::SetComment(comment) => table.comment = comment,
        }
        Ok(())
    }

    fn rename_column_in_keys(&mut self, index: usize, old: &str, new: &str) {
        let replace = |columns: &mut Vec<String>| {
            for column in columns.iter_mut().filter(|column| *column == old) {
                new.clone_into(column);
            }
        };
        let table = &mut self.entries[index].table;
        let keys = table.primary_key.iter_mut().chain(&mut table.uniques);
        keys.for_each(|key| replace(&mut key.columns));
        table
            .foreign_keys
            .iter_mut()
            .for_each(|key| replace(&mut key.columns));
        table
            .indexes
            .iter_mut()
            .for_each(|index| replace(&mut index.columns));
        let name = table.name.clone();
        for entry in &mut self.entries {
            for key in &mut entry.table.foreign_keys {
                if key.target == name {
                    replace(&mut key.target_columns);
                }
            }
        }
    }
}

fn move_column(table: &mut Table, dialect: Dialect, at: usize, position: &Position) {
    let to = match position {
        Position::Unchanged => return,
        Position::First => 0,
        Position::After(other) => match column_index(table, dialect, other) {
            Some(other) => other + usize::from(other < at),
            None => return,
        },
    };
    let column = table.columns.remove(at);
    table.columns.insert(to.min(table.columns.len()), column);
}

fn take_index(table: &mut Table, name: &str) -> Option<Key> {
    let at = table
        .indexes
        .iter()
        .position(|index| index.name.as_deref() == Some(name))?;
    let index = table.indexes.remove(at);
    Some(Key {
        name: index.name,
        columns: index.columns,
    })
}

/// Whether a constraint has this name, given or made up by the engine.
fn is_called(name: Option<&String>, implied: &str, wanted: &str) -> bool {
    match name {
        Some(name) => name.eq_ignore_ascii_case(wanted),
        None => implied.eq_ignore_ascii_case(wanted),
    }
}

fn drop_constraint(table: &mut Table, dialect: Dialect, name: &str) {
    let own = table.name.name.clone();
    let primary = if dialect == Dialect::MySql {
        "PRIMARY".to_owned()
    } else {
        format!("{own}_pkey")
    };
    table.primary_key = table
        .primary_key
        .take()
        .filter(|key| !is_called(key.name.as_ref(), &primary, name));
    table.uniques.retain(|key| {
        let implied = if dialect == Dialect::MySql {
            key.columns.first().cloned().unwrap_or_default()
        } else {
            format!("{own}_{}_key", key.columns.join("_"))
        };
        !is_called(key.name.as_ref(), &implied, name)
    });
    let mut number = 0;
    table.foreign_keys.retain(|key| {
        number += usize::from(key.name.is_none());
        let implied = if dialect == Dialect::MySql {
            format!("{own}_ibfk_{number}")
        } else {
            format!("{own}_{}_fkey", key.columns.join("_"))
        };
        !is_called(key.name.as_ref(), &implied, name)
    });
    table
        .checks
        .retain(|check| !is_called(check.name.as_ref(), "", name));
    table
        .indexes
        .retain(|index| !is_called(index.name.as_ref(), "", name));
}

fn rename_constraint(table: &mut Table, old: &str, new: &str) {
    let names = table
        .primary_key
        .iter_mut()
        .map(|key| &mut key.name)
        .chain(table.uniques.iter_mut().map(|key| &mut key.name))
        .chain(table.foreign_keys.iter_mut().map(|key| &mut key.name))
        .chain(table.checks.iter_mut().map(|check| &mut check.name))
        .chain(table.indexes.iter_mut().map(|index| &mut index.name));
    for name in names.filter(|name| name.as_deref() == Some(old)) {
        *name = Some(new.to_owned());
    }
}
