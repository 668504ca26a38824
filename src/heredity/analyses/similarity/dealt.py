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
        self.cell = combined(codes[self.child], size_class(kin)[self.slot])
        self.cells = int(self.cell.max(initial=-1)) + 1

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
        sample = _Sample(kin, rows, parents, place, self.frame.eligible)
        order = np.argsort(cell, kind="stable")
        found = np.empty((draws, len(FORKS)))
        dealt = np.empty_like(child)
        for row in found:
            dealt[order] = child[np.lexsort((random.random(len(cell)), cell))]
            row[:] = sample.means(dealt)
        return sample.means(child), found, len(child)

    def _some(self, most: int, random: np.random.Generator) -> Ints:
        """Places of the edges of some families, chosen at random."""
        family = self.frame.kin.family[self.child]
        rank = random.permutation(int(family.max(initial=-1)) + 1)[family]
        order = np.argsort(rank, kind="stable")
        edges = np.cumsum(np.bincount(rank))
        last = max(int(np.searchsorted(edges, most, "right")) - 1, 0)
        return np.sort(order[: int(edges[last])])


class _Sample:
    """Parents with places for children."""

    def __init__(self, kin: Kin, rows: Rows, parents: Ints, place: Ints, eligible: Flags) -> None:
        self.rows, self.place, self.nodes = rows, place, kin.parents[parents]
        self.m = np.bincount(place, minlength=len(parents)).astype(float)
        self.d = kin.d[self.nodes].astype(float)
        self.here = eligible[self.nodes].astype(float)

    def means(self, child: Ints) -> Floats:
        """Means of `FORKS` with these children in the places."""
        below = self.rows.summed(self.place, child, len(self.nodes))
        own = added(self.place, self.rows.norms(child), len(self.nodes))
        up = self.rows.dots(self.nodes, below, np.arange(len(self.nodes)))
        siblings, pairs = (squares(below) - own) / 2, self.m * (self.m - 1) / 2
        could = self.here * self.m
        weights = (np.ones_like(self.d), (self.d - 1) / 2)
        means = [_mean(float(up @ w), float(could @ w)) for w in weights]
        return np.array([*means, _mean(float(siblings.sum()), float(pairs.sum()))])


def _mean(up: float, could: float) -> float:
    return up / could if could > 0 else float("nan")


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
