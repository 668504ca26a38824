"""Arrows among changed edges, against margins fitted on a full table and against chance."""

import numpy as np
import pytest
from scipy.stats import kstest

from heredity.analyses.arrows import gather
from heredity.analyses.sides import StateSets
from heredity.analyses.swaps import against_change

NOBODY = np.empty(0, np.int64)


def fitted(table: np.ndarray) -> np.ndarray:
    """Counts with the same margins, no dependence, and nothing on the diagonal."""
    found = 1.0 - np.eye(len(table))
    for _ in range(5_000):
        found *= (table.sum(axis=1) / found.sum(axis=1))[:, None]
        found *= table.sum(axis=0) / found.sum(axis=0)
    return found


def test_expected_arrows_are_those_of_quasi_independence() -> None:
    random = np.random.default_rng(1)
    # Four single states, and a set of two of them.
    sets = [[0], [1], [2], [3], [0, 1]]
    known = StateSets("x", list("abcd"), sets, NOBODY, NOBODY)
    edges, wanted = [], np.zeros((4, 4))
    for stratum in range(2):
        table = random.integers(1, 30, (5, 5)) * (1 - np.eye(5, dtype=int))
        edges += [(stratum, i, j) for i in range(5) for j in range(5) for _ in range(table[i, j])]
        holds = np.array([[state in one for state in range(4)] for one in sets], float)
        flow = fitted(table)
        for source in range(4):
            for target in range(4):
                able = holds[:, source] * (1 - holds[:, target])
                wanted[source, target] += able @ flow @ holds[:, target]
    stratum, parent, child = np.array(edges).T
    family = random.integers(0, 40, len(edges))
    met = against_change(gather(known, np.arange(4), family, stratum, parent + 1, child + 1))
    off = ~np.eye(4, dtype=bool)
    assert met.expected[off] == pytest.approx(wanted[off], rel=1e-6)
    assert met.observed.sum() >= len(edges)


def changed(random: np.random.Generator, pull: float) -> tuple[float, float]:
    """Observed by expected, and p, of one arrow; children lean to its target by a factor."""
    families = 120
    sizes = 1 + random.geometric(0.5, families)
    family = np.repeat(np.arange(families), sizes)
    parent = random.integers(0, 4, families)[family]
    weight = np.tile([4.0, 2.0, 1.0, 1.0], (len(family), 1))
    weight[parent == 2, 3] *= pull
    weight[np.arange(len(family)), parent] = 0
    chance = np.cumsum(weight, axis=1) / weight.sum(axis=1)[:, None]
    child = (random.random(len(family))[:, None] > chance).sum(axis=1)
    known = StateSets("x", list("abcd"), [[0], [1], [2], [3]], NOBODY, NOBODY)
    stratum = np.zeros(len(family), np.int64)
    met = against_change(gather(known, np.arange(4), family, stratum, parent + 1, child + 1))
    return float(met.observed[2, 3] / met.expected[2, 3]), float(met.p[2, 3])


def test_chance_is_even_and_a_pull_is_found() -> None:
    random = np.random.default_rng(2)
    p = np.array([changed(random, 1.0)[1] for _ in range(150)])
    assert kstest(p, "uniform").pvalue > 0.001
    assert (p < 0.05).mean() < 0.12
    ratio, p_pulled = changed(random, 8.0)
    assert ratio > 1.5
    assert p_pulled < 1e-3


def test_two_states_that_swap_are_as_expected() -> None:
    known = StateSets("x", list("ab"), [[0], [1]], NOBODY, NOBODY)
    parent, child = np.array([1, 1, 1, 2]), np.array([2, 2, 2, 1])
    met = against_change(gather(known, np.arange(2), np.arange(4), np.zeros(4, int), parent, child))
    assert met.expected == pytest.approx(np.array([[0, 3], [1, 0]]))
    assert np.isnan(met.p).all()
