"""Unit vectors of the models' DNA: what the exact sums of the patterns are made of.

The door of the text side. Colleagues of this folder need three things:

    dna = MetadataDna(population)                       # or CardDna(population, length=512)
    dna.texts(nodes, mask)                              # Arrow texts, for edit distances
    for v in vectors(dna, masks, measures, compat): ... # a `Vectors` for each (mask, measure)

`vectors` goes mask by mask in the order asked for and, within a mask, measure by measure: what the
masks and the measures share is worked out once, and one `Vectors` need be held at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from heredity.store.arrow import Array
from heredity.store.columns import Flags, Ints

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = npt.NDArray[np.float64]

NOWHERE: Final = -1
"""Row of a node that has none."""


@dataclass(frozen=True, slots=True, eq=False)
class Vectors:
    """The vectors of one DNA under one mask and one measure.

    The row of an eligible node has length 1, or 0 where its text holds no term: so `x_u` is the
    row, `n_u` its squared length (1 or 0) and `z_u` is `eligible[u]`. Nodes without a row (isolated
    models, and ineligible ones) take part in the patterns only through `total` and `squares`.

    Attributes:
        dna: `metadata` or `card`.
        mask: `M0` … `M4`.
        measure: `bow`, `tfidf` or `parts`.
        compat: Whether the DNA is the published text (True) or ours (False).
        rows: Unit vectors of the eligible nodes that have an edge: float64, int32, columns sorted
            within a row, no entry below 0.
        place: Row of each node; -1 for none.
        eligible: Whether each node takes part in pairs; stubs never do.
        total: Sum of the vectors of all eligible nodes, isolated ones included.
        squares: Sum of their squared lengths: how many of them are not zero.
        terms: What each column counts, as a column of texts.
    """

    dna: str
    mask: str
    measure: str
    compat: bool
    rows: csr_array
    place: Ints
    eligible: Flags
    total: Floats
    squares: float
    terms: Array

    @property
    def population(self) -> int:
        """How many nodes are eligible."""
        return int(self.eligible.sum())
