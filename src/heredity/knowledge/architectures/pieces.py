"""Pieces of names: components, and each with the next."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]


def pieces(name: str) -> set[str]:
    """A name's components one by one, and each with the next.

    Args:
        name: A template, such as `layers.{i}.mlp.w1.weight`.
    """
    parts = [p for p in name.split(".") if p not in {"{i}", "{e}"}]
    return {*parts, *(f"{a}.{b}" for a, b in pairwise(parts))}


def rarity(held: Floats, of: int) -> Floats:
    """How much a name says that so many of all forms have."""
    return np.asarray(np.log((1 + of) / (1 + held)), np.float64)


@dataclass(frozen=True)
class Pieces:
    """Pieces of the names of all forms.

    Attributes:
        number: Column of each piece.
        holds: Which form has which piece.
        weight: How much a piece says.
        sums: Weight of all pieces of each form.
    """

    number: dict[str, int]
    holds: sparse.csr_array
    weight: Floats
    sums: Floats

    @classmethod
    def of(cls, names: list[str], must: sparse.csr_array) -> Pieces:
        """Pieces of forms.

        Args:
            names: Name of each column of `must`.
            must: Forms by names.
        """
        number: dict[str, int] = {}
        rows = [sorted(number.setdefault(p, len(number)) for p in pieces(n)) for n in names]
        ends = np.cumsum([0, *map(len, rows)])
        flat = np.concatenate([np.asarray(r, np.int64) for r in rows])
        shape = (len(names), len(number))
        holds = (must @ sparse.csr_array((np.ones(len(flat)), flat, ends), shape=shape)).tocsr()
        holds.data[:] = 1
        weight = rarity(np.asarray(holds.sum(axis=0)).ravel(), holds.shape[0])
        return cls(number, holds, weight, np.asarray(holds @ weight))
