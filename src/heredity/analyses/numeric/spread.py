"""How a number is spread over models."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from heredity.analyses.changes import below, median_interval, quantiles
from heredity.analyses.clusters import Floats
from heredity.analyses.population import Population
from heredity.analyses.resampling import Draws, numbered_anew, summed
from heredity.store.columns import Flags, Ints
from heredity.store.schema import Column, TableSpec, table

BAND: Final = (20e9, 70e9)
"""Parameters between which the published tables count models."""

SHARES: Final = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)

NUMERIC_SPREAD = table(
    TableSpec(
        "numeric_spread",
        "One figure about how a number is spread over the models that have it.",
        (
            Column("trait", "string", "The number; a date is in days since 1970."),
            Column(
                "item",
                "string",
                "`mean`, `least`, `most`, `quantile 0.25` and others, `share from 20 to 70 "
                "billion` (parameters), `correlation with generation` (of the number) and "
                "`correlation of its logarithm with generation` (of ln(1 + number)).",
            ),
            Column("edge_set", "string", "Edge set whose generations and families count."),
            Column("compat", "bool", "Whether it is the published form; there is none here."),
            Column("value", "float64", "The figure.", null="no model, or all are alike"),
            Column("low", "float64", "Lower end of its 95 % interval.", null="not worked out"),
            Column("high", "float64", "Upper end.", null="not worked out"),
            Column("population", "int64", "Models that have the number.", unit="models"),
            Column("models", "int64", "Models in the snapshot.", unit="models"),
            Column("missing", "string", "What counts as missing."),
            Column("interval", "string", "Where the interval comes from."),
            Column("resamples", "int64", "Resamples that it rests on."),
            Column("seed", "int64", "Seed of their random numbers."),
        ),
        key=("trait", "item"),
    )
)


def spread(
    population: Population, trait: str, values: Floats, known: Flags, draws: Draws
) -> list[dict[str, Any]]:
    """Rows of `numeric_spread` for one number, without what was drawn and left out.

    Args:
        population: The models.
        trait: Name of the number.
        values: The number of each node.
        known: Which nodes have it.
        draws: Resamples.
    """
    there = np.flatnonzero(known)
    if not len(there):
        return []
    held, family = values[there], population.family[there]
    generation = population.pedigree("all").generation[there].astype(np.float64)
    found: dict[str, tuple[float | None, ...]] = {
        "least": (float(held.min()),),
        "most": (float(held.max()),),
        "correlation with generation": (_correlation(held, generation),),
    }
    for share, value in zip(SHARES, quantiles(held, SHARES), strict=True):
        found[f"quantile {share:g}"] = (value,)
    if trait == "parameters":
        inside = (held >= BAND[0]) & (held <= BAND[1])
        found["share from 20 to 70 billion"] = (float(inside.mean()),)
    if trait != "created":
        logs = np.log1p(np.maximum(held, 0))
        found["correlation of its logarithm with generation"] = (_correlation(logs, generation),)
    found["mean"] = (float(held.mean()),)
    _with_intervals(found, held, family, draws)
    return [
        {"trait": trait, "item": item, "population": len(there), "value": parts[0]}
        | dict(zip(("low", "high"), parts[1:] or (None, None), strict=True))
        for item, parts in found.items()
    ]


def _with_intervals(
    found: dict[str, tuple[float | None, ...]], held: Floats, family: Ints, draws: Draws
) -> None:
    """Add the intervals of the mean, the median and the share in the band."""
    code, families = numbered_anew(family)
    if families < 2 or not draws.resamples:
        return
    inside = ((held >= BAND[0]) & (held <= BAND[1])).astype(np.float64)
    columns = [np.ones(len(held)), held, below(held, float(np.median(held))), inside]
    parts = np.column_stack([summed(code, families, one) for one in columns])
    drawn = draws.sums(parts)
    shares = drawn[:, 1:] / drawn[:, :1]
    found["mean"] += draws.interval(shares[:, 0])
    moved = shares[:, 1] - parts[:, 2].sum() / len(held)
    found["quantile 0.5"] += median_interval(held, moved, draws.interval)
    if "share from 20 to 70 billion" in found:
        found["share from 20 to 70 billion"] += draws.interval(shares[:, 2])


def _correlation(one: Floats, other: Floats) -> float | None:
    """Pearson's; None where one of them does not vary."""
    a, b = one - one.mean(), other - other.mean()
    scale = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / scale if scale > 0 else None
