//! Carries out changes as an engine would, and gives the schema that results.
//!
//! Nothing here reads SQL. What an engine would refuse is refused here too, with the reason; a
//! refused change leaves everything as it was.

use std::collections::HashMap;

use super::change::{
    Alteration, Change, Constraint, Element, EnumPosition, Like, NewTable, Position,
};
use super::dialect::{Dialect, Folding};
use super::projection;
use super::schema::{
    Column, Domain, EnumType, ForeignKey, Index, Key, QualifiedName, Schema, Table, TableKind,
};

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

    /// What exists in the end, with everything resolved that the whole file tells.
    pub fn finish(mut self) -> Schema {
        self.fold_partitions();
        self.imply_not_null();
        for index in 0..self.entries.len() {
            let entry = &self.entries[index];
            let incomplete = entry
                .table
                .columns
                .iter()
                .any(|column| column.data_type.is_empty());
            if entry.table.kind != TableKind::Table
                && (incomplete || entry.table.columns.is_empty())
            {
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

    fn create(&mut self, mut new: NewTable) -> Result<(), Refusal> {
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
    fn project(&mut self, index: usize) {
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

    fn add_constraint(&mut self, index: usize, constraint: Constraint) {
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

    fn alter(&mut self, index: usize, alteration: Alteration) -> Result<(), Refusal> {
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

fn add_column(table: &mut Table, column: Column, dialect: Dialect) -> Result<(), Refusal> {
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
