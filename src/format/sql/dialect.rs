//! SQL dialects: their names, lexical rules, name folding, and guessing one from a file.

use std::fmt;
use std::str::FromStr;

use memchr::memmem;

/// A dialect of SQL, named after the engine that speaks it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dialect {
    /// Standard SQL of no particular engine.
    #[default]
    Ansi,
    /// PostgreSQL, including what `pg_dump` and `psql` add.
    PostgreSql,
    /// `CockroachDB`.
    CockroachDb,
    /// Amazon Redshift.
    Redshift,
    /// MySQL and MariaDB.
    MySql,
    /// SQLite.
    Sqlite,
    /// Microsoft SQL Server.
    SqlServer,
    /// Sybase ASE.
    Sybase,
    /// Oracle, including SQL*Plus scripts.
    Oracle,
    /// IBM Db2.
    Db2,
    /// H2.
    H2,
    /// HSQLDB.
    HsqlDb,
    /// Apache Derby.
    Derby,
    /// Firebird.
    Firebird,
    /// Informix.
    Informix,
    /// Google `BigQuery`.
    BigQuery,
    /// Apache Phoenix.
    Phoenix,
    /// Cassandra's CQL.
    Cassandra,
}

/// What an engine does to names that are not quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Folding {
    /// Turned to lower case; quoted names are case-sensitive.
    Lower,
    /// Turned to upper case; quoted names are case-sensitive.
    Upper,
    /// Kept as written and compared without case.
    Keep,
}

impl Dialect {
    /// All dialects, in the order of the enumeration.
    pub const ALL: &'static [Self] = &[
        Self::Ansi,
        Self::PostgreSql,
        Self::CockroachDb,
        Self::Redshift,
        Self::MySql,
        Self::Sqlite,
        Self::SqlServer,
        Self::Sybase,
        Self::Oracle,
        Self::Db2,
        Self::H2,
        Self::HsqlDb,
        Self::Derby,
        Self::Firebird,
        Self::Informix,
        Self::BigQuery,
        Self::Phoenix,
        Self::Cassandra,
    ];

    /// The name used on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ansi => "ansi",
            Self::PostgreSql => "postgresql",
            Self::CockroachDb => "cockroachdb",
            Self::Redshift => "redshift",
            Self::MySql => "mysql",
            Self::Sqlite => "sqlite",
            Self::SqlServer => "sqlserver",
            Self::Sybase => "sybase",
            Self::Oracle => "oracle",
            Self::Db2 => "db2",
            Self::H2 => "h2",
            Self::HsqlDb => "hsqldb",
            Self::Derby => "derby",
            Self::Firebird => "firebird",
            Self::Informix => "informix",
            Self::BigQuery => "bigquery",
            Self::Phoenix => "phoenix",
            Self::Cassandra => "cassandra",
        }
    }

    /// What the engine does to names that are not quoted.
    pub fn folding(self) -> Folding {
        match self {
            Self::PostgreSql
            | Self::CockroachDb
            | Self::Redshift
            | Self::Informix
            | Self::Cassandra => Folding::Lower,
            Self::Oracle
            | Self::Db2
            | Self::H2
            | Self::HsqlDb
            | Self::Derby
            | Self::Firebird
            | Self::Phoenix => Folding::Upper,
            Self::Ansi
            | Self::MySql
            | Self::Sqlite
            | Self::SqlServer
            | Self::Sybase
            | Self::BigQuery => Folding::Keep,
        }
    }

    /// The name as the engine reports it.
    pub fn fold(self, name: &str, quoted: bool) -> String {
        match self.folding() {
            Folding::Lower if !quoted => name.to_lowercase(),
            Folding::Upper if !quoted => name.to_uppercase(),
            _ => name.to_owned(),
        }
    }

    /// The schema that unqualified names belong to.
    pub fn default_schema(self) -> Option<&'static str> {
        match self {
            Self::PostgreSql | Self::CockroachDb | Self::Redshift => Some("public"),
            Self::SqlServer | Self::Sybase => Some("dbo"),
            _ => None,
        }
    }

    /// PostgreSQL and the engines that speak its language.
    pub fn is_postgres_like(self) -> bool {
        matches!(self, Self::PostgreSql | Self::CockroachDb | Self::Redshift)
    }

    /// SQL Server and Sybase: batches end at `GO`, statements need no semicolon.
    pub fn is_transact(self) -> bool {
        matches!(self, Self::SqlServer | Self::Sybase)
    }

    /// A backslash escapes the next character of a string.
    pub(super) fn has_backslash_escapes(self) -> bool {
        matches!(self, Self::MySql | Self::BigQuery)
    }

    /// `"text"` is a string, not a name.
    pub(super) fn has_double_quoted_strings(self) -> bool {
        matches!(self, Self::MySql | Self::BigQuery)
    }

    /// `[name]` is a name, not an array's length.
    pub(super) fn has_bracketed_names(self) -> bool {
        matches!(self, Self::SqlServer | Self::Sybase | Self::Sqlite)
    }

    /// `#` starts a comment that runs to the end of the line.
    pub(super) fn has_hash_comments(self) -> bool {
        matches!(self, Self::MySql | Self::BigQuery)
    }

    /// `//` starts a comment that runs to the end of the line.
    pub(super) fn has_double_slash_comments(self) -> bool {
        matches!(self, Self::Cassandra)
    }

    /// `{ … }` is a comment.
    pub(super) fn has_brace_comments(self) -> bool {
        matches!(self, Self::Informix)
    }

    /// `/* … /* … */ … */` is one comment.
    pub(super) fn has_nested_comments(self) -> bool {
        self.is_postgres_like() || matches!(self, Self::SqlServer | Self::Ansi)
    }

    /// `$tag$ … $tag$` is a string.
    pub(super) fn has_dollar_quotes(self) -> bool {
        !matches!(
            self,
            Self::MySql | Self::SqlServer | Self::Sybase | Self::Oracle | Self::Sqlite
        )
    }

    /// `/*!40101 … */` is executed.
    pub(super) fn has_versioned_comments(self) -> bool {
        matches!(self, Self::MySql)
    }

    /// The dialect the text seems to be written in: each marker votes, the most votes win.
    /// Only the beginning of the text is looked at.
    pub fn guess(text: &str) -> Self {
        const SAMPLE: usize = 256 * 1024;
        let sample = text.as_bytes();
        let sample = sample[..sample.len().min(SAMPLE)].to_ascii_lowercase();
        let mut votes = vec![0_u32; Self::ALL.len()];
        for &(dialect, weight, marker) in MARKERS {
            if memmem::find(&sample, marker.as_bytes()).is_some() {
                votes[dialect as usize] += weight;
            }
        }
        for (dialect, weight) in line_markers(&sample) {
            votes[dialect as usize] += weight;
        }
        let mut best = Self::Ansi;
        for &dialect in Self::ALL {
            if votes[dialect as usize] > votes[best as usize] {
                best = dialect;
            }
        }
        best
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Dialect {
    type Err = UnknownDialect;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let wanted = name.to_ascii_lowercase();
        let wanted = match wanted.as_str() {
            "postgres" | "pg" => "postgresql",
            "mariadb" => "mysql",
            "sqlite3" => "sqlite",
            "mssql" | "tsql" | "sql-server" => "sqlserver",
            "cockroach" => "cockroachdb",
            "cql" => "cassandra",
            "generic" => "ansi",
            other => other,
        };
        Self::ALL
            .iter()
            .copied()
            .find(|dialect| dialect.name() == wanted)
            .ok_or_else(|| UnknownDialect(name.to_owned()))
    }
}

/// A name that is no dialect's.
#[derive(Debug, thiserror::Error)]
#[error(
    "unknown SQL dialect `{0}`; use one of postgresql, mysql, sqlite, sqlserver, oracle, ansi, cockroachdb, redshift, sybase, db2, h2, hsqldb, derby, firebird, informix, bigquery, phoenix, cassandra"
)]
pub struct UnknownDialect(String);

/// Lines that only one family of client programs writes: `GO`, `/`, `rem …`, `prompt …`.
fn line_markers(sample: &[u8]) -> impl Iterator<Item = (Dialect, u32)> {
    let (mut go, mut slash, mut sqlplus) = (false, false, false);
    for line in sample.split(|&b| b == b'\n') {
        let line = line.trim_ascii();
        go |= line == b"go" || line == b"go;";
        slash |= line == b"/";
        sqlplus |= line == b"rem" || line.starts_with(b"rem ") || line.starts_with(b"prompt ");
    }
    [
        (go, Dialect::SqlServer, 15),
        (slash, Dialect::Oracle, 8),
        (sqlplus, Dialect::Oracle, 12),
    ]
    .into_iter()
    .filter_map(|(found, dialect, weight)| found.then_some((dialect, weight)))
}

/// What speaks for a dialect: how much, and the lower-case text to look for.
const MARKERS: &[(Dialect, u32, &str)] = &[
    (Dialect::PostgreSql, 100, "postgresql database dump"),
    (Dialect::PostgreSql, 20, "pg_catalog"),
    (Dialect::PostgreSql, 20, "\n\\restrict "),
    (Dialect::PostgreSql, 20, "alter table only "),
    (Dialect::PostgreSql, 20, " from stdin;"),
    (Dialect::PostgreSql, 20, "plpgsql"),
    (Dialect::PostgreSql, 20, "create extension"),
    (Dialect::PostgreSql, 10, "nextval("),
    (Dialect::PostgreSql, 8, "without time zone"),
    (Dialect::PostgreSql, 5, "with time zone"),
    (Dialect::PostgreSql, 8, "::text"),
    (Dialect::PostgreSql, 8, "timestamptz"),
    (Dialect::PostgreSql, 8, "bigserial"),
    (Dialect::PostgreSql, 6, " serial"),
    (Dialect::PostgreSql, 6, "jsonb"),
    (Dialect::PostgreSql, 6, "bytea"),
    (Dialect::PostgreSql, 6, "tsvector"),
    (Dialect::PostgreSql, 5, "using gin"),
    (Dialect::PostgreSql, 5, "character varying"),
    (Dialect::PostgreSql, 5, "text[]"),
    (Dialect::PostgreSql, 5, "as enum"),
    (Dialect::PostgreSql, 4, "inherits"),
    (Dialect::PostgreSql, 4, "postgres"),
    (Dialect::PostgreSql, 4, "comment on "),
    (Dialect::PostgreSql, 3, " int4"),
    (Dialect::PostgreSql, 3, " int8"),
    (Dialect::PostgreSql, 3, "double precision"),
    (Dialect::PostgreSql, 3, " text"),
    (Dialect::PostgreSql, 3, " money"),
    (Dialect::PostgreSql, 2, " boolean"),
    (Dialect::PostgreSql, 2, " cascade;"),
    (Dialect::PostgreSql, 2, " uuid"),
    (Dialect::CockroachDb, 40, "cockroach"),
    (Dialect::CockroachDb, 40, "unique_rowid()"),
    (Dialect::CockroachDb, 20, "crdb_internal"),
    (Dialect::Redshift, 40, "redshift"),
    (Dialect::Redshift, 40, "distkey"),
    (Dialect::Redshift, 40, "diststyle"),
    (Dialect::Redshift, 40, "sortkey"),
    (Dialect::MySql, 100, "mysql dump"),
    (Dialect::MySql, 100, "mariadb dump"),
    (Dialect::MySql, 20, "/*!"),
    (Dialect::MySql, 15, "auto_increment"),
    (Dialect::MySql, 15, "engine=innodb"),
    (Dialect::MySql, 15, "engine = innodb"),
    (Dialect::MySql, 15, "engine=myisam"),
    (Dialect::MySql, 10, "engine innodb"),
    (Dialect::MySql, 10, "foreign_key_checks"),
    (Dialect::MySql, 10, "on update current_timestamp"),
    (Dialect::MySql, 10, "\ndelimiter "),
    (Dialect::MySql, 10, "charset="),
    (Dialect::MySql, 8, "longtext"),
    (Dialect::MySql, 8, "mediumtext"),
    (Dialect::MySql, 8, "longblob"),
    (Dialect::MySql, 8, "collate utf8"),
    (Dialect::MySql, 6, "create table `"),
    (Dialect::MySql, 6, "create table if not exists `"),
    (Dialect::MySql, 6, " unsigned"),
    (Dialect::MySql, 5, "tinyint(1)"),
    (Dialect::MySql, 4, "datetime("),
    (Dialect::MySql, 4, "mysql"),
    (Dialect::MySql, 3, " int(11)"),
    (Dialect::MySql, 3, "`"),
    (Dialect::MySql, 2, "\nuse "),
    (Dialect::MySql, 2, " datetime"),
    (Dialect::Sqlite, 30, "\npragma "),
    (Dialect::Sqlite, 30, "pragma foreign_keys"),
    (Dialect::Sqlite, 30, "without rowid"),
    (Dialect::Sqlite, 30, "create virtual table"),
    (Dialect::Sqlite, 30, " autoincrement"),
    (Dialect::Sqlite, 30, "sqlite_sequence"),
    (Dialect::Sqlite, 20, "sqlite"),
    (Dialect::Sqlite, 10, "insert or ignore"),
    (Dialect::Sqlite, 4, "integer primary key"),
    (Dialect::SqlServer, 30, "sp_addextendedproperty"),
    (Dialect::SqlServer, 20, "set ansi_nulls"),
    (Dialect::SqlServer, 20, "set quoted_identifier"),
    (Dialect::SqlServer, 20, "[dbo]"),
    (Dialect::SqlServer, 10, "dbo."),
    (Dialect::SqlServer, 10, "identity(1"),
    (Dialect::SqlServer, 10, "identity (1"),
    (Dialect::SqlServer, 10, "uniqueidentifier"),
    (Dialect::SqlServer, 10, "datetime2"),
    (Dialect::SqlServer, 10, "nonclustered"),
    (Dialect::SqlServer, 8, " clustered"),
    (Dialect::SqlServer, 10, "(max)"),
    (Dialect::SqlServer, 10, "object_id("),
    (Dialect::SqlServer, 8, "next value for"),
    (Dialect::SqlServer, 6, "create table ["),
    (Dialect::SqlServer, 6, " nvarchar("),
    (Dialect::SqlServer, 4, " bit "),
    (Dialect::SqlServer, 4, "sql server"),
    (Dialect::Sybase, 40, "sybase"),
    (Dialect::Oracle, 15, "varchar2"),
    (Dialect::Oracle, 10, " number("),
    (Dialect::Oracle, 4, " number,"),
    (Dialect::Oracle, 4, " number not null"),
    (Dialect::Oracle, 8, "sysdate"),
    (Dialect::Oracle, 8, "cascade constraints"),
    (Dialect::Oracle, 8, "execute immediate"),
    (Dialect::Oracle, 8, "pctfree"),
    (Dialect::Oracle, 8, "tablespace"),
    (Dialect::Oracle, 4, "oracle"),
    (Dialect::Db2, 12, "db2"),
    (Dialect::Db2, 12, "for bit data"),
    (Dialect::Db2, 8, "ccsid"),
    (Dialect::H2, 30, "h2 database"),
    (Dialect::H2, 12, "longvarchar"),
    (Dialect::H2, 8, " identity not null"),
    (Dialect::HsqlDb, 40, "hsqldb"),
    (Dialect::HsqlDb, 12, " if exists;"),
    (Dialect::HsqlDb, 12, "integer identity"),
    (Dialect::HsqlDb, 12, "create cached table"),
    (Dialect::HsqlDb, 12, "create memory table"),
    (Dialect::Derby, 40, "derby"),
    (Dialect::Firebird, 40, "firebird"),
    (Dialect::Firebird, 20, "sub_type"),
    (Dialect::Firebird, 20, "set term "),
    (Dialect::Informix, 40, "informix"),
    (Dialect::Informix, 30, "byte in table"),
    (Dialect::Informix, 20, "lock mode row"),
    (Dialect::BigQuery, 30, "bigquery"),
    (Dialect::BigQuery, 20, " int64"),
    (Dialect::BigQuery, 20, " float64"),
    (Dialect::BigQuery, 10, " struct<"),
    (Dialect::Phoenix, 40, "immutable_rows"),
    (Dialect::Phoenix, 40, "salt_buckets"),
    (Dialect::Phoenix, 20, "upsert into"),
    (Dialect::Cassandra, 40, "create keyspace"),
    (Dialect::Cassandra, 40, "clustering order by"),
    (Dialect::Cassandra, 30, "with compaction"),
    (Dialect::Cassandra, 20, " frozen<"),
    (Dialect::Cassandra, 10, " map<"),
];
