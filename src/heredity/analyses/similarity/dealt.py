"""Children dealt out anew: what resemblance is left when nobody knows whose child one is.

The mean over all ways to deal out is exact: each place then holds the mean child of its cell. Only
the spread around it is drawn, on families that are chosen at random.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy.sparse import coo_array

from heredity.analyses.clusters import LEVEL, Floats
from heredity.analyses.contrasts import part, squared
from heredity.analyses.similarity.frame import Frame
from heredity.analyses.similarity.kin import Kin
from heredity.analyses.similarity.nulls import FORKS, ForkSums, size_class
from heredity.analyses.similarity.rows import Rows, Sparse, added, per_row, squares
from heredity.analyses.similarity.strata import combined
from heredity.store.columns import Flags, Ints


class Dealt:
    """Children dealt out anew among the parents of like size, within strata of children.

    Args:
        frame: The frame.
        codes: Number of each node's stratum, 0 and above.
    """

    def __init__(self, frame: Frame, codes: Ints) -> None:
        kin = frame.kin
        self.frame = frame
        self.edges = np.flatnonzero(frame.eligible[kin.v])
        self.slot, self.child = kin.edge_slot[self.edges], kin.v[self.edges]
        cell = combined(codes[self.child], size_class(kin)[self.slot])
        names, self.cell = np.unique(cell, return_inverse=True)
        self.cells = len(names)

    def expected(self, rows: Rows) -> ForkSums:
        """The exact mean over all ways to deal out."""
        frame, kin = self.frame, self.frame.kin
        size = np.bincount(self.cell, minlength=self.cells).astype(float)
        sums = rows.summed(self.cell, self.child, self.cells)
        length = squares(sums)
        own = added(self.cell, rows.norms(self.child), self.cells)
        within = np.divide(length - own, size * (size - 1), out=np.zeros_like(size), where=size > 1)
        shape = (len(kin.parents), self.cells)
        there = coo_array((np.ones(len(self.cell)), (self.slot, self.cell)), shape=shape).tocsr()
        shares = there.copy()
        shares.data = there.data / size[there.indices]
        alike = per_row(there, there.data**2 * (length / size**2)[there.indices])
        pairs = per_row(there, there.data * (there.data - 1) / 2 * within[there.indices])
        children, squared = self._mixed(rows, shares, sums)
        siblings = (squared - alike) / 2 + pairs
        counts = frame.counts["all"]
        return ForkSums.of(
            frame,
            (children, counts.children),
            (siblings, counts.siblings),
            kin.d[kin.parents].astype(float),
        )

    def _mixed(self, rows: Rows, shares: Sparse, sums: Sparse) -> tuple[Floats, Floats]:
        """Each parent's expected sum of children: its product with the parent, and its length."""
        kin = self.frame.kin
        children, squared = np.zeros(shares.shape[0]), np.zeros(shares.shape[0])
        step = 8_192
        for start in range(0, shares.shape[0], step):
            part = slice(start, start + step)
            mixed = shares[part] @ sums
            nodes = kin.parents[part]
            children[part] = rows.dots(nodes, mixed, np.arange(len(nodes)))
            squared[part] = squares(mixed)
        return children, squared

    def drawn(
        self, rows: Rows, draws: int, most: int, random: np.random.Generator
    ) -> tuple[Floats, Floats, int]:
        """Means of `FORKS` in some families as they are, and in draws.

        Args:
            rows: The vectors.
            draws: Draws.
            most: Edges of the families looked at; families are taken whole, in random order.
            random: Source of random numbers.

        Returns:
            The means; those of each draw, a row each; and the edges looked at.
        """
        kin = self.frame.kin
        kept = self._some(most, random)
        slot, child, cell = self.slot[kept], self.child[kept], self.cell[kept]
        parents, place = np.unique(slot, return_inverse=True)
        sample = _Sample(kin, rows, kin.parents[parents], place, child, self.frame.eligible)
        order = np.argsort(cell, kind="stable")
        found = np.empty((draws, len(FORKS)))
        dealt = np.arange(len(child))
        observed = sample.means(dealt)
        for row in found:
            dealt[order] = np.lexsort((random.random(len(cell)), cell))
            row[:] = sample.means(dealt)
        return observed, found, len(child)

    def _some(self, most: int, random: np.random.Generator) -> Ints:
        """Places of the edges of some families, chosen at random."""
        family = self.frame.kin.family[self.child]
        rank = random.permutation(int(family.max(initial=-1)) + 1)[family]
        order = np.argsort(rank, kind="stable")
        edges = np.cumsum(np.bincount(rank))
        last = max(int(np.searchsorted(edges, most, "right")) - 1, 0)
        return np.sort(order[: int(edges[last])])


class _Sample:
    """Parents with places for children, and the children to be put there."""

    def __init__(
        self, kin: Kin, rows: Rows, parents: Ints, place: Ints, child: Ints, eligible: Flags
    ) -> None:
        self.place, self.size = place, len(parents)
        self.children = rows.matrix[rows.place[child]]
        self.norms = float(rows.norms(child).sum())
        self.dense = rows.matrix[rows.place[parents]].toarray()
        m = np.bincount(place, minlength=len(parents)).astype(float)
        self.pairs = float((m * (m - 1) / 2).sum())
        self.weights = np.array([np.ones(len(parents)), (kin.d[parents] - 1) / 2])
        self.could = self.weights @ (eligible[parents] * m)

    def means(self, dealt: Ints) -> Floats:
        """Means of `FORKS` with the children in these places."""
        shape = (self.size, len(dealt))
        places = coo_array((np.ones(len(dealt)), (self.place, dealt)), shape=shape).tocsr()
        below = places @ self.children
        line = np.repeat(np.arange(self.size), np.diff(below.indptr))
        up = self.weights @ per_row(below, below.data * self.dense[line, below.indices])
        siblings = (squared(below.data) - self.norms) / 2
        return part(np.append(up, siblings), np.append(self.could, self.pairs))


def null_ends(observed: Floats, drawn: Floats) -> Iterator[dict[str, Any]]:
    """For each column, how far draws of a null spread around their mean, and the p of what is.

    Args:
        observed: What is.
        drawn: What was drawn, a row for each draw.
    """
    centered = drawn - drawn.mean(axis=0)
    away = np.abs(observed - drawn.mean(axis=0))
    low, high = np.percentile(centered, LEVEL, axis=0)
    reached = (np.abs(centered) >= away - 1e-12).sum(axis=0)
    for at in range(len(observed)):
        known = not np.isnan(observed[at])
        yield {
            "below": float(low[at]) if known else None,
            "beyond": float(high[at]) if known else None,
            "p": (1 + int(reached[at])) / (1 + len(drawn)) if known else None,
        }
