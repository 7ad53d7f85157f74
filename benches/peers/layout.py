#!/usr/bin/env python3
"""Lays the same inputs out with Erdwall, elkjs, dagre and Graphviz, and prints a table of how good the layouts are.

    cargo build --release --no-default-features
    python3 benches/peers/layout.py [--short] [--check] [--seeds N] [--inputs DIR] [--designs DIR]

Sheets of 20 to 5,000 tables are made up, and the examples are laid out; --inputs and --designs name folders of others.
What cannot be had is said and skipped. With --check, what must be zero in every layout of Erdwall and is not ends the command
with an error; aims that are missed are only told.
"""

import argparse
import json
import math
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import venv

ROOT = pathlib.Path(__file__).resolve().parents[2]
SIZES = [20, 100, 500, 1000, 2000, 5000]
SHORT_SIZES = [20, 100]
SHORT_EXAMPLES = ["shop", "ftgo"]
ENGINES = ["erdwall", "elkjs", "dagre", "dot"]
# What has more tables, peers take minutes for.
MOST_FOR_PEERS = 2000
# ELK may be lucky: Erdwall is compared with the best of so many runs on what is not large.
ELK_SEEDS, FEW = 3, 200
# More inputs than this are told in short.
MANY = 30
# The most that Erdwall's layouts may have of what ELK's have.
AIMS = {"crossings": 1, "length": 1 / 3, "area": 1 / 4, "time_ms": 1 / 20}
COLUMNS = {
    "ms": ("time_ms", 1),
    "crossings": ("crossings", 0),
    "with stubs": ("with_stubs", 0),
    "lines through cards": ("through_cards", 0),
    "through containers": ("through_containers", 0),
    "px on each other": ("on_each_other", 0),
    "bends per line": ("bends", 2),
    "px per line": ("length", 0),
    "Mpx²": ("area", 2),
    "width / height": ("aspect", 2),
    "ends at their row": ("row_ends", 2),
}


def needs_numpy(folder):
    """Runs this command again where numpy is, if it is not here."""
    try:
        import numpy  # noqa: F401
    except ImportError:
        venv.create(folder / "venv", with_pip=True)
        python = folder / "venv/bin/python"
        subprocess.run([python, "-m", "pip", "install", "-q", "numpy"], check=True)
        sys.exit(subprocess.run([python, __file__, *sys.argv[1:]], check=False).returncode)


def table(head, rows):
    """Markdown."""
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return "\n".join(lines + [f"| {' | '.join(map(str, row))} |" for row in rows])


def shown(value, digits):
    return "–" if value is None else f"{value:,.{digits}f}"


class Run:
    """One run of this command."""

    def __init__(self, options, engines, names):
        self.options, self.engines, self.names = options, engines, names
        self.stubs = 25 if engines.knows_stubs() else None
        # What must be zero and is not, in words; how often each aim is missed.
        self.broken, self.missed = [], dict.fromkeys(AIMS, 0)

    def measured(self, engine, given, **how):
        """The measures of a layout; why there is none, in words."""
        from engines import Failed
        from score import score

        try:
            layout = self.engines.lay_out(engine, given, **how)
        except Failed as failed:
            return str(failed)
        if self.options.keep:
            folder = self.options.keep
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{given['name']}.input.json").write_text(json.dumps(given))
            (folder / f"{given['name']}.{engine}.json").write_text(json.dumps(layout))
        return score(layout, given)

    def erdwall(self, given, seed=1, rounds=1):
        from score import ZEROS

        found = self.measured("erdwall", given, seed=seed, rounds=rounds)
        if isinstance(found, str):
            self.broken.append(f"{given['name']}: {found}")
            return None
        worst = [f"{measure.replace('_', ' ')} {found[measure]:.0f}" for measure in ZEROS if found[measure]]
        if found["orthogonal"] < 1:
            worst.append(f"{found['orthogonal']:.3f} of the length orthogonal")
        if found["row_ends"] < 0.99:
            worst.append(f"{found['row_ends']:.3f} of the ends at their row")
        if worst:
            self.broken.append(f"{given['name']}, seed {seed}: {', '.join(worst)}")
        return found

    def peer(self, engine, given):
        """The best that a peer does: ELK by the measures that count, each of its best run."""
        few = len(given["nodes"]) <= FEW
        if engine != "elkjs" or self.options.short:
            return self.measured(engine, given, rounds=3 if few else 1)
        runs = [self.measured(engine, given, rounds=3 if few else 1, seed=seed + 1) for seed in range(ELK_SEEDS if few else 1)]
        runs = [run for run in runs if isinstance(run, dict)] or runs[:1]
        if isinstance(runs[0], str):
            return runs[0]
        best = {measure: min(run[measure] for run in runs) for measure in AIMS}
        return {**min(runs, key=lambda run: run["crossings"]), **best}

    def compare(self, inputs):
        """Prints how the engines do on inputs."""
        rows, ratios, times = [], [], {}
        for given in inputs:
            print(f"{given['name']} …", end="\r", file=sys.stderr, flush=True)
            size = f"{len(given['nodes']):,} / {len(given['edges']):,} / {len(given['clusters'])}"
            own = self.erdwall(given, rounds=3 if self.options.short else 7)
            if own is None:
                continue
            if self.stubs:
                stubbed = self.measured("erdwall", given, stubs=self.stubs)
                own["with_stubs"] = stubbed["crossings"] if isinstance(stubbed, dict) else None
            found = {"erdwall": own}
            for engine in self.names if len(given["nodes"]) <= MOST_FOR_PEERS else []:
                found[engine] = self.peer(engine, given)
            for engine, measures in found.items():
                start = [f"{given['name']} ({size})" if engine == "erdwall" else "", engine]
                if isinstance(measures, str):
                    rows.append([*start, measures, *[""] * (len(COLUMNS) - 1)])
                else:
                    rows.append(start + [shown(measures.get(key), digits) for key, digits in COLUMNS.values()])
            if given["name"].startswith("made"):
                times[len(given["nodes"])] = own["time_ms"]
            if isinstance(found.get("elkjs"), dict):
                ratios.append((given["name"], own, found["elkjs"]))
        if len(inputs) <= MANY:
            print(table(["input (tables / lines / containers)", "engine", *COLUMNS], rows))
        if ratios:
            self.beside_elk(ratios, len(inputs) > MANY)
        if len(times) > 1:
            self.growth(times)

    def beside_elk(self, ratios, brief):
        """Prints what Erdwall's layouts have of ELK's; of many inputs those where that is more than ELK has, and the medians."""
        rows = []
        for name, own, elk in ratios:
            row, worse = [name], False
            for measure, aim in AIMS.items():
                had, has = elk[measure], own[measure]
                ratio = has / had if had else (math.inf if has else 0.0)
                text = f"{ratio:.3f}" if measure == "time_ms" else f"{ratio:.2f}"
                if measure == "crossings":
                    text = f"{has:.0f} of {had:.0f}"
                worse |= ratio > 1.0005
                if ratio > aim:
                    self.missed[measure] += 1
                    text = f"**{text}**"
                row.append(text)
            if worse or not brief:
                rows.append(row)
        if brief:
            medians = ["median of all"]
            for measure in AIMS:
                shares = [own[measure] / elk[measure] for _, own, elk in ratios if elk[measure]]
                medians.append(f"{statistics.median(shares):.3f}" if shares else "–")
            rows.append(medians)
        said = "where it has more of anything" if brief else "bold where an aim is missed"
        print(f"\nWhat Erdwall's layouts have of ELK's, {said}:\n")
        aims = [f"{name} ≤ {aim:.2f}" for name, aim in zip(("crossings", "length", "area", "time"), AIMS.values())]
        print(table(["input", *aims], rows))
        missed = [f"{measure.removesuffix('_ms')} on {count}" for measure, count in self.missed.items() if count]
        print(f"\nOf {len(ratios)} inputs, aims are missed: {', '.join(missed) or 'on none'}.")

    @staticmethod
    def growth(times):
        """How the time grows: an exponent of 1 would be in proportion to the tables."""
        rows, last = [], None
        for tables, time in sorted(times.items()):
            exponent = "" if last is None else f"{math.log(time / last[1]) / math.log(tables / last[0]):.2f}"
            rows.append([f"{tables:,}", f"{time:,.1f}", f"{1000 * time / tables / math.log2(tables):,.1f}", exponent])
            last = (tables, time)
        print("\n" + table(["tables", "ms", "µs per table and its logarithm", "exponent since the row above"], rows))

    def sweep(self, inputs):
        """Prints how much of an arrangement is luck."""
        rows = []
        for given in inputs:
            print(f"{given['name']} …", end="\r", file=sys.stderr, flush=True)
            before = len(self.broken)
            found = [self.erdwall(given, seed) for seed in range(1, self.options.seeds + 1)]
            found = [measures for measures in found if measures]
            if not found:
                continue
            row = [given["name"]]
            for measure, digits in (("crossings", 1), ("bends", 2), ("length", 0), ("area", 2), ("aspect", 2), ("time_ms", 1)):
                values = [measures[measure] for measures in found]
                row.append(f"{statistics.mean(values):,.{digits}f} / {max(values):,.{digits}f}")
            row.append(len(self.broken) - before)
            elk = None
            if "elkjs" in self.names and len(given["nodes"]) <= MOST_FOR_PEERS:
                elk = self.peer("elkjs", given)
            row.append(shown(elk["crossings"], 0) if isinstance(elk, dict) else "–")
            rows.append(row)
        head = ["crossings", "bends per line", "px per line", "Mpx²", "width / height", "ms"]
        print(f"Mean and worst of {self.options.seeds} seeds:\n")
        print(table(["input", *head, "layouts with what must not be", "crossings of elkjs"], rows))


def inputs_of(options):
    """All that is to be laid out."""
    import sheets

    sizes = options.sizes or (SHORT_SIZES if options.short else SIZES)
    found = [sheets.sheet(size) for size in sizes]
    examples = sorted((ROOT / "examples").glob("*.erd.ron"))
    wanted = SHORT_EXAMPLES if options.short else None
    designs = [path for path in examples if wanted is None or path.name.removesuffix(".erd.ron") in wanted]
    if options.inputs or options.designs:
        found, designs = [], []
    for folder in options.inputs:
        named = sorted(folder.glob("*.json")) if folder.is_dir() else [folder]
        found += sorted(map(sheets.of_file, named), key=lambda given: len(given["nodes"]))
    for folder in options.designs:
        files = sorted(path for path in folder.rglob("*") if path.suffix in (".sql", ".ron")) if folder.is_dir() else [folder]
        designs += files
    for path in designs:
        given = sheets.of_design(options.erdwall, path)
        if given:
            found.append(given)
        else:
            print(f"{path.name}: nothing to lay out", file=sys.stderr)
    return found + [sheets.rewired(given, seed + 1) for given in found for seed in range(options.rewired)]


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--short", action="store_true", help="20 and 100 tables, two examples, Erdwall and elkjs")
    arguments.add_argument("--check", action="store_true", help="fail where something that must be zero is not")
    arguments.add_argument("--sizes", type=lambda text: [int(size) for size in text.split(",")], help="of made-up sheets")
    arguments.add_argument("--inputs", type=pathlib.Path, action="append", default=[], help="of inputs as JSON, instead")
    arguments.add_argument("--designs", type=pathlib.Path, action="append", default=[], help="of SQL or designs, instead")
    arguments.add_argument("--rewired", type=int, default=0, metavar="N", help="and N others of the kind of each")
    arguments.add_argument("--seeds", type=int, metavar="N", help="lay out with N seeds, to see how much is luck")
    arguments.add_argument("--engines", default=",".join(ENGINES), help="which; Erdwall is always among them")
    arguments.add_argument("--limit", type=int, default=120, metavar="SECONDS", help="for one layout")
    arguments.add_argument("--keep", type=pathlib.Path, metavar="DIR", help="where to leave inputs and layouts")
    arguments.add_argument("--tools", type=pathlib.Path, metavar="DIR", help="where the peers are, or get installed")
    arguments.add_argument("--erdwall", default=ROOT / "target/release/erdwall")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        needs_numpy(pathlib.Path(name))
        from engines import Engines

        folder = options.tools or pathlib.Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        engines = Engines(folder.resolve(), options.erdwall, options.limit)
        wanted = options.engines.split(",")
        if options.short or options.seeds:
            wanted = [engine for engine in wanted if engine in ("erdwall", "elkjs")]
        run = Run(options, engines, engines.install(wanted))
        for engine, why in engines.missing.items():
            if engine in wanted:
                print(f"{engine}: {why}: skipped")
        inputs = inputs_of(options)
        if options.seeds:
            run.sweep(inputs)
        else:
            run.compare(inputs)
    if run.broken:
        print("\nWhat must not be:\n")
        print("\n".join(f"- {fault}" for fault in run.broken))
    return 1 if options.check and run.broken else 0


if __name__ == "__main__":
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    sys.exit(main())
