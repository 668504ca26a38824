"""The rows of `naming_trends`: by how much shares of elements and conventions move a year."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from scipy.special import stdtrit

from heredity.analyses.clusters import LEVEL, Floats
from heredity.analyses.names.named import Named
from heredity.analyses.names.reading import SORTED
from heredity.analyses.names.shares import Column, Groups
from heredity.analyses.names.strata import owner_clusters, scoped
from heredity.analyses.population import NONE, Population
from heredity.knowledge.names import CONVENTIONS
from heredity.store.columns import Ints

MISSING: Final = "models without a known date of creation are left out"
INTERVAL: Final = "least squares over models, robust to clusters of owners, 95 %; closed form"


def trend_rows(population: Population, named: Named) -> list[dict[str, Any]]:
    """All rows of the table, without what was drawn."""
    year, owner = population.year[population.models], owner_clusters(population)
    mask = named.mask[population.models]
    kind = named.convention[population.models]
    rows: list[dict[str, Any]] = []
    for scope, inside in scoped(population).items():
        kept = np.flatnonzero(inside & (year != NONE))
        columns: dict[tuple[str, str], Column] = {
            ("element", code): (mask[kept] >> at & 1) == 1 for at, code in enumerate(SORTED)
        }
        columns |= {("convention", name): kind[kept] == at for at, name in enumerate(CONVENTIONS)}
        found = slopes(year[kept], owner[kept], list(columns.values()))
        about = {
            "scope": scope, "compat": False, "models": len(kept), "missing": MISSING,
            "owners": len(Groups(owner[kept]).clusters), "interval": INTERVAL, "resamples": 0,
            "first_year": int(year[kept].min()) if len(kept) else None,
            "last_year": int(year[kept].max()) if len(kept) else None,
        }  # fmt: skip
        for at, (measure, item) in enumerate(columns):
            slope, low, high = (float(one[at]) for one in found)
            ends = {"slope": slope, "low": low, "high": high}
            rows.append(about | ends | {"measure": measure, "item": item})
    return rows


def slopes(year: Ints, owner: Ints, columns: list[Column]) -> tuple[Floats, Floats, Floats]:
    """Least-squares change a year of several columns, with 95 % intervals robust to clusters.

    Args:
        year: Year of each model.
        owner: Its cluster.
        columns: Whether each model is so, column by column.

    Returns:
        Slopes and both ends; NaN where there is but one year, ends also where there is one owner.
    """
    wide = len(columns)
    nothing = np.full(wide, np.nan)
    if not len(year) or year.min() == year.max():
        return nothing, nothing, nothing
    # Cells of one owner and one year: within them the year does not vary.
    cell = owner * 10_000 + year
    groups = Groups(cell)
    keys, count, sums = groups.clusters, groups.count, groups.sums(columns)
    of, time = keys // 10_000, (keys % 10_000).astype(np.float64)
    models = count.sum()
    time -= (time @ count) / models
    spread = float(time**2 @ count)
    mean = sums.sum(axis=0) / models
    slope = (time @ sums) / spread
    left = sums - count[:, None] * (mean + np.outer(time, slope))
    scores = np.add.reduceat(time[:, None] * left, np.flatnonzero(np.diff(of, prepend=-1)))
    owners = len(scores)
    if owners < 2:
        return slope, nothing, nothing
    error = np.sqrt((scores**2).sum(axis=0) * owners / (owners - 1)) / spread
    half = stdtrit(owners - 1, LEVEL[1] / 100) * error
    return slope, slope - half, slope + half
