"""A family as a radial tree: the founder in the middle, each generation on a ring of its own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from heredity.export.report.charts.svg import element, joined, number, picture, text
from heredity.export.report.text import count, plural

SIDE = 400.0
REACH = 172.0
NUMBERED = 8
APART = 17.0


@dataclass(frozen=True, slots=True)
class Leaf:
    """One drawn model. The first is the founder; a model comes after its parent.

    Attributes:
        label: Its id.
        parent: Place of its parent in the list; -1 for the founder.
        relation: Relation of the edge from that parent; empty for the founder.
        below: Descendants in the tree, drawn or not.
        hidden: Children that are not drawn.
    """

    label: str
    parent: int
    relation: str
    below: int
    hidden: int


@dataclass(frozen=True, slots=True)
class _Spot:
    angle: float
    ring: int


def pedigree(name: str, title: str, desc: str, leaves: Sequence[Leaf]) -> Markup:
    """The tree; edges have their relation's color, dashed rings stand for what is not drawn."""
    spots, rest = _layout(leaves)
    rings = max([s.ring for s in spots] + [s.ring for s in rest.values()], default=0) or 1
    step = REACH / rings
    parts = [_ring(r * step) for r in range(1, rings + 1)]
    parts += [
        _edge(leaf, spots[at], spots[leaf.parent], step)
        for at, leaf in enumerate(leaves)
        if leaf.parent >= 0
    ]
    parts += [_more(leaves[at], spots[at], spot, step) for at, spot in rest.items()]
    parts += [_dot(leaf, spots[at], step) for at, leaf in enumerate(leaves)]
    parts += _numbers(leaves, spots, step)
    parts += _amounts(leaves, rest, step)
    return picture(name, title, desc, joined(parts), height=SIDE, width=SIDE)


def _layout(leaves: Sequence[Leaf]) -> tuple[list[_Spot], dict[int, _Spot]]:
    """Angle and ring of each model, and of the mark for each model's undrawn children."""
    children: list[list[int]] = [[] for _ in leaves]
    for at, leaf in enumerate(leaves):
        if leaf.parent >= 0:
            children[leaf.parent].append(at)
    share = _shares(leaves, children)
    start, ring = [0.0] * len(leaves), [0] * len(leaves)
    rest: dict[int, _Spot] = {}
    turn = 2 * math.pi / max(share[0], 1e-9) if leaves else 0.0
    for at, leaf in enumerate(leaves):
        place = start[at]
        for child in children[at]:
            start[child], ring[child] = place, ring[at] + 1
            place += share[child]
        if leaf.hidden:
            rest[at] = _Spot((place + _weight(leaf.hidden) / 2) * turn, ring[at] + 1)
    spots = [_Spot((start[i] + share[i] / 2) * turn, ring[i]) for i in range(len(leaves))]
    return spots, rest


def _shares(leaves: Sequence[Leaf], children: list[list[int]]) -> list[float]:
    """Angular share of each subtree."""
    share = [0.0] * len(leaves)
    for at in range(len(leaves) - 1, -1, -1):
        own = sum(share[c] for c in children[at])
        share[at] = max(own + _weight(leaves[at].hidden), 1.0)
    return share


def _weight(hidden: int) -> float:
    return 1.0 + math.log10(hidden) if hidden else 0.0


def _point(spot: _Spot, radius: float) -> tuple[float, float]:
    angle = spot.angle - math.pi / 2
    return SIDE / 2 + radius * math.cos(angle), SIDE / 2 + radius * math.sin(angle)


def _ring(radius: float) -> Markup:
    return element("circle", cx=SIDE / 2, cy=SIDE / 2, r=radius, class_="ring")


def _curve(inner: _Spot, outer: _Spot, step: float) -> str:
    bend = (inner.ring + 0.55) * step
    points = [
        _point(inner, inner.ring * step),
        _point(inner, bend),
        _point(outer, bend),
        _point(outer, outer.ring * step),
    ]
    first, *others = (f"{number(x)},{number(y)}" for x, y in points)
    return f"M{first} C{' '.join(others)}"


def _edge(leaf: Leaf, spot: _Spot, parent: _Spot, step: float) -> Markup:
    return element("path", d=_curve(parent, spot, step), class_=f"edge rel-{leaf.relation}")


def _dot(leaf: Leaf, spot: _Spot, step: float) -> Markup:
    x, y = _point(spot, spot.ring * step)
    radius = 6.0 if leaf.parent < 0 else min(1.7 + 0.8 * math.log10(1 + leaf.below), 4.5)
    relation = f", {leaf.relation}" if leaf.relation else ", founder"
    words = f"{leaf.label}{relation}, {plural(leaf.below, 'descendant')}"
    kind = "root" if leaf.parent < 0 else f"dot rel-{leaf.relation}"
    return element("circle", element("title", words), cx=x, cy=y, r=radius, class_=kind)


def _more(leaf: Leaf, spot: _Spot, place: _Spot, step: float) -> Markup:
    x, y = _point(place, place.ring * step)
    words = f"and {plural(leaf.hidden, 'more child', 'more children')} of {leaf.label}"
    radius = 2.2 + 1.5 * math.log10(leaf.hidden)
    return element(
        "g",
        element("title", words),
        element("path", d=_curve(spot, place, step), class_="edge more"),
        element("circle", cx=x, cy=y, r=radius, class_="more"),
    )


def numbered(leaves: Sequence[Leaf]) -> list[int]:
    """Places of the models that get a number: those with most descendants, by their descendants."""
    able = [at for at, leaf in enumerate(leaves) if leaf.parent >= 0 and leaf.below > 0]
    chosen: list[int] = []
    spots, rest = _layout(leaves)
    rings = max([s.ring for s in spots] + [s.ring for s in rest.values()], default=0) or 1
    step = REACH / rings
    for at in sorted(able, key=lambda i: (-leaves[i].below, leaves[i].label)):
        here = _point(spots[at], spots[at].ring * step)
        taken = [_point(spots[c], spots[c].ring * step) for c in chosen] + [(SIDE / 2, SIDE / 2)]
        if all(math.dist(here, other) >= APART for other in taken):
            chosen.append(at)
        if len(chosen) == NUMBERED:
            break
    return chosen


def _numbers(leaves: Sequence[Leaf], spots: Sequence[_Spot], step: float) -> list[Markup]:
    parts = []
    for place, at in enumerate(numbered(leaves), start=1):
        x, y = _point(spots[at], spots[at].ring * step)
        parts.append(
            element(
                "g",
                element("title", f"{place}. {leaves[at].label}"),
                element("circle", cx=x, cy=y, r=7.5, class_="badge"),
                text(x, y + 3.2, str(place), class_="badge-text", text_anchor="middle"),
            )
        )
    return parts


def _amounts(leaves: Sequence[Leaf], rest: dict[int, _Spot], step: float) -> list[Markup]:
    """How many models the largest marks stand for, where there is room to say it."""
    parts, taken = [], [(SIDE / 2, SIDE / 2)]
    for at in sorted(rest, key=lambda i: -leaves[i].hidden)[:5]:
        x, y = _point(rest[at], rest[at].ring * step + 15)
        if leaves[at].hidden >= 10 and all(math.dist((x, y), t) > 34 for t in taken):
            words = f"+{count(leaves[at].hidden)}"
            parts.append(text(x, y + 3, words, class_="amount", text_anchor="middle"))
            taken.append((x, y))
    return parts
