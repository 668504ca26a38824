"""Many shares at once with cluster-bootstrap intervals: the same resamples for every column.

A cluster (an owner, a family) enters a resample as often as a Poisson number of mean 1 says. The
largest clusters are drawn one by one; the sums over all others are drawn as normal with their exact
mean and covariance. With few clusters, as many as there are are drawn with replacement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from heredity.analyses.clusters import LEVEL, Floats, wilson
from heredity.analyses.resampling import FEW, LEADING
from heredity.store.columns import Flags, Ints

BLOCK: Final = 16
"""Columns that are summed together; bounds the memory."""

Column = Flags | Floats


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """Rates of several columns; one number for each column.

    Attributes:
        hits: Sum of what happened.
        trials: Sum of how often it could.
        rate: The one by the other; NaN where it never could.
        low: Lower end of its 95 % interval; NaN with fewer than two clusters.
        high: Upper end.
        clusters: Clusters in which it could.
        effective: Number of equal clusters that would tell as much.
    """

    hits: Floats
    trials: Floats
    rate: Floats
    low: Floats
    high: Floats
    clusters: Ints
    effective: Floats

    def row(self, at: int) -> dict[str, Any]:
        """The columns of a table for one of them."""
        return {
            "count": float(self.hits[at]),
            "of": int(self.trials[at]),
            "value": float(self.rate[at]),
            "low": float(self.low[at]),
            "high": float(self.high[at]),
            "clusters": int(self.clusters[at]),
            "effective_clusters": float(self.effective[at]),
        }


class Bootstrap:
    """Random numbers that all shares of a table have in common.

    Args:
        resamples: How many resamples; 0 for no intervals.
        seed: Where the random numbers begin.
    """

    def __init__(self, resamples: int, seed: Sequence[int]) -> None:
        self.resamples = resamples
        self._seed = list(seed)
        random = np.random.default_rng([*self._seed, 1])
        self._weights = random.poisson(1.0, (resamples, LEADING)).astype(np.float64)
        self._normal = random.standard_normal((2, resamples, 1))

    def shares(
        self, cluster: Ints, hits: Sequence[Column], trials: Sequence[Flags] | None = None
    ) -> Shares:
        """Rates of some rows.

        Args:
            cluster: Cluster of each row.
            hits: For each column what happened in each row.
            trials: For each column whether it could; None where every row counts in all of them.
        """
        matrix, clusters = _members(cluster)
        happened = _sums(matrix, hits)
        could = (
            np.asarray(matrix.sum(axis=1), np.float64).reshape(clusters, 1)
            if trials is None
            else _sums(matrix, trials)
        )
        return self._rates(happened, could)

    def _rates(self, happened: Floats, could: Floats) -> Shares:
        wide = (happened.shape[1],)
        total, every = happened.sum(axis=0), np.broadcast_to(could.sum(axis=0), wide)
        there = np.broadcast_to((could > 0).sum(axis=0), wide)
        squares = np.broadcast_to((could**2).sum(axis=0), wide)
        with np.errstate(divide="ignore", invalid="ignore"):
            rate, effective = total / every, every**2 / squares
        low, high = self._interval(happened, could)
        flat = ((rate == 0) | (rate == 1)) & np.isfinite(low)
        # Resamples of what never happens do not vary, and that is no certainty.
        ends = wilson(rate[flat], effective[flat])
        low[flat], high[flat] = ends
        gone = there < 2
        low[gone] = high[gone] = np.nan
        return Shares(total, every, rate, low, high, there, np.nan_to_num(effective))

    def _interval(self, happened: Floats, could: Floats) -> tuple[Floats, Floats]:
        wide = happened.shape[1]
        if self.resamples == 0 or len(happened) < 2 or not wide:
            return np.full(wide, np.nan), np.full(wide, np.nan)
        hits, trials = self._drawn(happened, could)
        with np.errstate(divide="ignore", invalid="ignore"):
            rates = np.broadcast_to(hits, (self.resamples, wide)) / trials
        whole = np.isfinite(rates).all(axis=0)
        ends = np.full((2, wide), np.nan)
        ends[:, whole] = np.percentile(rates[:, whole], LEVEL, axis=0)
        for at in np.flatnonzero(~whole):
            kept = rates[np.isfinite(rates[:, at]), at]
            if len(kept):
                ends[:, at] = np.percentile(kept, LEVEL)
        return np.clip(ends[0], 0, None), ends[1]

    def _drawn(self, happened: Floats, could: Floats) -> tuple[Floats, Floats]:
        """Sums of both in each resample."""
        clusters = len(happened)
        if clusters <= FEW:
            random = np.random.default_rng([*self._seed, 2, clusters])
            even = np.full(clusters, 1 / clusters)
            weights = random.multinomial(clusters, even, size=self.resamples).astype(np.float64)
            return weights @ happened, weights @ could
        if clusters <= LEADING:
            weights = self._weights[:, :clusters]
            return weights @ happened, weights @ could
        size = could.max(axis=1)
        order = np.argpartition(-size, LEADING - 1)
        lead, rest = order[:LEADING], order[LEADING:]
        hits, trials = self._weights @ happened[lead], self._weights @ could[lead]
        more = self._others(happened[rest], could[rest])
        return hits + more[0], np.maximum(trials + more[1], 0)

    def _others(self, happened: Floats, could: Floats) -> tuple[Floats, Floats]:
        """Sums over many small clusters, drawn as normal; each column by itself."""
        spread = np.sqrt((could**2).sum(axis=0))
        both = (happened * could).sum(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            slope = np.nan_to_num(both / spread)
        own = np.sqrt(np.maximum((happened**2).sum(axis=0) - slope**2, 0))
        first, second = self._normal
        return (
            happened.sum(axis=0) + first * slope + second * own,
            could.sum(axis=0) + first * spread,
        )


def summed_rows(cluster: Ints, columns: Sequence[Column]) -> tuple[Ints, Floats, Floats]:
    """Sums of columns over clusters.

    Returns:
        The clusters in order, the sums (a row for each), and how many rows each has.
    """
    matrix, clusters = _members(cluster)
    count = np.asarray(matrix.sum(axis=1), np.float64).reshape(clusters)
    return np.unique(cluster), _sums(matrix, columns), count


def _members(cluster: Ints) -> tuple[csr_array, int]:
    """Which cluster (row) holds which of the rows (columns)."""
    order = np.argsort(cluster, kind="stable")
    held = cluster[order]
    first = np.ones(len(held), bool)
    first[1:] = held[1:] != held[:-1]
    starts = np.r_[np.flatnonzero(first), len(held)]
    clusters = len(starts) - 1
    ones = np.ones(len(order), np.float32)
    return csr_array((ones, order, starts), shape=(clusters, len(order))), clusters


def _sums(matrix: csr_array, columns: Sequence[npt.NDArray[Any]]) -> Floats:
    """Sums of columns over clusters, some columns at a time."""
    found = np.empty((matrix.shape[0], len(columns)))
    for start in range(0, len(columns), BLOCK):
        block = np.column_stack([c.astype(np.float32) for c in columns[start : start + BLOCK]])
        found[:, start : start + BLOCK] = matrix @ block
    return found
