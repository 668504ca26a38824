"""Orders by local search against the exact ones."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from heredity.analyses.linear_ordering import objective
from heredity.analyses.ordersearch import _gains, _moves, search
from tests.oracles.ordering import best_by_subsets


def nets(seed: int, matrices: int, size: int) -> np.ndarray:
    flows = np.random.default_rng(seed).integers(0, 9, (matrices, size, size)).astype(float)
    return flows - flows.transpose(0, 2, 1)


def won(net: np.ndarray, order: np.ndarray) -> float:
    return sum(net[a, b] for at, a in enumerate(order) for b in order[at + 1 :])


@given(st.integers(0, 10_000), st.integers(2, 6))
def test_each_move_gains_what_it_says(seed: int, size: int) -> None:
    (net,) = nets(seed, 1, size)
    gains = _gains(net[None])[0]
    before = won(net, np.arange(size))
    for start in range(size):
        for end in range(size):
            after = won(net, _moves(size)[start * size + end])
            assert after - before == gains[start, end]


@given(st.integers(0, 10_000), st.integers(1, 6))
def test_small_orders_are_nearly_the_best(seed: int, size: int) -> None:
    found = nets(seed, 5, size)
    values, orders = search(found, np.arange(size))
    for net, value, order in zip(found, values, orders, strict=True):
        assert sorted(order) == list(range(size))
        assert value == won(net, order) == 2 * objective(net, order) - won(net, order)
        ahead = np.maximum(net, 0)
        best = 2 * best_by_subsets(ahead) - ahead.sum()
        assert 0.85 * best <= value <= best


def test_the_given_order_stands_where_nothing_is_better() -> None:
    start = np.array([2, 0, 1])
    values, orders = search(np.zeros((2, 3, 3)), start)
    assert values.tolist() == [0, 0]
    assert orders.tolist() == [[2, 0, 1]] * 2
