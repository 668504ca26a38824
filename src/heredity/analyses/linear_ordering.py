"""The exact linear ordering of few things by who goes before whom.

The order is found by integer programming (HiGHS) at zero gap, with the triangle inequalities that
make an order of pairwise choices added only where they are violated. Source: M. Grötschel,
M. Jünger, G. Reinelt, "A cutting plane algorithm for the linear ordering problem", Operations
Research 32 (1984).
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import __version__ as scipy_version
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

SOLVER: Final = f"SciPy {scipy_version} with HiGHS, lazy triangle rows"
"""What solves the programs."""

SECONDS: Final = 60.0
"""Time for one program; an order that is not proven optimal by then shows its gap."""

_VIOLATED: Final = 1e-6
_ROWS: Final = 3_000
_EXACT: Final = 1e-9


@dataclass(frozen=True, slots=True)
class LinearOrdering:
    """An order, and how good it is.

    Attributes:
        order: The things, first to last.
        objective: Weight of the pairs in whose favor the order decides.
        bound: Weight that no order can exceed.
    """

    order: list[int]
    objective: float
    bound: float

    @property
    def gap(self) -> float:
        """What might still be gained; 0 for a proven optimum."""
        gap = self.bound - self.objective
        return gap if gap > _VIOLATED * max(1.0, self.objective) else 0.0


def linear_ordering(weights: Floats) -> LinearOrdering:
    """The order that gains most.

    Things among which nothing runs in circles need no program: only the strongly connected parts
    of the graph of who outweighs whom are solved. Of orders that differ by swaps that cost
    nothing, the one is given that puts lower numbers first.

    Args:
        weights: What is gained for each pair if the row goes before the column; not negative. The
            diagonal does not count.
    """
    weights = np.where(np.eye(len(weights), dtype=bool), 0.0, weights)
    net = weights - weights.T
    ahead = np.maximum(net, 0)
    order: list[int] = []
    bound = float(np.minimum(weights, weights.T).sum() / 2 + ahead.sum())
    for part in _parts(ahead > 0):
        solved, best = _solve(net[np.ix_(part, part)])
        order += [int(part[at]) for at in solved]
        bound += best - float(ahead[np.ix_(part, part)].sum())
    order = canonical(order, net)
    return LinearOrdering(order, objective(weights, order), bound)


def objective(weights: Floats, order: Sequence[int]) -> float:
    """Weight of the pairs in whose favor an order decides."""
    return float(np.triu(weights[np.ix_(order, order)], 1).sum())


def _parts(before: Flags) -> list[Ints]:
    """Strongly connected parts, such that none has an arrow to an earlier one."""
    parts, label = connected_components(csr_array(before), connection="strong")
    arrows = np.zeros((parts, parts), bool)
    rows, columns = np.nonzero(before)
    arrows[label[rows], label[columns]] = True
    np.fill_diagonal(arrows, False)
    return [np.flatnonzero(label == part) for part in _first_order(arrows)]


def _first_order(arrows: Flags) -> list[int]:
    """The order that keeps all arrows and, of those, puts lower numbers first.

    Args:
        arrows: Whether the row must go before the column; without circles.
    """
    waits = arrows.sum(axis=0)
    ready = [int(at) for at in np.flatnonzero(waits == 0)]
    heapq.heapify(ready)
    order: list[int] = []
    while ready:
        at = heapq.heappop(ready)
        order.append(at)
        for later in np.flatnonzero(arrows[at]):
            waits[later] -= 1
            if waits[later] == 0:
                heapq.heappush(ready, int(later))
    return order


def canonical(order: Sequence[int], net: Floats) -> list[int]:
    """The first of the orders that differ only by swaps of neighbors that cost nothing."""
    place = np.empty(len(order), np.int64)
    place[list(order)] = np.arange(len(order))
    return _first_order((place[:, None] < place[None, :]) & (net != 0))


def _solve(net: Floats) -> tuple[list[int], float]:
    """An optimal order of a part, and the bound on the net weight it can win."""
    if len(net) == 1:
        return [0], 0.0
    order, bound = Program(net).best()
    return _improved(order, net), bound


def _improved(order: list[int], net: Floats) -> list[int]:
    """Move single things while that gains: mends what the solver's tolerance may have cost."""
    least = _EXACT * max(1.0, float(np.abs(net).max()))
    for _ in range(len(order) ** 2):
        best, move = least, None
        for start in range(len(order)):
            row = net[order[start], order]
            left = np.cumsum(row[:start][::-1])[::-1]
            right = -np.cumsum(row[start + 1 :])
            gains = np.r_[left, 0.0, right]
            target = int(gains.argmax())
            if gains[target] > best:
                best, move = float(gains[target]), (start, target)
        if move is None:
            break
        order.insert(move[1], order.pop(move[0]))
    return order


class Program:
    """The integer program of one linear ordering; its rows stay from one solution to the next.

    Args:
        net: What the row gains over the column by going first; antisymmetric.
    """

    def __init__(self, net: Floats) -> None:
        self.size = len(net)
        self.first, self.second = np.triu_indices(self.size, 1)
        self.gain = net[self.first, self.second]
        self.lost = float(np.maximum(-self.gain, 0).sum())
        self.rows = np.empty(0, np.int64)

    def best(self, before: Sequence[tuple[int, int]] = ()) -> tuple[list[int], float]:
        """An optimal order in which some things go before others.

        Returns:
            The order, and the bound on the net weight that such an order can win.
        """
        bounds = self._bounds(before)
        choice, bound = self._closed(bounds, whole=False)
        if np.abs(choice - np.round(choice)).max(initial=0.0) > _VIOLATED:
            choice, bound = self._closed(bounds, whole=True)
        return self._order(np.round(choice)), bound

    def bound(self, before: Sequence[tuple[int, int]] = ()) -> float:
        """A bound on the net weight that an order with these precedences can win."""
        return self._closed(self._bounds(before), whole=False)[1]

    def _bounds(self, before: Sequence[tuple[int, int]]) -> Bounds:
        low, high = np.zeros(len(self.gain)), np.ones(len(self.gain))
        for one, other in before:
            at = self._at(min(one, other), max(one, other))
            low[at] = high[at] = float(one < other)
        return Bounds(low, high)

    def _at(self, first: int, second: int) -> int:
        return first * self.size - first * (first + 1) // 2 + second - first - 1

    def _closed(self, bounds: Bounds, whole: bool) -> tuple[Floats, float]:
        """Solve, add the triangles that the solution violates, and solve again."""
        triangles = _triangles(self.size)
        while True:
            choice, bound = self._once(bounds, whole)
            sums = choice[triangles[:, 0]] + choice[triangles[:, 1]] - choice[triangles[:, 2]]
            excess = np.maximum(-sums, sums - 1)
            worst = np.flatnonzero(excess > _VIOLATED)
            worst = np.setdiff1d(worst, self.rows, assume_unique=True)
            if len(worst) == 0:
                return choice, bound
            worst = worst[np.argsort(-excess[worst], kind="stable")[:_ROWS]]
            self.rows = np.sort(np.r_[self.rows, worst])

    def _once(self, bounds: Bounds, whole: bool) -> tuple[Floats, float]:
        found = milp(
            -self.gain,
            integrality=np.full(len(self.gain), int(whole)),
            bounds=bounds,
            constraints=self._constraints(),
            options={"mip_rel_gap": 0.0, "time_limit": SECONDS},
        )
        if found.x is None:
            raise ArithmeticError(f"the linear ordering was not solved: {found.message}")
        least = found.mip_dual_bound if whole and found.mip_dual_bound is not None else found.fun
        return found.x, self.lost - float(least)

    def _constraints(self) -> list[LinearConstraint]:
        if len(self.rows) == 0:
            return []
        columns = _triangles(self.size)[self.rows]
        signs = np.tile([1.0, 1.0, -1.0], len(columns))
        starts = np.arange(0, 3 * len(columns) + 1, 3)
        matrix = csr_array((signs, columns.ravel(), starts), shape=(len(columns), len(self.gain)))
        return [LinearConstraint(matrix, 0.0, 1.0)]

    def _order(self, choice: Floats) -> list[int]:
        ahead = np.zeros((self.size, self.size))
        ahead[self.first, self.second] = choice
        ahead[self.second, self.first] = 1 - choice
        return [int(at) for at in np.argsort(-ahead.sum(axis=1), kind="stable")]


@lru_cache(maxsize=8)
def _triangles(size: int) -> Ints:
    """For each three things the numbers of their pairs: 1-2, 2-3, 1-3."""
    at = np.zeros((size, size), np.int64)
    at[np.triu_indices(size, 1)] = np.arange(size * (size - 1) // 2)
    i, j, k = (grid.ravel() for grid in np.meshgrid(*[np.arange(size)] * 3, indexing="ij"))
    keep = (i < j) & (j < k)
    i, j, k = i[keep], j[keep], k[keep]
    return np.column_stack([at[i, j], at[j, k], at[i, k]])
