"""A family as a radial tree: the founder in the middle, each generation on a ring of its own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from heredity.export.report.charts.svg import element, joined, number, picture, text
from heredity.export.report.text import count, plural

SIDE = 400.0
CENTER = SIDE / 2
REACH = 178.0
NUMBERED = 8
APART = 17.0
Point = tuple[float, float]


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
class _Wedge:
    """Room for the children of a model that are not drawn."""

    start: float
    end: float
    ring: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands.

    Attributes:
        angle: Angle of each model.
        ring: Generation of each model below the founder.
        radius: Radius of each ring, from 0 for the founder.
        rest: Room for the children that are not drawn, by their parent.
    """

    angle: list[float]
    ring: list[int]
    radius: list[float]
    rest: dict[int, _Wedge]

    def at(self, place: int) -> Point:
        """Where a model stands."""
        return _polar(self.angle[place], self.radius[self.ring[place]])


def lay_out(leaves: Sequence[Leaf]) -> Layout:
    """Give each subtree its angle, and each generation its ring."""
    children: list[list[int]] = [[] for _ in leaves]
    for at, leaf in enumerate(leaves):
        if leaf.parent >= 0:
            children[leaf.parent].append(at)
    share = _shares(leaves, children)
    start, ring = [0.0] * len(leaves), [0] * len(leaves)
    rest: dict[int, _Wedge] = {}
    turn = 2 * math.pi / share[0] if leaves else 0.0
    for at, leaf in enumerate(leaves):
        place = start[at]
        for child in children[at]:
            start[child], ring[child] = place, ring[at] + 1
            place += share[child]
        if leaf.hidden:
            end = place + _weight(leaf.hidden)
            rest[at] = _Wedge(place * turn, end * turn, ring[at] + 1)
    angle = [(start[i] + share[i] / 2) * turn for i in range(len(leaves))]
    return Layout(angle, ring, _radii(ring, rest), rest)


def _shares(leaves: Sequence[Leaf], children: list[list[int]]) -> list[float]:
    """Angular share of each subtree, in drawn leaves."""
    share = [0.0] * len(leaves)
    for at in range(len(leaves) - 1, -1, -1):
        own = sum(share[c] for c in children[at])
        share[at] = max(own + _weight(leaves[at].hidden), 1.0)
    return share


def _weight(hidden: int) -> float:
    """Room for models that are not drawn: more for more, yet never all there is."""
    return min(math.sqrt(hidden), 120.0)


def _radii(ring: Sequence[int], rest: dict[int, _Wedge]) -> list[float]:
    """Radius of each ring; crowded generations get more room than sparse ones."""
    held = [0] * (max([*ring, *(w.ring for w in rest.values())], default=0) + 1)
    for at in ring:
        held[at] += 1
    room = [0.0] + [1 + math.log2(2 + n) for n in held[1:]]
    whole = sum(room) or 1.0
    return [REACH * sum(room[: at + 1]) / whole for at in range(len(room))]


def _polar(angle: float, radius: float) -> Point:
    turned = angle - math.pi / 2
    return CENTER + radius * math.cos(turned), CENTER + radius * math.sin(turned)


def pedigree(name: str, title: str, desc: str, leaves: Sequence[Leaf]) -> Markup:
    """The tree; edges have their relation's color, wedges stand for what is not drawn."""
    layout = lay_out(leaves)
    parts = [crown(leaves, layout)]
    parts += _badges(leaves, layout)
    parts += _amounts(leaves, layout)
    return picture(name, title, desc, joined(parts), height=SIDE, width=SIDE)


def crown(leaves: Sequence[Leaf], layout: Layout) -> Markup:
    """The tree itself, without numbers."""
    parts = [element("circle", cx=CENTER, cy=CENTER, r=r, class_="ring") for r in layout.radius[1:]]
    parts += [_wedge(leaves[at], at, wedge, layout) for at, wedge in layout.rest.items()]
    parts += [_edge(leaf, at, layout) for at, leaf in enumerate(leaves) if leaf.parent >= 0]
    parts += [_dot(leaf, layout.at(at)) for at, leaf in enumerate(leaves)]
    return joined(parts)


def _spell(point: Point) -> str:
    return f"{number(point[0])},{number(point[1])}"


def _edge(leaf: Leaf, at: int, layout: Layout) -> Markup:
    """From parent to child; it leaves the parent outward, but the founder in any direction."""
    inner, outer = layout.ring[leaf.parent], layout.ring[at]
    bend = (layout.radius[inner] + layout.radius[outer]) / 2
    leaving = layout.angle[at] if inner == 0 else layout.angle[leaf.parent]
    start, end = layout.at(leaf.parent), layout.at(at)
    curve = [_polar(leaving, bend), _polar(layout.angle[at], bend), end]
    path = f"M{_spell(start)} C{' '.join(map(_spell, curve))}"
    return element("path", d=path, class_=f"edge rel-{leaf.relation}")


def _dot(leaf: Leaf, point: Point) -> Markup:
    x, y = point
    root = leaf.parent < 0
    radius = 6.0 if root else min(1.7 + 0.8 * math.log10(1 + leaf.below), 4.5)
    words = f"{leaf.label}, {leaf.relation or 'founder'}, {plural(leaf.below, 'descendant')}"
    kind = "root" if root else f"dot rel-{leaf.relation}"
    return element("circle", element("title", words), cx=x, cy=y, r=radius, class_=kind)


def _wedge(leaf: Leaf, at: int, wedge: _Wedge, layout: Layout) -> Markup:
    radius = layout.radius[wedge.ring]
    gap = min(0.006, (wedge.end - wedge.start) / 4)
    first, last = (_polar(a, radius) for a in (wedge.start + gap, wedge.end - gap))
    large = 1 if wedge.end - wedge.start > math.pi else 0
    around = f"A{number(radius)},{number(radius)} 0 {large} 1"
    path = f"M{_spell(layout.at(at))} L{_spell(first)} {around} {_spell(last)} Z"
    words = f"and {plural(leaf.hidden, 'more child', 'more children')} of {leaf.label}"
    return element("path", element("title", words), d=path, class_="more")


def numbered(leaves: Sequence[Leaf]) -> list[int]:
    """Places of the models that get a number: those with most descendants, where there is room."""
    layout = lay_out(leaves)
    able = [at for at, leaf in enumerate(leaves) if leaf.parent >= 0 and leaf.below > 0]
    chosen: list[int] = []
    taken: list[Point] = [(CENTER, CENTER)]
    for at in sorted(able, key=lambda i: (-leaves[i].below, leaves[i].label)):
        here = layout.at(at)
        if all(math.dist(here, other) >= APART for other in taken):
            chosen.append(at)
            taken.append(here)
        if len(chosen) == NUMBERED:
            break
    return chosen


def _badges(leaves: Sequence[Leaf], layout: Layout) -> list[Markup]:
    parts = []
    for place, at in enumerate(numbered(leaves), start=1):
        x, y = layout.at(at)
        parts.append(
            element(
                "g",
                element("title", f"{place}. {leaves[at].label}"),
                element("circle", cx=x, cy=y, r=7.5, class_="badge"),
                text(x, y + 3.2, str(place), class_="badge-text", text_anchor="middle"),
            )
        )
    return parts


def _amounts(leaves: Sequence[Leaf], layout: Layout) -> list[Markup]:
    """How many models the largest wedges stand for, where there is room to say it."""
    parts = []
    taken = [(CENTER, CENTER), *(layout.at(at) for at in numbered(leaves))]
    for at in sorted(layout.rest, key=lambda i: -leaves[i].hidden)[:6]:
        wedge = layout.rest[at]
        point = _polar((wedge.start + wedge.end) / 2, layout.radius[wedge.ring] + 9)
        if leaves[at].hidden >= 10 and all(math.dist(point, t) > 30 for t in taken):
            words = f"+{count(leaves[at].hidden)}"
            parts.append(
                text(point[0], point[1] + 3.5, words, class_="amount", text_anchor="middle")
            )
            taken.append(point)
    return parts
