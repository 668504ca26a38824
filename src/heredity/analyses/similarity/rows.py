"""Vectors as sparse rows, sums of them, and inner products of chosen pairs of rows.

Models with the same vector share one row. A number for each model is a vector of one coordinate,
so that what counts pairs is the code that adds up similarities.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, TypeAlias

import numpy as np
from scipy.sparse import coo_array, csr_array

from heredity.analyses.clusters import Floats
from heredity.store.columns import Flags, Ints

Sparse: TypeAlias = Any
"""A SciPy matrix in compressed sparse rows."""

_DENSE: Final = 300_000
"""Numbers of a dense block."""

WIDE: Final = 2_048
"""Coordinates from which on blocks of rows are not unfolded: they would hold too few."""

_OFTEN: Final = 4
"""Pairs that a row must meet on average to be worth unfolding."""

_HEAVY: Final = 2_048
"""Entries from which on a wide row that many pairs come by is unfolded by itself."""

_ENTRIES: Final = 4_000_000
"""Entries of sparse rows that are gathered at once."""


@dataclass(frozen=True, eq=False)
class Rows:
    """The vectors of some nodes.

    Attributes:
        matrix: Distinct vectors, a row each; the last row is 0.
        place: Row of each node; that of a node without a vector is the last.
        unit: Whether all vectors have length 1 or 0.
    """

    matrix: Sparse
    place: Ints
    unit: bool = True

    @classmethod
    def of(cls, matrix: Sparse, place: Ints) -> Rows:
        """Take distinct vectors of length 1 or 0 and, for each node, its row; -1 for none."""
        ends = np.append(matrix.indptr, matrix.indptr[-1])
        shape = (matrix.shape[0] + 1, matrix.shape[1])
        data = np.asarray(matrix.data, np.float64)
        # One long index array would make every product copy all of them.
        kind = np.int32 if ends[-1] < np.iinfo(np.int32).max else np.int64
        parts = (data, matrix.indices.astype(kind, copy=False), ends.astype(kind, copy=False))
        full = csr_array(parts, shape=shape)
        return cls(full, np.where(place < 0, matrix.shape[0], place))

    @classmethod
    def counting(cls, eligible: Flags) -> Rows:
        """The number 1 for each eligible node."""
        one = csr_array(np.ones((1, 1)))
        return cls.of(one, np.where(eligible, 0, -1))

    @classmethod
    def numbers(cls, values: Floats) -> Rows:
        """A number for each node."""
        distinct, place = np.unique(values, return_inverse=True)
        made = cls.of(csr_array(distinct[:, None]), place)
        return cls(made.matrix, made.place, unit=False)

    @cached_property
    def _norms(self) -> Floats:
        if not self.unit:
            return squares(self.matrix)
        filled: Floats = (np.diff(self.matrix.indptr) > 0).astype(np.float64)
        return filled

    def norms(self, nodes: Ints) -> Floats:
        """Squared length of the vectors of some nodes."""
        return self._norms[self.place[nodes]]

    def summed(self, owner: Ints, nodes: Ints, owners: int, weight: Floats | None = None) -> Sparse:
        """Sums of vectors.

        Args:
            owner: Row of the result that each vector goes to.
            nodes: Node of each vector.
            owners: Rows of the result.
            weight: What each counts; 1 where it is not given.
        """
        data = np.ones(len(nodes)) if weight is None else weight
        kind = self.matrix.indices.dtype
        chosen = owner.astype(kind, copy=False), self.place[nodes].astype(kind, copy=False)
        shape = (owners, self.matrix.shape[0])
        found = coo_array((data, chosen), shape=shape).tocsr() @ self.matrix
        found.sort_indices()  # products of rows are quick where both are sorted
        return found

    def dots(self, nodes: Ints, sums: Sparse, rows: Ints) -> Floats:
        """Inner products of nodes' vectors with rows of sums."""
        return row_dots(self.matrix, self.place[nodes], sums, rows)

    def between(self, one: Ints, other: Ints) -> Floats:
        """Inner products of nodes' vectors with one another."""
        return row_dots(self.matrix, self.place[one], self.matrix, self.place[other])


def added(place: Ints, values: Floats, places: int) -> Floats:
    """Sum of the values at each place."""
    found: Floats = np.bincount(place, values, places).astype(np.float64, copy=False)
    return found


def squares(rows: Sparse) -> Floats:
    """Squared length of each row."""
    return per_row(rows, rows.data**2)


def per_row(rows: Sparse, values: Floats) -> Floats:
    """Sum over each row of one value for each of its entries."""
    # A running sum would lose digits; an empty row would make `reduceat` take its neighbor's.
    start, filled = rows.indptr[:-1], np.diff(rows.indptr) > 0
    found = np.zeros(rows.shape[0])
    if filled.any():
        found[filled] = np.add.reduceat(values, start[filled])
    return found


def row_dots(left: Sparse, at: Ints, right: Sparse, other: Ints) -> Floats:
    """Inner products of chosen rows of one matrix with chosen rows of another.

    Args:
        left: The matrix whose rows are taken as they are.
        at: Its rows, one for each pair.
        right: The matrix whose rows are unfolded where many pairs come by each of them.
        other: Its rows.
    """
    distinct, place, often = np.unique(other, return_inverse=True, return_counts=True)
    if right.shape[1] <= WIDE and len(at) > _OFTEN * len(distinct):
        return _unfolded(left, at, right, distinct, place)
    heavy = (np.diff(right.indptr)[distinct] > _HEAVY) & (often > _OFTEN)
    if not heavy.any():
        return _side_by_side(left, at, right, other)
    found = np.zeros(len(at))
    light = np.flatnonzero(~heavy[place])
    found[light] = _side_by_side(left, at[light], right, other[light])
    order = np.argsort(place, kind="stable")
    ends = np.cumsum(often)
    for one in np.flatnonzero(heavy).tolist():
        pairs = order[ends[one] - often[one] : ends[one]]
        dense = right[distinct[one : one + 1]].toarray()[0]
        for piece in _pieces(pairs, np.diff(left.indptr)[at[pairs]]):
            found[piece] = left[at[piece]] @ dense
    return found


def _side_by_side(left: Sparse, at: Ints, right: Sparse, other: Ints) -> Floats:
    """Inner products of pairs of rows, each as it is."""
    found = np.zeros(len(at))
    entries = np.diff(left.indptr)[at] + np.diff(right.indptr)[other]
    for piece in _pieces(np.arange(len(at)), entries):
        found[piece] = left[at[piece]].multiply(right[other[piece]]).sum(axis=1)
    return found


def _unfolded(left: Sparse, at: Ints, right: Sparse, distinct: Ints, place: Ints) -> Floats:
    """Inner products where each of few rows meets many."""
    found = np.zeros(len(at))
    most = max(_DENSE // max(right.shape[1], 1), 1)
    order = np.argsort(place, kind="stable")
    cuts = np.searchsorted(place[order], np.arange(most, len(distinct), most))
    for block, part in enumerate(np.split(order, cuts)):
        dense = right[distinct[block * most : (block + 1) * most]].toarray()
        for piece in _pieces(part, np.diff(left.indptr)[at[part]]):
            rows = left[at[piece]]
            line = np.repeat(place[piece] - block * most, np.diff(rows.indptr))
            found[piece] = per_row(rows, rows.data * dense[line, rows.indices])
    return found


def _pieces(places: Ints, entries: Ints) -> Iterator[Ints]:
    """Places in pieces that hold no more than so many entries."""
    if len(places):
        block = np.cumsum(entries, dtype=np.int64) // _ENTRIES
        yield from np.split(places, np.flatnonzero(np.diff(block)) + 1)
