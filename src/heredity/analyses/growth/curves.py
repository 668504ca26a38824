"""The table `growth_families`: how the largest families grew, month by month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from heredity.analyses.growth.dates import Dates, month_start, months_of
from heredity.analyses.population import NONE, Population
from heredity.analyses.windows import firsts
from heredity.store.arrow import Array
from heredity.store.columns import Flags, Ints, at

CURVE_SETS: Final = ("all", "no-merges")
"""Edge sets whose largest families are followed; the published curves are of the second."""

LARGEST: Final = 50
"""Families that are followed in each edge set."""


@dataclass(frozen=True, slots=True, eq=False)
class Families:
    """Some families of an edge set.

    Attributes:
        number: Number of each node's family; -1 where it is in none of them.
        ids: Smallest id of each.
        founders: Id of the founder of each with the most descendants.
        bulk: Whether a bulk upload fills it, or most of its members.
    """

    number: Ints
    ids: Array
    founders: Array
    bulk: Flags


def families_of(population: Population, edge_set: str, nodes: Ints, bulk: Flags) -> Families:
    """Families of an edge set, in the order given.

    Args:
        population: The models.
        edge_set: The edge set.
        nodes: The smallest node of each family.
        bulk: Whether each family of all relations was filled in bulk.
    """
    pedigree = population.pedigree(edge_set)
    rank = np.full(population.nodes, NONE, np.int64)
    rank[nodes] = np.arange(len(nodes))
    number = rank[pedigree.family]
    inside = np.flatnonzero(number != NONE)
    alone = pedigree.within(inside)
    smallest, founder = alone.leaders
    founders = np.empty(len(nodes), np.int64)
    founders[number[inside[smallest]]] = inside[founder]
    return Families(
        number, at(population.ids, nodes), at(population.ids, founders),
        bulk[population.family[nodes]],
    )  # fmt: skip


def largest(population: Population, edge_set: str, most: int) -> Ints:
    """The smallest nodes of the largest families of two or more, by members with a record."""
    family = population.pedigree(edge_set).family
    members = np.bincount(family[population.in_snapshot], minlength=population.nodes)
    places = np.flatnonzero(members > 1)
    return places[np.argsort(-members[places], kind="stable")][:most]


def curve_parts(
    population: Population, dates: Dates, bulk: Flags, most: int = LARGEST
) -> Iterator[Mapping[str, Any]]:
    """The parts of the table, in both forms."""
    for name in CURVE_SETS:
        families = families_of(population, name, largest(population, name, most), bulk)
        for compat, time, known in (
            (False, dates.created, dates.known),
            (True, dates.stated, dates.has),
        ):
            yield _curves(population, name, families, compat, time, known)


def _curves(
    population: Population, name: str, families: Families, compat: bool, time: Ints, known: Flags
) -> Mapping[str, Any]:
    inside = np.flatnonzero((families.number != NONE) & population.in_snapshot)
    members = np.bincount(families.number[inside], minlength=len(families.ids))
    dated = inside[known[inside]]
    of, month = families.number[dated], months_of(time[dated])
    owner = population.coded("author").codes[dated]
    order = np.lexsort((owner, month, of))
    of, month, owner = of[order], month[order], owner[order]
    first = firsts(of) | firsts(month)
    place = np.cumsum(first) - 1
    value = np.bincount(place)
    owners = np.bincount(place, (first | firsts(owner)) & (owner != NONE)).astype(np.int64)
    of, month = of[first], month[first]
    total = np.cumsum(value)
    before = (total - value)[np.searchsorted(of, of)]
    return {
        "edge_set": name,
        "compat": compat,
        "rank": of + 1,
        "family_id": at(families.ids, of),
        "founder_id": at(families.founders, of),
        "members": members[of],
        "undated": (members - np.bincount(families.number[dated], minlength=len(members)))[of],
        "bulk": families.bulk[of],
        "month": month_start(month),
        "value": value,
        "cumulative": total - before,
        "owners": owners,
    }
