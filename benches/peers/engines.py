"""The engines of layouts: Erdwall, elkjs and dagre from npm, Graphviz from the system."""

import html
import json
import pathlib
import re
import shutil
import statistics
import subprocess
import time

from score import ROW, TITLE

HERE = pathlib.Path(__file__).resolve().parent
PACKAGES = ["elkjs@0.12.1", "@dagrejs/dagre@3.1.3"]


class Failed(Exception):
    """Why there is no layout."""


class Engines:
    """Engines that can be had, in a folder with what they need."""

    def __init__(self, folder, erdwall, limit):
        self.folder, self.erdwall, self.limit = folder, pathlib.Path(erdwall).resolve(), limit
        self.missing = {}

    def install(self, names):
        """Says which of the peers can be had."""
        found = []
        if shutil.which("dot"):
            found.append("dot")
        else:
            self.missing["dot"] = "Graphviz is not installed"
        if all((self.folder / "node_modules" / name.rsplit("@", 1)[0]).is_dir() for name in PACKAGES):
            done = 0
        else:
            command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", self.folder, *PACKAGES]
            done = subprocess.run(command, capture_output=True, check=False).returncode if shutil.which("npm") else 1
        for name in ("elkjs", "dagre"):
            if done == 0:
                found.append(name)
            else:
                self.missing[name] = "npm does not deliver it"
        return [name for name in names if name in found]

    def lay_out(self, engine, given, rounds=1, seed=1, stubs=None):
        """The layout by an engine; its time is the median of some rounds."""
        source, destination = self.folder / "input.json", self.folder / "layout.json"
        source.write_text(json.dumps(given))
        destination.unlink(missing_ok=True)
        if engine == "dot":
            return self.dot(given)
        if engine == "erdwall":
            command = [self.erdwall, "layout", "--from", source, "-o", destination, "--seed", str(seed)]
            if stubs:
                command += ["--stubs", str(stubs)]
            layouts = []
            for _ in range(rounds):
                self.run(command)
                layouts.append(json.loads(destination.read_text()))
            layouts[0]["time_ms"] = statistics.median(layout["time_ms"] for layout in layouts)
            return layouts[0]
        # What a large graph needs of the stack is more than there is by default.
        script = [HERE / "engines.mjs", engine, source, destination, str(rounds), str(seed)]
        self.run(["node", "--stack-size=3900", *script], cwd=self.folder)
        return json.loads(destination.read_text())

    def knows_stubs(self):
        done = subprocess.run([self.erdwall, "layout", "--help"], capture_output=True, text=True, check=True)
        return "--stubs" in done.stdout

    def run(self, command, **options):
        try:
            done = subprocess.run(command, capture_output=True, timeout=self.limit, check=False, **options)
        except subprocess.TimeoutExpired as expired:
            raise Failed(f"more than {self.limit} s") from expired
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip().splitlines()
            told = [line for line in said if re.match(r"\w*error", line, re.IGNORECASE)] or said or ["no result"]
            raise Failed(told[0][:80])
        return done.stdout

    def dot(self, given):
        """Clusters, and a port at each row; the time is that of the whole process."""
        start = time.perf_counter()
        output = self.run(["dot", "-Tjson"], input=dot_source(given).encode())
        taken = (time.perf_counter() - start) * 1000
        return {**of_dot(json.loads(output), given), "time_ms": taken}


def quoted(name):
    return '"' + str(name).replace("\\", "\\\\").replace('"', '\\"') + '"'


def dot_source(given):
    """The input in the language of Graphviz, a point being a pixel. Names are numbers, so that none is special."""
    number = {node["id"]: i for i, node in enumerate(given["nodes"])}
    rows = dict.fromkeys(number, 0)
    for edge in given["edges"]:
        for end in ("source", "target"):
            rows[edge[end]] = max(rows[edge[end]], (edge.get(f"{end}Field") or 0) + 1)

    def card(node):
        width, used = node["w"], rows[node["id"]]
        cell = f'<TR><TD FIXEDSIZE="TRUE" WIDTH="{width}" HEIGHT="{{}}"{{}}></TD></TR>'.format
        cells = [cell(TITLE, ' PORT="title"'), *(cell(ROW, f' PORT="row{row}"') for row in range(used))]
        rest = node["h"] - TITLE - ROW * used
        if rest >= 1:
            cells.append(cell(rest, ""))
        table = '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">'
        return f"{number[node['id']]} [label=<{table}{''.join(cells)}</TABLE>>];"

    def end(edge, which, side):
        field = edge.get(f"{which}Field")
        return f"{number[edge[which]]}:{'title' if field is None else f'row{field}'}:{side}"

    text = ["digraph {", "rankdir=LR; nodesep=0.4; ranksep=0.9; edge [dir=none]; node [shape=plain];"]
    for place, cluster in enumerate([*given["clusters"], None]):
        name = cluster and cluster["id"]
        cards = [card(node) for node in given["nodes"] if node.get("cluster") == name]
        if cluster:
            cards = [f"subgraph cluster_{place} {{ margin=20; label={quoted(html.escape(name))};", *cards, "}"]
        text += cards
    for place, edge in enumerate(given["edges"]):
        text.append(f"{end(edge, 'source', 'e')} -> {end(edge, 'target', 'w')} [id={place}];")
    return "\n".join([*text, "}"])


def of_dot(drawn, given):
    """A drawing of Graphviz, whose y grows upward."""
    top = float(drawn["bb"].split(",")[3])
    nodes, clusters = [], []
    for part in drawn.get("objects", []):
        if part["name"].startswith("cluster_") and "bb" in part:
            left, low, right, high = map(float, part["bb"].split(","))
            name = given["clusters"][int(part["name"].removeprefix("cluster_"))]["id"]
            clusters.append({"id": name, "x": left, "y": top - high, "w": right - left, "h": high - low})
        elif "pos" in part:
            node = given["nodes"][int(part["name"])]
            x, y = map(float, part["pos"].split(","))
            w, h = float(part["width"]) * 72, float(part["height"]) * 72
            nodes.append({"id": node["id"], "x": x - w / 2, "y": top - y - h / 2, "w": w, "h": h})
    edges = []
    for line in drawn.get("edges", []):
        points = [(x, top - y) for spline in line.get("pos", "").split(";") for x, y in flattened(spline)]
        edges.append({"id": given["edges"][int(line["id"])]["id"], "points": points, "curved": True})
    return {"nodes": nodes, "clusters": clusters, "edges": edges}


def flattened(spline):
    """The points of a chain of Bézier curves, eight pieces each."""
    at = [tuple(map(float, word.split(","))) for word in spline.split() if word[0] not in "se"]
    points = at[:1]
    for a, b, c, d in zip(at[0::3], at[1::3], at[2::3], at[3::3]):
        for step in range(1, 9):
            t = step / 8
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            points.append(tuple(sum(w * p[axis] for w, p in zip(weights, (a, b, c, d))) for axis in (0, 1)))
    return points
