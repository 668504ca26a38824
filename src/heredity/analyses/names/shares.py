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

from heredity.analyses.clusters import LEVEL, Floats, wilson
from heredity.analyses.resampling import FEW
from heredity.store.columns import Flags, Ints

LEADING: Final = 256
"""Largest clusters, drawn one by one."""

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
        groups = Groups(cluster)
        could = groups.count[:, None].astype(np.float64) if trials is None else groups.sums(trials)
        return self._rates(groups.sums(hits), could)

    def _rates(self, happened: Floats, could: Floats) -> Shares:
        wide = (happened.shape[1],)
        total, every = happened.sum(axis=0), np.broadcast_to(could.sum(axis=0), wide)
        there = np.broadcast_to((could > 0).sum(axis=0), wide)
        squares = np.broadcast_to(_products(could, could), wide)
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
        lead = np.argpartition(-could.max(axis=1), LEADING - 1)[:LEADING]
        first, of = happened[lead], could[lead]
        more = self._others(happened, could, first, of)
        hits, trials = self._weights @ first, self._weights @ of
        return hits + more[0], np.maximum(trials + more[1], 0)

    def _others(
        self, happened: Floats, could: Floats, first: Floats, of: Floats
    ) -> tuple[Floats, Floats]:
        """Sums over all but the first clusters, drawn as normal; each column by itself."""

        def left(one: Floats, other: Floats, less: Floats, lesser: Floats) -> Floats:
            return np.maximum(_products(one, other) - _products(less, lesser), 0)

        spread = np.sqrt(left(could, could, of, of))
        both = left(happened, could, first, of)
        with np.errstate(divide="ignore", invalid="ignore"):
            slope = np.nan_to_num(both / spread, posinf=0)
        own = np.sqrt(np.maximum(left(happened, happened, first, first) - slope**2, 0))
        one, other = self._normal
        return (
            happened.sum(axis=0) - first.sum(axis=0) + one * slope + other * own,
            could.sum(axis=0) - of.sum(axis=0) + one * spread,
        )


def _products(one: Floats, other: Floats) -> Floats:
    """Sum of the products of two columns, for every column."""
    wide = max(one.shape[1], other.shape[1])
    return np.array(
        [one[:, at % one.shape[1]] @ other[:, at % other.shape[1]] for at in range(wide)]
    )


class Groups:
    """Rows gathered by cluster.

    Args:
        cluster: Cluster of each row; no sorting is needed where they ascend.

    Attributes:
        clusters: The clusters in order.
        count: Rows of each.
    """

    def __init__(self, cluster: Ints) -> None:
        ascending = bool((cluster[1:] >= cluster[:-1]).all())
        self._order = None if ascending else np.argsort(cluster, kind="stable")
        held = cluster if self._order is None else cluster[self._order]
        first = np.ones(len(held), bool)
        first[1:] = held[1:] != held[:-1]
        self._starts = np.flatnonzero(first)
        self._ends = np.append(self._starts[1:], len(held)) - 1
        self.clusters: Ints = held[first]
        self.count: Ints = np.diff(np.append(self._starts, len(held)))

    def sums(self, columns: Sequence[Column]) -> Floats:
        """Sums of columns over the clusters: a row for each cluster."""
        found = np.zeros((len(self._starts), len(columns)), order="F")
        if len(self._starts):
            for at, column in enumerate(columns):
                found[:, at] = self._sum(column if self._order is None else column[self._order])
        return found

    def _sum(self, column: Column) -> npt.NDArray[Any]:
        if column.dtype == bool:
            return np.diff(np.cumsum(column, dtype=np.int64)[self._ends], prepend=0)
        sums: Floats = np.add.reduceat(column, self._starts, dtype=np.float64)
        return sums
