"""Sums over families, drawn again: one set of resamples for every statistic of a cell.

A family enters a resample as often as a Poisson number of mean 1 says. The families that matter
most are drawn one by one. The sum over all others, thousands of small independent parts, is drawn
as normal with its exact mean and covariance, so that a hundred thousand families cost no more than
a thousand. With few families, as many as there are are drawn with replacement.
"""

from __future__ import annotations

from functools import cached_property
from typing import Final

import numpy as np

from heredity.analyses.clusters import LEVEL, Floats
from heredity.store.columns import Flags, Ints

LEADING: Final = 1_024
"""Families that are drawn one by one."""

FEW: Final = 64
"""Families up to which exactly as many as there are are drawn with replacement."""

_MOST: Final = 16
"""Sums that may be drawn together."""


def summed(code: Ints, groups: int, values: Floats | Flags) -> Floats:
    """Sum of the values of each group."""
    return np.bincount(code, weights=values, minlength=groups).astype(np.float64, copy=False)


def numbered_anew(family: Ints) -> tuple[Ints, int]:
    """Families numbered from 0 without gaps, in the same order; and how many there are."""
    there = np.bincount(family) > 0
    code = np.cumsum(there) - 1
    return code[family], int(there.sum())


class Draws:
    """Random numbers that all cells of a table share.

    Args:
        resamples: How many resamples.
        seed: Where the random numbers begin.
    """

    def __init__(self, resamples: int, seed: list[int]) -> None:
        self.resamples = resamples
        self.seed = seed[0]
        self._seed = seed

    @cached_property
    def _weights(self) -> Floats:
        random = np.random.default_rng([*self._seed, 1])
        return random.poisson(1.0, (self.resamples, LEADING)).astype(np.float64)

    @cached_property
    def _normal(self) -> Floats:
        random = np.random.default_rng([*self._seed, 2])
        return random.standard_normal((self.resamples, _MOST))

    def sums(self, parts: Floats) -> Floats:
        """Sums over the families in each resample.

        Args:
            parts: A row for each family; the first column says how often it counts.

        Returns:
            A row for each resample.
        """
        families = len(parts)
        if families <= FEW:
            random = np.random.default_rng([*self._seed, 3, families])
            even = np.full(families, 1 / families)
            drawn = random.multinomial(families, even, size=self.resamples)
            return np.asarray(drawn @ parts)
        if families <= LEADING:
            return np.asarray(self._weights[:, :families] @ parts)
        lead = np.argpartition(-_weight(parts), LEADING - 1)[:LEADING]
        first = parts[lead]
        rest = parts.sum(axis=0) - first.sum(axis=0)
        covariance = parts.T @ parts - first.T @ first
        spread = self._normal[:, : parts.shape[1]] @ _root(covariance)
        return np.asarray(self._weights @ first + rest + spread)

    def interval(self, values: Floats) -> tuple[float, float]:
        """The 95 % interval of a statistic from its values in the resamples."""
        low, high = np.percentile(values, LEVEL)
        return float(low), float(high)


def _weight(parts: Floats) -> Floats:
    """How much of the sums' own scatter each family brings."""
    squares = parts**2
    return np.asarray(squares @ (1 / np.maximum(squares.sum(axis=0), 1e-300)))


def _root(covariance: Floats) -> Floats:
    """A matrix whose product with its own transpose, from the left, is the covariance."""
    diagonal = np.diag(covariance)
    there = diagonal > 0
    scale = np.sqrt(np.where(there, diagonal, 1.0))
    # What differences of large sums leave of nothing is nothing.
    values, vectors = np.linalg.eigh(
        np.clip(covariance / np.outer(scale, scale), -1, 1) * np.outer(there, there)
    )
    root: Floats = (vectors * np.sqrt(np.maximum(values, 0))).T * scale
    return root
