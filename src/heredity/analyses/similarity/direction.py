"""Whether families shift the same way, and what the way is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.sparse import coo_array

from heredity.analyses.clusters import LEVEL, Floats
from heredity.analyses.similarity.celltable import Where
from heredity.analyses.similarity.frame import Measured
from heredity.analyses.similarity.rows import Sparse, squares
from heredity.analyses.similarity.shift import Fans
from heredity.store.arrow import Array
from heredity.store.columns import Flags, Ints, at

TERMS: Final = 50
"""Terms of the mean shift that are kept."""

SIGNS: Final = 99
"""Draws of random signs, at most: each costs as much as the shifts of all families."""

_LEAST: Final = 1e-12
_CHUNK: Final = 8_192


@dataclass(frozen=True, slots=True, eq=False)
class Directions:
    """The shift of each family as a vector.

    Attributes:
        family: Number of each family in the frame.
        shifts: Its shift, fans weighted by their children less one.
    """

    family: Ints
    shifts: Sparse

    @classmethod
    def of(cls, measured: Measured, found: Fans) -> Directions:
        """Mean of children less parent, family by family."""
        family, row = np.unique(found.family, return_inverse=True)
        weight = found.weight / np.bincount(row, found.weight)[row]
        parents = measured.frame.kin.parents[found.slot]
        fans = np.arange(len(parents))
        shape = (len(family), len(parents))
        children = coo_array((weight / found.children, (row, fans)), shape=shape).tocsr()
        moved = children @ measured.below[found.slot]
        stood = measured.rows.summed(row, parents, len(family), weight)
        return cls(family, moved - stood)

    def within(self, kept: Flags) -> Directions:
        """Those of some families of the frame."""
        chosen = np.flatnonzero(kept[self.family])
        return Directions(self.family[chosen], self.shifts[chosen])


def shared(found: Directions, draws: int, random: np.random.Generator) -> dict[str, Any]:
    """Mean cosine between the shifts of two families, and its null of random signs.

    Args:
        found: The shifts.
        draws: Draws of the null; no more than `SIGNS` are made.
        random: Source of random numbers.
    """
    draws = min(draws, SIGNS)
    nothing = dict.fromkeys(("shared", "shared_low", "shared_high", "shared_p"))
    length = np.sqrt(squares(found.shifts))
    moving = np.flatnonzero(length > _LEAST)
    families = len(moving)
    if families < 2 or draws == 0:
        return nothing
    sums = np.zeros((draws + 1, found.shifts.shape[1]))
    for start in range(0, families, _CHUNK):
        chosen = moving[start : start + _CHUNK]
        unit = (found.shifts[chosen].toarray() / length[chosen, None]).astype(np.float32)
        signs = random.integers(0, 2, (draws + 1, len(chosen))).astype(np.float32) * 2 - 1
        signs[0] = 1
        sums += signs @ unit
    cosines = ((sums**2).sum(axis=1) - families) / (families * (families - 1))
    low, high = np.percentile(cosines[1:], LEVEL)
    reached = int((cosines[1:] >= cosines[0]).sum())
    return {
        "shared": float(cosines[0]),
        "shared_low": float(low),
        "shared_high": float(high),
        "shared_p": (1 + reached) / (1 + draws),
    }


def term_columns(where: Where, found: Directions, terms: Array) -> dict[str, Any] | None:
    """Rows of the table `shift_terms`: coordinates of the mean shift, largest first."""
    families = len(found.family)
    if not families:
        return None
    mean: Floats = np.asarray(found.shifts.sum(axis=0)).ravel() / families
    length = float(mean @ mean)
    order = np.argsort(-np.abs(mean), kind="stable")[:TERMS]
    order = order[np.abs(mean[order]) > _LEAST]
    if not len(order):
        return None
    width = found.shifts.shape[1]
    signs = [
        np.bincount(found.shifts.indices[side], minlength=width)
        for side in (found.shifts.data > _LEAST, found.shifts.data < -_LEAST)
    ]
    return where.columns() | {
        "rank": np.arange(1, len(order) + 1),
        "term": at(terms, order),
        "shift": mean[order],
        "share": mean[order] ** 2 / length,
        "up": signs[0][order],
        "down": signs[1][order],
        "families": families,
    }
