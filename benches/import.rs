//! What an import costs, beside what `sqlparser` alone costs over the same statements.
//!
//! The input is made up: a dump of 1,400 tables, as `pg_dump` writes them, of about 2 MB.
//! `cargo bench --bench import` prints both and, at the end, their ratio.

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

use erdwall::format::sql::{self, DesignOptions, Dialect};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;

/// The most that an import may take of the time of `sqlparser` alone.
const RATIO_MAX: f64 = 1.5;

fn main() {
    divan::main();
    print_ratio();
}

#[divan::bench]
fn import(bencher: divan::Bencher<'_, '_>) {
    let dump = statements().concat();
    bencher.bench(|| import_of(black_box(dump.as_bytes())));
}

#[divan::bench]
fn import_with_rows(bencher: divan::Bencher<'_, '_>) {
    let mut dump = statements().concat();
    dump.push_str("COPY public.table_0 (id, name) FROM stdin;\n");
    for row in 0..400_000 {
        let _ = writeln!(dump, "{row}\tit's a row of data; with CREATE TABLE in it");
    }
    dump.push_str("\\.\n");
    bencher.bench(|| import_of(black_box(dump.as_bytes())));
}

#[divan::bench]
fn sqlparser_alone(bencher: divan::Bencher<'_, '_>) {
    let statements = statements();
    bencher.bench(|| parse_all(black_box(&statements)));
}

fn import_of(dump: &[u8]) -> usize {
    let import = sql::read(dump, Some(Dialect::PostgreSql)).expect("the dump is text");
    let (design, _) = sql::to_design(&import.schema, import.dialect, &DesignOptions::default());
    design.entities().len()
}

fn parse_all(statements: &[String]) -> usize {
    statements
        .iter()
        .filter(|statement| Parser::parse_sql(&PostgreSqlDialect {}, statement).is_ok())
        .count()
}

/// The medians of both, taken in turns so that neither has the quieter machine.
#[expect(
    clippy::print_stdout,
    reason = "the ratio is what the benchmark is for"
)]
fn print_ratio() {
    const ROUNDS: usize = 15;
    let statements = statements();
    let dump = statements.concat();
    let mut import = Vec::new();
    let mut alone = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        black_box(import_of(dump.as_bytes()));
        import.push(start.elapsed());
        let start = Instant::now();
        black_box(parse_all(&statements));
        alone.push(start.elapsed());
    }
    let median = |times: &mut Vec<Duration>| {
        times.sort_unstable();
        times[times.len() / 2]
    };
    let (import, alone) = (median(&mut import), median(&mut alone));
    let ratio = import.as_secs_f64() / alone.as_secs_f64();
    println!(
        "{:.1} MB, {} statements: import {import:.1?}, sqlparser alone {alone:.1?}, ratio {ratio:.2} (at most {RATIO_MAX})",
        dump.len() as f64 / 1e6,
        statements.len(),
    );
}

/// The statements of a dump of 1,400 tables.
fn statements() -> Vec<String> {
    const TABLES: usize = 1400;
    let mut statements = vec![
        "SET statement_timeout = 0;\n".to_owned(),
        "SELECT pg_catalog.set_config('search_path', '', false);\n".to_owned(),
    ];
    for table in 0..TABLES {
        let mut create = format!(
            "\n--\n-- Name: table_{table}; Type: TABLE; Schema: public; Owner: -\n--\n\n\
             CREATE TABLE public.table_{table} (\n    id bigint NOT NULL,\n    \
             parent_id bigint,\n    name character varying(255) DEFAULT ''::character varying NOT NULL,\n    \
             amount numeric(12,2) DEFAULT 0 NOT NULL,\n    settings jsonb DEFAULT '{{}}'::jsonb,\n    \
             created_at timestamp(6) without time zone DEFAULT now() NOT NULL,\n    \
             updated_at timestamp with time zone,\n    is_deleted boolean DEFAULT false NOT NULL"
        );
        for column in 0..table % 9 {
            let _ = write!(create, ",\n    \"Column {column}\" text");
        }
        let _ = write!(
            create,
            ",\n    CONSTRAINT amount_is_positive CHECK ((amount >= (0)::numeric))\n);\n"
        );
        statements.push(create);
        statements.push(format!(
            "ALTER TABLE public.table_{table} OWNER TO owner;\n"
        ));
        statements.push(format!(
            "CREATE SEQUENCE public.table_{table}_id_seq\n    START WITH 1\n    INCREMENT BY 1\n    \
             NO MINVALUE\n    NO MAXVALUE\n    CACHE 1;\n"
        ));
        statements.push(format!(
            "ALTER TABLE ONLY public.table_{table} ALTER COLUMN id SET DEFAULT \
             nextval('public.table_{table}_id_seq'::regclass);\n"
        ));
        statements.push(format!(
            "COMMENT ON COLUMN public.table_{table}.name IS 'What it is called; it''s shown';\n"
        ));
    }
    for table in 0..TABLES {
        statements.push(format!(
            "ALTER TABLE ONLY public.table_{table}\n    ADD CONSTRAINT table_{table}_pkey PRIMARY KEY (id);\n"
        ));
        statements.push(format!(
            "CREATE INDEX index_{table} ON public.table_{table} USING btree (parent_id, name);\n"
        ));
    }
    for table in 1..TABLES {
        statements.push(format!(
            "ALTER TABLE ONLY public.table_{table}\n    ADD CONSTRAINT fk_{table} FOREIGN KEY (parent_id) \
             REFERENCES public.table_{}(id) ON DELETE CASCADE;\n",
            table / 2
        ));
    }
    statements
}
