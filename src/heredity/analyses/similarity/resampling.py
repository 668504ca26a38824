"""Families drawn again and again, once for all cells, masks and controls of an analysis.

The heaviest families are drawn one by one, the many small ones in random groups, so that the cost
does not grow with their number. A group of independent families scatters as they do together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from heredity.analyses.clusters import LEVEL
from heredity.analyses.similarity.cells import Floats
from heredity.store.columns import Ints

ALONE: Final = 2_048
"""Families that are drawn one by one."""

TOGETHER: Final = 2_048
"""Groups that all others are gathered in."""


@dataclass(frozen=True, slots=True, eq=False)
class Resampled:
    """How often each family, or group of families, was drawn.

    Attributes:
        unit: What each family is drawn with.
        times: How often each unit was drawn, a row for each resample.
    """

    unit: Ints
    times: npt.NDArray[np.float32]

    @classmethod
    def of(cls, sizes: Ints, draws: int, random: np.random.Generator) -> Resampled:
        """Gather families and draw them.

        Args:
            sizes: Models of each family.
            draws: Resamples.
            random: Source of random numbers.
        """
        order = np.argsort(-sizes, kind="stable")
        unit = np.empty(len(sizes), np.int64)
        unit[order[:ALONE]] = np.arange(min(ALONE, len(sizes)))
        unit[order[ALONE:]] = ALONE + random.permutation(max(len(sizes) - ALONE, 0)) % TOGETHER
        units = int(unit.max(initial=-1)) + 1
        times = np.empty((draws, units), np.float32)
        for row in times:
            row[:] = np.bincount(random.integers(0, units, units), minlength=units)
        return cls(unit, times)

    def interval(self, left: Ints, right: Ints, values: Floats, weight: Floats) -> Floats:
        """Intervals of weighted means over pairs.

        Args:
            left: Family of one model of each pair.
            right: Family of the other; the same one except for strangers.
            values: What the means are of, for each pair.
            weight: What each pair counts, a column for each mean; 0 where it does not.

        Returns:
            A row for each mean: both ends of its 95 % interval; NaN where fewer than two families
            have a pair.
        """
        ends = np.full((weight.shape[1], 2), np.nan)
        if not len(self.times) or not len(left):
            return ends
        one, other = self.unit[left], self.unit[right]
        sums = np.column_stack([weight * values[:, None], weight])
        drawn = self._within(one, sums) if (left == right).all() else self._across(one, other, sums)
        above, below = np.hsplit(drawn, 2)
        for at, counts in enumerate(weight.T > 0):
            there = below[:, at] > 0
            if there.any() and (left[counts] != left[counts][:1]).any():
                ends[at] = np.percentile(above[there, at] / below[there, at], LEVEL)
        return ends

    def _within(self, unit: Ints, sums: Floats) -> Floats:
        """Sums over the pairs of every resample."""
        units = self.times.shape[1]
        found = [np.bincount(unit, column, units).astype(np.float32) for column in sums.T]
        return (self.times @ np.column_stack(found)).astype(np.float64)

    def _across(self, one: Ints, other: Ints, sums: Floats) -> Floats:
        """The same where the ends of a pair lie in two families.

        A pair counts as often as both were drawn, less once: the product of the two to first order.
        So each family's pairs are summed once, and no resample goes through the pairs.
        """
        ends = np.concatenate([one, other])
        either: Floats = self._within(ends, np.concatenate([sums, sums]))
        return either - np.asarray(sums.sum(axis=0), np.float64)
