"""The edges of a study with what analyses along them need: relations, families, generations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from heredity.analyses.forms import Form
from heredity.analyses.population import Population
from heredity.analyses.sides import IN_SNAPSHOT
from heredity.core.edgesets import RELATIONS, EdgeSet
from heredity.store.columns import Flags, Ints

ANY: Final = "any"
DEEPEST: Final = 5
"""Generation from which on generations are counted together."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Some edges of a set.

    Attributes:
        relation: The relation that they carry; `any` for all.
        generation: That of their children; `any` for all, `5+` for the fifth and later.
        edges: Their numbers.
    """

    relation: str
    generation: str
    edges: Ints


class Along:
    """All edges of a study that are not cut, child by child.

    Args:
        population: The study's models.
    """

    def __init__(self, population: Population) -> None:
        pedigree = population.pedigree("all")
        self.child, self.parent = pedigree.child, pedigree.parent
        self.population = population
        both = population.in_snapshot[self.child] & population.in_snapshot[self.parent]
        self.bits = pedigree.relations.astype(np.int64) + IN_SNAPSHOT * both
        self.family = population.family[self.child]

    @cached_property
    def generation(self) -> Ints:
        """Generation of each edge's child on the forest of primary parents, at most `DEEPEST`."""
        found = self.population.pedigree("all").generation[self.child]
        return np.minimum(found, DEEPEST)

    def cells(self, edge_set: EdgeSet, form: Form, generations: bool = False) -> Iterator[Cell]:
        """The edges of a set: all of them, those with each relation, those of each generation."""
        inside = form.chosen(edge_set)
        carried = form.relations()
        every = np.flatnonzero(inside[self.bits])
        yield Cell(ANY, ANY, every)
        bits = self.bits[every]
        for relation in RELATIONS:
            of = carried[relation][bits]
            if of.any():
                yield Cell(relation, ANY, every[of])
        if generations:
            yield from self._by_generation(every)

    def _by_generation(self, every: Ints) -> Iterator[Cell]:
        generation = self.generation[every]
        for number in range(1, DEEPEST + 1):
            of = generation == number
            if of.any():
                yield Cell(ANY, f"{number}+" if number == DEEPEST else str(number), every[of])

    def carrying(self, form: Form, relation: str) -> Flags:
        """Which edges carry a relation in a form."""
        carried: Flags = form.relations()[relation][self.bits]
        return carried
