"""Children dealt out anew: what resemblance is left when nobody knows whose child one is.

The mean over all ways to deal out is exact: each place then holds the mean child of its cell. So is
the spread around it for parent and child. For siblings, where it is no sum over single places, it
is drawn, on families that are chosen at random.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from scipy.sparse import coo_array, vstack
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

_LEAST: Final = 1e-300
"""No p-value is 0, however far the law reaches."""

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
        if not hasattr(self, "_sample"):
            kept = self._some(most, random)
            place = np.unique(self.slot[kept], return_inverse=True)[1]
            self._sample = Sample(place, self.child[kept], self.cell[kept], draws, random)
        found = self._sample.means(rows)
        return float(found[0]), found[1:], len(self._sample.child)

    def _some(self, most: int, random: np.random.Generator) -> Ints:
        """Places of the edges of some families, chosen at random."""
        family = self.frame.kin.family[self.child]
        rank = random.permutation(int(family.max(initial=-1)) + 1)[family]
        order = np.argsort(rank, kind="stable")
        edges = np.cumsum(np.bincount(rank))
        last = max(int(np.searchsorted(edges, most, "right")) - 1, 0)
        return np.sort(order[: int(edges[last])])


class Sample:
    """Places of some parents, dealt out once for all vectors.

    Where all places of a cell are one parent's, its children stay: they are added up beforehand.

    Args:
        place: Parent of each place, from 0.
        child: Who is there, as a node.
        cell: Children of a cell may be exchanged.
        draws: Deals.
        random: Source of random numbers.
    """

    def __init__(
        self, place: Ints, child: Ints, cell: Ints, draws: int, random: np.random.Generator
    ) -> None:
        self.place, self.child, self.draws = place, child, draws
        self.size = int(place.max(initial=-1)) + 1
        m = np.bincount(place, minlength=self.size).astype(float)
        self.pairs = float((m * (m - 1) / 2).sum())
        first = np.full(int(cell.max(initial=-1)) + 1, -1)
        first[cell] = place
        other = np.bincount(cell, first[cell] != place, len(first)) > 0
        self.moving = np.flatnonzero(other[cell])
        self.touched = np.unique(place[self.moving])
        at = np.searchsorted(self.touched, place[self.moving])
        # Where no cell spans two parents, nobody moves, and every deal is as it was.
        moves = len(self.touched) > 0
        puts = _puts(at, cell[self.moving], len(self.touched), draws, random)
        self._puts = list(puts) if moves else []

    def means(self, rows: Rows) -> Floats:
        """Mean similarity of siblings as they are, then in each deal."""
        stays = np.ones(len(self.child), bool)
        stays[self.moving] = False
        fixed = rows.summed(self.place[stays], self.child[stays], self.size)
        alone = np.ones(self.size, bool)
        alone[self.touched] = False
        moving = rows.matrix[rows.place[self.child[self.moving]]]
        parts = vstack([fixed[self.touched], moving], format="csr")
        deals = [
            squares(put @ parts).reshape(-1, len(self.touched)).sum(axis=1) for put in self._puts
        ]
        dealt = np.concatenate(deals) if deals else np.zeros(self.draws + 1)
        lengths = float(squares(fixed)[alone].sum()) + dealt
        norms = float(rows.norms(self.child).sum())
        return part((lengths - norms) / 2, np.full(len(lengths), self.pairs))


def _puts(
    at: Ints, cell: Ints, parents: int, draws: int, random: np.random.Generator
) -> Iterator[Sparse]:
    """What each parent holds: itself and some children; first as they are, then deal by deal."""
    places, order = len(at), np.argsort(cell, kind="stable")
    ranks = np.sort(cell)
    step = max(_PLACES // max(places, 1), 1)
    for start in range(0, draws + 1, step):
        deals = min(step, draws + 1 - start)
        dealt = np.empty((deals, places), np.int64)
        dealt[:, order] = order[np.argsort(ranks + random.random((deals, places)), axis=1)]
        if not start:
            dealt[0] = np.arange(places)
        own = np.broadcast_to(np.arange(parents), (deals, parents))
        rows = np.arange(deals)[:, None] * parents + np.concatenate([np.arange(parents), at])
        columns = np.concatenate([own, dealt + parents], axis=1)
        data = np.ones(rows.size)
        shape = (deals * parents, parents + places)
        yield coo_array((data, (rows.ravel(), columns.ravel())), shape=shape).tocsr()


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
            "p": max(float(2 * ndtr(-abs(seen - middle) / one)), _LEAST) if known else None,
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
