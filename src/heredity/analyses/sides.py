"""The edges of the pedigree with what both sides state, as integers.

An edge is known by its relations (bits), its family, its child's generation and year, and the state
sets of its parent and its child. All of it is integers, so that it is the same on every engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from heredity.analyses.bulk import bulk_families
from heredity.analyses.population import Population
from heredity.core.edgesets import RELATIONS
from heredity.core.errors import UserError
from heredity.store.columns import Flags, Ints
from heredity.store.sets import NO_SET, coded_sets
from heredity.traits import TRAITS, Trait

IN_SNAPSHOT: Final = 1 << len(RELATIONS)
"""Bit of an edge with both ends in the snapshot; below it, one bit for each relation."""

SILENT: Final = 0
"""Code of a side that has no state: asked, and none or an empty one given."""

UNKNOWN: Final = -1
"""Code of a side whose state is not known: not asked for, unclear, or outside the snapshot."""

SILENT_STATUSES: Final = ("absent", "empty")
STATED: Final = ("set", "category", "flag")
"""Kinds of traits with states that an edge may swap."""

NO_YEAR: Final = 0
"""Year of a child whose date of creation is not known."""


@dataclass(frozen=True, slots=True)
class StateSets:
    """The state sets of one column of the table `traits`.

    Attributes:
        column: The column.
        states: Names of the states, sorted; a state's code is its place here.
        sets: The sets that occur, as codes; a set's code is its place here plus 1.
        models: Number of models with each set.
        nodes: Code of each node's set, or SILENT, or UNKNOWN.
    """

    column: str
    states: list[str]
    sets: list[list[int]]
    models: Ints
    nodes: Ints

    def members(self, codes: Ints) -> tuple[Ints, Ints]:
        """The states of some sets.

        Args:
            codes: Codes of sets, none SILENT or UNKNOWN.

        Returns:
            For each state of each of them the place in `codes`, and the state.
        """
        length = np.array([0, *map(len, self.sets)], np.int64)
        state = np.array([one for members in self.sets for one in members], np.int64)
        start = np.cumsum(length) - length
        count = length[codes]
        place = np.repeat(np.arange(len(codes)), count)
        within = np.arange(len(place)) - np.repeat(np.cumsum(count) - count, count)
        return place, state[start[codes][place] + within]

    def holds(self, chosen: Ints) -> Flags:
        """Which set (row, by code) holds which of some states (column); no row counts from 0."""
        column = np.full(len(self.states), -1)
        column[chosen] = np.arange(len(chosen))
        place, state = self.members(np.arange(1, len(self.sets) + 1))
        inside = column[state] >= 0
        held = np.zeros((len(self.sets) + 1, len(chosen)), bool)
        held[place[inside] + 1, column[state][inside]] = True
        return held


@dataclass(frozen=True)
class Sides:
    """The edges of the pedigree that are not cut, each with the state sets of both sides.

    Attributes:
        population: The models.
        child: Child of each edge, as a node.
        parent: Its parent.
        bits: The relations that it carries, and whether both ends are in the snapshot.
        sets: The state sets by column.
        columns: The column for each trait and form (False: ours, True: the published one).
    """

    population: Population
    child: Ints
    parent: Ints
    bits: Ints
    sets: dict[str, StateSets]
    columns: dict[tuple[str, bool], str]

    @cached_property
    def _families(self) -> tuple[Ints, Ints]:
        return np.unique(self.population.family[self.child], return_inverse=True)

    @property
    def family(self) -> Ints:
        """Number of each edge's family among those with edges."""
        return self._families[1]

    @property
    def families(self) -> Ints:
        """Number of each of these families among all."""
        return self._families[0]

    @cached_property
    def generation(self) -> Ints:
        """Generation of each edge's child on the primary parents' forest of all edges."""
        return self.population.pedigree().generation[self.child]

    @cached_property
    def year(self) -> Ints:
        """Year in which each edge's child was created, or NO_YEAR."""
        return np.maximum(self.population.year[self.child], NO_YEAR)

    @cached_property
    def bulk(self) -> Flags:
        """Whether each family with edges was filled by bulk uploads."""
        return bulk_families(self.population)[self.families]


def read_sides(population: Population, traits: Sequence[str]) -> Sides:
    """Put what both sides state beside every edge.

    Args:
        population: The models.
        traits: Names of traits of the kinds `set`, `category` and `flag`.

    Raises:
        UserError: A trait has no states that could be counted.
    """
    pedigree = population.pedigree()
    columns = {key: column for name in traits for key, column in _columns(TRAITS.get(name))}
    known = {column: _sets(population, column) for column in dict.fromkeys(columns.values())}
    there = population.in_snapshot
    inside = there[pedigree.child] & there[pedigree.parent]
    bits = pedigree.relations.astype(np.int64) + IN_SNAPSHOT * inside
    return Sides(population, pedigree.child, pedigree.parent, bits, known, columns)


def _columns(trait: Trait) -> Iterable[tuple[tuple[str, bool], str]]:
    if trait.kind not in STATED:
        raise UserError(
            f"The trait '{trait.name}' is a {trait.kind}; it has no states to mutate between.",
            "Name traits such as license, language, task or library.",
        )
    published = f"{trait.name}_compat" if trait.paper else trait.name
    return [((trait.name, False), trait.name), ((trait.name, True), published)]


def _sets(population: Population, column: str) -> StateSets:
    """The distinct state sets of a column, with the models that have them."""
    found = coded_sets(population.store.arrow("traits", [column]).column(column))
    nodes = np.full(population.nodes, UNKNOWN, np.int64)
    nodes[population.models] = np.where(
        found.codes != NO_SET, found.codes + 1, _missing(population, column)
    )
    models = np.bincount(found.codes[found.codes != NO_SET], minlength=len(found.sets))
    return StateSets(column, found.names, found.sets, models, nodes)


def _missing(population: Population, column: str) -> Ints | int:
    """What a missing state of each model is; under the published reading it is always silence."""
    if column not in TRAITS:
        return SILENT
    status = population.coded(f"{column}_status")
    silent = [status.code(name) for name in SILENT_STATUSES if status.code(name) >= 0]
    return np.where(np.isin(status.codes[population.models], silent), SILENT, UNKNOWN)
