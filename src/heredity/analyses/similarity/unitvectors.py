"""Unit vectors of the models' DNA under one mask and one measure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from heredity.store.arrow import Array
from heredity.store.columns import Flags, Ints

Floats = npt.NDArray[np.float64]

NOWHERE: Final = -1
"""Row of a node that has none."""


@dataclass(frozen=True, slots=True)
class Label:
    """What vectors are of.

    Attributes:
        dna: `metadata` or `card`.
        mask: `M0` … `M4`.
        measure: `bow`, `tfidf` or `balanced`.
        compat: Whether the DNA is the published text (True) or ours (False).
    """

    dna: str
    mask: str
    measure: str
    compat: bool


@dataclass(frozen=True, slots=True, eq=False)
class Vectors:
    """The vectors of one DNA under one mask and one measure.

    The row of an eligible node has length 1, or 0 where its text holds no term: so `x_u` is the
    row, `n_u` its squared length (1 or 0) and `z_u` is `eligible[u]`. Nodes without a row (isolated
    models, and ineligible ones) take part in the patterns only through `total` and `squares`.

    Attributes:
        label: Whose vectors they are, under which mask and measure.
        rows: Unit vectors of the eligible nodes that have an edge: float64, int32, columns sorted
            within a row, no entry below 0.
        place: Row of each node; -1 for none.
        eligible: Whether each node takes part in pairs; stubs never do.
        total: Sum of the vectors of all eligible nodes, isolated ones included.
        squares: Sum of their squared lengths: how many of them are not zero.
        toward: Inner product of each node's vector with `total`; 0 for a node that takes no part.
        spell: Gives what each column counts; see `terms`.
    """

    label: Label
    rows: csr_array
    place: Ints
    eligible: Flags
    total: Floats
    squares: float
    toward: Floats
    spell: Callable[[], Array]

    @property
    def dna(self) -> str:
        """`metadata` or `card`."""
        return self.label.dna

    @property
    def mask(self) -> str:
        """`M0` … `M4`."""
        return self.label.mask

    @property
    def measure(self) -> str:
        """`bow`, `tfidf` or `balanced`."""
        return self.label.measure

    @property
    def compat(self) -> bool:
        """Whether the DNA is the published text."""
        return self.label.compat

    @property
    def terms(self) -> Array:
        """What each column counts, as a column of texts; worked out at each call."""
        return self.spell()

    @property
    def population(self) -> int:
        """How many nodes are eligible."""
        return int(self.eligible.sum())
