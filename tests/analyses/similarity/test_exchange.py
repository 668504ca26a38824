"""The exact spread of exchanged children, against all ways to deal them out and against draws."""

from itertools import permutations, product

import numpy as np
import pytest
from scipy.sparse import csr_array

from heredity.analyses.similarity import exchange
from heredity.analyses.similarity.dealt import drawn_ends, exact_ends
from heredity.analyses.similarity.exchange import Exchange
from heredity.analyses.similarity.rows import Rows


def made(random: np.random.Generator, strata: list[int], parents: int) -> tuple[Exchange, Rows]:
    places = sum(strata)
    vectors = np.abs(random.normal(size=(parents + places, 6))) * (random.random((1, 6)) < 0.9)
    vectors[-1] = 0
    rows = Rows.of(csr_array(vectors), np.arange(len(vectors)))
    parent = random.integers(0, parents, places)
    weight = np.array([np.ones(parents), random.random(parents)])[:, parent]
    stratum = np.repeat(np.arange(len(strata)), strata)
    mixed = random.permutation(places)
    child = parents + np.arange(places)
    found = Exchange(parent[mixed], child[mixed], stratum[mixed], weight[:, mixed])
    return found, rows


def sums(found: Exchange, rows: Rows, child: np.ndarray) -> np.ndarray:
    dots = rows.between(found.parent, child)
    return np.asarray(found.weight @ dots)


def test_variance_is_that_of_all_deals() -> None:
    random = np.random.default_rng(1)
    found, rows = made(random, [4, 3, 1, 2], 4)
    ways = [
        [dict(zip(own, way, strict=True)) for way in permutations(own)]
        for own in (np.flatnonzero(found.stratum == one).tolist() for one in range(4))
    ]
    every = []
    for way in product(*ways):
        put = {place: source for part in way for place, source in part.items()}
        child = found.child[[put[place] for place in range(len(found.child))]]
        every.append(sums(found, rows, child))
    assert found.variance(rows) == pytest.approx(np.var(every, axis=0), rel=1e-12)


@pytest.mark.parametrize("many", [0, 10_000])
def test_variance_is_that_of_draws(many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(2)
    monkeypatch.setattr(exchange, "MANY", many)
    found, rows = made(random, [60, 45, 5], 12)
    drawn = []
    child = found.child.copy()
    for _ in range(4_000):
        for one in range(3):
            own = np.flatnonzero(found.stratum == one)
            child[own] = child[random.permutation(own)]
        drawn.append(sums(found, rows, child))
    assert found.variance(rows) == pytest.approx(np.var(drawn, axis=0), rel=0.1)


def test_both_ways_to_the_variance_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(3)
    found, rows = made(random, [20, 15, 30, 7, 1, 24], 9)
    pairs = found.variance(rows)
    monkeypatch.setattr(exchange, "_PAIRS", 300)
    cut = Exchange(found.parent, found.child, found.stratum, found.weight)
    assert cut.variance(rows) == pytest.approx(pairs, rel=1e-10)
    assert len(cut._runs) > 1
    again = Exchange(found.parent, found.child, found.stratum, found.weight)
    monkeypatch.setattr(exchange, "MANY", 0)
    assert again.variance(rows) == pytest.approx(pairs, rel=1e-10)


def test_nothing_varies_below_one_parent() -> None:
    random = np.random.default_rng(4)
    found, rows = made(random, [9], 1)
    assert found.variance(rows).tolist() == [0.0, 0.0]


def test_ranges_of_nulls() -> None:
    one, other = exact_ends(np.array([2.0, np.nan]), np.array([1.0, 1.0]), np.array([0.5, 0.5]))
    assert one["low"] == pytest.approx(1 - 0.98, abs=1e-3)
    assert one["p"] == pytest.approx(0.0455, abs=1e-4)
    assert set(other.values()) == {None}
    (far,) = exact_ends(np.array([9.0]), np.array([1.0]), np.array([1e-3]))
    assert far["p"] > 0
    said = drawn_ends(0.9, 0.2, np.random.default_rng(5).normal(0.3, 0.01, 999))
    assert said["p"] == 0.001
    assert said["low"] == pytest.approx(0.18, abs=2e-3)
    assert set(drawn_ends(0.9, 0.2, np.zeros(0)).values()) == {None}
