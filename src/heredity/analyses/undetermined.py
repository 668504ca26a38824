"""Which precedences of an optimal ordering could be the other way round at no cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from heredity.analyses.linear_ordering import Flags, Floats, Program, objective

_EXACT: Final = 1e-9
_TRUSTED: Final = 1e-6


def undetermined(weights: Floats, order: Sequence[int]) -> Flags:
    """The pairs whose forced reversal costs nothing.

    Most pairs are settled without a program: by blocks of the order that can be swapped for
    nothing, and by arrows that lie on no circle, which every optimal order keeps. The rest are
    reversed by force and solved again.

    Args:
        weights: What is gained for each pair if the row goes before the column.
        order: An optimal order.

    Returns:
        A symmetric matrix: whether another optimal order has the pair the other way round.
    """
    net = weights - weights.T
    scale = max(1.0, float(np.abs(net).max(initial=0.0)))
    free = _swapped_for_nothing(net, order, _EXACT * scale)
    kept = _closed(_off_circles(net > 0))
    best, program = objective(np.maximum(net, 0), order), Program(net)
    for before, after in _neighbors_first(order):
        if free[before, after] or kept[before, after]:
            continue
        other = _reversed(program, net, (after, before), best, scale)
        if other is None:
            kept[before, after] = True
            kept = _closed(kept)
        else:
            free |= _differ(order, other)
    return free


def _reversed(
    program: Program, net: Floats, pair: tuple[int, int], best: float, scale: float
) -> list[int] | None:
    """An optimal order with a pair the other way round, if there is one."""
    if program.bound([pair]) < best - _TRUSTED * scale:
        return None
    order, _ = program.best([pair])
    same = objective(np.maximum(net, 0), order) >= best - _EXACT * scale
    return order if same else None


def _swapped_for_nothing(net: Floats, order: Sequence[int], least: float) -> Flags:
    """Pairs that change sides where two neighboring blocks are swapped at no cost."""
    size = len(order)
    sums = np.zeros((size + 1, size + 1))
    sums[1:, 1:] = net[np.ix_(order, order)].cumsum(axis=0).cumsum(axis=1)
    start, middle, end = (grid.ravel() for grid in np.indices((size + 1,) * 3))
    keep = (start < middle) & (middle < end)
    start, middle, end = start[keep], middle[keep], end[keep]
    cost = sums[middle, end] - sums[start, end] - sums[middle, middle] + sums[start, middle]
    free = np.zeros((size, size), bool)
    place = np.asarray(order)
    for at in np.flatnonzero(np.abs(cost) <= least):
        one, other = place[start[at] : middle[at]], place[middle[at] : end[at]]
        free[np.ix_(one, other)] = True
    return free | free.T


def _off_circles(arrows: Flags) -> Flags:
    """The arrows that lie on no circle."""
    part = connected_components(csr_array(arrows), connection="strong")[1]
    off: Flags = arrows & (part[:, None] != part[None, :])
    return off


def _closed(before: Flags) -> Flags:
    """What follows from precedences: whatever goes before what goes before."""
    while True:
        wider = before | ((before.astype(np.int64) @ before.astype(np.int64)) > 0)
        if (wider == before).all():
            return wider
        before = wider


def _neighbors_first(order: Sequence[int]) -> list[tuple[int, int]]:
    """All pairs of an order, those that stand close together first."""
    size = len(order)
    return [
        (order[at], order[at + apart]) for apart in range(1, size) for at in range(size - apart)
    ]


def _differ(order: Sequence[int], other: Sequence[int]) -> Flags:
    """Pairs that stand differently in two orders."""
    ranks = []
    for each in (order, other):
        rank = np.empty(len(each), np.int64)
        rank[list(each)] = np.arange(len(each))
        ranks.append(rank[:, None] < rank[None, :])
    return np.not_equal(*ranks)
