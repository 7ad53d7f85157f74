"""Measures of a layout, the same for every engine.

An input is {name, nodes: [{id, w, h, cluster}], clusters: [{id}], edges: [{id, source, target, sourceField, targetField}]};
a layout is {nodes: [{id, x, y, w, h}], clusters: [{id, x, y, w, h}], edges: [{id, points, curved}], time_ms}. Coordinates are
in pixels, y grows downward, x and y are the upper left corner. Who is in which cluster and where lines end is taken from the
input: an engine cannot leave it out.
"""

import math

import numpy as np

# Less than this is rounding, not a fault of a layout.
SLACK = 0.5
# Geometry of the cards: the height of the title and of a row.
TITLE, ROW = 28, 20

# What must be zero in every layout that Erdwall makes.
ZEROS = [
    "lines_missing",
    "cards_overlapping",
    "containers_overlapping",
    "cards_outside",
    "cards_intruding",
    "through_cards",
    "through_containers",
    "on_each_other",
]


def score(layout, given):
    """All measures of `layout`, a dictionary.

    crossings           distinct points, on a lattice of 2 px, where two lines cross inside a piece of each
    cards_overlapping, containers_overlapping   pairs
    cards_outside       cards that are not inside their own container
    cards_intruding     pairs of a container and a card of another one, or of none, in it
    through_cards       pairs of a line and a card at neither end of it that it runs through for more than 1 px
    through_containers  pairs of a line and a container with neither of its ends, likewise
    on_each_other       length for which lines that have no card in common run on each other, at most 1 px apart, in px
    bends               per line; None where an engine draws curves
    length              px per line
    area, aspect        of the box around everything, in millions of px², and as width divided by height
    row_ends            share of ends that are at the side of their card, at their row
    orthogonal          share of the length that is level or upright
    """
    nodes = {node["id"]: node for node in layout["nodes"]}
    cards = boxes(nodes[node["id"]] for node in given["nodes"])
    number = {node["id"]: i for i, node in enumerate(given["nodes"])}
    placed = {cluster["id"]: cluster for cluster in layout["clusters"]}
    # Engines leave out containers with nothing in them.
    names = [cluster["id"] for cluster in given["clusters"] if cluster["id"] in placed]
    frames = boxes(placed[name] for name in names)
    frame = {name: i for i, name in enumerate(names)}
    home = np.array([frame.get(node.get("cluster"), -1) for node in given["nodes"]], int)
    drawn = {edge["id"]: edge for edge in layout["edges"]}
    lines = [drawn.get(edge["id"], {}) for edge in given["edges"]]
    paths = [corners(line.get("points") or []) for line in lines]
    ends = np.array([[number[e["source"]], number[e["target"]]] for e in given["edges"]], int).reshape(-1, 2)
    pieces = [(*a, *b) for path in paths for a, b in zip(path, path[1:])]
    pieces = np.array(pieces, float).reshape(-1, 4)
    owner = np.array([line for line, path in enumerate(paths) for _ in path[1:]], int)
    routed = max(1, sum(bool(path) for path in paths))

    extent = np.concatenate([cards, frames, spans(pieces)])
    width, height = np.ptp(extent[:, [0, 2]]), np.ptp(extent[:, [1, 3]])
    run = pieces[:, 2:] - pieces[:, :2]
    length = np.hypot(run[:, 0], run[:, 1])
    straight = np.abs(run).min(axis=1, initial=math.inf) <= np.maximum(1e-3, length * math.sin(math.radians(0.1)))
    curved = any(line.get("curved") for line in lines)
    bends = sum(max(0, len(path) - 2) for path in paths)
    return {
        "time_ms": layout.get("time_ms"),
        "crossings": crossings(pieces, owner),
        "lines_missing": sum(not path for path in paths),
        "cards_overlapping": overlapping(cards),
        "containers_overlapping": overlapping(frames),
        "cards_outside": sum(
            not inside(cards[card], frames[home[card]]) for card in range(len(cards)) if home[card] >= 0
        ),
        "cards_intruding": int(
            sum((meets(cards, box) & (home != place)).sum() for place, box in enumerate(frames))
        ),
        "through_cards": through(pieces, owner, cards + [1, 1, -1, -1], lambda line, card: card in ends[line]),
        "through_containers": through(pieces, owner, frames, lambda line, place: place in home[ends[line]]),
        "on_each_other": on_each_other(pieces[straight], owner[straight], ends),
        "bends": None if curved else bends / routed,
        "length": float(length.sum()) / routed,
        "area": float(width * height) / 1e6,
        "aspect": float(width / max(1, height)),
        "row_ends": row_ends(paths, given["edges"], cards, ends),
        "orthogonal": float(length[straight].sum() / length.sum()) if len(pieces) else 1.0,
    }


def boxes(parts):
    """Left, top, right and bottom of each."""
    rows = [(part["x"], part["y"], part["x"] + part["w"], part["y"] + part["h"]) for part in parts]
    return np.array(rows, float).reshape(-1, 4)


def spans(pieces):
    """The box around each piece."""
    starts, ends = pieces[:, :2], pieces[:, 2:]
    return np.concatenate([np.minimum(starts, ends), np.maximum(starts, ends)], axis=1)


def corners(points):
    """The points of a path at which it turns by more than a degree, and its ends."""
    path = []
    for x, y in points:
        if path and math.dist(path[-1], (x, y)) < 1e-6:
            continue
        while len(path) > 1 and goes_on(path[-2], path[-1], (x, y)):
            path.pop()
        path.append((float(x), float(y)))
    return path if len(path) > 1 else []


def goes_on(a, b, c):
    (ux, uy), (vx, vy) = (b[0] - a[0], b[1] - a[1]), (c[0] - b[0], c[1] - b[1])
    sine = abs(ux * vy - uy * vx) / (math.hypot(ux, uy) * math.hypot(vx, vy))
    return sine < math.sin(math.radians(1)) and ux * vx + uy * vy > 0


def meets(many, box):
    """Which boxes share more than the slack with a box, both ways."""
    shared = np.minimum(many[:, 2:], box[2:]) - np.maximum(many[:, :2], box[:2])
    return (shared > SLACK).all(axis=1)


def overlapping(many):
    return int(sum(meets(many[i + 1 :], box).sum() for i, box in enumerate(many)))


def inside(card, frame):
    return bool((card[:2] >= frame[:2] - 1).all() and (card[2:] <= frame[2:] + 1).all())


def crossings(pieces, owner):
    """Where pieces of different lines cross, at least the slack away from the ends of both."""
    bounds = spans(pieces)
    order = np.argsort(bounds[:, 0], kind="stable")
    pieces, owner, bounds = pieces[order], owner[order], bounds[order]
    last = np.searchsorted(bounds[:, 0], bounds[:, 2], "right")
    points = set()
    for i in range(len(pieces)):
        near = slice(i + 1, last[i])
        low, high = bounds[i, 1], bounds[i, 3]
        others = np.nonzero((bounds[near, 1] <= high) & (bounds[near, 3] >= low) & (owner[near] != owner[i]))[0] + i + 1
        if not len(others):
            continue
        # The earlier of two pieces says where: engines that bundle lines have many crossings at one point.
        first = np.where(order[others] < order[i], others, i)
        second = np.where(order[others] < order[i], i, others)
        p, q = pieces[first], pieces[second]
        d, e, apart = p[:, 2:] - p[:, :2], q[:, 2:] - q[:, :2], q[:, :2] - p[:, :2]
        turn = d[:, 0] * e[:, 1] - d[:, 1] * e[:, 0]
        oblique = np.abs(turn) > 1e-9
        turn = np.where(oblique, turn, 1)
        t = (apart[:, 0] * e[:, 1] - apart[:, 1] * e[:, 0]) / turn
        u = (apart[:, 0] * d[:, 1] - apart[:, 1] * d[:, 0]) / turn
        margin, other_margin = SLACK / np.hypot(d[:, 0], d[:, 1]), SLACK / np.hypot(e[:, 0], e[:, 1])
        cross = oblique & (t > margin) & (t < 1 - margin) & (u > other_margin) & (u < 1 - other_margin)
        at = (p[cross, :2] + t[cross, None] * d[cross]) / 2
        points.update(map(tuple, at.astype(int).tolist()))
    return len(points)


def through(pieces, owner, solids, is_at_home):
    """Pairs of a line and a solid that it has nothing to do with and runs through."""
    bounds = spans(pieces)
    pairs = 0
    for place, box in enumerate(solids):
        near = (bounds[:, :2] < box[2:]).all(axis=1) & (bounds[:, 2:] > box[:2]).all(axis=1)
        within = {}
        for piece in np.nonzero(near)[0]:
            line = owner[piece]
            within[line] = within.get(line, 0.0) + length_in(pieces[piece], box)
        pairs += sum(length > 1 and not is_at_home(line, place) for line, length in within.items())
    return pairs


def length_in(piece, box):
    """How much of a piece is inside a box: it is cut at each of the four sides in turn."""
    (x, y), (dx, dy) = piece[:2], piece[2:] - piece[:2]
    enter, leave = 0.0, 1.0
    for speed, room in ((-dx, x - box[0]), (dx, box[2] - x), (-dy, y - box[1]), (dy, box[3] - y)):
        if abs(speed) < 1e-12:
            if room <= 0:
                return 0.0
        elif speed < 0:
            enter = max(enter, room / speed)
        else:
            leave = min(leave, room / speed)
    return max(0.0, leave - enter) * math.hypot(dx, dy)


def on_each_other(pieces, owner, ends):
    total = 0.0
    run = np.abs(pieces[:, 2:] - pieces[:, :2])
    level = run[:, 0] >= run[:, 1]
    for axis in (0, 1):
        same = (level if axis == 0 else ~level) & (run[:, axis] > 2)
        own, chosen = owner[same], pieces[same]
        at = (chosen[:, 1 - axis] + chosen[:, 3 - axis]) / 2
        low, high = np.minimum(chosen[:, axis], chosen[:, axis + 2]), np.maximum(chosen[:, axis], chosen[:, axis + 2])
        order = np.argsort(at, kind="stable")
        own, at, low, high = own[order], at[order], low[order], high[order]
        last = np.searchsorted(at, at + 1, "right")
        for i in range(len(at)):
            near = slice(i + 1, last[i])
            shared = np.minimum(high[near], high[i]) - np.maximum(low[near], low[i])
            related = (ends[own[near]][:, :, None] == ends[own[i]]).any(axis=(1, 2))
            total += shared[(shared > 2) & ~related].sum()
    return float(total)


def row_ends(paths, edges, cards, ends):
    good = total = 0
    for path, edge, cards_at in zip(paths, edges, ends):
        if not path:
            continue
        for (x, y), card, field in zip((path[0], path[-1]), cards_at, ("sourceField", "targetField")):
            left, top, right, bottom = cards[card]
            at_side = min(abs(x - left), abs(x - right)) <= 2 and top - 1 <= y <= bottom + 1
            row = edge.get(field)
            at_row = row is None or abs(y - top - TITLE - ROW * (row + 0.5)) <= 10
            good += at_side and at_row
            total += 1
    return good / total if total else 1.0
