"""Similarity of texts by the edits between them, estimated from drawn pairs.

Edit distance has no exact sums: each pair must be looked at. So pairs are drawn, many and by a
seed; equal texts and equal pairs are looked at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cpdist

from heredity.analyses.clusters import FEW_FAMILIES
from heredity.analyses.similarity.cells import CELLS, COUSINS, STRANGERS, Around, Cell, Floats
from heredity.analyses.similarity.draws import PAIRS, Drawn, draw
from heredity.analyses.similarity.resampling import Resampled
from heredity.core.progress import Progress
from heredity.pedigree.graph import Pedigree
from heredity.store.arrow import Array
from heredity.store.columns import Flags, Ints, distinct_texts

WORKERS: Final = 2
FULL: Final = ("M0", "M2")
"""Masks for which all pairs are looked at; for the others, some of them."""

SOME: Final = 20_000
"""Pairs of a cell for the other masks, where the cell has as many."""

CONTROLS: Final = ("none", "other authors", "same author")
"""Which of the pairs count: all; those of two authors; those of one."""

_CHUNK: Final = 200_000


class Dna(Protocol):
    """What is compared: a text for each model under each mask."""

    @property
    def name(self) -> str:
        """What it is: `metadata` or `card`."""

    @property
    def eligible(self) -> Flags:
        """Whether each node has a text that takes part."""

    def texts(self, nodes: Ints, mask: str) -> Array:
        """The texts of some nodes under a mask."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How many pairs to look at.

    Attributes:
        masks: Masks, in their order.
        full: Those for which all drawn pairs are looked at.
        pairs: Pairs of each cell for these.
        some: Pairs of each cell for the others.
        resamples: Resamples for intervals.
        seed: Seed of the random numbers.
    """

    masks: Sequence[str]
    full: Sequence[str] = FULL
    pairs: int = PAIRS
    some: int = SOME
    resamples: int = 2_000
    seed: int = 0

    def of(self, mask: str) -> int:
        """Pairs of a cell under a mask."""
        return self.pairs if mask in self.full else min(self.some, self.pairs)


def similarities(left: Ints, right: Ints, texts: Sequence[str]) -> Floats:
    """Levenshtein similarity: 1 minus the edits by the length of the longer text.

    1 for two empty texts, 0 for one.

    Args:
        left: Number of one text of each pair.
        right: Number of the other.
        texts: The distinct texts.
    """
    low, high = np.minimum(left, right), np.maximum(left, right)
    keys, back = np.unique(low * len(texts) + high, return_inverse=True)
    found = np.empty(len(keys))
    for start in range(0, len(keys), _CHUNK):
        part = slice(start, start + _CHUNK)
        one, other = keys[part] // len(texts), keys[part] % len(texts)
        found[part] = cpdist(
            [texts[at] for at in one.tolist()],
            [texts[at] for at in other.tolist()],
            scorer=Levenshtein.normalized_similarity,
            dtype=np.float64,
            workers=WORKERS,
        )
    return found[back]


def compared(drawn: Sequence[Drawn], dna: Dna, mask: str) -> list[Floats]:
    """The similarity of the pairs of each cell under a mask."""
    left = np.concatenate([one.left for one in drawn])
    right = np.concatenate([one.right for one in drawn])
    inside = np.zeros(len(dna.eligible), bool)
    inside[left] = inside[right] = True
    nodes = np.flatnonzero(inside)
    codes, texts = distinct_texts(dna.texts(nodes, mask))
    text = np.zeros(len(inside), np.int64)
    text[nodes] = codes
    found = similarities(text[left], text[right], texts)
    return np.split(found, np.cumsum([len(one.left) for one in drawn])[:-1])


def edit_cells(
    pedigrees: Sequence[Pedigree],
    dna: Dna,
    family: Ints,
    owner: Ints,
    plan: Plan,
    progress: Progress,
) -> list[dict[str, Any]]:
    """Rows of `similarity_sampled`: Levenshtein similarity of every cell, mask and control.

    Args:
        pedigrees: The pedigrees of the edge sets; pairs of several of them are looked at once.
        dna: The texts.
        family: Number of each node's family in the pedigree of all relations.
        owner: Number of each node's author; -1 for none, who is the same as nobody.
        plan: How many pairs to look at.
        progress: Is told of each mask.

    Returns:
        A row for each edge set, cell, mask and control; all columns of the table.
    """
    if plan.pairs == 0 or not pedigrees:
        return []
    cells = [*CELLS, COUSINS]
    sets = [_Set.of(one, cells, dna, family, owner, plan) for one in pedigrees]
    rows: list[dict[str, Any]] = []
    progress.start(f"edits between {dna.name} texts", len(plan.masks), "masks")
    for mask in plan.masks:
        drawn = [one.fewer(plan.of(mask)) for one in sets]
        found = iter(compared([cell for own in drawn for cell in own], dna, mask))
        for one, own in zip(sets, drawn, strict=True):
            for cell, pairs in zip(cells, own, strict=True):
                rows += _rows(cell, pairs, next(found), mask, one.setting)
        progress.advance()
    progress.finish()
    return rows


@dataclass(frozen=True, slots=True, eq=False)
class _Set:
    """The drawn pairs of all cells in one edge set."""

    setting: _Setting
    drawn: list[Drawn]
    random: list[np.random.Generator]

    @classmethod
    def of(
        cls,
        pedigree: Pedigree,
        cells: Sequence[Cell],
        dna: Dna,
        family: Ints,
        owner: Ints,
        plan: Plan,
    ) -> _Set:
        """Draw them; strangers are the same pairs in every edge set."""
        around = Around(pedigree, dna.eligible)
        random = [np.random.default_rng([plan.seed, 11, at]) for at in range(len(cells) + 1)]
        every = [draw(around, c, random[at], plan.pairs) for at, c in enumerate(cells)]
        again = Resampled.of(np.bincount(family), plan.resamples, random[-1])
        setting = _Setting(pedigree.edge_set.name, dna.name, family, owner, plan, again)
        return cls(setting, every, random)

    def fewer(self, most: int) -> list[Drawn]:
        """At most so many of the pairs of each cell."""
        return [one.fewer(most, self.random[at]) for at, one in enumerate(self.drawn)]


@dataclass(frozen=True, slots=True, eq=False)
class _Setting:
    """What all rows of one call share."""

    edge_set: str
    dna: str
    family: Ints
    owner: Ints
    plan: Plan
    again: Resampled


MISSING: Final = (
    "pairs of two models that have a text; the weights of patterns count all models of the pedigree"
)
INTERVAL: Final = (
    "cluster bootstrap over the families of all edges, the many small ones in random groups, 95 %"
)
FEW: Final = f"fewer than {FEW_FAMILIES} effective families"


def _rows(
    cell: Cell, drawn: Drawn, found: Floats, mask: str, setting: _Setting
) -> list[dict[str, Any]]:
    """The rows of one cell under one mask, for each control."""
    left, right = setting.family[drawn.left], setting.family[drawn.right]
    counts = _controls(setting.owner[drawn.left], setting.owner[drawn.right])
    weight = np.column_stack([drawn.weight * kept for kept in counts.values()])
    ends = setting.again.interval(left, right, found, weight)
    place = np.unique(left, return_inverse=True)[1]
    return [
        _shared(cell, drawn, setting)
        | {"mask": mask, "control": control, "low": ends[at, 0], "high": ends[at, 1]}
        | _mean(found, weight[:, at], drawn.listed)
        | _clusters(cell, place, weight[:, at])
        for at, control in enumerate(counts)
    ]


def _controls(one: Ints, other: Ints) -> dict[str, Flags]:
    """Which pairs count under each control; a model without an author has none in common."""
    same = (one == other) & (one >= 0)
    return dict(zip(CONTROLS, (np.ones(len(one), bool), ~same, same), strict=True))


def _shared(cell: Cell, drawn: Drawn, setting: _Setting) -> dict[str, Any]:
    return {
        "dna": setting.dna,
        "measure": "levenshtein",
        "edge_set": setting.edge_set,
        "pattern": cell.pattern,
        "pair": cell.pair,
        "between": cell.between,
        "compat": False,
        "generation": None,
        "drawn": len(drawn.left),
        "listed": drawn.listed,
        "population": drawn.population,
        "missing": MISSING,
        "interval": INTERVAL,
        "resamples": setting.plan.resamples,
        "seed": setting.plan.seed,
    }


def _mean(values: Floats, weight: Floats, listed: bool) -> dict[str, Any]:
    """Weighted mean and the error of having drawn these pairs."""
    total, pairs = float(weight.sum()), int((weight > 0).sum())
    if pairs == 0:
        return {"mean": None, "mc_error": None, "pairs": 0}
    mean = float(values @ weight) / total
    if listed:
        return {"mean": mean, "mc_error": 0.0, "pairs": pairs}
    square = float((weight * (values - mean) ** 2).sum())
    error = (square / (pairs - 1) / pairs) ** 0.5 if pairs > 1 else None
    return {"mean": mean, "mc_error": error, "pairs": pairs}


def _clusters(cell: Cell, family: Ints, weight: Floats) -> dict[str, Any]:
    """How many families tell something, and whether they are too few."""
    if cell is STRANGERS:
        return {"families": None, "effective_families": None, "note": None}
    own = np.bincount(family, weight)
    square = float((own**2).sum())
    effective = float(own.sum()) ** 2 / square if square else 0.0
    note = FEW if effective < FEW_FAMILIES else None
    return {"families": int((own > 0).sum()), "effective_families": effective, "note": note}
