"""Pairs of models drawn from the patterns of a pedigree, each as often as the exact means count it.

A cell with few pairs is listed in full, with weights; of a larger one a stated number is drawn with
replacement. Both aim at the same expectation: the sum of weight by similarity over the eligible
pairs, by the sum of their weights.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from heredity.analyses.similarity.cells import COUSINS, ENDS, STRANGERS, Around, Cell, Floats
from heredity.store.columns import Flags, Ints

PAIRS: Final = 100_000
"""Pairs of a cell, where it has as many."""

ROUNDS: Final = 30
"""How often pairs are drawn anew for those that were dropped."""

Keep = Callable[[Ints, Ints], Flags]
"""Says of pairs, left and right nodes, which may stay."""


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """Pairs of one cell.

    Attributes:
        left: Node of one model of each pair.
        right: Node of the other.
        weight: How much the pair counts: 1 for a drawn one.
        listed: Whether these are all pairs of the cell, so that nothing is left to chance.
        population: Weight of all eligible pairs of the cell, dropped ones included.
    """

    left: Ints
    right: Ints
    weight: Floats
    listed: bool
    population: float

    def chosen(self, kept: Flags) -> Drawn:
        """Some of the pairs."""
        return Drawn(
            self.left[kept], self.right[kept], self.weight[kept], self.listed, self.population
        )

    def fewer(self, most: int, random: np.random.Generator) -> Drawn:
        """At most so many of the pairs, drawn by weight where there are more."""
        if len(self.left) <= most * (1 + self.listed):
            return self
        if not self.listed:
            return self.chosen(np.arange(len(self.left)) < most)
        total = np.cumsum(self.weight)
        at = np.searchsorted(total, random.random(most) * total[-1], side="right")
        at = np.minimum(at, len(total) - 1)
        ones = np.ones(most)
        return Drawn(self.left[at], self.right[at], ones, False, self.population)


def draw(
    around: Around,
    cell: Cell,
    random: np.random.Generator,
    pairs: int = PAIRS,
    keep: Keep | None = None,
) -> Drawn:
    """Draw the pairs of a cell, or list them all.

    They are listed where the cell has no more eligible pairs than asked for, counted by occurrence:
    a pair that two paths connect occurs twice. A pair of equals (siblings, cousins) occurs once
    from either side, which is not counted twice.

    Args:
        around: The edges, and who is eligible.
        cell: The cell.
        random: Source of random numbers.
        pairs: Pairs to draw.
        keep: Which pairs may stay; others are drawn anew, at most `ROUNDS` times over.
    """
    if cell is STRANGERS:
        found = _strangers(np.flatnonzero(around.eligible), random, pairs)
        return found if keep is None else found.chosen(keep(found.left, found.right))
    return _Edges.of(around, cell).draw(random, pairs, keep)


def in_triangles(around: Around) -> Floats:
    """For each edge from `u` to `v`, the eligible children that `u` and `v` share."""
    up, lower = around.pedigree.up, np.flatnonzero(around.eligible[around.v])
    places = up.places(around.u[lower])
    upper, below = up.edge[places], np.repeat(lower, up.degree[around.u[lower]])
    shared = around.is_edge(around.u[upper], around.v[below])
    return np.bincount(upper[shared], minlength=len(around.u)).astype(np.float64)


def own_cousins(around: Around) -> int:
    """How often an eligible model would be its own cousin, below two children of one model."""
    down = around.pedigree.down
    places, reached = down.places(around.v), down.degree[around.v]
    child, top = down.target[places], np.repeat(around.u, reached)
    kept = around.eligible[child]
    times = np.unique(top[kept] * around.pedigree.nodes + child[kept], return_counts=True)[1]
    return int((times * (times - 1) // 2).sum())


@dataclass(frozen=True, slots=True, eq=False)
class _Edges:
    """The edges where a cell has eligible pairs, with what they weigh and how many they have."""

    around: Around
    cell: Cell
    edges: Ints
    weight: Floats
    left: Ints
    right: Ints
    population: float

    @classmethod
    def of(cls, around: Around, cell: Cell) -> _Edges:
        ends = ENDS[cell.left], ENDS[cell.right]
        left, right = (end.count(around) for end in ends)
        weight = cell.weight(around)
        edges = np.flatnonzero((weight > 0) & (left > 0) & (right > 0))
        left, right, weight = left[edges], right[edges], weight[edges]
        for end, count in zip(ends, (left, right), strict=True):
            weight = weight * (count / end.all(around)[edges])
        population = float(weight.sum())
        if _uncles(around, cell):
            population -= float(in_triangles(around)[edges] @ right)
        if cell is COUSINS:
            population -= own_cousins(around)
        return cls(around, cell, edges, weight, left, right, population)

    def draw(self, random: np.random.Generator, pairs: int, keep: Keep | None) -> Drawn:
        occurrences = int((self.left * self.right).sum())
        if occurrences <= pairs * (1 + self.cell.symmetric):
            return self._listed(keep)
        total = np.cumsum(self.weight)
        rounds: list[tuple[Ints, Ints]] = []
        missing = pairs
        while missing > 0 and len(rounds) < ROUNDS:
            rounds.append(self._some(total, random, missing, keep))
            missing -= len(rounds[-1][0])
        left, right = (np.concatenate(side) for side in zip(*rounds, strict=True))
        return Drawn(left, right, np.ones(len(left)), False, self.population)

    def _some(
        self, total: Floats, random: np.random.Generator, n: int, keep: Keep | None
    ) -> tuple[Ints, Ints]:
        """Edges by their weight, and one of the pairs at each."""
        at = np.searchsorted(total, random.random(n) * total[-1], side="right")
        at = np.minimum(at, len(total) - 1)
        chosen = [random.integers(0, count[at]) for count in (self.left, self.right)]
        left, right, kept = self._models(at, chosen[0], chosen[1], keep)
        return left[kept], right[kept]

    def _listed(self, keep: Keep | None) -> Drawn:
        each = self.left * self.right
        at = np.repeat(np.arange(len(each)), each)
        place = np.arange(len(at)) - np.repeat(np.cumsum(each) - each, each)
        left, right, kept = self._models(at, place // self.right[at], place % self.right[at], keep)
        weight = (self.weight / each)[at]
        return Drawn(left, right, weight, True, self.population).chosen(kept)

    def _models(
        self, at: Ints, one: Ints, other: Ints, keep: Keep | None
    ) -> tuple[Ints, Ints, Flags]:
        """The models of the pairs of these numbers at some of the edges, and which may stay."""
        around, edges = self.around, self.edges[at]
        left = ENDS[self.cell.left].pick(around, edges, one)
        right = ENDS[self.cell.right].pick(around, edges, other)
        kept = np.ones(len(at), bool) if keep is None else keep(left, right)
        if _uncles(around, self.cell):
            kept &= ~around.is_edge(around.v[edges], left)
        if self.cell is COUSINS:
            kept &= left != right
        return left, right, kept


def _uncles(around: Around, cell: Cell) -> bool:
    """Whether models that are uncle and sibling at once are left out: not in the published form."""
    return not around.compat and (cell.left, cell.right) == ("sibling", "grandchild")


def _strangers(eligible: Ints, random: np.random.Generator, pairs: int) -> Drawn:
    """Pairs of any two different models, each pair alike."""
    models = len(eligible)
    population = models * (models - 1) // 2
    if population <= pairs:
        left, right = np.triu_indices(models, 1)
    else:
        left = random.integers(0, models, pairs)
        right = random.integers(0, models - 1, pairs)
        right += right >= left
    listed = population <= pairs
    return Drawn(eligible[left], eligible[right], np.ones(len(left)), listed, float(population))
