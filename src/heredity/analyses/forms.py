"""The two forms of every number: ours, and the one of the published tables.

Published form: Laufer, Oderinwale, Kleinberg, "Anatomy of a Machine Learning Ecosystem",
arXiv 2508.06811. It differs in what it reads as a state, and in the quirks that `PAPER` names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from heredity.analyses.sides import IN_SNAPSHOT
from heredity.core.edgesets import RELATIONS, EdgeSet
from heredity.store.columns import Flags

LAST_WINS: Final = ("finetune", "quantized", "adapter", "merge")
"""The order in which the published tables read relations; of several, the last one stays."""

_PATTERNS: Final = np.arange(2 * IN_SNAPSHOT)
"""Every combination of the bits of an edge."""


@dataclass(frozen=True, slots=True)
class Form:
    """One way to define the numbers.

    Attributes:
        compat: Whether it is the published one.
        population: Which edges there are.
        missing: What counts as missing, and what then happens.
        interval: Where intervals come from.
        arrows: What the arrows of one edge weigh.
    """

    compat: bool
    population: str
    missing: str
    interval: str
    arrows: str

    def relations(self) -> dict[str, Flags]:
        """For each relation, which combinations of bits carry it."""
        carried = {name: (_PATTERNS >> at & 1) == 1 for at, name in enumerate(RELATIONS)}
        if not self.compat:
            return carried
        taken = _PATTERNS < 0
        last = {}
        for name in (*reversed(LAST_WINS), "unspecified"):
            last[name] = carried[name] & ~taken
            taken = taken | carried[name]
        return last

    def chosen(self, edge_set: EdgeSet) -> Flags:
        """Which combinations of bits belong to an edge set."""
        inside: Flags = edge_set.chosen(self.relations())
        return inside & (_PATTERNS >= IN_SNAPSHOT) if self.compat else inside


OURS: Final = Form(
    compat=False,
    population="edges of the set that are not cut, parents outside the snapshot included",
    missing="an edge counts if both sides state a value; gains, losses and edges with a side that "
    "is not known are counted apart; missing is no change",
    interval="cluster bootstrap over the families of all edges, 95 %",
    arrows="the arrows of one edge share weight 1",
)

PAPER: Final = Form(
    compat=True,
    population="edges of the set with both ends in the snapshot; of several relations the last of "
    "finetune, quantized, adapter, merge counts",
    missing="an edge counts if both sides state a value; languages are tags of two letters; what "
    "was not asked for counts as not stated",
    interval="bootstrap of edges taken for independent, 95 %",
    arrows="every arrow weighs 1, so that a swap counts twice",
)

FORMS: Final = (OURS, PAPER)
