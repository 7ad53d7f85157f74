//! What only the end of the file tells: partitions folded, keys resolved, views that read tables
//! which come later.

use super::{Catalog, canonical};
use crate::format::sql::dialect::Dialect;
use crate::format::sql::schema::{ForeignKey, Schema, TableKind};

impl Catalog {
    /// What exists in the end, with everything resolved that the whole file tells.
    pub fn finish(mut self) -> Schema {
        self.fold_partitions();
        self.imply_not_null();
        for index in 0..self.entries.len() {
            if self.entries[index].table.kind != TableKind::Table {
                self.project(index);
            }
        }
        for index in 0..self.entries.len() {
            for at in 0..self.entries[index].table.foreign_keys.len() {
                self.resolve_foreign_key(index, at);
            }
        }
        Schema {
            tables: self
                .entries
                .into_iter()
                .filter(|entry| !entry.dropped)
                .map(|entry| entry.table)
                .collect(),
            enums: self.enums,
            domains: self.domains,
        }
    }

    /// Partitions go; the foreign keys they declare are those of the table they are a part of.
    fn fold_partitions(&mut self) {
        for index in 0..self.entries.len() {
            let Some(mut whole) = self.entries[index].partition_of else {
                continue;
            };
            if self.entries[index].dropped {
                continue;
            }
            // Partitions of partitions; the bound is for tables attached to each other in a ring.
            for _ in 0..64 {
                match self.entries[whole].partition_of {
                    Some(next) if next != index => whole = next,
                    _ => break,
                }
            }
            if whole == index {
                continue;
            }
            let keys = std::mem::take(&mut self.entries[index].table.foreign_keys);
            let target = &mut self.entries[whole].table.foreign_keys;
            for key in keys {
                let same = |other: &ForeignKey| {
                    other.columns == key.columns
                        && other.target == key.target
                        && other.target_columns == key.target_columns
                };
                if !target.iter().any(same) {
                    target.push(key);
                }
            }
            self.forget(index);
        }
    }

    /// The columns of a primary key are never null; SQLite keeps a slip of old and lets them be,
    /// except in tables without row ids.
    fn imply_not_null(&mut self) {
        for entry in &mut self.entries {
            if self.dialect == Dialect::Sqlite && !entry.source.without_rowid {
                continue;
            }
            let table = &mut entry.table;
            let Some(key) = &table.primary_key else {
                continue;
            };
            for column in &mut table.columns {
                column.nullable &= !key.columns.contains(&column.name);
            }
        }
    }

    fn resolve_foreign_key(&mut self, index: usize, at: usize) {
        let key = &self.entries[index].table.foreign_keys[at];
        let Some(found) = self.find(&key.target) else {
            return;
        };
        let target = &self.entries[found].table;
        let columns = if key.target_columns.is_empty() {
            target
                .primary_key
                .as_ref()
                .map(|primary| primary.columns.clone())
                .filter(|columns| columns.len() == key.columns.len())
                .unwrap_or_default()
        } else {
            canonical(target, self.dialect, key.target_columns.clone())
        };
        let name = target.name.clone();
        let key = &mut self.entries[index].table.foreign_keys[at];
        key.target = name;
        key.target_columns = columns;
    }
}
