"""Children dealt out anew: what resemblance is left when nobody knows whose child one is.

The mean over all ways to deal out is exact: each place then holds the mean child of its cell. So is
the spread around it for parent and child. For siblings, where it is no sum over single places, it
is drawn, on families that are chosen at random.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from scipy.sparse import coo_array
from scipy.special import ndtr

from heredity.analyses.clusters import LEVEL, Floats
from heredity.analyses.contrasts import part
from heredity.analyses.similarity.celltable import NORMAL
from heredity.analyses.similarity.exchange import Exchange
from heredity.analyses.similarity.frame import Frame
from heredity.analyses.similarity.nulls import ForkSums, size_class
from heredity.analyses.similarity.rows import WIDE, Rows, Sparse, added, per_row, squares
from heredity.analyses.similarity.strata import combined
from heredity.store.columns import Ints

_PLACES: Final = 100_000
"""Places that are dealt out at once, over several draws."""


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

    def spread(self, rows: Rows) -> Floats:
        """Exact standard deviations over all ways to deal out.

        Returns:
            Those of the sums of parent and child over edges, and over forks of two.
        """
        if not hasattr(self, "_exchange"):
            kin = self.frame.kin
            parent = kin.parents[self.slot]
            weight = np.array([np.ones(len(parent)), (kin.d[parent] - 1) / 2])
            narrow = rows.matrix.shape[1] <= WIDE
            self._exchange = Exchange(parent, self.child, self.cell, weight, narrow)
        found: Floats = np.sqrt(self._exchange.variance(rows))
        return found

    def drawn(
        self, rows: Rows, draws: int, most: int, random: np.random.Generator
    ) -> tuple[float, Floats, int]:
        """Mean similarity of siblings in some families as they are, and in draws.

        Args:
            rows: The vectors.
            draws: Draws.
            most: Edges of the families looked at; families are taken whole, in random order.
            random: Source of random numbers.

        Returns:
            The mean; that of each draw; and the edges looked at.
        """
        kept = self._some(most, random)
        slot, child, cell = self.slot[kept], self.child[kept], self.cell[kept]
        sample = _Sample(rows, np.unique(slot, return_inverse=True)[1], child)
        order = np.argsort(cell, kind="stable")
        observed = sample.means(np.arange(len(child))[None])[0]
        step = max(_PLACES // max(len(child), 1), 1)
        found = [np.zeros(0)]
        for start in range(0, draws, step):
            chance = random.random((min(step, draws - start), len(child)))
            dealt = np.empty(chance.shape, np.int64)
            dealt[:, order] = order[np.argsort(np.sort(cell) + chance, axis=1)]
            found.append(sample.means(dealt))
        return float(observed), np.concatenate(found), len(child)

    def _some(self, most: int, random: np.random.Generator) -> Ints:
        """Places of the edges of some families, chosen at random."""
        family = self.frame.kin.family[self.child]
        rank = random.permutation(int(family.max(initial=-1)) + 1)[family]
        order = np.argsort(rank, kind="stable")
        edges = np.cumsum(np.bincount(rank))
        last = max(int(np.searchsorted(edges, most, "right")) - 1, 0)
        return np.sort(order[: int(edges[last])])


class _Sample:
    """Places of some parents, and the children to be put there."""

    def __init__(self, rows: Rows, place: Ints, child: Ints) -> None:
        self.place, self.size = place, int(place.max(initial=-1)) + 1
        self.children = rows.matrix[rows.place[child]]
        self.norms = float(rows.norms(child).sum())
        m = np.bincount(place, minlength=self.size).astype(float)
        self.pairs = float((m * (m - 1) / 2).sum())

    def means(self, dealt: Ints) -> Floats:
        """Mean similarity of siblings in each deal, a row of children by place."""
        deals, places = dealt.shape
        rows = (np.arange(deals)[:, None] * self.size + self.place).ravel()
        shape = (deals * self.size, places)
        put = coo_array((np.ones(dealt.size), (rows, dealt.ravel())), shape=shape).tocsr()
        lengths = squares(put @ self.children).reshape(deals, self.size).sum(axis=1)
        return part((lengths - self.norms) / 2, np.full(deals, self.pairs))


def exact_ends(observed: Floats, mean: Floats, deviation: Floats) -> Iterator[dict[str, Any]]:
    """For each value, the normal 95 % range of a null and the p of what is.

    Args:
        observed: What is.
        mean: Mean under the null.
        deviation: Standard deviation under it.
    """
    for seen, middle, one in zip(*(v.tolist() for v in (observed, mean, deviation)), strict=True):
        known = one > 0 and not np.isnan(seen)
        yield {
            "low": middle - NORMAL * one if known else None,
            "high": middle + NORMAL * one if known else None,
            "p": float(2 * ndtr(-abs(seen - middle) / one)) if known else None,
        }


def drawn_ends(observed: float, mean: float, drawn: Floats) -> dict[str, Any]:
    """The 95 % range of a null as far as draws spread around their mean, and the p of what is.

    Args:
        observed: What is, where draws were made.
        mean: Mean under the null.
        drawn: What was drawn.
    """
    if np.isnan(observed) or not len(drawn):
        return {"low": None, "high": None, "p": None}
    centered = drawn - drawn.mean()
    low, high = np.percentile(centered, LEVEL)
    reached = int((np.abs(centered) >= abs(observed - drawn.mean()) - 1e-12).sum())
    return {
        "low": mean + float(low),
        "high": mean + float(high),
        "p": (1 + reached) / (1 + len(drawn)),
    }
