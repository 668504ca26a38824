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


def best(net: np.ndarray) -> float:
    ahead = np.maximum(net, 0)
    return float(2 * best_by_subsets(ahead) - ahead.sum())


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
def test_no_move_betters_a_found_order(seed: int, size: int) -> None:
    found = nets(seed, 5, size)
    values, orders = search(found, np.arange(size))
    for net, value, order in zip(found, values, orders, strict=True):
        assert sorted(order) == list(range(size))
        assert value == won(net, order) == 2 * objective(net, order) - won(net, order)
        assert _gains(net[order][:, order][None]).max() <= 0
        assert value <= best(net)


def test_small_orders_are_nearly_the_best() -> None:
    found = nets(1, 200, 6)
    values, _ = search(found, np.arange(6))
    ratios = values / [best(net) for net in found]
    assert (ratios <= 1).all()
    assert ratios.mean() > 0.98
    assert (ratios == 1).mean() > 0.7


def test_the_given_order_stands_where_nothing_is_better() -> None:
    start = np.array([2, 0, 1])
    values, orders = search(np.zeros((2, 3, 3)), start)
    assert values.tolist() == [0, 0]
    assert orders.tolist() == [[2, 0, 1]] * 2
