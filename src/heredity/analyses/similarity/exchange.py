"""How much resemblance to the parent varies when children are exchanged: exact, without a draw.

Let a stratum have n places, the place i of a parent x_i that weighs w_i, and n children y_j who are
put into the places, every way alike. The sum of w_i x_i·y_i over the places then has the variance

    (Σ a² - n Σ r² - n Σ c² + n² m²) / (n - 1),   a_ij = w_i x_i·y_j,

with r, c and m the means of a over rows, columns and both (W. Hoeffding, Annals of Mathematical
Statistics 22, 1951). Strata are independent. Places of one parent are the same row, so that it is
enough to go through pairs of parents and children of a stratum; where there are many, the second
moments of the children stand for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from scipy.sparse import csr_array

from heredity.analyses.clusters import Floats
from heredity.analyses.similarity.rows import Rows, Sparse, added, per_row
from heredity.store.columns import Flags, Ints

MANY: Final = 150
"""Parents and children of a stratum, harmonically, from which on second moments are cheaper."""

_PAIRS: Final = 1 << 22
"""Pairs whose products are held at once."""


@dataclass(frozen=True, eq=False)
class Exchange:
    """Children who may be exchanged within strata.

    Attributes:
        parent: Parent of each place, as a node.
        child: Who is there, as a node.
        stratum: Stratum of each place.
        weight: What each place weighs, a row for each of several sums; one value for each parent.
        moments: Whether second moments may be used: vectors of few coordinates.
    """

    parent: Ints
    child: Ints
    stratum: Ints
    weight: Floats
    moments: bool = True

    @cached_property
    def _size(self) -> Ints:
        return np.bincount(self.stratum)

    @cached_property
    def _rows(self) -> tuple[Ints, Ints, Ints]:
        """A place of each parent and stratum, the stratum, and how many places there are."""
        width = int(self.parent.max(initial=0)) + 1
        _, first, many = np.unique(
            self.stratum * width + self.parent, return_index=True, return_counts=True
        )
        several = np.bincount(self.stratum[first], minlength=len(self._size)) > 1
        kept = several[self.stratum[first]]  # where all have one parent, nothing varies
        return first[kept], self.stratum[first[kept]], many[kept]

    @cached_property
    def _large(self) -> Flags:
        """Strata where second moments are cheaper than pairs."""
        parents = np.bincount(self._rows[1], minlength=len(self._size))
        found: Flags = parents * self._size > MANY * (parents + self._size)
        return found & self.moments

    @cached_property
    def _runs(self) -> list[tuple[Ints, Ints]]:
        """Rows and places of small strata, in runs that have not too many pairs."""
        of_row = self._rows[1]
        rows = np.flatnonzero(~self._large[of_row])
        pairs = np.cumsum(np.bincount(of_row[rows], self._size[of_row[rows]], len(self._size)))
        cuts = pairs[of_row[rows]] // _PAIRS  # a stratum is not cut: its columns are added up
        there = np.zeros(len(self._size), bool)
        there[of_row[rows]] = True
        order = np.argsort(self.stratum, kind="stable")
        order = order[there[self.stratum[order]]]
        first = np.searchsorted(self.stratum[order], of_row[rows])
        found = []
        for run in np.split(np.arange(len(rows)), np.flatnonzero(np.diff(cuts)) + 1):
            if len(run):
                last = int(first[run[-1]] + self._size[of_row[rows[run[-1]]]])
                found.append((rows[run], order[first[run[0]] : last]))
        return found

    @cached_property
    def _crowds(self) -> list[tuple[int, Ints, Ints]]:
        """The large strata: their number, rows and places."""
        large = np.flatnonzero(self._large)
        order = np.argsort(self.stratum, kind="stable")
        place = [np.searchsorted(self.stratum[order], large, side=s) for s in ("left", "right")]
        row = [np.searchsorted(self._rows[1], large, side=s) for s in ("left", "right")]
        return [
            (stratum, np.arange(row[0][at], row[1][at]), order[place[0][at] : place[1][at]])
            for at, stratum in enumerate(large.tolist())
        ]

    def variance(self, rows: Rows) -> Floats:
        """Variance of each of the sums.

        Args:
            rows: The vectors.
        """
        place, _, many = self._rows
        if not len(place):
            return np.zeros(len(self.weight))
        squares, sums = np.zeros(len(place)), np.zeros(len(place))
        crossed = np.zeros((len(self.weight), len(self._size)))
        own = self.weight[:, place] * many
        for some, children in self._runs:
            found = self._products(rows, some, children)
            squares[some], sums[some] = per_row(found, found.data**2), per_row(found, found.data)
            line = np.repeat(some, np.diff(found.indptr))
            for at, weight in enumerate(own):
                column = added(found.indices, found.data * weight[line], len(children))
                crossed[at] += added(self.stratum[children], column**2, len(self._size))
        for stratum, some, children in self._crowds:
            parents = rows.matrix[rows.place[self.parent[place[some]]]]
            below = rows.matrix[rows.place[self.child[children]]]
            moments = (below.T.tocsr() @ below).toarray()
            turned = parents @ moments
            squares[some] = np.einsum("ij,ij->i", parents.toarray(), turned)
            sums[some] = parents @ (np.ones(len(children)) @ below)
            for at, weight in enumerate(own[:, some]):
                crossed[at, stratum] = (parents.T @ weight) @ (turned.T @ weight)
        return self._together(squares, sums, crossed)

    def _products(self, rows: Rows, some: Ints, children: Ints) -> Sparse:
        """Inner products of rows with the children of their own strata: of others there are none.

        Args:
            rows: The vectors.
            some: The rows.
            children: Places of the children, columns of the result.
        """
        place, stratum, _ = self._rows
        strata, number = np.unique(stratum[some], return_inverse=True)
        width = rows.matrix.shape[1]
        other = np.searchsorted(strata, self.stratum[children])
        left = _apart(rows, self.parent[place[some]], number, len(strata) * width)
        right = _apart(rows, self.child[children], other, len(strata) * width)
        return left @ right.T.tocsr()

    def _together(self, squares: Floats, sums: Floats, crossed: Floats) -> Floats:
        """The formula, from sums over each row of dots and of their squares."""
        place, stratum, many = self._rows
        size, strata = self._size.astype(np.float64), len(self._size)
        found = np.empty(len(self.weight))
        for at, weight in enumerate(self.weight):
            own = weight[place]
            every = added(stratum, many * own**2 * squares, strata)
            by_row = added(stratum, many * (own * sums) ** 2, strata)
            whole = added(stratum, many * own * sums, strata)
            with np.errstate(divide="ignore", invalid="ignore"):
                spread = every - by_row / size - crossed[at] / size + (whole / size) ** 2
                each = np.where(size > 1, spread / (size - 1), 0.0)
            found[at] = np.maximum(each, 0.0).sum()
        return found


def _apart(rows: Rows, nodes: Ints, block: Ints, width: int) -> Sparse:
    """Vectors of nodes, each in a block of columns of its own."""
    found = rows.matrix[rows.place[nodes]]
    kind = np.int32 if width < np.iinfo(np.int32).max else np.int64
    first = np.repeat((block * found.shape[1]).astype(kind), np.diff(found.indptr))
    parts = (found.data, found.indices.astype(kind) + first, found.indptr.astype(kind))
    return csr_array(parts, shape=(len(nodes), width))
