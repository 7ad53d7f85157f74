#!/usr/bin/env python3
"""Measures `erdwall import` against @dbml/core (npm) and sqlglot (PyPI) on one file.

    cargo build --release --no-default-features
    python3 benches/peers/compare.py [FILE.sql] [--dialect postgres] [--erdwall target/release/erdwall]

Without a file, a dump of 1,400 tables is made up, as pg_dump writes it. The peers are installed into
a folder of their own. Erdwall's time is that of the whole process, from starting it to the written
design; the peers' is that of their parser alone, warm, in a process that runs already.
"""

import argparse
import json
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time
import venv

ROUNDS = 5
LIMIT_S = 300

DBML = """
const { Parser } = require('@dbml/core');
const text = require('fs').readFileSync(process.argv[2], 'utf8');
for (let round = 0; round < Number(process.argv[4]); round++) {
  const start = process.hrtime.bigint();
  let tables = 0;
  try {
    const database = new Parser().parse(text, process.argv[3]);
    for (const schema of database.schemas) tables += schema.tables.length;
  } catch (error) { tables = -1; }
  console.log(JSON.stringify([Number(process.hrtime.bigint() - start) / 1e9, tables]));
}
"""

SQLGLOT = """
import json, sys, time
import sqlglot
text = open(sys.argv[1]).read()
for _ in range(int(sys.argv[3])):
    start = time.perf_counter()
    try:
        parsed = sqlglot.parse(text, read=sys.argv[2], error_level=sqlglot.ErrorLevel.IGNORE)
        tables = sum(1 for s in parsed if s is not None and s.key == 'create' and s.args.get('kind') == 'TABLE')
    except Exception:
        tables = -1
    print(json.dumps([time.perf_counter() - start, tables]))
"""


def dump():
    """A dump of 1,400 tables."""
    parts = ["SET statement_timeout = 0;\n"]
    for table in range(1400):
        columns = "".join(f',\n    "Column {i}" text' for i in range(table % 9))
        parts.append(
            f"CREATE TABLE public.table_{table} (\n    id bigint NOT NULL,\n    parent_id bigint,\n"
            "    name character varying(255) DEFAULT ''::character varying NOT NULL,\n"
            "    amount numeric(12,2) DEFAULT 0 NOT NULL,\n"
            "    created_at timestamp(6) without time zone DEFAULT now() NOT NULL"
            f"{columns},\n    CONSTRAINT positive_{table} CHECK ((amount >= (0)::numeric))\n);\n"
            f"ALTER TABLE public.table_{table} OWNER TO owner;\n"
            f"CREATE SEQUENCE public.table_{table}_id_seq START WITH 1 INCREMENT BY 1;\n"
            f"COMMENT ON COLUMN public.table_{table}.name IS 'What it is called';\n"
        )
    for table in range(1400):
        parts.append(
            f"ALTER TABLE ONLY public.table_{table}\n    ADD CONSTRAINT pk_{table} PRIMARY KEY (id);\n"
            f"CREATE INDEX index_{table} ON public.table_{table} USING btree (parent_id, name);\n"
        )
    for table in range(1, 1400):
        parts.append(
            f"ALTER TABLE ONLY public.table_{table}\n    ADD CONSTRAINT fk_{table} FOREIGN KEY (parent_id) "
            f"REFERENCES public.table_{table // 2}(id) ON DELETE CASCADE;\n"
        )
    return "".join(parts)


def measured(command):
    """Median seconds and the number of tables that a peer's script prints."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S, check=False)
    except subprocess.TimeoutExpired:
        return None, "more than %d s" % LIMIT_S
    runs = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("[")]
    if not runs:
        return None, (done.stderr.strip().splitlines() or ["no result"])[-1]
    return statistics.median(run[0] for run in runs), runs[0][1]


def erdwall(binary, file, folder):
    times = []
    output = folder / "out.erd.json"
    for _ in range(ROUNDS):
        start = time.perf_counter()
        subprocess.run([binary, "import", file, "-o", output], check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    entities = len(json.loads(output.read_text())["entities"])
    return statistics.median(times), entities


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("file", nargs="?")
    arguments.add_argument("--dialect", default="postgres", choices=["postgres", "mysql", "mssql", "oracle"])
    arguments.add_argument("--erdwall", default="target/release/erdwall")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        file = pathlib.Path(options.file).resolve() if options.file else folder / "dump.sql"
        if not options.file:
            file.write_text(dump())
        (folder / "dbml.js").write_text(DBML)
        (folder / "glot.py").write_text(SQLGLOT)
        venv.create(folder / "venv", with_pip=True)
        python = folder / "venv/bin/python"
        subprocess.run([python, "-m", "pip", "install", "-q", "sqlglot[c]"], check=True)
        subprocess.run(["npm", "install", "--silent", "@dbml/core"], cwd=folder, check=True)
        glot = {"mssql": "tsql"}.get(options.dialect, options.dialect)
        created = len(re.findall(r"(?im)^\s*create\s+table", file.read_text(errors="replace")))
        print(f"{file.name}: {file.stat().st_size / 1e6:.1f} MB, {created} CREATE TABLE")
        own, entities = erdwall(options.erdwall, file, folder)
        print(f"erdwall import   {own:8.3f} s  {entities} entities")
        for label, command in [
            ("@dbml/core", ["node", folder / "dbml.js", file, options.dialect, str(ROUNDS)]),
            ("sqlglot[c]", [python, folder / "glot.py", file, glot, str(ROUNDS)]),
        ]:
            seconds, tables = measured(command)
            if seconds is None:
                print(f"{label:16} failed: {tables}")
            else:
                found = "an error" if tables == -1 else f"{tables} tables"
                print(f"{label:16} {seconds:8.3f} s  {found}  erdwall takes {own / seconds:.3f} of it")


if __name__ == "__main__":
    sys.exit(main())
