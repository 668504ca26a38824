"""The table `bursts`: many uploads of few owners to one family within days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from heredity.analyses.growth.curves import CURVE_SETS, families_of
from heredity.analyses.growth.dates import Dates
from heredity.analyses.population import NONE, Population
from heredity.analyses.windows import DAY, firsts, ordered, reach, starts
from heredity.store.columns import Flags, Ints, at, at_list

WINDOW: Final = 7
"""Length of a window, in days."""

LEAST: Final = 100
"""Uploads of one owner to one family that fill a window."""

_NAMED: Final = 10


@dataclass(frozen=True, slots=True, eq=False)
class Uploads:
    """Uploads that are part of a burst, burst by burst.

    Attributes:
        burst: Number of the burst of each upload, ascending.
        family: Family of each upload.
        owner: Its owner.
        time: When it was made, ascending within an owner's stream.
    """

    burst: Ints
    family: Ints
    owner: Ints
    time: Ints


def dense(group: Ints, time: Ints, width: int, least: int) -> Flags:
    """Which events lie in a window that holds at least so many of their group.

    Args:
        group: Group of each event, ascending.
        time: Time of each, ascending within a group.
        width: Length of a window, open at its end.
        least: Events that fill one.
    """
    last = reach(group, time, width)
    full = last - np.arange(len(last)) >= least
    depth = np.zeros(len(last) + 1, np.int64)
    np.add.at(depth, np.flatnonzero(full), 1)
    np.subtract.at(depth, last[full], 1)
    covered: Flags = np.cumsum(depth)[:-1] > 0
    return covered


def find_bursts(family: Ints, owner: Ints, time: Ints, days: int, least: int) -> Uploads:
    """The uploads that are part of a burst.

    Args:
        family: Family of each upload.
        owner: Owner of each.
        time: When each was made, in microseconds.
        days: Length of a window.
        least: Uploads of one owner to one family that fill it.
    """
    pair = family * (int(owner.max(initial=0)) + 1) + owner
    order = ordered(pair, time)
    pair, time = pair[order], time[order]
    inside = dense(pair, time, days * DAY, least)
    stream = _streams(pair, time, inside, days)
    chosen = order[inside]
    family, owner, time = family[chosen], owner[chosen], time[inside]
    burst = _together(stream, family, time)
    by = np.lexsort((time, owner, burst))
    return Uploads(burst[by], family[by], owner[by], time[by])


def _streams(pair: Ints, time: Ints, inside: Flags, days: int) -> Ints:
    """Number of the stream of each upload inside: maximal runs that windows cover without gap."""
    place = np.flatnonzero(inside)
    pair, time = pair[place], time[place]
    fresh = firsts(pair)
    fresh[1:] |= (np.diff(place) > 1) | (np.diff(time) >= days * DAY)
    return np.cumsum(fresh) - 1


def _together(stream: Ints, family: Ints, time: Ints) -> Ints:
    """Number of the burst of each upload: streams of a family that overlap in time, by time."""
    first = starts(stream)
    if not len(first):
        return stream
    begun, done = time[first], time[np.append(first[1:], len(stream)) - 1]
    order = np.lexsort((done, begun, family[first]))
    of = np.unique(family[first][order], return_inverse=True)[1]
    # The latest end so far within the family: one running maximum, families kept apart by rank.
    ends = np.unique(done[order], return_inverse=True)[1]
    latest = np.maximum.accumulate(of * (len(ends) + 1) + ends) - of * (len(ends) + 1)
    latest = np.unique(done[order])[latest]
    fresh = firsts(of)
    fresh[1:] |= begun[order][1:] > latest[:-1]
    burst = np.empty(len(first), np.int64)
    burst[order] = np.cumsum(fresh) - 1
    return burst[stream]


def burst_parts(
    population: Population,
    dates: Dates,
    bulk: Flags,
    *,
    days: int = WINDOW,
    least: int = LEAST,
    edge_sets: Sequence[str] = CURVE_SETS,
) -> Iterator[Mapping[str, Any]]:
    """The parts of the table; families of one model have no burst."""
    for name in edge_sets:
        yield from _bursts(population, dates, bulk, name, days, least)


def _bursts(
    population: Population, dates: Dates, bulk: Flags, edge_set: str, days: int, least: int
) -> Iterator[Mapping[str, Any]]:
    pedigree = population.pedigree(edge_set)
    owner = population.coded("author").codes
    related = (pedigree.up.degree > 0) | (pedigree.down.degree > 0)
    dated = np.flatnonzero(population.in_snapshot & dates.known & related)
    owned = dated[owner[dated] != NONE]
    found = find_bursts(
        pedigree.family[owned], owner[owned], dates.created[owned], days, least
    )  # fmt: skip
    if len(found.burst):
        members = pedigree.family[dated], dates.created[dated]
        yield _columns(population, found, members, bulk, edge_set, days, least)


def _columns(
    population: Population, found: Uploads, members: tuple[Ints, Ints], bulk: Flags, edge_set: str,
    days: int, least: int,
) -> Mapping[str, Any]:  # fmt: skip
    first = starts(found.burst)
    models = np.diff(np.append(first, len(found.burst)))
    start = np.minimum.reduceat(found.time, first)
    end = np.maximum.reduceat(found.time, first)
    nodes, place = np.unique(found.family[first], return_inverse=True)
    families = families_of(population, edge_set, nodes, bulk)
    owners, count, top = _owners(population, found)
    size, period = _surroundings(*members, found.family[first], start, end)
    return {
        "edge_set": edge_set,
        "compat": False,
        "family_id": at(families.ids, place),
        "since": start,
        "until": end,
        "founder_id": at(families.founders, place),
        "days": (end - start) / DAY,
        "models": models,
        "owners": at_list(owners, np.arange(len(owners))),
        "owner_count": count,
        "top_share": top / models,
        "share_of_period": models / period,
        "share_of_family": models / size,
        "members": size,
        "bulk": families.bulk[place],
        "window": days,
        "least": least,
    }


def _owners(population: Population, found: Uploads) -> tuple[list[list[str]], Ints, Ints]:
    """Names of the first owners of each burst, number of owners, and models of the first."""
    fresh = firsts(found.burst) | firsts(found.owner)
    begins = np.flatnonzero(fresh)
    models = np.diff(np.append(begins, len(fresh)))
    burst, owner = found.burst[begins], found.owner[begins]
    order = np.lexsort((owner, -models, burst))
    burst, owner, models = burst[order], owner[order], models[order]
    first = starts(burst)
    count = np.diff(np.append(first, len(burst)))
    rank = np.arange(len(burst)) - np.repeat(first, count)
    names = at(population.coded("author").names, owner[rank < _NAMED]).to_pylist()
    ends = np.cumsum(np.minimum(count, _NAMED))
    named = [names[end - n : end] for end, n in zip(ends, np.minimum(count, _NAMED), strict=True)]
    return named, count, models[first]


def _surroundings(family: Ints, time: Ints, of: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Dated members of the family of each burst, and those created from its start to its end."""
    inside = np.isin(family, of)
    family, time = family[inside], time[inside]
    size = np.empty(len(of), np.int64)
    period = np.empty(len(of), np.int64)
    order = ordered(family, time)
    family, time = family[order], time[order]
    for burst, (low, high) in enumerate(
        zip(np.searchsorted(family, of), np.searchsorted(family, of, side="right"), strict=True)
    ):
        size[burst] = high - low
        within = time[low:high]
        period[burst] = np.searchsorted(within, end[burst], side="right") - np.searchsorted(
            within, start[burst]
        )
    return size, period
