"""The table `generation_time`: how much later children were created than their parents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np

from heredity.analyses.clusters import Floats, Ratio, cluster_ratio
from heredity.analyses.growth.dates import LEFT_OUT, Dates
from heredity.analyses.population import Population
from heredity.analyses.windows import DAY
from heredity.core.edgesets import RELATIONS
from heredity.pedigree.graph import unpack
from heredity.store.columns import Flags, Ints

LAST: Final = 6
"""Generation that holds all later ones too."""

QUARTILES: Final = (0.25, 0.5, 0.75)
_NAN: Final = float("nan")


def age_parts(
    population: Population, dates: Dates, draws: int, random: np.random.Generator
) -> Iterator[Mapping[str, Any]]:
    """The parts of the table: every relation, and every generation within it."""
    pedigree = population.pedigree()
    child, parent = pedigree.child, pedigree.parent
    known = dates.known[child] & dates.known[parent]
    age = (dates.created[child] - dates.created[parent]) / DAY
    generation = np.minimum(pedigree.generation[child], LAST)
    family = population.family[child]
    carried = {"any": np.ones(len(child), bool)} | unpack(pedigree.relations)
    for relation in ("any", *RELATIONS):
        for step in (None, *range(1, LAST + 1)):
            chosen = carried[relation] & (True if step is None else generation == step)
            if chosen.any():
                yield _row(relation, step, chosen, known, age, family, draws, random)


def _row(
    relation: str, step: int | None, chosen: Flags, known: Flags, age: Floats, family: Ints,
    draws: int, random: np.random.Generator,
) -> Mapping[str, Any]:  # fmt: skip
    measured = chosen & known
    ages = age[measured]
    _, families = np.unique(family[measured], return_inverse=True)
    quarter, median, three = np.quantile(ages, QUARTILES) if len(ages) else (_NAN,) * 3
    below, negative = (
        _ratio(happened, families, draws, random) for happened in (ages <= median, ages < 0)
    )
    low, high = _quantiles(ages, below)
    return {
        "edge_set": "all",
        "compat": False,
        "relation": relation,
        "generation": step,
        "edges": int(np.count_nonzero(chosen)),
        "measured": len(ages),
        "median": float(median),
        "low": low,
        "high": high,
        "first_quartile": float(quarter),
        "third_quartile": float(three),
        "mean": float(ages.mean()) if len(ages) else None,
        "negative": negative.rate,
        "negative_low": negative.low,
        "negative_high": negative.high,
        "families": negative.families,
        "population": "edges that carry the relation, whose child is of the generation",
        "missing_rule": LEFT_OUT,
    }


def _ratio(
    happened: Flags, families: Ints, draws: int, random: np.random.Generator
) -> Ratio:  # fmt: skip
    hits: Floats = np.bincount(families, happened).astype(np.float64)
    trials: Floats = np.bincount(families).astype(np.float64)
    return cluster_ratio(hits, trials, draws, random)


def _quantiles(ages: Floats, below: Ratio) -> tuple[float, float]:
    """The interval of a median, from that of the share below it.

    Woodruff, R. S. (1952), "Confidence intervals for medians and other position measures",
    Journal of the American Statistical Association 47, 635-646.
    """
    if np.isnan(below.low):
        return _NAN, _NAN
    low, high = np.quantile(ages, (below.low, below.high))
    return float(low), float(high)
