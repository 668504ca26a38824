"""Similarity of texts by the edits between them, estimated from drawn pairs.

Edit distance has no exact sums: each pair must be looked at. So pairs are drawn, many and by a
seed; equal texts and equal pairs are looked at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def compared(drawn: Sequence[Drawn], dna: Dna, mask: str, most: int) -> list[Floats]:
    """The similarity of the first pairs of each cell, of all pairs where they were listed."""
    parts = [part(one, most) for one in drawn]
    left = np.concatenate([one.left[:len_] for one, len_ in zip(drawn, parts, strict=True)])
    right = np.concatenate([one.right[:len_] for one, len_ in zip(drawn, parts, strict=True)])
    nodes, place = np.unique(np.r_[left, right], return_inverse=True)
    codes, texts = distinct_texts(dna.texts(nodes, mask))
    text = codes[place]
    found = similarities(text[: len(left)], text[len(left) :], texts)
    return np.split(found, np.cumsum(parts)[:-1])


def part(drawn: Drawn, most: int) -> int:
    """How many of the pairs of a cell to look at."""
    return len(drawn.left) if drawn.listed else min(most, len(drawn.left))


def edit_cells(
    pedigree: Pedigree,
    dna: Dna,
    family: Ints,
    owner: Ints,
    plan: Plan,
    progress: Progress,
) -> list[dict[str, Any]]:
    """Rows of `similarity_sampled`: Levenshtein similarity of every cell, mask and control.

    Args:
        pedigree: The pedigree of the edge set.
        dna: The texts.
        family: Number of each node's family in the pedigree of all relations.
        owner: Number of each node's author; -1 for none, who is the same as nobody.
        plan: How many pairs to look at.
        progress: Is told of each mask.

    Returns:
        A row for each cell, mask and control; all columns of the table.
    """
    if plan.pairs == 0:
        return []
    around = Around(pedigree, dna.eligible)
    cells = [*CELLS, COUSINS]
    random = [np.random.default_rng([plan.seed, 11, at]) for at in range(len(cells) + 1)]
    drawn = [draw(around, c, random[at], plan.pairs) for at, c in enumerate(cells)]
    again = Resampled.of(np.bincount(family), plan.resamples, random[-1])
    progress.start(f"edits between {dna.name} texts", len(plan.masks), "masks")
    found: dict[str, list[Floats]] = {}
    for mask in plan.masks:
        found[mask] = compared(drawn, dna, mask, plan.of(mask))
        progress.advance()
    progress.finish()
    return [
        row
        for at, cell in enumerate(cells)
        for row in _rows(
            cell, drawn[at], {mask: found[mask][at] for mask in plan.masks},
            _Setting(pedigree.edge_set.name, dna, family, owner, plan, again),
        )
    ]  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _Setting:
    """What all rows of one call share."""

    edge_set: str
    dna: Dna
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
    cell: Cell, drawn: Drawn, found: Mapping[str, Floats], setting: _Setting
) -> list[dict[str, Any]]:
    """The rows of one cell, for each mask and control."""
    left, right = setting.family[drawn.left], setting.family[drawn.right]
    counts = _controls(setting.owner[drawn.left], setting.owner[drawn.right])
    columns = [(mask, control) for mask in found for control in CONTROLS]
    values = np.zeros((len(left), len(columns)))
    weight = np.zeros((len(left), len(columns)))
    for at, (mask, control) in enumerate(columns):
        looked = len(found[mask])
        values[:looked, at] = found[mask]
        weight[:looked, at] = (drawn.weight * counts[control])[:looked]
    ends = setting.again.interval(left, right, values, weight)
    return [
        _shared(cell, drawn, setting, len(found[mask]))
        | {"mask": mask, "control": control, "low": ends[at, 0], "high": ends[at, 1]}
        | _mean(values[:, at], weight[:, at], drawn.listed)
        | _clusters(cell, left, weight[:, at])
        for at, (mask, control) in enumerate(columns)
    ]


def _controls(one: Ints, other: Ints) -> dict[str, Flags]:
    """Which pairs count under each control; a model without an author has none in common."""
    same = (one == other) & (one >= 0)
    return dict(zip(CONTROLS, (np.ones(len(one), bool), ~same, same), strict=True))


def _shared(cell: Cell, drawn: Drawn, setting: _Setting, looked: int) -> dict[str, Any]:
    return {
        "dna": setting.dna.name,
        "measure": "levenshtein",
        "edge_set": setting.edge_set,
        "pattern": cell.pattern,
        "pair": cell.pair,
        "between": cell.between,
        "compat": False,
        "generation": None,
        "drawn": looked,
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
    own = np.bincount(np.unique(family, return_inverse=True)[1], weight) if len(family) else weight
    square = float((own**2).sum())
    effective = float(own.sum()) ** 2 / square if square else 0.0
    note = FEW if effective < FEW_FAMILIES else None
    return {"families": int((own > 0).sum()), "effective_families": effective, "note": note}
