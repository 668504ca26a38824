"""The stage `analyze licenses`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from heredity.analyses.licenses.answer import answer
from heredity.analyses.licenses.counting import Rates, class_rows, rate_rows, survival_rows
from heredity.analyses.licenses.edges import judged
from heredity.analyses.licenses.tables import LICENSE_CLASSES, LICENSE_RATES, LICENSE_SURVIVAL
from heredity.analyses.population import Population
from heredity.analyses.registry import analysis
from heredity.core.errors import UserError
from heredity.pedigree.obligations import read_inheritance
from heredity.store import Context
from heredity.store.plain import stacked
from heredity.store.store import Data

RESAMPLES: Final = 1_000
_SALT: Final = 0x4C49


@analysis(
    "licenses",
    doc="How licenses change class from parent to child, how often labels do not carry the terms "
    "of a parent, and how long restrictive terms survive.",
    reads=("models", "nodes", "edges", "traits"),
    writes=("license_classes", "license_rates", "license_survival"),
    random=True,
    params={"resamples": f"Resamples for intervals; {RESAMPLES}."},
    answer=answer,
)
def licenses(context: Context) -> Mapping[str, Data]:
    """Classes, rates and survival over all edges."""
    resamples = int(context.params.get("resamples", RESAMPLES))
    if resamples < 1:
        raise UserError("Intervals need resamples.", "Take 1 or more.")
    population = Population(context.store)
    context.progress.start("licenses", 4, "steps")
    found = read_inheritance(context.store)
    context.progress.advance()
    edges = judged(found)
    random = np.random.default_rng([context.seed, _SALT])
    rates = Rates(edges, population.family[found.links.child], resamples, random)
    made: dict[str, Data] = {}
    for spec, rows in (
        (LICENSE_CLASSES, class_rows(edges)),
        (LICENSE_RATES, rate_rows(population, edges, rates)),
        (LICENSE_SURVIVAL, survival_rows(population, edges, rates)),
    ):
        made[spec.name] = stacked(spec, rows)
        context.progress.advance()
    context.progress.finish()
    return made
