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

from heredity.analyses.clusters import Floats
from heredity.analyses.similarity.rows import Rows, added
from heredity.store.columns import Flags, Ints

MANY: Final = 30
"""Parents and children of a stratum, harmonically, from which on second moments are cheaper."""


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
    def _pairs(self) -> tuple[Ints, Ints]:
        """Pairs of small strata: the number of a row, and the place of the child."""
        of_row = self._rows[1]
        order = np.argsort(self.stratum, kind="stable")
        ends = np.cumsum(self._size)
        rows = np.flatnonzero(~self._large[of_row])
        length = self._size[of_row[rows]]
        begin = ends[of_row[rows]] - length
        first = np.repeat(begin - (np.cumsum(length) - length), length)
        return np.repeat(rows, length), order[first + np.arange(len(first))]

    def variance(self, rows: Rows) -> Floats:
        """Variance of each of the sums.

        Args:
            rows: The vectors.
        """
        place, stratum, many = self._rows
        if not len(place):
            return np.zeros(len(self.weight))
        row, child = self._pairs
        dots = rows.dots(self.child[child], rows.matrix, rows.place[self.parent[place[row]]])
        squares, sums = added(row, dots**2, len(place)), added(row, dots, len(place))
        columns = [
            added(child, dots * (many * weight[place])[row], len(self.stratum)) ** 2
            for weight in self.weight
        ]
        crossed = np.array([added(self.stratum, one, len(self._size)) for one in columns])
        for one in np.flatnonzero(self._large).tolist():
            own = np.flatnonzero(stratum == one)
            parents = rows.matrix[rows.place[self.parent[place[own]]]]
            children = rows.matrix[rows.place[self.child[self.stratum == one]]]
            moments = (children.T @ children).toarray()
            turned = parents @ moments
            squares[own] = np.asarray(parents.multiply(turned).sum(axis=1)).ravel()
            sums[own] = parents @ np.asarray(children.sum(axis=0)).ravel()
            for at, weight in enumerate(self.weight):
                total = (many * weight[place])[own]
                crossed[at, one] = (parents.T @ total) @ (turned.T @ total)
        return self._together(squares, sums, crossed)

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
