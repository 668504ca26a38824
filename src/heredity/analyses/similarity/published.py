"""The published samples of a study: patterns drawn once, measured while vectors come one by one."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from heredity.analyses.population import Population
from heredity.analyses.similarity.cells import Floats
from heredity.analyses.similarity.edits import Dna
from heredity.analyses.similarity.paperdraws import (
    GENERATIONS,
    Cosine,
    Generation,
    Patterns,
    drawn,
    drawn_cells,
    published_pedigree,
)
from heredity.analyses.similarity.rows import Rows
from heredity.analyses.similarity.vectors import Vectors
from heredity.core.edgesets import parse_edge_set
from heredity.store.columns import Ints

MASK: Final = "M0"
"""The mask of the published samples: nothing is taken out."""


class Published:
    """The samples of both generations of the published results.

    Args:
        population: The models.
        seed: Seed of the random numbers.

    Attributes:
        nodes: Nodes of the drawn pairs, ascending.
    """

    def __init__(self, population: Population, seed: int) -> None:
        self.seed = seed
        self._samples = [(one, _patterns(population, one, seed)) for one in GENERATIONS]
        ends = [
            end
            for _, patterns in self._samples
            for found in patterns.values()
            for pair in found.pairs.values()
            for end in pair
        ]
        self.nodes: Ints = np.unique(np.concatenate(ends))
        self._cosines: dict[str, Cosine] = {}

    def keep(self, vectors: Vectors) -> None:
        """Keep the drawn models' vectors, where the samples are of them."""
        if not vectors.compat or vectors.mask != MASK:
            return
        place = vectors.place[self.nodes]
        there = place >= 0
        own = np.full(len(vectors.place), -1)
        own[self.nodes[there]] = np.arange(int(there.sum()))
        self._cosines[vectors.measure] = _Alike(Rows.of(vectors.rows[place[there]], own))

    def rows(self, dna: Dna) -> list[dict[str, Any]]:
        """Rows of `similarity_sampled`: edit similarity, and the cosines that were kept."""
        return [
            row
            for one, patterns in self._samples
            for row in drawn_cells(
                parse_edge_set(one.edge_set), patterns, dna, self._cosines, one, self.seed, MASK
            )
        ]


class _Alike:
    """Cosines of pairs of models that have a row."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def __call__(self, left: Ints, right: Ints) -> Floats:
        return self._rows.between(left, right)


def _patterns(population: Population, one: Generation, seed: int) -> dict[str, Patterns]:
    inside = population.in_snapshot
    pedigree = published_pedigree(population.pedigree(), inside, parse_edge_set(one.edge_set))
    return drawn(pedigree, inside, one, seed)
