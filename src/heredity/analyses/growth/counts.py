"""The table `growth`: models, edges and families by the time at which they came into being."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from heredity.analyses.growth.dates import LEFT_OUT, TAKEN, Dates, month_start, months_of
from heredity.analyses.population import NONE, Population
from heredity.analyses.windows import starts
from heredity.core.edgesets import RELATIONS
from heredity.store.columns import Ints

EDGE_SETS: Final = ("all", "typed", "no-merges", "finetune+adapter", *RELATIONS)
"""Edge sets whose edges and models with a parent are counted."""

FAMILY_SETS: Final = ("all", "no-merges", "finetune")
"""Edge sets whose families are followed."""

BINS: Final = 100
"""Bins of the published histogram of creation dates."""


@dataclass(frozen=True, slots=True, eq=False)
class Events:
    """Things that came into being.

    Attributes:
        item: What they are.
        edge_set: Edge set that they belong to, or None.
        month: When, in months from January 1970; -1 where it is not known.
        population: What is counted, in words.
    """

    item: str
    edge_set: str | None
    month: Ints
    population: str


def growth_parts(
    population: Population, dates: Dates, edge_sets: Sequence[str] = EDGE_SETS
) -> Iterator[Mapping[str, Any]]:
    """The parts of the table, in both forms."""
    spans = _months(dates.created[dates.known])
    for events in _events(population, dates, edge_sets):
        yield _by_month(events, spans)
    if dates.has.any():
        yield _by_bin(dates)


def _events(
    population: Population, dates: Dates, edge_sets: Sequence[str]
) -> Iterator[Events]:  # fmt: skip
    month = population.month
    yield Events("models", None, month[population.in_snapshot], "models with a record")
    for name in edge_sets:
        child = population.pedigree(name).child
        born = np.zeros(population.nodes, bool)
        born[child] = True
        yield Events(
            "models with a parent", name, month[born & population.in_snapshot],
            "models with a record and a parent in the edge set",
        )  # fmt: skip
        yield Events("edges", name, month[child], "edges of the set, by the creation of the child")
    for name in FAMILY_SETS:
        family = population.family if name == "all" else population.pedigree(name).family
        yield new_families(name, family, dates)


def new_families(edge_set: str, family: Ints, dates: Dates) -> Events:
    """When each family of two or more came to have two members.

    A member without a date (a stub, or older than any date of the hub) counts as older than those
    with one; a family with two such members began at an unknown time.
    """
    time = np.where(dates.known, dates.created, NONE)
    order = np.lexsort((time, family))
    begins = starts(family[order])
    size = np.diff(np.append(begins, len(order)))
    second = time[order[begins[size > 1] + 1]]
    return Events(
        "new families", edge_set, np.where(second == NONE, NONE, months_of(second)),
        "families of two or more, by the creation of the second member; members without a date "
        "count as older",
    )  # fmt: skip


def _months(created: Ints) -> Ints:
    """All months from the first to the last creation."""
    if not len(created):
        return np.zeros(0, np.int64)
    months = months_of(np.array([created.min(), created.max()]))
    return np.arange(months[0], months[1] + 1)


def _by_month(events: Events, spans: Ints) -> Mapping[str, Any]:
    months = events.month[events.month != NONE]
    value = np.bincount(months - spans[0], minlength=len(spans)) if len(spans) else spans
    return {
        "item": events.item,
        "edge_set": events.edge_set,
        "compat": False,
        "clock": "month",
        "place": np.arange(len(spans)),
        "since": month_start(spans),
        "until": month_start(spans + 1),
        "value": value,
        "cumulative": np.cumsum(value),
        "counted": len(months),
        "left_out": len(events.month) - len(months),
        "artifact": False,
        "population": events.population,
        "missing_rule": LEFT_OUT,
    }


def _by_bin(dates: Dates) -> Mapping[str, Any]:
    """The published histogram: equal spans from the first to the last stated date."""
    stated = dates.stated[dates.has]
    edges = np.linspace(stated.min(), stated.max(), BINS + 1)
    value, _ = np.histogram(stated, edges)
    floored, _ = np.histogram(dates.stated[dates.floored], edges)
    return {
        "item": "models",
        "edge_set": None,
        "compat": True,
        "clock": "bin",
        "place": np.arange(BINS),
        "since": np.round(edges[:-1]).astype(np.int64),
        "until": np.round(edges[1:]).astype(np.int64),
        "value": value,
        "cumulative": np.cumsum(value),
        "counted": len(stated),
        "left_out": 0,
        "artifact": floored > 0,
        "population": "models with a record",
        "missing_rule": TAKEN,
    }
