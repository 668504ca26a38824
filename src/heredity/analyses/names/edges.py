"""Edges by relation and year, with the families that intervals resample."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np

from heredity.analyses.along import ANY, Along
from heredity.analyses.forms import OURS
from heredity.analyses.names.shares import Bootstrap, Column
from heredity.analyses.population import NONE, Population
from heredity.core.edgesets import parse_edge_set
from heredity.store.columns import Flags, Ints

EDGE_SET: Final = "all"
MISSING: Final = (
    "edges that are not cut; the names of parents outside the snapshot are known, so that no edge "
    "is left out"
)
INTERVAL: Final = (
    "cluster bootstrap over the families of all edges, 95 %; Wilson's at the effective number of "
    "families where all or none do"
)

Counted = Mapping[tuple[str, str], tuple[Column, Flags | None]]
"""Columns to count over edges, by item and outcome: what happened, and where it could; None where
it could on every edge."""


def by_relation(along: Along) -> dict[str, Ints]:
    """The edges of all relations, and of each that occurs."""
    cells = along.cells(parse_edge_set(EDGE_SET), OURS)
    return {cell.relation: cell.edges for cell in cells}


def by_year(population: Population, along: Along) -> Iterator[tuple[str, Ints]]:
    """The edges by the year in which their child was created; those without one are left out."""
    year = population.year[along.child]
    for one in np.flatnonzero(np.bincount(year[year != NONE])):
        yield str(one), np.flatnonzero(year == one)


def edge_rows(
    along: Along, edges: Ints, counted: Counted, bootstrap: Bootstrap, keys: tuple[str, str]
) -> list[dict[str, Any]]:
    """Shares of what was counted over some edges.

    Args:
        along: All edges.
        edges: Those to count.
        counted: What is counted.
        bootstrap: Resamples.
        keys: Names of the columns that tell the counted ones apart.
    """
    if not len(edges):
        return []
    hits, trials = [], []
    for happened, could in counted.values():
        hits.append(happened[edges])
        trials.append(np.ones(len(edges), bool) if could is None else could[edges])
    found = bootstrap.shares(along.family[edges], hits, trials)
    return [
        found.row(at)
        | dict(zip(keys, key, strict=True))
        | {"edge_set": EDGE_SET, "compat": False, "population": len(edges)}
        | {"missing": MISSING, "interval": INTERVAL}
        for at, key in enumerate(counted)
        if found.trials[at] > 0
    ]


__all__ = ["ANY", "EDGE_SET", "INTERVAL", "MISSING", "Counted", "by_relation", "by_year",
           "edge_rows"]  # fmt: skip
