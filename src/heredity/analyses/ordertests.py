"""Tests of whole orderings: against chance, and by drawing the families again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.sparse import csr_array

from heredity.analyses.drift import net_flow
from heredity.analyses.linear_ordering import Floats, linear_ordering
from heredity.store.columns import Ints

_CHUNK: Final = 50


@dataclass(frozen=True, slots=True)
class FamilyFlows:
    """Transitions between some states, family by family.

    Attributes:
        size: Number of states.
        flows: Weights: a row for each family, a column for each ordered pair of states (source
            times `size` plus target).
    """

    size: int
    flows: csr_array

    @classmethod
    def gather(
        cls, chosen: Ints, states: int, family: Ints, source: Ints, target: Ints, weight: Floats
    ) -> FamilyFlows:
        """Gather the transitions between the chosen ones of so many states."""
        place = np.full(states, -1)
        place[chosen] = np.arange(len(chosen))
        start, end = place[source], place[target]
        inside = (start >= 0) & (end >= 0)
        _, row = np.unique(family[inside], return_inverse=True)
        column = start[inside] * len(chosen) + end[inside]
        shape = (int(row.max(initial=-1)) + 1, len(chosen) ** 2)
        return cls(len(chosen), csr_array((weight[inside], (row, column)), shape=shape))

    def matrix(self, weights: Floats) -> Floats:
        """Transitions when each family counts with a weight."""
        return np.asarray(weights @ self.flows).reshape(self.size, self.size)


def accounted(flows: Floats) -> tuple[float, list[int]]:
    """Weight of the transitions that the best ordering accounts for, and that ordering."""
    net = net_flow(flows)
    best = linear_ordering(net)
    return (float(flows.sum()) + 2 * best.objective - float(net.sum())) / 2, best.order


def null_of_pairs(flows: FamilyFlows, draws: int, random: np.random.Generator) -> Iterator[float]:
    """Scores when the net flow of each pair goes the one way or the other by a fair coin."""
    total = flows.matrix(np.ones(flows.flows.shape[0]))
    upper = np.triu(np.ones((flows.size, flows.size), bool), 1)
    for _ in range(draws):
        turned = upper & (random.random(upper.shape) < 0.5)
        yield accounted(np.where(turned | turned.T, total.T, total))[0]


def null_of_families(
    flows: FamilyFlows, draws: int, random: np.random.Generator
) -> Iterator[float]:
    """Scores when all flows of each family go forward or backward by a fair coin."""
    families = flows.flows.shape[0]
    whole = flows.matrix(np.ones(families))
    for coins in _chunks(draws, lambda rows: random.integers(0, 2, (rows, families))):
        for coin in coins:
            forward = flows.matrix(coin.astype(np.float64))
            yield accounted(forward + (whole - forward).T)[0]


def drawn_again(flows: FamilyFlows, draws: int, random: np.random.Generator) -> Iterator[Ints]:
    """Place of each state in the ordering when families are drawn with replacement."""
    families = flows.flows.shape[0]
    share = np.full(families, 1 / max(families, 1))
    for counts in _chunks(draws, lambda rows: random.multinomial(families, share, rows)):
        for count in counts:
            rank = np.empty(flows.size, np.int64)
            rank[accounted(flows.matrix(count.astype(np.float64)))[1]] = np.arange(flows.size)
            yield rank


def _chunks(draws: int, draw: Callable[[int], Ints]) -> Iterator[Ints]:
    for start in range(0, draws, _CHUNK):
        yield draw(min(_CHUNK, draws - start))


def p_value(observed: float, null: Floats) -> float:
    """Share of draws at least as extreme, the observed one among them; never 0."""
    reached = null >= observed - 1e-9 * max(1.0, abs(observed))
    return (1 + int(reached.sum())) / (1 + len(null))
