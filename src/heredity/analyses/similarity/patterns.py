"""The patterns: how often each of their marked pairs counts, and what the pairs add up to.

Each cell is a weighted sum over parents or inner edges of the sums in `sums.py`, and each parent
and each edge lies in one family: so a cell is one number for each family, and its mean is a ratio.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from heredity.analyses.clusters import Floats
from heredity.analyses.similarity.cells import CELLS, COUSINS, STRANGERS
from heredity.analyses.similarity.kin import Kin
from heredity.analyses.similarity.rows import added
from heredity.analyses.similarity.sums import Sums

PAIRS: Final = tuple(cell for cell in (*CELLS, COUSINS) if cell is not STRANGERS)
"""The marked pairs that have relatives in them, in the order of the rows of all arrays here."""

_GAPS: Final = {"siblings": (0, 2), "first cousins": (0, 4), "uncle and nephew": (1, 3)}


def kinship(between: str) -> tuple[int | None, int | None]:
    """Generations between the two of a pair, and edges; None for strangers."""
    if between == "strangers":
        return None, None
    if between in _GAPS:
        return _GAPS[between]
    steps = 3 if between.startswith("great") else 2 if between.startswith("grand") else 1
    return steps, steps


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """Numbers of children and parents, as the weights use them.

    Attributes:
        parent: Children of each parent.
        du: Children of each inner edge's parent.
        dv: Children of its child.
        chains: What each inner edge counts in chains of four, for each parent of its parent.
        rooted: Whether its parent has parents, as 0 or 1, or their number.
        overlap: Whether pairs of an uncle who is the nephew's sibling are left out, as 0 or 1.
    """

    parent: Floats
    du: Floats
    dv: Floats
    chains: Floats
    rooted: Floats
    overlap: float

    @classmethod
    def of(cls, kin: Kin, compat: bool) -> Weights:
        """The weights; the published ones draw one parent of the parent at random."""
        p = kin.p[kin.iu].astype(np.float64)
        some = np.minimum(p, 1.0)
        return cls(
            parent=kin.d[kin.parents].astype(np.float64),
            du=kin.d[kin.iu].astype(np.float64),
            dv=kin.d[kin.iv].astype(np.float64),
            chains=some / np.maximum(p, 1.0) if compat else some,
            rooted=some if compat else p,
            overlap=0.0 if compat else 1.0,
        )


Term = Callable[[Sums, Weights, Floats], Floats]
"""What one cell adds up, for each parent or inner edge; the third argument holds the sum over the
children of each inner edge's child, then the pairs of them."""

_OF_PARENTS: Final[dict[tuple[str, int], Callable[[Sums, Floats], Floats]]] = {
    ("edge", 1): lambda s, _: s.children,
    ("fork2", 1): lambda s, d: s.children * (d - 1) / 2,
    ("fork2", 2): lambda s, _: s.siblings,
    ("fork3", 1): lambda s, d: s.children * (d - 1) * (d - 2) / 6,
    ("fork3", 2): lambda s, d: s.siblings * np.maximum(d - 2, 0) / 3,
    ("cousins", 1): lambda s, _: s.cousins,
}

_OF_INNER: Final[dict[tuple[str, int], Term]] = {
    ("chain3", 1): lambda s, _, c: s.grand,
    ("chain3", 2): lambda s, _, c: c[0],
    ("chain3", 3): lambda s, w, c: s.edge * w.dv,
    ("stem+fork", 1): lambda s, w, c: s.grand * (w.dv - 1) / 2,
    ("stem+fork", 2): lambda s, w, c: c[0] * (w.dv - 1) / 2,
    ("stem+fork", 3): lambda s, w, c: s.edge * w.dv * (w.dv - 1) / 2,
    ("stem+fork", 4): lambda s, _, c: c[1],
    ("fork+tail", 1): lambda s, w, c: s.grand * (w.du - 1),
    ("fork+tail", 2): lambda s, w, c: s.uncle - s.self_uncle * w.overlap,
    ("fork+tail", 3): lambda s, w, c: c[0] * (w.du - 1),
    ("fork+tail", 4): lambda s, w, c: s.edge * w.dv * (w.du - 1),
    ("fork+tail", 5): lambda s, w, c: s.beside * w.dv,
    ("chain4", 1): lambda s, w, c: s.great * w.chains,
    ("chain4", 2): lambda s, w, c: s.grand * w.rooted,
    ("chain4", 3): lambda s, w, c: s.upper * w.chains * w.dv,
    ("chain4", 4): lambda s, w, c: c[0] * w.rooted,
    ("chain4", 5): lambda s, w, c: s.edge * w.dv * w.rooted,
    ("chain4", 6): lambda s, w, c: s.top * w.chains * w.dv,
}


def by_family(kin: Kin, sums: Sums, compat: bool) -> Floats:
    """The sum of each cell over each family.

    Args:
        kin: The places.
        sums: The sums of vectors, or those of the number 1.
        compat: Whether weights are the published ones.

    Returns:
        A row for each of `PAIRS`, a column for each family.
    """
    weights = Weights.of(kin, compat)
    v = kin.slot[kin.iv]
    below = np.stack([sums.children[v], sums.siblings[v]])
    found = np.empty((len(PAIRS), kin.families))
    of_parents, of_inner = kin.family[kin.parents], kin.family[kin.iv]
    for row, cell in enumerate(PAIRS):
        key = cell.pattern, cell.pair
        if key in _OF_PARENTS:
            values, family = _OF_PARENTS[key](sums, weights.parent), of_parents
        else:
            values, family = _OF_INNER[key](sums, weights, below), of_inner
        found[row] = added(family, values, kin.families)
    return found


def row_of(pattern: str, pair: int) -> int:
    """Row of a cell in the arrays of this module."""
    return next(at for at, c in enumerate(PAIRS) if (c.pattern, c.pair) == (pattern, pair))
