"""Bulk uploads: families that one owner filled.

A family of a hundred uploads of one program says as much as one of them. Means are therefore given
with and without the families that are found here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from heredity.analyses.clusters import Floats
from heredity.analyses.population import NONE, Population
from heredity.analyses.windows import DAY, ordered, reach, starts
from heredity.store.columns import Flags, Ints

LEAST: Final = 1_000
"""Members that one owner adds within a window for the family to count as filled in bulk."""

DAYS: Final = 30
"""Length of that window, in days."""

SHARE: Final = 0.5
"""Share of a family that makes one owner its uploader."""

SMALLEST: Final = 100
"""Smallest family in which that share counts."""


@dataclass(frozen=True, slots=True, eq=False)
class Bulk:
    """The owners who filled a family, one a row, by family, then owner.

    Attributes:
        families: Whether each family was filled in bulk; places are numbers of families.
        family: Number of the family.
        owner: Number of the owner among the states of the trait `author`.
        owned: Members of the family that are the owner's.
        share: Their share of the family's members.
        most: Members that the owner added within the fullest window.
        start: Creation of the first of these, in microseconds, UTC; -1 if none has a date.
        end: Creation of the last of these; -1 if none has a date.
        by_window: Whether the window makes it a bulk upload.
        by_share: Whether the share does.
    """

    families: Flags
    family: Ints
    owner: Ints
    owned: Ints
    share: Floats
    most: Ints
    start: Ints
    end: Ints
    by_window: Flags
    by_share: Flags


def bulk_families(
    population: Population,
    *,
    least: int = LEAST,
    days: int = DAYS,
    share: float = SHARE,
    smallest: int = SMALLEST,
) -> Flags:
    """Whether each family was filled by bulk uploads; see `bulk_uploads`."""
    found = bulk_uploads(population, least=least, days=days, share=share, smallest=smallest)
    return found.families


def bulk_uploads(
    population: Population,
    *,
    least: int = LEAST,
    days: int = DAYS,
    share: float = SHARE,
    smallest: int = SMALLEST,
) -> Bulk:
    """Families that one owner filled, and who did.

    A family is one of the pedigree of all relations. It was filled in bulk if one owner added at
    least so many members within less than so many days, or owns at least that share of a family
    that is not small. Members are those that a record describes; ids without an owner are
    nobody's; members without a date of creation (or with the one that stands for anything older)
    are in no window.

    Args:
        population: The models.
        least: Members added within a window, at least 1.
        days: Length of the window, at least 1.
        share: Share of the family, above 0.
        smallest: Members of the smallest family in which the share counts.
    """
    family, codes = population.family, population.coded("author").codes
    size = np.bincount(family[population.in_snapshot], minlength=population.families)
    owned = np.flatnonzero(codes != NONE)
    owners = int(codes.max(initial=0)) + 1
    pair, inverse, count = np.unique(
        family[owned] * owners + codes[owned], return_inverse=True, return_counts=True
    )
    whole = size[pair // owners]
    by_share = (whole >= smallest) & (count >= share * whole)
    candidate = by_share | (count >= least)
    chosen = owned[candidate[inverse]]
    place = np.cumsum(candidate) - 1
    most, start, end = _fullest(population, chosen, place[inverse[candidate[inverse]]], days)
    made = by_share[candidate] | (most >= least)
    pair, count, whole = pair[candidate][made], count[candidate][made], whole[candidate][made]
    marked = np.zeros(population.families, bool)
    marked[pair // owners] = True
    return Bulk(
        families=marked,
        family=pair // owners,
        owner=pair % owners,
        owned=count,
        share=count / whole,
        most=most[made],
        start=start[made],
        end=end[made],
        by_window=most[made] >= least,
        by_share=by_share[candidate][made],
    )


def _fullest(
    population: Population, nodes: Ints, group: Ints, days: int
) -> tuple[Ints, Ints, Ints]:
    """Size, first and last date of the fullest window of each group; the earliest of equals."""
    created, known = population.numbers("created")
    groups = int(group.max(initial=-1)) + 1
    most, start, end = (np.full(groups, value, np.int64) for value in (0, NONE, NONE))
    group, time = group[known[nodes]], created[nodes[known[nodes]]]
    order = ordered(group, time)
    group, time = group[order], time[order]
    last = reach(group, time, days * DAY)
    held = last - np.arange(len(last))
    best = np.lexsort((np.arange(len(held)), -held, group))
    best = best[starts(group[best])]
    of = group[best]
    most[of], start[of], end[of] = held[best], time[best], time[last[best] - 1]
    return most, start, end
