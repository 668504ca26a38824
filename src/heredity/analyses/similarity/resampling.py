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

_CHUNK: Final = 32


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
            values: A column for each mean.
            weight: What each pair counts in each mean; 0 where it does not.

        Returns:
            A row for each mean: both ends of its 95 % interval; NaN where fewer than two families
            have a pair.
        """
        one, other = self.unit[left], self.unit[right]
        if not len(self.times) or not len(one):
            return np.full((values.shape[1], 2), np.nan)
        same = bool((left == right).all())
        means = (
            self._within(one, values, weight) if same else self._across(one, other, values, weight)
        )
        ends = np.full((values.shape[1], 2), np.nan)
        for at in range(values.shape[1]):
            drawn, counts = means[:, at], weight[:, at] > 0
            drawn = drawn[np.isfinite(drawn)]
            if len(drawn) and (left[counts] != left[counts][:1]).any():
                ends[at] = np.percentile(drawn, LEVEL)
        return ends

    def _within(self, unit: Ints, values: Floats, weight: Floats) -> Floats:
        units = self.times.shape[1]
        sums = np.empty((2, values.shape[1], units))
        for at in range(values.shape[1]):
            sums[0, at] = np.bincount(unit, values[:, at] * weight[:, at], units)
            sums[1, at] = np.bincount(unit, weight[:, at], units)
        return _ratio(*(self.times @ part.T for part in sums))

    def _across(self, one: Ints, other: Ints, values: Floats, weight: Floats) -> Floats:
        """Both families of a pair were drawn so often: the pair counts the product."""
        above, below = values * weight, weight
        means = []
        for start in range(0, len(self.times), _CHUNK):
            times = self.times[start : start + _CHUNK]
            both = (times[:, one] * times[:, other]).astype(np.float64)
            means.append(_ratio(both @ above, both @ below))
        return np.concatenate(means)


def _ratio(above: Floats, below: Floats) -> Floats:
    found: Floats = np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0)
    return found
