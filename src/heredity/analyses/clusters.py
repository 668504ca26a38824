"""Statistics of edges that come in families.

Edges of one family are not independent: they share a founder, its habits and its uploaders. So
intervals come from resampling whole families.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri, stdtrit

from heredity.store.columns import Ints

Floats = npt.NDArray[np.float64]

LEVEL: Final = (2.5, 97.5)
"""Percentiles between which an interval lies."""

FEW_FAMILIES: Final = 30
"""Effective number of families below which an interval is not to be trusted."""

_NORMAL: Final = float(ndtri(LEVEL[1] / 100))
_RARE: Final = 8
_CHUNK: Final = 250
_DIGITS: Final = 12


@dataclass(frozen=True, slots=True)
class Ratio:
    """A rate over families: what happened, out of how often it could.

    Attributes:
        rate: Sum over the families of what happened, by the sum of how often it could; NaN if it
            never could.
        low: Lower end of its 95 % interval; NaN with fewer than two families.
        high: Upper end.
        macro: Mean of the families' own rates, each family counted once.
        median: Median of them.
        least: Lowest rate that is left when one family is left out; NaN with fewer than two.
        most: Highest such rate.
        families: Families where it could happen.
        effective: Effective number of families: that of equal ones that would be as informative.
        largest: Share of the largest family.
    """

    rate: float
    low: float
    high: float
    macro: float
    median: float
    least: float
    most: float
    families: int
    effective: float
    largest: float


def cluster_ratio(
    happened: Floats, could: Floats, draws: int, random: np.random.Generator
) -> Ratio:
    """A rate over families with its cluster-bootstrap interval.

    Families with the same pair of values are gathered into cells and drawn together, which gives
    the same distribution and makes a hundred thousand families as cheap as a hundred.

    Args:
        happened: What happened in each family.
        could: How often it could, in each; families with 0 are left out.
        draws: Resamples.
        random: Source of random numbers.
    """
    there = could > 0
    happened, could = happened[there], could[there]
    if len(could) == 0:
        nan = float("nan")
        return Ratio(nan, nan, nan, nan, nan, nan, nan, 0, 0.0, nan)
    cells = np.column_stack([np.round(happened, _DIGITS), could])
    cells, counts = _distinct(cells)
    hits, trials = cells[:, 0], cells[:, 1]
    total_hits, total = float(hits @ counts), float(trials @ counts)
    own = hits / trials
    low, high = _interval(hits, trials, counts, draws, random)
    least, most = _without_one(hits, trials, counts, total_hits, total)
    families = int(counts.sum())
    return Ratio(
        rate=total_hits / total,
        low=low,
        high=high,
        macro=float(own @ counts) / families,
        median=_weighted_median(own, counts),
        least=least,
        most=most,
        families=families,
        effective=total**2 / float(trials**2 @ counts),
        largest=float(trials.max()) / total,
    )


def _distinct(rows: Floats) -> tuple[Floats, Ints]:
    """Distinct rows of two columns in ascending order, with how often each occurs."""
    rows = rows[np.lexsort((rows[:, 1], rows[:, 0]))]
    first = np.flatnonzero(np.r_[True, (rows[1:] != rows[:-1]).any(axis=1)])
    return rows[first], np.diff(np.r_[first, len(rows)])


def _without_one(
    hits: Floats, trials: Floats, counts: Ints, total_hits: float, total: float
) -> tuple[float, float]:
    """Extremes of the rate when one family is left out."""
    if counts.sum() < 2:
        return float("nan"), float("nan")
    rest = (total_hits - hits) / (total - trials)
    return float(rest.min()), float(rest.max())


def _weighted_median(values: Floats, counts: Ints) -> float:
    """Median of values that occur several times each."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(counts[order])
    middle = (reached[-1] - 1) / 2
    places = [np.floor(middle), np.ceil(middle)]
    sides = np.searchsorted(reached, places, side="right")
    return float(values[order][sides].mean())


def _interval(
    hits: Floats, trials: Floats, counts: Ints, draws: int, random: np.random.Generator
) -> tuple[float, float]:
    if counts.sum() < 2 or draws == 0:
        return float("nan"), float("nan")
    rates = [(weights @ hits) / (weights @ trials) for weights in resamples(counts, draws, random)]
    low, high = np.percentile(np.concatenate(rates), LEVEL)
    return float(low), float(high)


def resamples(counts: Ints, draws: int, random: np.random.Generator) -> Iterator[Floats]:
    """Draw families with replacement, as many as there are, again and again.

    Args:
        counts: Families in each cell.
        draws: Resamples.
        random: Source of random numbers.

    Yields:
        How often each cell was drawn, a row for each of the next resamples.
    """
    rare = counts <= _RARE
    owner = np.repeat(np.arange(int(rare.sum()), dtype=np.int32), counts[rare])
    sizes = np.r_[counts[~rare], len(owner)]
    for start in range(0, draws, _CHUNK):
        rows = min(_CHUNK, draws - start)
        drawn = random.multinomial(int(counts.sum()), sizes / sizes.sum(), size=rows)
        weights = np.empty((rows, len(counts)))
        weights[:, ~rare] = drawn[:, :-1]
        weights[:, rare] = _spread(drawn[:, -1], owner, random)
        yield weights


def _spread(drawn: Ints, owner: npt.NDArray[np.int32], random: np.random.Generator) -> Ints:
    """Draw families of rare cells one by one: cheaper than a multinomial over as many cells."""
    cells = int(owner[-1]) + 1 if len(owner) else 0
    start = np.repeat(np.arange(len(drawn), dtype=np.int32) * np.int32(cells), drawn)
    if cells:
        start += owner[random.integers(0, len(owner), len(start), dtype=np.int32)]
    filled = np.bincount(start, minlength=len(drawn) * cells)
    return filled.reshape(len(drawn), cells)


def added(group: Ints, values: npt.NDArray[Any], groups: int = 0) -> Floats:
    """Sum of the values in each group; of a group without any it is 0."""
    return np.bincount(group, weights=values, minlength=groups).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Moments:
    """Sums over clusters from which an interval of a rate follows; numbers or arrays of them.

    Attributes:
        hits: Sum of what happened.
        trials: Sum of how often it could.
        hits2: Sum of the squares of what happened in each cluster.
        cross: Sum of the products of both.
        trials2: Sum of the squares of how often it could.
        clusters: Clusters in which it could.
    """

    hits: Floats
    trials: Floats
    hits2: Floats
    cross: Floats
    trials2: Floats
    clusters: Floats

    @classmethod
    def of(cls, group: Ints, hits: Floats, trials: Floats, groups: int) -> Moments:
        """Gather clusters.

        Args:
            group: What each cluster belongs to.
            hits: What happened in each.
            trials: How often it could; 0 for a cluster that does not count.
            groups: Number of groups.
        """
        sums = (hits, trials, hits * hits, hits * trials, trials * trials, trials > 0)
        return cls(*(added(group, s, groups) for s in sums))


def rate_interval(found: Moments) -> tuple[Floats, Floats, Floats]:
    """Rates with 95 % intervals in closed form, for many rates at once.

    The variance is that of a ratio over clusters, to first order; the interval is Wilson's at the
    number of independent trials that would have that variance, wider for few clusters (E. Korn,
    B. Graubard, Survey Methodology 24, 1998, with Wilson's interval in place of the exact one).
    NaN with no trial; without bounds where there are fewer than two clusters.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = found.hits / found.trials
        spread = found.hits2 - 2 * rate * found.cross + rate**2 * found.trials2
        variance = np.maximum(spread, 0.0) / found.trials**2
        variance *= found.clusters / (found.clusters - 1)
        effective = found.trials**2 / found.trials2
        alone = rate * (1 - rate) / variance
        size = np.where((alone > 0) & np.isfinite(alone), alone, effective)
        size = np.minimum(size, found.trials)
        size *= (_NORMAL / stdtrit(np.maximum(effective - 1, 1.0), LEVEL[1] / 100)) ** 2
        low, high = wilson(rate, size)
    few = found.clusters < 2
    return rate, np.where(few, np.nan, low), np.where(few, np.nan, high)


def wilson(rate: Floats, size: Floats) -> tuple[Floats, Floats]:
    """Wilson's 95 % interval of a share of so many independent trials."""
    square = _NORMAL**2 / size
    middle = (rate + square / 2) / (1 + square)
    half = np.sqrt(square * (rate * (1 - rate) + square / 4)) / (1 + square)
    return np.clip(middle - half, 0.0, 1.0), np.clip(middle + half, 0.0, 1.0)


def pair_interval(
    values: Floats, counts: Ints, draws: int, random: np.random.Generator
) -> tuple[float, float]:
    """Interval of a mean that takes every edge for independent, as the published tables do.

    Args:
        values: The values that occur.
        counts: Edges with each of them.
        draws: Resamples.
        random: Source of random numbers.
    """
    edges = int(counts.sum())
    if edges < 2 or draws == 0:
        return float("nan"), float("nan")
    drawn = random.multinomial(edges, counts / edges, size=draws)
    low, high = np.percentile(drawn @ values / edges, LEVEL)
    return float(low), float(high)
