"""Exact orderings against every permutation, and against subsets for larger ones."""

from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heredity.analyses.linear_ordering import linear_ordering, objective
from heredity.analyses.undetermined import undetermined
from tests.oracles.ordering import best_by_subsets


@st.composite
def matrices(draw: st.DrawFn, most: int, weights: int = 4) -> np.ndarray:
    size = draw(st.integers(0, most))
    cells = st.lists(st.integers(0, weights), min_size=size, max_size=size)
    rows = draw(st.lists(cells, min_size=size, max_size=size))
    found = np.array(rows, float).reshape(size, size)
    np.fill_diagonal(found, 0)
    return found


@settings(max_examples=150)
@given(matrices(6))
def test_no_permutation_is_better(weights: np.ndarray) -> None:
    found = linear_ordering(weights)
    assert sorted(found.order) == list(range(len(weights)))
    best = max(objective(weights, order) for order in permutations(range(len(weights))))
    assert found.objective == objective(weights, found.order) == best
    assert found.bound == pytest.approx(best)
    assert found.gap == 0


@settings(max_examples=25)
@given(matrices(10, weights=9))
def test_dynamic_programming_agrees(weights: np.ndarray) -> None:
    assert linear_ordering(weights).objective == best_by_subsets(weights)


@settings(max_examples=80)
@given(matrices(5, weights=2))
def test_undetermined_pairs_are_those_that_some_best_order_reverses(weights: np.ndarray) -> None:
    found = linear_ordering(weights)
    expected = np.zeros(weights.shape, bool)
    rank = np.argsort(found.order)
    for order in permutations(range(len(weights))):
        if objective(weights, order) == found.objective:
            other = np.argsort(order)
            expected |= (rank[:, None] < rank) != (other[:, None] < other)
    assert (undetermined(weights, found.order) == expected).all()


@settings(max_examples=50)
@given(matrices(6, weights=2))
def test_swaps_that_cost_nothing_put_lower_numbers_first(weights: np.ndarray) -> None:
    order = linear_ordering(weights).order
    net = weights - weights.T
    for left, right in pairwise(order):
        assert net[left, right] != 0 or left < right


def test_fractions_that_sum_unevenly_still_give_a_proven_order() -> None:
    weights = np.random.default_rng(4).random((20, 20)) / 3
    found = linear_ordering(weights)
    assert found.gap == 0
    assert found.bound == pytest.approx(found.objective, abs=1e-6)


@pytest.mark.parametrize(
    ("states", "pairs", "share"), [(20, 121, 0.79), (10, 32, 0.84), (10, 17, 0.89)]
)
def test_an_ordering_of_coin_flips_explains_as_much_as_published(
    states: int, pairs: int, share: float
) -> None:
    random = np.random.default_rng(7)
    shares = []
    for _ in range(20):
        weights = np.zeros((states, states))
        first, second = np.triu_indices(states, 1)
        for at in random.choice(len(first), pairs, replace=False):
            ends = [first[at], second[at]]
            random.shuffle(ends)
            weights[tuple(ends)] = 1
        shares.append(linear_ordering(weights).objective / pairs)
    assert np.mean(shares) == pytest.approx(share, abs=0.035)
