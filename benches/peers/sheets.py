"""Inputs for engines of layouts: made up, made of others, and of designs."""

import json
import pathlib
import random
import subprocess

# What `score.py` says about cards.
from score import ROW, TITLE


def sheet(tables, seed=1):
    """Tables as schemas have them: services of different sizes, hubs that take most references, some of them from everywhere, a
    few references to the same table, a few tables of no service."""
    numbers = random.Random(seed * 100_003 + tables)

    def first_of(things):
        """One of them, preferably of the first."""
        return things[int(len(things) * numbers.random() ** 2)]

    services = max(2, round(0.8 * tables**0.5))
    places = [*range(services), *(first_of(range(services)) for _ in range(tables - services))]
    home = [None if numbers.random() < 0.03 else place for place in places]
    members = [[i for i in range(tables) if home[i] == service] or [0] for service in range(services)]
    rows = [3 + numbers.randrange(6) + numbers.randrange(8) for _ in range(tables)]
    known = numbers.sample(range(tables), max(1, tables // 60))
    edges = []
    for source in range(tables):
        for field in numbers.sample(range(1, rows[source]), 1 + (numbers.random() < 0.6)):
            chance = numbers.random()
            if chance < 0.02:
                target = source
            elif chance < 0.1:
                target = first_of(known)
            elif home[source] is not None and chance < 0.9:
                target = first_of(members[home[source]])
            else:
                target = first_of(members[numbers.randrange(services)])
            edges.append({"source": source, "target": target, "sourceField": field, "targetField": 0})
    return {
        "name": f"made{tables}" if seed == 1 else f"made{tables}-{seed}",
        "nodes": [
            {
                "id": f"table {i}",
                "w": 150 + 7 * numbers.randrange(10),
                "h": TITLE + ROW * rows[i],
                "cluster": None if home[i] is None else f"service {home[i]}",
                "fields": [f"field {row}" for row in range(rows[i])],
            }
            for i in range(tables)
        ],
        "clusters": [{"id": f"service {service}"} for service in range(services)],
        "edges": [
            {**edge, "id": f"line {i}", "source": f"table {edge['source']}", "target": f"table {edge['target']}"}
            for i, edge in enumerate(edges)
        ],
    }


def rewired(given, seed):
    """Another input of the same kind: who is referred to how often stays, and how many lines lead from each service to each
    other one; who refers to whom changes."""
    numbers = random.Random(seed)
    home = {node["id"]: node.get("cluster") for node in given["nodes"]}
    kinds = {}
    for place, edge in enumerate(given["edges"]):
        if edge["source"] != edge["target"]:
            kinds.setdefault((home[edge["source"]], home[edge["target"]]), []).append(place)
    edges = [dict(edge) for edge in given["edges"]]
    for places in kinds.values():
        for place, other in zip(places, numbers.sample(places, len(places))):
            taken = given["edges"][other]
            edges[place].update(target=taken["target"], targetField=taken.get("targetField"))
    return {**given, "name": f"{given['name']}~{seed}", "edges": edges}


def of_file(path):
    return {"name": path.stem, **json.loads(path.read_text())}


def of_design(erdwall, path):
    """What a design, or a file that can be imported, gives to lay out; None if nothing."""
    done = subprocess.run(
        [erdwall, "export", path, "--to", "layout-json"], capture_output=True, text=True, check=False
    )
    if done.returncode:
        return None
    exported = json.loads(done.stdout)
    if not exported["nodes"]:
        return None

    def without_places(part, keys):
        return [{key: thing.get(key) for key in keys.split()} for thing in exported[part]]

    nodes = without_places("nodes", "id w h cluster")
    clusters = without_places("clusters", "id")
    edges = without_places("edges", "id source target sourceField targetField")
    name = pathlib.Path(path).name.removesuffix(".erd.ron").removesuffix(".sql")
    return {"name": name, "nodes": nodes, "clusters": clusters, "edges": edges}
