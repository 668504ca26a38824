"""The marked pairs of the patterns as draws: an edge by its weight, then a relative at each end.

Every marked pair of every pattern stands at an edge from `u` to `v`: its left and its right model
are an end of that edge, or one of the relatives that such an end has there. So a cell is a weight
for each edge and two ends, and the same three words draw a pair or list them all.

Patterns and weights: Laufer, Oderinwale, Kleinberg, arXiv 2508.06811; ours differ from the
published ones in that a chain of four weighs every path equally.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from heredity.pedigree.graph import Pedigree
from heredity.store.columns import Flags, Ints

Floats = npt.NDArray[np.float64]


def totals(group: Ints, values: Floats, groups: int) -> Floats:
    """Sum of the values of each group."""
    return np.bincount(group, values, groups).astype(np.float64, copy=False)


def counted(numbers: Ints) -> Ints:
    """How many come before each of some numbers of things, and one last total."""
    before = np.zeros(len(numbers) + 1, np.int64)
    np.cumsum(numbers, out=before[1:])
    return before


class Around:
    """The edges of a pedigree, and who stands around each.

    Args:
        pedigree: The pedigree.
        eligible: Whether a node can be in a pair; patterns run through the others too.
        compat: Whether a chain of four weighs as in the published tables.
    """

    def __init__(self, pedigree: Pedigree, eligible: Flags, compat: bool = False) -> None:
        self.pedigree = pedigree
        self.eligible = eligible
        self.compat = compat
        self.u, self.v = pedigree.parent, pedigree.child
        self.d = pedigree.down.degree.astype(np.float64)
        self.p = pedigree.up.degree.astype(np.float64)
        self._places = np.empty(len(self.u), np.int64)
        self._places[pedigree.down.edge] = np.arange(len(self.u))

    def above(self, values: Floats) -> Floats:
        """For each node, the sum of some values over its parents."""
        return totals(self.v, values[self.u], self.pedigree.nodes)

    def below(self, values: Floats) -> Floats:
        """For each node, the sum of some values over its children."""
        return totals(self.u, values[self.v], self.pedigree.nodes)

    @cached_property
    def paths_up(self) -> Floats:
        """How often each node's parents count in a chain of four: all of them, or as one."""
        return np.minimum(self.p, 1.0) if self.compat else self.p

    @cached_property
    def children(self) -> Kept:
        """The eligible children of each node."""
        down = self.pedigree.down
        return Kept.of(down.start, down.target, self.eligible)

    @cached_property
    def parents(self) -> Kept:
        """The eligible parents of each node."""
        up = self.pedigree.up
        return Kept.of(up.start, up.target, self.eligible)

    @cached_property
    def cousins(self) -> Ints:
        """For each place among the children, the eligible grandchildren that come before it."""
        below = self.children.degree[self.pedigree.down.target]
        return counted(below)

    @cached_property
    def edge_keys(self) -> Ints:
        """The edges as single numbers, ascending."""
        return self.v * self.pedigree.nodes + self.u

    def is_edge(self, parent: Ints, child: Ints) -> Flags:
        """Whether each parent is one of the child."""
        wanted = child * self.pedigree.nodes + parent
        place = np.minimum(np.searchsorted(self.edge_keys, wanted), len(self.edge_keys) - 1)
        found: Flags = self.edge_keys[place] == wanted
        return found

    def place(self, edges: Ints) -> Ints:
        """Where the child of each edge stands among the children of all nodes."""
        return self._places[edges]


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """Neighbors of nodes, the ineligible ones left out.

    Attributes:
        start: Where each node's neighbors begin, and one last end.
        target: The neighbors.
        before: For each place among all neighbors, how many kept ones come before it.
    """

    start: Ints
    target: Ints
    before: Ints

    @classmethod
    def of(cls, start: Ints, target: Ints, eligible: Flags) -> Kept:
        """Leave out the ineligible neighbors."""
        kept = eligible[target]
        before = counted(kept.astype(np.int64))
        return cls(before[start], target[kept], before)

    @property
    def degree(self) -> Ints:
        """Number of kept neighbors of each node."""
        return np.diff(self.start)


@dataclass(frozen=True, slots=True)
class End:
    """One model of a pair, as it stands to the edge.

    Attributes:
        all: How many there are at each edge.
        count: How many of them are eligible.
        pick: The eligible one of a number, at some edges.
    """

    all: Callable[[Around], Floats]
    count: Callable[[Around], Ints]
    pick: Callable[[Around, Ints, Ints], Ints]


def _own(around: Around) -> Floats:
    return np.ones(len(around.u))


def _sibling(around: Around, edges: Ints, chosen: Ints) -> Ints:
    """The child of a number among the parent's eligible ones, the edge's own child passed over."""
    kept, parent = around.children, around.u[edges]
    own = kept.before[around.place(edges)] - kept.start[parent]
    after = around.eligible[around.v[edges]] & (chosen >= own)
    found: Ints = kept.target[kept.start[parent] + chosen + after]
    return found


def _cousin(around: Around, edges: Ints, chosen: Ints) -> Ints:
    """The grandchild of a number, those below the edge's own child passed over."""
    place, down = around.place(edges), around.pedigree.down
    first = around.cousins[down.start[around.u[edges]]]
    own = around.cousins[place] - first
    width = around.cousins[place + 1] - around.cousins[place]
    wanted = first + chosen + np.where(chosen >= own, width, 0)
    aunt = np.searchsorted(around.cousins, wanted, side="right") - 1
    kept = around.children
    found: Ints = kept.target[kept.start[down.target[aunt]] + wanted - around.cousins[aunt]]
    return found


def _cousins_counted(around: Around, own: Ints) -> Ints:
    """Grandchildren of each edge's parent without those below the edge's own child."""
    total = np.zeros(around.pedigree.nodes, np.int64)
    np.add.at(total, around.u, own[around.v])
    counted: Ints = total[around.u] - own[around.v]
    return counted


ENDS: Final = {
    "parent": End(_own, lambda a: a.eligible[a.u].astype(np.int64), lambda a, e, _: a.u[e]),
    "child": End(_own, lambda a: a.eligible[a.v].astype(np.int64), lambda a, e, _: a.v[e]),
    "sibling": End(
        lambda a: a.d[a.u] - 1, lambda a: a.children.degree[a.u] - a.eligible[a.v], _sibling
    ),
    "grandchild": End(
        lambda a: a.d[a.v],
        lambda a: a.children.degree[a.v],
        lambda a, e, k: a.children.target[a.children.start[a.v[e]] + k],
    ),
    "grandparent": End(
        lambda a: a.p[a.u],
        lambda a: a.parents.degree[a.u],
        lambda a, e, k: a.parents.target[a.parents.start[a.u[e]] + k],
    ),
    "cousin": End(
        lambda a: _cousins_counted(a, a.d.astype(np.int64)).astype(np.float64),
        lambda a: _cousins_counted(a, a.children.degree),
        _cousin,
    ),
}
"""Who may stand at an edge from `u` to `v`: `u`; `v`; another child of `u`; a child of `v`; a
parent of `u`; a child of another child of `u`."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One marked pair of one pattern.

    Attributes:
        pattern: Name of the pattern.
        pair: Number of the pair in the pattern, from 1.
        between: What the two models are to each other.
        left: Where the left one stands, a name of `ENDS`.
        right: Where the right one stands.
        weight: What each edge weighs, all its pairs together.
        symmetric: Whether every pair stands at two edges, once the other way round.
    """

    pattern: str
    pair: int
    between: str
    left: str = ""
    right: str = ""
    weight: Callable[[Around], Floats] = _own
    symmetric: bool = False


def _stem_fork(a: Around) -> Floats:
    return a.p[a.u] * (a.d[a.u] - 1) / 2


def _fork_tail(a: Around) -> Floats:
    return a.d[a.v] * (a.d[a.u] - 1)


def _chain4(a: Around) -> Floats:
    return a.d[a.v] * a.paths_up[a.u]


def _top(a: Around) -> Floats:
    below = a.below(a.d)[a.v]
    return below / a.p[a.v] if a.compat else below


def _siblings(pattern: str, pair: int, weight: Callable[[Around], Floats]) -> Cell:
    return Cell(pattern, pair, "siblings", "child", "sibling", weight, symmetric=True)


def _line(pattern: str, pair: int, between: str, weight: Callable[[Around], Floats]) -> Cell:
    return Cell(pattern, pair, between, "parent", "child", weight)


def _grand(pattern: str, weight: Callable[[Around], Floats], pair: int = 1) -> Cell:
    return Cell(pattern, pair, "grandparent and grandchild", "parent", "grandchild", weight)


STRANGERS: Final = Cell("random", 1, "strangers")

CELLS: Final = (
    STRANGERS,
    _line("edge", 1, "parent and child", _own),
    _line("fork2", 1, "parent and child", lambda a: (a.d[a.u] - 1) / 2),
    _siblings("fork2", 2, lambda a: (a.d[a.u] - 1) / 2),
    _grand("chain3", lambda a: a.d[a.v]),
    _line("chain3", 2, "parent and child, lower edge", lambda a: a.p[a.u]),
    _line("chain3", 3, "parent and child, upper edge", lambda a: a.d[a.v]),
    _line("fork3", 1, "parent and child", lambda a: (a.d[a.u] - 1) * (a.d[a.u] - 2) / 6),
    _siblings("fork3", 2, lambda a: (a.d[a.u] - 1) * (a.d[a.u] - 2) / 6),
    _grand("stem+fork", lambda a: a.d[a.v] * (a.d[a.v] - 1) / 2),
    _line("stem+fork", 2, "parent and child, lower edge", _stem_fork),
    _line("stem+fork", 3, "parent and child, upper edge", lambda a: a.d[a.v] * (a.d[a.v] - 1) / 2),
    _siblings("stem+fork", 4, _stem_fork),
    _grand("fork+tail", _fork_tail),
    Cell("fork+tail", 2, "uncle and nephew", "sibling", "grandchild", _fork_tail),
    _line("fork+tail", 3, "parent and child, lower edge", lambda a: a.above(a.d - 1)[a.u]),
    _line("fork+tail", 4, "parent and child, upper edge", _fork_tail),
    _siblings("fork+tail", 5, _fork_tail),
    Cell("chain4", 1, "great-grandparent", "grandparent", "grandchild", _chain4),
    _grand("chain4", _chain4, 2),
    Cell("chain4", 3, "grandparent and grandchild, upper", "grandparent", "child", _chain4),
    _line("chain4", 4, "parent and child, lowest edge", lambda a: a.above(a.paths_up)[a.u]),
    _line("chain4", 5, "parent and child, middle edge", _chain4),
    _line("chain4", 6, "parent and child, top edge", _top),
)
"""The 24 marked pairs of the eight published patterns, in their order."""

COUSINS: Final = Cell(
    "cousins", 1, "first cousins", "grandchild", "cousin",
    lambda a: a.d[a.v] * _cousins_counted(a, a.d.astype(np.int64)) / 2, symmetric=True,
)  # fmt: skip
"""A pair that the published patterns lack."""
