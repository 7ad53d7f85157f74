//! What a DDL file declares, in plain data: tables, columns, keys, indexes, types.
//!
//! Names are as the engine would report them after running the file. Nothing here knows how
//! SQL is read, nor what a design is.

/// A name that may be qualified by a schema (or, in MySQL, by a database).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QualifiedName {
    /// The schema; `None` where the engine has none or the file does not say.
    pub schema: Option<String>,
    /// The name inside the schema.
    pub name: String,
}

impl QualifiedName {
    /// A name without a schema.
    pub fn bare(name: impl Into<String>) -> Self {
        Self {
            schema: None,
            name: name.into(),
        }
    }
}

impl std::fmt::Display for QualifiedName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.schema {
            Some(schema) => write!(f, "{schema}.{}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

/// Everything a file declares, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schema {
    /// Tables and views. Partitions are folded into the table they are a part of.
    pub tables: Vec<Table>,
    /// Enumerated types that have a name of their own.
    pub enums: Vec<EnumType>,
    /// Domains and aliases of types.
    pub domains: Vec<Domain>,
}

/// What a [`Table`] is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TableKind {
    /// A base table.
    #[default]
    Table,
    /// A view.
    View,
    /// A materialized view.
    MaterializedView,
}

/// A table or view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Schema and name.
    pub name: QualifiedName,
    /// Base table or view.
    pub kind: TableKind,
    /// Columns in the engine's order.
    pub columns: Vec<Column>,
    /// The primary key.
    pub primary_key: Option<Key>,
    /// Unique constraints, in the order of declaration.
    pub uniques: Vec<Key>,
    /// Foreign keys, in the order of declaration.
    pub foreign_keys: Vec<ForeignKey>,
    /// Indexes other than those that keys imply.
    pub indexes: Vec<Index>,
    /// Check constraints.
    pub checks: Vec<Check>,
    /// Comment or description.
    pub comment: Option<String>,
    /// Line of the statement that creates it, from 1.
    pub line: u32,
}

impl Table {
    /// The column called `name`, exactly.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// A column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// Name as the engine reports it.
    pub name: String,
    /// Type as the file writes it, in one line; empty where the file gives none.
    pub data_type: String,
    /// Whether the column accepts null.
    pub nullable: bool,
    /// Default as the file writes it.
    pub default: Option<String>,
    /// The expression the column is computed from.
    pub generated: Option<String>,
    /// Whether the engine numbers the rows (identity, auto-increment, serial).
    pub identity: bool,
    /// Comment or description.
    pub comment: Option<String>,
}

/// A primary key or unique constraint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Key {
    /// Name, where the file gives one.
    pub name: Option<String>,
    /// Columns in the key's order.
    pub columns: Vec<String>,
}

/// What happens to the rows that refer to a row that goes or changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferentialAction {
    /// Refused at the end of the statement.
    NoAction,
    /// Refused at once.
    Restrict,
    /// They go or change too.
    Cascade,
    /// Their columns become null.
    SetNull,
    /// Their columns get their default.
    SetDefault,
}

/// A foreign key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ForeignKey {
    /// Name, where the file gives one.
    pub name: Option<String>,
    /// Columns of the referring table.
    pub columns: Vec<String>,
    /// The table referred to; it need not be in the file.
    pub target: QualifiedName,
    /// Columns referred to, as many as `columns`; empty only where the file gives none and the
    /// target's primary key is not known.
    pub target_columns: Vec<String>,
    /// `None` where the file does not say.
    pub on_delete: Option<ReferentialAction>,
    /// `None` where the file does not say.
    pub on_update: Option<ReferentialAction>,
}

/// An index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// Name, where the file gives one.
    pub name: Option<String>,
    /// Columns, or expressions as the file writes them.
    pub columns: Vec<String>,
    /// Whether it forbids equal rows.
    pub unique: bool,
    /// The condition of a partial index.
    pub filter: Option<String>,
}

/// A check constraint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Check {
    /// Name, where the file gives one.
    pub name: Option<String>,
    /// The condition as the file writes it, without the outer parentheses.
    pub condition: String,
}

/// An enumerated type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnumType {
    /// Schema and name.
    pub name: QualifiedName,
    /// Values in their order.
    pub values: Vec<String>,
    /// Comment or description.
    pub comment: Option<String>,
}

/// A domain or alias of a type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Domain {
    /// Schema and name.
    pub name: QualifiedName,
    /// The type it is based on, as the file writes it.
    pub data_type: String,
    /// Whether columns of it accept null.
    pub nullable: bool,
    /// Default as the file writes it.
    pub default: Option<String>,
    /// Check constraints.
    pub checks: Vec<Check>,
    /// Comment or description.
    pub comment: Option<String>,
}
