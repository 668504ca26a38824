"""Many ratios over the same families: summaries, and intervals from the same resamples.

Every ratio of a resample uses the same draw of families, so that the difference of two ratios has
an interval too: siblings less parents, masked less unmasked.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from heredity.analyses.clusters import LEVEL, Floats
from heredity.store.columns import Flags, Ints

ALONE: Final = 600
"""Families that are drawn on their own: those that weigh most in any of the ratios."""

TOGETHER: Final = 400
"""Groups that the other families are drawn in."""


@dataclass(frozen=True, slots=True, eq=False)
class Summaries:
    """What families say about some ratios; a place for each ratio, NaN where there is nothing.

    Attributes:
        rate: Sum of the numerators by the sum of the denominators.
        macro: Mean of the families' own ratios, each family counted once.
        median: Median of them.
        least: Lowest ratio that is left when one family is left out; NaN with fewer than two.
        most: Highest such ratio.
        pairs: Sum of the denominators.
        families: Families with a denominator.
        effective: Effective number of families: that of equal ones that would be as informative.
        largest: Share of the largest family.
    """

    rate: Floats
    macro: Floats
    median: Floats
    least: Floats
    most: Floats
    pairs: Floats
    families: Floats
    effective: Floats
    largest: Floats


class Could:
    """Denominators of some ratios over families, worked out once for many numerators.

    Args:
        could: A row for each ratio, a column for each family.
    """

    def __init__(self, could: Floats) -> None:
        self.could = could
        self.there = [np.flatnonzero(row > 1e-9) for row in could]

    @cached_property
    def importance(self) -> Floats:
        """Largest share that each family has in any of the ratios."""
        total = self.could.sum(axis=1, keepdims=True)
        shares = np.divide(self.could, total, out=np.zeros_like(self.could), where=total > 0)
        most: Floats = shares.max(axis=0, initial=0.0)
        return most

    @cached_property
    def sizes(self) -> Floats:
        """For each ratio: sum of the denominators, effective number of families, largest share."""
        found = [_sizes(row[there]) for row, there in zip(self.could, self.there, strict=True)]
        return np.array(found, np.float64).reshape(-1, 3)

    def kept(self, families: Flags) -> Could:
        """The same ratios over some of the families."""
        return Could(np.where(families, self.could, 0.0))

    def own(self, happened: Floats) -> Floats:
        """Each family's own ratios, 0 where it has none."""
        found = np.zeros_like(happened)
        for row, there in enumerate(self.there):
            found[row, there] = happened[row, there] / self.could[row, there]
        return found

    @cached_property
    def present(self) -> Floats:
        """1 where a family has a ratio, else 0."""
        return (self.could > 1e-9).astype(np.float64)

    def summaries(self, happened: Floats) -> Summaries:
        """Sum up numerators of these ratios, a row for each ratio."""
        found = [
            _summary(up[there], could[there], *size)
            for up, could, there, size in zip(
                happened, self.could, self.there, self.sizes.tolist(), strict=True
            )
        ]
        return Summaries(*np.array(found, np.float64).reshape(-1, 9).T)


def _sizes(could: Floats) -> tuple[float, float, float]:
    if not len(could):
        return 0.0, 0.0, float("nan")
    pairs = float(could.sum())
    return pairs, pairs**2 / squared(could), float(could.max()) / pairs


def squared(values: Floats) -> float:
    """Sum of the squares, without the threads that a product of long vectors would wake."""
    return float(np.einsum("i,i->", values, values))


def _summary(
    up: Floats, could: Floats, pairs: float, effective: float, largest: float
) -> tuple[float, ...]:
    nan = float("nan")
    if not len(could):
        return nan, nan, nan, nan, nan, 0.0, 0.0, 0.0, nan
    total = float(up.sum())
    own = up / could
    least = most = nan
    if len(could) > 1:
        rest = (total - up) / (pairs - could)
        least, most = float(rest.min()), float(rest.max())
    return (
        total / pairs,
        float(own.mean()),
        float(np.median(own)),
        least,
        most,
        pairs,
        float(len(could)),
        effective,
        largest,
    )


class Resamples:
    """Families drawn with replacement again and again, the same draws for every ratio.

    The families that weigh most are drawn one by one. The others are put at random into groups of
    equal number and drawn by group: sums over groups vary as those over their families do, and a
    hundred thousand families cost as much as a thousand.

    Args:
        importance: What each family weighs; 0 for one that never counts.
        draws: Resamples.
        random: Source of random numbers.
        alone: Families drawn one by one.
        together: Groups of the others.
    """

    def __init__(
        self,
        importance: Floats,
        draws: int,
        random: np.random.Generator,
        alone: int = ALONE,
        together: int = TOGETHER,
    ) -> None:
        counting = np.flatnonzero(importance > 0)
        order = counting[np.argsort(-importance[counting], kind="stable")]
        rest = random.permutation(order[alone:])
        single = min(alone, len(order))
        groups = min(together, len(rest))
        self.unit: Ints = np.full(len(importance), -1)
        self.unit[order[:alone]] = np.arange(single)
        self.unit[rest] = single + (np.arange(len(rest)) * groups) // max(len(rest), 1)
        self.units = single + groups
        shares = np.full(self.units, 1 / max(self.units, 1))
        drawn = random.multinomial(self.units, shares, size=draws) if self.units else None
        # Single precision: what it costs is far below what 2,000 draws leave to chance.
        self.weights = np.zeros((draws, 0)) if drawn is None else drawn.astype(np.float32)

    def totals(self, values: Floats, families: Flags | None = None) -> Floats:
        """Sums over the drawn families.

        Args:
            values: A row for each quantity, a column for each family.
            families: Which families count; all where it is not given.

        Returns:
            A row for each resample, a column for each quantity.
        """
        unit = self.unit if families is None else np.where(families, self.unit, -1)
        # The last place takes what does not count.
        gathered = np.array([np.bincount(unit + 1, row, self.units + 1)[1:] for row in values])
        sums = gathered.reshape(len(values), self.units).T.astype(np.float32)
        return np.asarray(self.weights @ sums, np.float64)

    def ratios(self, happened: Floats, could: Floats) -> Floats:
        """Ratios of sums over the drawn families; NaN where nothing was drawn that counts.

        Args:
            happened: Numerators, a row for each ratio, a column for each family.
            could: Denominators.
        """
        return part(self.totals(happened), self.totals(could))


def part(happened: Floats, could: Floats) -> Floats:
    """One number by another, NaN where that is 0."""
    nothing = np.full(np.broadcast_shapes(happened.shape, could.shape), np.nan)
    found: Floats = np.divide(happened, could, out=nothing, where=could > 1e-9)
    return found


def bounds(drawn: Floats) -> tuple[Floats, Floats]:
    """The 95 % interval of each column of resamples; NaN where nothing was drawn.

    Draws in which nothing counted are left out.
    """
    nothing = np.full(drawn.shape[1], np.nan)
    if not len(drawn):
        return nothing, nothing.copy()
    # All columns at once: what is left out stands at the end of each.
    ranked = np.sort(drawn.T, axis=1)
    last = np.count_nonzero(~np.isnan(ranked), axis=1) - 1
    low, high = (_between(ranked, last * (share / 100)) for share in LEVEL)
    few = last < min(1, len(drawn) - 1)
    return np.where(few, np.nan, low), np.where(few, np.nan, high)


def _between(ranked: Floats, at: Floats) -> Floats:
    """Values at places between those of ascending rows."""
    rows, place = np.arange(len(ranked)), np.maximum(at, 0)
    below = np.floor(place).astype(np.int64)
    above = np.minimum(below + 1, ranked.shape[1] - 1)
    one, other = ranked[rows, below], ranked[rows, above]
    share = place - below
    return np.where(share > 0, one + (other - one) * share, one)
