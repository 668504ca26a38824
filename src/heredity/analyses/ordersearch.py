"""Good orderings of many matrices at once, by moving single things.

Each order is improved by the best move of one thing to another place, until no move gains (local
search by insertion; M. Laguna, R. Marti, V. Campos, Computers & Operations Research 26, 1999).
What it finds is nearly always optimal for twenty things; where that matters, solve exactly.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np

from heredity.analyses.clusters import Floats
from heredity.store.columns import Ints

_EXACT: Final = 1e-9
_STARTS: Final = 3


def search(net: Floats, start: Ints, restarts: int | None = None) -> tuple[Floats, Ints]:
    """A good order of each matrix.

    Args:
        net: What the row has over the column, antisymmetric; matrices one behind the other.
        start: An order to begin with; so does one by row sums, and some that are shaken.
        restarts: Number of shaken starts; few for many things, more for few, which cost little.

    Returns:
        The net weight that each order wins (pairs in its favor less those against it), and the
        orders. Of equally good ones that from the given start stands.
    """
    matrices, size = net.shape[:2]
    restarts = max(_STARTS, 12 - size) if restarts is None else restarts
    best = np.tile(start, (matrices, 1))
    value, best = _improved(net, best)
    by_sum = np.argsort(-net.sum(axis=2), axis=1, kind="stable")
    random = np.random.default_rng(size)
    for at in range(1 + restarts):
        other = by_sum if at == 0 else _shaken(best, random)
        found, other = _improved(net, other)
        better = found > value + _EXACT * np.maximum(1.0, np.abs(value))
        value[better], best[better] = found[better], other[better]
    return value, best


def _shaken(orders: Ints, random: np.random.Generator) -> Ints:
    """The orders with every thing moved by a few places at random."""
    size = orders.shape[1]
    place = np.arange(size) + random.normal(scale=size / 4, size=orders.shape)
    return np.take_along_axis(orders, np.argsort(place, axis=1), axis=1)


def _improved(net: Floats, orders: Ints) -> tuple[Floats, Ints]:
    """Move single things while that gains."""
    size = orders.shape[1]
    moves = _moves(size)
    least = _EXACT * np.maximum(1.0, np.abs(net).max(axis=(1, 2), initial=0.0))
    orders = orders.copy()
    held = np.take_along_axis(net, orders[:, :, None], axis=1)
    held = np.take_along_axis(held, orders[:, None, :], axis=2)
    open_ = np.arange(len(orders))
    while len(open_):
        now = held[open_]
        gains = _gains(now).reshape(len(open_), size * size)
        move = gains.argmax(axis=1)
        moving = gains[np.arange(len(open_)), move] > least[open_]
        open_, place = open_[moving], moves[move[moving]]
        orders[open_] = np.take_along_axis(orders[open_], place, axis=1)
        turned = np.take_along_axis(now[moving], place[:, :, None], axis=1)
        held[open_] = np.take_along_axis(turned, place[:, None, :], axis=2)
    upper = np.triu(np.ones((size, size)), 1)
    return np.einsum("bij,ij->b", held, upper), orders


def _gains(held: Floats) -> Floats:
    """What each move gains: by place from which, and place to which."""
    size = held.shape[1]
    sums = np.zeros((len(held), size, size + 1))
    np.cumsum(held, axis=2, out=sums[:, :, 1:])
    own = sums[:, np.arange(size), np.arange(size)][:, :, None]
    forward = np.arange(size)[None, :] <= np.arange(size)[:, None]
    return 2 * (own - np.where(forward, sums[:, :, :-1], sums[:, :, 1:]))


@lru_cache(maxsize=8)
def _moves(size: int) -> Ints:
    """For each move, by place from which and to which, what stands where afterwards."""
    found = np.empty((size * size, size), np.int64)
    for start in range(size):
        for end in range(size):
            order = list(range(size))
            order.insert(end, order.pop(start))
            found[start * size + end] = order
    return found
