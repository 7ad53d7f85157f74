//! What one statement does to a schema. Both readers of statements give these; the catalog
//! carries them out.

use super::schema::{Check, Column, EnumType, ForeignKey, Index, Key, QualifiedName, TableKind};

/// One step that a statement takes. Names are already folded as the engine does it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// From here on unqualified names are in this schema; `None` is the dialect's default.
    UseSchema(Option<String>),
    /// A table or view comes to be.
    Create(Box<NewTable>),
    /// A table changes.
    Alter(QualifiedName, Alteration),
    /// An index comes to be.
    CreateIndex(QualifiedName, Index),
    /// An index goes.
    DropIndex(String),
    /// A table or view goes.
    Drop(QualifiedName),
    /// A table or view gets another name.
    Rename(QualifiedName, QualifiedName),
    /// A schema and everything in it goes.
    DropSchema(String),
    /// A table, view or column gets a comment, or loses it.
    Comment(QualifiedName, Option<String>, Option<String>),
    /// A type gets a comment, or loses it.
    CommentOnType(QualifiedName, Option<String>),
    /// An enumerated type comes to be.
    CreateEnum(EnumType),
    /// An enumerated type gets a value, before or after another one or at the end.
    AddEnumValue(QualifiedName, String, EnumPosition),
    /// A value of an enumerated type gets another name.
    RenameEnumValue(QualifiedName, String, String),
    /// A domain or alias of a type comes to be.
    CreateDomain(super::schema::Domain),
    /// A type goes.
    DropType(QualifiedName),
    /// A type gets another name.
    RenameType(QualifiedName, QualifiedName),
}

/// Where a value of an enumerated type is added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EnumPosition {
    /// Behind all others.
    Last,
    /// Before this one.
    Before(String),
    /// Behind this one.
    After(String),
}

/// A table or view as its statement declares it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewTable {
    /// Its name.
    pub name: QualifiedName,
    /// Base table or view.
    pub kind: TableKind,
    /// Columns and copied columns, in order.
    pub elements: Vec<Element>,
    /// Constraints of the table and of its columns, and MySQL's indexes, in order.
    pub constraints: Vec<Constraint>,
    /// Its comment.
    pub comment: Option<String>,
    /// PostgreSQL: the tables whose columns it inherits.
    pub inherits: Vec<QualifiedName>,
    /// PostgreSQL: the table it is a partition of.
    pub partition_of: Option<QualifiedName>,
    /// The query that a view or a copied table is made of.
    pub query: Option<Query>,
    /// Names of the columns of a view or copied table, where the statement gives them.
    pub column_names: Vec<String>,
    /// No error when it exists already.
    pub if_not_exists: bool,
    /// Takes the place of the one that exists.
    pub or_replace: bool,
    /// SQLite: its primary key is never null.
    pub without_rowid: bool,
    /// The line of the statement.
    pub line: u32,
}

/// An element of a table's column list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Element {
    /// A column.
    Column(Column),
    /// `LIKE other`: its columns.
    Like(Like),
}

/// What `LIKE` copies from another table besides names, types and nullability.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Like {
    /// The table copied from.
    pub source: QualifiedName,
    /// Defaults, identity and generated columns too.
    pub defaults: bool,
    /// Primary key, unique constraints and indexes too.
    pub indexes: bool,
    /// Check constraints too.
    pub checks: bool,
    /// Comments too.
    pub comments: bool,
}

/// A constraint or index of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Constraint {
    /// `PRIMARY KEY`
    PrimaryKey(Key),
    /// `PRIMARY KEY USING INDEX index`
    PrimaryKeyFromIndex(String),
    /// `UNIQUE`
    Unique(Key),
    /// `UNIQUE USING INDEX index`
    UniqueFromIndex(String),
    /// `FOREIGN KEY` or `REFERENCES`
    ForeignKey(ForeignKey),
    /// `CHECK`
    Check(Check),
    /// `CONSTRAINT name NOT NULL column`
    NotNull(String),
    /// MySQL and SQL Server: an index declared inside the table.
    Index(Index),
}

/// Where a column is added or moved to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Position {
    /// Behind all others, or where it is.
    #[default]
    Unchanged,
    /// Before all others.
    First,
    /// Behind this one.
    After(String),
}

/// A change of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Alteration {
    /// A column is added.
    AddColumn {
        /// The column.
        column: Column,
        /// What is declared with it.
        constraints: Vec<Constraint>,
        /// Where.
        position: Position,
        /// No error when it exists already.
        if_not_exists: bool,
    },
    /// A column goes.
    DropColumn(String),
    /// A column gets another name.
    RenameColumn(String, String),
    /// A column is declared anew, perhaps under another name (MySQL, SQL Server).
    Redefine {
        /// Its name so far.
        name: String,
        /// Its declaration.
        column: Column,
        /// What is declared with it.
        constraints: Vec<Constraint>,
        /// Where it moves to.
        position: Position,
    },
    /// Oracle's `MODIFY`: what is given changes, the rest stays.
    Modify {
        /// The column.
        name: String,
        /// Its new type.
        data_type: Option<String>,
        /// Whether it accepts null from now on.
        nullable: Option<bool>,
        /// Its new default.
        default: Option<String>,
        /// What is declared with it.
        constraints: Vec<Constraint>,
    },
    /// A column's default changes or goes.
    SetDefault(String, Option<String>),
    /// The engine numbers the rows from now on, or no longer.
    SetIdentity(String, bool),
    /// A generated column becomes a plain one.
    DropExpression(String),
    /// A constraint is added.
    AddConstraint(Constraint),
    /// A constraint, key or index of this name goes.
    DropConstraint(String),
    /// The primary key goes.
    DropPrimaryKey,
    /// A constraint or index gets another name.
    RenameConstraint(String, String),
    /// Another table becomes a partition of this one.
    AttachPartition(QualifiedName),
    /// Another table is no longer a partition of this one.
    DetachPartition(QualifiedName),
    /// The table inherits from another one from now on.
    Inherit(QualifiedName),
    /// The table's comment changes.
    SetComment(Option<String>),
}

impl Alteration {
    /// Whether it only takes something away.
    pub fn is_drop(&self) -> bool {
        matches!(
            self,
            Self::DropColumn(_) | Self::DropConstraint(_) | Self::DropPrimaryKey
        )
    }
}

/// The part of a query that tells the columns of its result.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The columns of its result.
    pub items: Vec<QueryItem>,
    /// The tables it reads, with the names they have in it.
    pub from: Vec<(QualifiedName, Option<String>)>,
}

/// A column of a query's result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueryItem {
    /// `*`, or all columns of one table.
    All(Option<String>),
    /// One column.
    Column {
        /// Its name, where the query tells it.
        name: Option<String>,
        /// For a plain column, the table and column it is.
        source: Option<(Option<String>, String)>,
    },
}
