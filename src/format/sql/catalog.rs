//! Carries out changes as an engine would, and gives the schema that results.
//!
//! Nothing here reads SQL. What an engine would refuse is refused here too, with the reason; a
//! refused change leaves everything as it was.

mod alter;
mod create;
mod finish;

use std::collections::HashMap;

use super::change::{Change, EnumPosition, NewTable};
use super::dialect::{Dialect, Folding};
use super::schema::{Column, Domain, EnumType, Index, QualifiedName, Table};

/// Engines allow 1,600 (PostgreSQL) to 4,096 (MySQL, Oracle) columns in a table. Columns are looked
/// up one by one, so a bound there must be.
pub(super) const COLUMNS_MAX: usize = 4096;

/// Why a change is refused.
pub type Refusal = String;

/// What exists after the changes so far.
pub struct Catalog {
    dialect: Dialect,
    current_schema: Option<String>,
    entries: Vec<Entry>,
    by_name: HashMap<(String, String), usize>,
    by_bare_name: HashMap<String, Vec<usize>>,
    enums: Vec<EnumType>,
    domains: Vec<Domain>,
}

struct Entry {
    table: Table,
    dropped: bool,
    partition_of: Option<usize>,
    source: NewTable,
}

impl Catalog {
    /// An empty catalog.
    pub fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            current_schema: None,
            entries: Vec::new(),
            by_name: HashMap::new(),
            by_bare_name: HashMap::new(),
            enums: Vec::new(),
            domains: Vec::new(),
        }
    }

    /// Carries out one change.
    pub fn apply(&mut self, change: Change) -> Result<(), Refusal> {
        match change {
            Change::UseSchema(schema) => self.current_schema = schema,
            Change::Create(table) => return self.create(*table),
            Change::Alter(table, alteration) => match self.find(&table) {
                Some(index) => return self.alter(index, alteration),
                // Scripts begin by dropping what may not be there.
                None if alteration.is_drop() => {}
                None => return Err(no_table(&table)),
            },
            Change::CreateIndex(table, index) => {
                let at = self.existing(&table)?;
                let table = &mut self.entries[at].table;
                let columns = canonical(table, self.dialect, index.columns);
                table.indexes.push(Index { columns, ..index });
            }
            Change::DropIndex(name) => {
                for entry in &mut self.entries {
                    entry
                        .table
                        .indexes
                        .retain(|index| index.name.as_ref() != Some(&name));
                }
            }
            Change::Drop(name) => {
                if let Some(index) = self.find_exact(&name) {
                    self.forget(index);
                }
            }
            Change::DropSchema(schema) => {
                for index in 0..self.entries.len() {
                    if self.entries[index].table.name.schema.as_ref() == Some(&schema) {
                        self.forget(index);
                    }
                }
            }
            Change::Rename(old, new) => return self.rename(&old, &new),
            Change::Comment(table, column, text) => return self.comment(&table, column, text),
            Change::CommentOnType(name, text) => {
                let name = self.qualify(&name);
                if let Some(found) = self.enums.iter_mut().find(|found| found.name == name) {
                    found.comment = text;
                } else if let Some(found) = self.domains.iter_mut().find(|found| found.name == name)
                {
                    found.comment = text;
                }
            }
            Change::CreateEnum(mut found) => {
                found.name = self.qualify(&found.name);
                self.enums.push(found);
            }
            Change::CreateDomain(mut domain) => {
                domain.name = self.qualify(&domain.name);
                self.domains.push(domain);
            }
            Change::DropType(name) => {
                let name = self.qualify(&name);
                self.enums.retain(|found| found.name != name);
                self.domains.retain(|found| found.name != name);
            }
            Change::RenameType(old, new) => {
                let (old, new) = (self.qualify(&old), self.qualify(&new));
                for name in self
                    .enums
                    .iter_mut()
                    .map(|found| &mut found.name)
                    .chain(self.domains.iter_mut().map(|found| &mut found.name))
                    .filter(|name| **name == old)
                {
                    name.clone_from(&new);
                }
            }
            Change::AddEnumValue(name, value, position) => {
                let values = self.enum_values(&name)?;
                let at = match position {
                    EnumPosition::Last => None,
                    EnumPosition::Before(other) => values.iter().position(|v| *v == other),
                    EnumPosition::After(other) => {
                        values.iter().position(|v| *v == other).map(|at| at + 1)
                    }
                };
                if !values.contains(&value) {
                    values.insert(at.unwrap_or(values.len()), value);
                }
            }
            Change::RenameEnumValue(name, old, new) => {
                let values = self.enum_values(&name)?;
                if let Some(value) = values.iter_mut().find(|value| **value == old) {
                    *value = new;
                }
            }
        }
        Ok(())
    }

    fn key(&self, name: &str) -> String {
        match self.dialect.folding() {
            Folding::Keep => name.to_lowercase(),
            Folding::Lower | Folding::Upper => name.to_owned(),
        }
    }

    /// The name with the schema it is in when it has none.
    fn qualify(&self, name: &QualifiedName) -> QualifiedName {
        let default = || {
            self.current_schema
                .clone()
                .or_else(|| self.dialect.default_schema().map(str::to_owned))
        };
        QualifiedName {
            schema: name
                .schema
                .clone()
                .filter(|s| !s.is_empty())
                .or_else(default),
            name: name.name.clone(),
        }
    }

    fn full_key(&self, name: &QualifiedName) -> (String, String) {
        let qualified = self.qualify(name);
        let schema = qualified.schema.as_deref().unwrap_or_default();
        (self.key(schema), self.key(&qualified.name))
    }

    fn find_exact(&self, name: &QualifiedName) -> Option<usize> {
        self.by_name.get(&self.full_key(name)).copied()
    }

    /// The table of this name; where a schema is given on one side only, the only one so called.
    pub(super) fn find(&self, name: &QualifiedName) -> Option<usize> {
        self.find_exact(name).or_else(|| {
            let mut candidates =
                self.by_bare_name
                    .get(&self.key(&name.name))?
                    .iter()
                    .filter(|&&index| {
                        name.schema.is_none() || self.entries[index].table.name.schema.is_none()
                    });
            let only = candidates.next()?;
            candidates.next().is_none().then_some(*only)
        })
    }

    /// The table at `index` of the catalog.
    pub(super) fn table(&self, index: usize) -> &Table {
        &self.entries[index].table
    }

    fn existing(&self, name: &QualifiedName) -> Result<usize, Refusal> {
        self.find(name).ok_or_else(|| no_table(name))
    }

    fn remember(&mut self, index: usize) {
        let name = self.entries[index].table.name.clone();
        self.by_name.insert(self.full_key(&name), index);
        self.by_bare_name
            .entry(self.key(&name.name))
            .or_default()
            .push(index);
    }

    fn forget_name(&mut self, index: usize) {
        let name = self.entries[index].table.name.clone();
        self.by_name.remove(&self.full_key(&name));
        if let Some(same) = self.by_bare_name.get_mut(&self.key(&name.name)) {
            same.retain(|&other| other != index);
        }
    }

    fn forget(&mut self, index: usize) {
        if !self.entries[index].dropped {
            self.forget_name(index);
            self.entries[index].dropped = true;
            // A dropped table keeps nothing, so that a file that drops and creates one table over
            // and over needs no more memory than one that creates it once.
            self.entries[index].table.columns.clear();
        }
    }

    fn rename(&mut self, old: &QualifiedName, new: &QualifiedName) -> Result<(), Refusal> {
        let index = self.existing(old)?;
        let new = QualifiedName {
            schema: new
                .schema
                .clone()
                .or_else(|| self.entries[index].table.name.schema.clone()),
            name: new.name.clone(),
        };
        match self.find_exact(&new) {
            Some(other) if other != index => return Err(format!("{new} exists already")),
            _ => {}
        }
        self.forget_name(index);
        let old = std::mem::replace(&mut self.entries[index].table.name, new.clone());
        self.remember(index);
        for entry in &mut self.entries {
            for key in &mut entry.table.foreign_keys {
                if key.target == old {
                    key.target.clone_from(&new);
                }
            }
        }
        Ok(())
    }

    fn comment(
        &mut self,
        table: &QualifiedName,
        column: Option<String>,
        text: Option<String>,
    ) -> Result<(), Refusal> {
        let index = self.existing(table)?;
        let dialect = self.dialect;
        let table = &mut self.entries[index].table;
        match column {
            None => table.comment = text,
            Some(name) => {
                let refusal = || format!("{} has no column {name}", table.name);
                let at = column_index(table, dialect, &name).ok_or_else(refusal)?;
                table.columns[at].comment = text;
            }
        }
        Ok(())
    }

    fn enum_values(&mut self, name: &QualifiedName) -> Result<&mut Vec<String>, Refusal> {
        let name = self.qualify(name);
        self.enums
            .iter_mut()
            .find(|found| found.name == name)
            .map(|found| &mut found.values)
            .ok_or_else(|| format!("there is no type {name}"))
    }
}

fn no_table(name: &QualifiedName) -> Refusal {
    format!("there is no table {name}")
}

fn same_name(dialect: Dialect, a: &str, b: &str) -> bool {
    match dialect.folding() {
        Folding::Keep if a.is_ascii() || b.is_ascii() => a.eq_ignore_ascii_case(b),
        Folding::Keep => a.to_lowercase() == b.to_lowercase(),
        Folding::Lower | Folding::Upper => a == b,
    }
}

fn column_index(table: &Table, dialect: Dialect, name: &str) -> Option<usize> {
    let exact = table.columns.iter().position(|column| column.name == name);
    exact.or_else(|| {
        table
            .columns
            .iter()
            .position(|column| same_name(dialect, &column.name, name))
    })
}

fn column_mut<'a>(table: &'a mut Table, dialect: Dialect, name: &str) -> Option<&'a mut Column> {
    column_index(table, dialect, name).and_then(|at| table.columns.get_mut(at))
}

/// Names of columns as the table spells them; what is no column (an expression) stays.
fn canonical(table: &Table, dialect: Dialect, names: Vec<String>) -> Vec<String> {
    names
        .into_iter()
        .map(|name| match column_index(table, dialect, &name) {
            Some(at) => table.columns[at].name.clone(),
            None => name,
        })
        .collect()
}
