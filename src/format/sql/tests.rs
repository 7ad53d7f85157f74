//! Tests of the import at its public boundary. Whole files with their results are in
//! `tests/fixtures/sql`; here is what those results do not say.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::schema::{Schema, Table};
use super::{
    DesignOptions, Dialect, ImportError, Readers, Services, SkipReason, read, read_with, to_design,
};
use crate::model::{
    Cardinality, DeletePolicy, Design, Engine, EntityKind, OnDelete, Role, Versioning,
};

fn schema(dialect: Dialect, sql: &str) -> Schema {
    read(sql.as_bytes(), Some(dialect)).unwrap().schema
}

fn design(dialect: Dialect, sql: &str, services: Services) -> (Design, Vec<String>) {
    let import = read(sql.as_bytes(), Some(dialect)).unwrap();
    let options = DesignOptions {
        name: "shop".to_owned(),
        services,
    };
    let (design, warnings) = to_design(&import.schema, dialect, &options);
    crate::model::validate::check(&design).unwrap();
    (design, warnings.iter().map(ToString::to_string).collect())
}

/// One line per entity: kind, service and fields with their marks.
fn entities(design: &Design) -> String {
    let mut text = String::new();
    for (_, entity) in design.entities().iter() {
        let service = entity.service.and_then(|id| design.get(id));
        if let Some(service) = service {
            let _ = write!(text, "{}.", service.name);
        }
        let _ = write!(text, "{}:", entity.name);
        for field in &entity.fields {
            let key = if field.key { "*" } else { "" };
            let null = if field.null { "?" } else { "" };
            let _ = write!(text, " {}{key} {}{null}", field.name, field.data_type);
            for role in &field.roles {
                let _ = write!(text, " [{}]", role.glyph());
            }
            text.push(',');
        }
        text.pop();
        text.push('\n');
    }
    text
}

/// One line per relationship.
fn relationships(design: &Design) -> String {
    let names = crate::model::names::Names::new(design);
    let mut text = String::new();
    for (_, relationship) in design.relationships().iter() {
        let _ = writeln!(
            text,
            "{} {} -> {} {}",
            names.endpoint(&relationship.from),
            relationship.ends.0.label(),
            names.endpoint(&relationship.to),
            relationship.ends.1.label(),
        );
    }
    text
}

#[test]
fn defaults_checks_and_computed_columns_are_as_written() {
    let sql = "CREATE TABLE public.t (\n  a text DEFAULT  'x''y'::text -- why\n NOT NULL,\n  \
               b int DEFAULT (- 1),\n  c timestamptz DEFAULT now() AT TIME ZONE 'utc' NOT NULL,\n  \
               d text GENERATED ALWAYS AS (lower((a)::text)) STORED,\n  \
               CONSTRAINT positive CHECK (((b > 0) AND (a <> ''::text)))\n);";
    for readers in [Readers::Both, Readers::TolerantOnly] {
        let import = read_with(sql.as_bytes(), Some(Dialect::PostgreSql), readers).unwrap();
        let table: &Table = &import.schema.tables[0];
        let defaults: Vec<Option<&str>> = table
            .columns
            .iter()
            .map(|column| column.default.as_deref())
            .collect();
        assert_eq!(
            defaults,
            [
                Some("'x''y'::text"),
                Some("(- 1)"),
                Some("now() AT TIME ZONE 'utc'"),
                None
            ]
        );
        assert_eq!(
            table.columns[3].generated.as_deref(),
            Some("lower((a)::text)")
        );
        assert_eq!(table.checks[0].name.as_deref(), Some("positive"));
        assert_eq!(table.checks[0].condition, "(b > 0) AND (a <> ''::text)");
        assert!(!table.columns[0].nullable && !table.columns[2].nullable);
    }
}

#[test]
fn what_is_left_out_is_listed_with_its_line_and_first_words() {
    let sql = "SET x = 1;\n\nCREATE FUNCTION f() RETURNS int AS $$ SELECT 1; $$ LANGUAGE sql;\n\
               INSERT INTO t VALUES (1);\nSELECT 1;\nCREATE TABLE t (a int);\n\
               CREATE TABLE t (b int);\nALTER TABLE missing ADD c int;\nCREATE TABLE;\n\\connect db\n";
    let import = read(sql.as_bytes(), Some(Dialect::PostgreSql)).unwrap();
    let listed: Vec<String> = import.skipped.iter().map(ToString::to_string).collect();
    assert_eq!(
        listed,
        [
            "line 1: not part of a data model: SET x = 1",
            "line 3: a routine: CREATE FUNCTION f() RETURNS int AS",
            "line 5: a query: SELECT 1",
            "line 7: public.t exists already, from line 6: CREATE TABLE t (b int)",
            "line 8: there is no table missing: ALTER TABLE missing ADD c int",
            "line 9: not understood: CREATE TABLE",
            "line 10: a command to the client program: \\connect db",
        ]
    );
    let problems = import
        .skipped
        .iter()
        .filter(|skipped| skipped.reason.is_problem());
    assert_eq!(problems.count(), 3);
    assert_eq!(import.data_statements, 1);
}

#[test]
fn a_statement_that_is_broken_costs_no_other() {
    let sql = "CREATE TABLE a (id int PRIMARY KEY,, x @@ !! ~;\nCREATE TABLE b (id int;\n\
               CREATE TABLE c (id int)\nCREATE TABLE d (id int, PRIMARY KEY (id))\nGARBAGE (((;\n\
               CREATE FUNCTION f() BEGIN no end;\nCREATE TABLE e (id int);\n\
               INSERT INTO e VALUES ('not closed);\nCREATE TABLE f (id int);\n";
    for dialect in [Dialect::Ansi, Dialect::MySql, Dialect::Sqlite, Dialect::Db2] {
        let schema = schema(dialect, sql);
        let names: Vec<String> = schema
            .tables
            .iter()
            .map(|table| table.name.name.to_lowercase())
            .collect();
        assert_eq!(names, ["a", "b", "c", "d", "e", "f"], "{dialect}");
    }
}

#[test]
fn what_is_no_sql_is_refused_in_plain_words() {
    assert!(matches!(read(b"", None), Err(ImportError::Empty)));
    assert!(matches!(read(b" \n\t ", None), Err(ImportError::Empty)));
    let picture = read(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", None).unwrap_err();
    assert_eq!(
        picture.to_string(),
        "not a text file: it holds null characters; name a file with SQL statements"
    );
    let prose = read(b"Dear all, please find attached (the) file.", None).unwrap();
    assert_eq!(prose.schema, Schema::default());
    assert_eq!(prose.skipped[0].reason, SkipReason::NotStructure);
}

#[test]
fn schemas_become_a_design() {
    let sql = "CREATE TYPE mood AS ENUM ('sad', 'happy');\n\
        CREATE TABLE customer (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text UNIQUE, mood mood, tenant_id uuid NOT NULL, deleted_at timestamptz, version int NOT NULL);\n\
        COMMENT ON TABLE customer IS 'Who buys';\n\
        CREATE TABLE profile (customer_id bigint PRIMARY KEY REFERENCES customer ON DELETE CASCADE, age int CHECK (age > 0));\n\
        CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES customer, status text NOT NULL, created_at timestamptz NOT NULL);\n\
        CREATE TABLE line (order_id bigint NOT NULL REFERENCES orders, number int, part bigint REFERENCES part, PRIMARY KEY (order_id, number));\n\
        CREATE INDEX by_status ON orders (status) WHERE (status <> 'done');\n\
        CREATE INDEX by_lower ON orders (lower(status));\n\
        CREATE VIEW open_orders AS SELECT o.id, c.email AS customer FROM orders o JOIN customer c ON c.id = o.customer_id;";
    let (design, warnings) = design(Dialect::PostgreSql, sql, Services::None);
    assert_eq!(
        entities(&design),
        "customer: id* bigint, email text?, mood mood?, tenant_id uuid [ten], deleted_at timestamptz? [del], version int [ver]\n\
         profile: customer_id* bigint, age int?\n\
         orders: id* bigint, customer_id bigint?, status text [st], created_at timestamptz [cr]\n\
         line: order_id* bigint, number* int, part bigint?\n\
         open_orders: id bigint, customer text?\n"
    );
    assert_eq!(
        relationships(&design),
        "profile.customer_id 0..1 -> customer.id 1\n\
         orders.customer_id 0..n -> customer.id 0..1\n\
         line.order_id 0..n -> orders.id 1\n"
    );
    assert_eq!(
        warnings,
        [
            "line 5: public.orders: index by_lower is left out: it is on an expression, (lower(status))",
            "line 6: public.line (part) refers to public.part, which the file does not create",
        ]
    );
    let entity = |name: &str| {
        design
            .entities()
            .iter()
            .map(|(_, entity)| entity)
            .find(|entity| entity.name == name)
            .unwrap()
    };
    let customer = entity("customer");
    let field = |name: &str| customer.field_named(name).unwrap();
    assert_eq!(customer.comment, "Who buys");
    assert_eq!(field("id").default_value.as_deref(), Some("identity"));
    assert_eq!(field("mood").comment, "one of sad, happy");
    assert!(field("email").unique && field("tenant_id").inferred && !field("email").inferred);
    assert_eq!(field("tenant_id").roles, [Role::Tenant]);
    assert_eq!(customer.deletes, DeletePolicy::Soft(field("deleted_at").id));
    assert_eq!(
        customer.versioning,
        Versioning::Optimistic(field("version").id)
    );
    assert_eq!(
        entity("profile").field_named("age").unwrap().comment,
        "check: age > 0"
    );
    assert_eq!(entity("orders").indexes[0].filter, "status <> 'done'");
    assert_eq!(entity("open_orders").kind, EntityKind::Projection);
    let (_, profile) = design.relationships().iter().next().unwrap();
    assert_eq!(profile.on_delete, OnDelete::Cascade);
    assert_eq!(profile.ends, (Cardinality::ZeroOrOne, Cardinality::One));
    assert!(profile.identifying);
    let (_, store) = design.stores().iter().next().unwrap();
    assert_eq!(
        (store.name.as_str(), &store.engine),
        ("shop", &Engine::PostgreSql)
    );
}

#[test]
fn services_own_the_tables_of_their_schema_or_list() {
    let sql = "CREATE TABLE sales.orders (id int); CREATE TABLE billing.orders (id int);\n\
               CREATE TABLE billing.invoice_line (id int); CREATE TABLE public.misc (id int);";
    let (by_schema, _) = design(Dialect::PostgreSql, sql, Services::Schema);
    assert_eq!(
        entities(&by_schema),
        "sales.orders: id int?\nbilling.orders: id int?\nbilling.invoice_line: id int?\npublic.misc: id int?\n"
    );
    let list = Services::from_csv("table,service\nsales.*,Shop\nInvoice*,Billing\nnothing,X\n");
    let (listed, warnings) = design(Dialect::PostgreSql, sql, list.unwrap());
    assert_eq!(
        entities(&listed),
        "Shop.sales.orders: id int?\nbilling.orders: id int?\nBilling.invoice_line: id int?\nmisc: id int?\n"
    );
    assert_eq!(
        warnings,
        [
            "no service owns billing.orders, public.misc",
            "`nothing,X` fits no table that is not assigned already",
        ]
    );
    let (_, store) = listed.stores().iter().next().unwrap();
    assert_eq!(store.connects.len(), 2);
    let (none, _) = design(Dialect::PostgreSql, sql, Services::None);
    assert!(entities(&none).starts_with("sales.orders: id int?\nbilling.orders: id int?\n"));
}

#[test]
fn dialects_are_guessed_from_what_only_they_write() {
    for (sql, dialect) in [
        (
            "CREATE TABLE t (id bigserial, at timestamptz);",
            Dialect::PostgreSql,
        ),
        (
            "CREATE TABLE `t` (`id` int(11) NOT NULL) ENGINE=InnoDB;",
            Dialect::MySql,
        ),
        (
            "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT);",
            Dialect::Sqlite,
        ),
        (
            "CREATE TABLE [dbo].[t] ([id] [int] IDENTITY(1,1))\nGO\n",
            Dialect::SqlServer,
        ),
        (
            "CREATE TABLE t (id NUMBER(10), name VARCHAR2(20));",
            Dialect::Oracle,
        ),
        ("CREATE TABLE t (id int)", Dialect::Ansi),
    ] {
        assert_eq!(
            read(sql.as_bytes(), None).unwrap().dialect,
            dialect,
            "{sql}"
        );
    }
}

/// A megabyte of each, all within seconds even without optimization: the time is linear.
#[test]
fn hostile_input_is_read_in_linear_time() {
    const LENGTH: usize = 1_000_000;
    let pieces = [
        "(",
        "'",
        "\"",
        "`",
        "[",
        "/*",
        "{",
        "$a$ $b$ ",
        "q'[ x",
        "E'\\",
        "BEGIN ",
        "CASE ",
        ";",
        "\n",
        "CREATE TABLE t (a int);\n",
        "CREATE TABLE t (",
        "CREATE TABLE t (a int CHECK (",
        "CREATE PROCEDURE p() BEGIN\n",
        "CREATE VIEW v AS SELECT a,",
        "ALTER TABLE t ADD a int,",
        "COPY t FROM stdin;\n",
        "DELIMITER '\n",
        "\nCREATE ",
        "IF CREATE TABLE ",
        "GO\n",
        "/*!1 ",
    ];
    let start = std::time::Instant::now();
    for piece in pieces {
        for dialect in [
            Dialect::PostgreSql,
            Dialect::MySql,
            Dialect::SqlServer,
            Dialect::Oracle,
        ] {
            let text = format!(
                "CREATE TABLE t (a int);\nCREATE TABLE u ({}",
                piece.repeat(LENGTH / 8 / piece.len())
            );
            let import = read(text.as_bytes(), Some(dialect)).unwrap();
            assert!(
                import
                    .schema
                    .tables
                    .iter()
                    .any(|t| t.name.name.eq_ignore_ascii_case("t"))
            );
        }
    }
    assert!(start.elapsed().as_secs() < 120, "{:?}", start.elapsed());
}

const FIXTURES: &[&[u8]] = &[
    include_bytes!("../../../tests/fixtures/sql/postgresql.sql"),
    include_bytes!("../../../tests/fixtures/sql/mysql.sql"),
    include_bytes!("../../../tests/fixtures/sql/sqlite.sql"),
    include_bytes!("../../../tests/fixtures/sql/sqlserver.sql"),
    include_bytes!("../../../tests/fixtures/sql/sqlserver-utf16.sql"),
    include_bytes!("../../../tests/fixtures/sql/oracle.sql"),
    include_bytes!("../../../tests/fixtures/sql/cassandra.sql"),
];

/// Reads and makes a design, which must be valid whatever was read.
fn survives(bytes: &[u8], dialect: Option<Dialect>) {
    if let Ok(import) = read(bytes, dialect) {
        for services in [Services::None, Services::Schema] {
            let options = DesignOptions {
                name: String::new(),
                services,
            };
            let (design, _) = to_design(&import.schema, import.dialect, &options);
            crate::model::validate::check(&design).unwrap();
        }
    }
}

fn any_dialect() -> impl Strategy<Value = Option<Dialect>> {
    prop_oneof![
        Just(None),
        prop::sample::select(Dialect::ALL).prop_map(Some)
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_give_a_valid_design_or_an_error(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        dialect in any_dialect(),
    ) {
        survives(&bytes, dialect);
    }

    #[test]
    fn any_words_give_a_valid_design(
        words in prop::collection::vec(prop::sample::select(WORDS), 0..80),
        dialect in any_dialect(),
    ) {
        survives(words.join(" ").as_bytes(), dialect);
    }

    #[test]
    fn damaged_files_give_a_valid_design_or_an_error(
        file in prop::sample::select(FIXTURES),
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..40, "[ -~\n]{0,6}"), 1..6),
        dialect in any_dialect(),
    ) {
        let mut bytes = file.to_vec();
        for (at, length, replacement) in cuts {
            let start = at.index(bytes.len() + 1);
            let end = (start + length).min(bytes.len());
            bytes.splice(start..end, replacement.into_bytes());
        }
        survives(&bytes, dialect);
    }
}

const WORDS: &[&str] = &[
    "CREATE",
    "TABLE",
    "ALTER",
    "ADD",
    "COLUMN",
    "DROP",
    "RENAME",
    "TO",
    "a",
    "b",
    "t",
    "u",
    "x.t",
    "\"A\"",
    "`b`",
    "[c]",
    "'s'",
    "(",
    ")",
    "(",
    ")",
    ",",
    ",",
    ";",
    ";\n",
    ".",
    "int",
    "varchar(20)",
    "PRIMARY",
    "KEY",
    "UNIQUE",
    "FOREIGN",
    "REFERENCES",
    "CHECK",
    "DEFAULT",
    "NOT",
    "NULL",
    "CONSTRAINT",
    "ON",
    "DELETE",
    "CASCADE",
    "INDEX",
    "VIEW",
    "AS",
    "SELECT",
    "FROM",
    "*",
    "JOIN",
    "TYPE",
    "ENUM",
    "COMMENT",
    "IS",
    "SET",
    "INHERITS",
    "LIKE",
    "PARTITION",
    "OF",
    "ATTACH",
    "MODIFY",
    "CHANGE",
    "FIRST",
    "AFTER",
    "GENERATED",
    "ALWAYS",
    "IDENTITY",
    "EXEC",
    "sp_rename",
    "SCHEMA",
    "USING",
    "WITH",
    "BEGIN",
    "END",
    "IF",
    "\nGO\n",
    "\n/\n",
    "$$",
    "/*",
    "*/",
    "--",
    "1",
    "=",
    "::",
    "<",
    ">",
    "@x",
];
