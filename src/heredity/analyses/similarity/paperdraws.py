"""The sampled mode of the published study: few patterns drawn, one of each marked pair of each.

Patterns are drawn with replacement by their weight; pairs with a model that has no text are dropped
after the draw; intervals take pairs for independent. Laufer, Oderinwale, Kleinberg,
arXiv 2508.06811.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from heredity.analyses.clusters import LEVEL
from heredity.analyses.forms import PAPER
from heredity.analyses.sides import IN_SNAPSHOT
from heredity.analyses.similarity.cells import CELLS, Around, Floats
from heredity.analyses.similarity.edits import Dna, similarities
from heredity.core.edgesets import EdgeSet
from heredity.pedigree.graph import Pedigree
from heredity.store.columns import Flags, Ints, distinct_texts

Cosine = Callable[[Ints, Ints], Floats]
"""Similarity of the models of some pairs, left and right nodes."""


@dataclass(frozen=True, slots=True)
class Generation:
    """One generation of the published results.

    Attributes:
        name: `A` (first preprint) or `B` (final programs).
        edge_set: Edge set of its similarities.
        draws: Patterns drawn.
        resamples: Resamples for intervals.
    """

    name: str
    edge_set: str
    draws: int
    resamples: int


GENERATIONS: Final = (
    Generation("A", "finetune", 5_000, 1_000),
    Generation("B", "finetune+adapter", 500, 10_000),
    Generation("B", "no-merges", 500, 10_000),
)
"""All samples whose results are published."""

_WEIGHTS: Final[dict[str, Callable[[Around], Floats]]] = {
    "edge": lambda a: np.ones(len(a.u)),
    "fork2": lambda a: a.d[a.u] - 1,
    "chain3": lambda a: a.d[a.v],
    "fork3": lambda a: (a.d[a.u] - 1) * (a.d[a.u] - 2),
    "stem+fork": lambda a: a.d[a.v] * (a.d[a.v] - 1),
    "fork+tail": lambda a: a.d[a.v] * (a.d[a.u] - 1),
    "chain4": lambda a: a.d[a.v] * np.minimum(a.p[a.u], 1),
}
"""What each edge weighs, in proportion, as the `u` and `v` of a pattern."""

_TIMES: Final = {"fork2": 2, "fork3": 6, "stem+fork": 2}
"""How much more than its occurrences a pattern's weights add up to."""

_MARKED: Final = {
    "edge": ("uv",),
    "fork2": ("uv", "vw"),
    "chain3": ("uc", "vc", "uv"),
    "fork3": ("uv", "vw"),
    "stem+fork": ("uc", "vc", "uv", "cd"),
    "fork+tail": ("uc", "wc", "vc", "uv", "vw"),
    "chain4": ("tc", "uc", "tv", "vc", "uv", "tu"),
}
"""The marked pairs of each pattern: `t` a parent of `u`, `v` and `w` children of `u`, `c` and `d`
children of `v`."""


def published_pedigree(pedigree: Pedigree, in_snapshot: Flags, edge_set: EdgeSet) -> Pedigree:
    """The pedigree of an edge set as the published study reads it.

    Of several relations of an edge the last of finetune, quantized, adapter, merge counts, and
    parents outside the snapshot are passed over.

    Args:
        pedigree: That of all relations.
        in_snapshot: Whether a record describes each node.
        edge_set: The set.
    """
    inside = in_snapshot[pedigree.child] & in_snapshot[pedigree.parent]
    bits = pedigree.relations.astype(np.int64) + IN_SNAPSHOT * inside
    return Pedigree(
        edge_set, pedigree.nodes, pedigree.child, pedigree.parent, pedigree.relations,
        pedigree.choice, ~PAPER.chosen(edge_set)[bits],
    )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Patterns:
    """Occurrences of one pattern.

    Attributes:
        pairs: Left and right nodes of each marked pair, by its number from 1.
        population: How often the pattern occurs.
    """

    pairs: dict[int, tuple[Ints, Ints]]
    population: float


def draw_patterns(
    around: Around, pattern: str, draws: int, random: np.random.Generator
) -> Patterns:
    """Draw occurrences of a pattern by its weight, with replacement.

    The two models of the pattern `random` are drawn without: they differ.

    Args:
        around: The edges, all models eligible.
        pattern: One of the published patterns.
        draws: How many.
        random: Source of random numbers.

    Returns:
        The occurrences; none where the pattern does not occur.
    """
    if pattern == "random":
        return _strangers(np.flatnonzero(around.eligible), draws, random)
    total = np.cumsum(_WEIGHTS[pattern](around))
    if not len(total) or total[-1] <= 0:
        none = np.zeros(0, np.int64)
        return Patterns(dict.fromkeys(range(1, len(_MARKED[pattern]) + 1), (none, none)), 0.0)
    at = np.searchsorted(total, random.random(draws) * total[-1], side="right")
    models = _relatives(around, np.minimum(at, len(total) - 1), random)
    pairs = {
        number: (models[mark[0]], models[mark[1]])
        for number, mark in enumerate(_MARKED[pattern], 1)
    }
    return Patterns(pairs, float(total[-1]) / _TIMES.get(pattern, 1))


def _strangers(models: Ints, draws: int, random: np.random.Generator) -> Patterns:
    n = len(models)
    if n < 2:
        return Patterns({1: (models[:0], models[:0])}, 0.0)
    left, right = random.integers(0, n, draws), random.integers(0, n - 1, draws)
    right += right >= left
    return Patterns({1: (models[left], models[right])}, n * (n - 1) / 2)


def _relatives(around: Around, edges: Ints, random: np.random.Generator) -> dict[str, Ints]:
    """The models around some edges by their letter; a wrong one where the edge has none."""
    up, down = around.pedigree.up, around.pedigree.down
    u, v = around.u[edges], around.v[edges]
    place = around.place(edges) - down.start[u]
    first = random.integers(0, np.maximum(down.degree[v], 1))
    return {
        "u": u,
        "v": v,
        "w": _take(down.start[u] + _other(place, down.degree[u], random), down.target),
        "c": _take(down.start[v] + first, down.target),
        "d": _take(down.start[v] + _other(first, down.degree[v], random), down.target),
        "t": _take(up.start[u] + random.integers(0, np.maximum(up.degree[u], 1)), up.target),
    }


def _other(place: Ints, count: Ints, random: np.random.Generator) -> Ints:
    """A place that differs from the given one, among so many."""
    drawn = random.integers(0, np.maximum(count - 1, 1))
    return drawn + (drawn >= place)


def _take(places: Ints, target: Ints) -> Ints:
    return target[np.minimum(places, len(target) - 1)]


def sampled_cells(
    pedigree: Pedigree,
    in_snapshot: Flags,
    dna: Dna,
    cosines: Mapping[str, Cosine],
    generation: Generation,
    seed: int,
    mask: str = "M0",
) -> list[dict[str, Any]]:
    """Rows of `similarity_sampled` in the published form.

    Args:
        pedigree: That of `published_pedigree`.
        in_snapshot: Whether a record describes each node: from these, strangers are drawn.
        dna: The texts as the published study reads them.
        cosines: By measure (`bow`, `tfidf`), the similarity of pairs of eligible nodes.
        generation: Which generation's numbers of draws and resamples.
        seed: Seed of the random numbers.
        mask: What was taken out of the texts.

    Returns:
        A row for each cell and measure; all columns of the table.
    """
    return drawn_cells(
        pedigree.edge_set, drawn(pedigree, in_snapshot, generation, seed), dna, cosines,
        generation, seed, mask,
    )  # fmt: skip


def drawn(
    pedigree: Pedigree, in_snapshot: Flags, generation: Generation, seed: int
) -> dict[str, Patterns]:
    """Occurrences of each pattern, drawn by a seed."""
    around = Around(pedigree, in_snapshot, compat=True)
    return {
        name: draw_patterns(around, name, generation.draws, np.random.default_rng([seed, 12, at]))
        for at, name in enumerate(dict.fromkeys(cell.pattern for cell in CELLS))
    }


def drawn_cells(
    edge_set: EdgeSet,
    patterns: Mapping[str, Patterns],
    dna: Dna,
    cosines: Mapping[str, Cosine],
    generation: Generation,
    seed: int,
    mask: str = "M0",
) -> list[dict[str, Any]]:
    """Rows of `similarity_sampled` for drawn patterns; see `sampled_cells`."""
    rows: list[dict[str, Any]] = []
    bars: dict[str, tuple[float, float]] = {}
    edits = _Edits(patterns, dna, mask)
    again = _Again(generation.resamples, np.random.default_rng([seed, 13]))
    for cell in CELLS:
        occurrences = patterns[cell.pattern]
        left, right = occurrences.pairs[cell.pair]
        kept = dna.eligible[left] & dna.eligible[right]
        shared = {
            "dna": dna.name, "mask": mask, "edge_set": edge_set.name,
            "pattern": cell.pattern, "pair": cell.pair, "between": cell.between,
            "generation": generation.name, "drawn": len(kept), "seed": seed,
            "resamples": generation.resamples,
            "population": _printed(cell.pattern, occurrences, generation),
        }  # fmt: skip
        measured: dict[str, Cosine] = {"levenshtein": edits, **cosines}
        for measure, alike in measured.items():
            values = alike(left[kept], right[kept])
            ends = _ends(again.means(values))
            mean = float(values.mean()) if len(values) else float("nan")
            if cell.pattern == "random":
                bars[measure] = mean - ends[0], ends[1] - mean
            if cell.pattern == "edge":
                ends = mean - bars[measure][0], mean + bars[measure][1]
            rows.append(shared | _CONSTANT | {
                "measure": measure, "mean": mean, "low": ends[0], "high": ends[1],
                "pairs": len(values),
            })  # fmt: skip
    return rows


MISSING: Final = "pairs with a model that has no text are dropped after the draw"
INTERVAL: Final = (
    "bootstrap of pairs taken for independent, 95 %; that of `edge` has the lengths of `random`'s"
)


_CONSTANT: Final[dict[str, Any]] = {
    "control": "none",
    "compat": True,
    "mc_error": None,
    "listed": False,
    "families": None,
    "effective_families": None,
    "note": None,
    "missing": MISSING,
    "interval": INTERVAL,
}


def _printed(pattern: str, found: Patterns, generation: Generation) -> float:
    """The total that the published programs print: for two patterns it is none."""
    return {"random": 2.0, "edge": float(generation.draws)}.get(pattern, found.population)


class _Edits:
    """Edit similarity of drawn pairs; the texts of all of them are made at once."""

    def __init__(self, patterns: Mapping[str, Patterns], dna: Dna, mask: str) -> None:
        drawn = [end for one in patterns.values() for pair in one.pairs.values() for end in pair]
        nodes = np.unique(np.concatenate(drawn))
        nodes = nodes[dna.eligible[nodes]]
        codes, self._texts = distinct_texts(dna.texts(nodes, mask))
        self._text = np.full(len(dna.eligible), -1)
        self._text[nodes] = codes

    def __call__(self, left: Ints, right: Ints) -> Floats:
        return similarities(self._text[left], self._text[right], self._texts)


class _Again:
    """Pairs drawn with replacement, as many as there are, again and again.

    Cells with the same number of pairs share the draws: a mean is a product with how often each
    pair was drawn.
    """

    def __init__(self, draws: int, random: np.random.Generator) -> None:
        self._draws, self._random = draws, random
        self._times = np.zeros((draws, 0))

    def means(self, values: Floats) -> Floats:
        """The mean of the values in each resample; nothing where there are none."""
        n = len(values)
        if n == 0:
            return np.zeros(0)
        if self._times.shape[1] != n:
            self._times = np.empty((self._draws, n), np.float32)
            for row in self._times:
                row[:] = np.bincount(self._random.integers(0, n, n), minlength=n)
        # Single precision is far below what the resamples leave to chance.
        mean = float(values.mean())
        found: Floats = (self._times @ (values - mean).astype(np.float32)) / n + mean
        return found


def _ends(means: Floats) -> tuple[float, float]:
    if not len(means):
        return float("nan"), float("nan")
    low, high = np.percentile(means, LEVEL)
    return float(low), float(high)
