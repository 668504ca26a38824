"""The stage `analyze growth`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from heredity.analyses.bulk import bulk_families
from heredity.analyses.growth.ages import age_parts
from heredity.analyses.growth.answer import answer
from heredity.analyses.growth.bursts import LEAST, WINDOW, burst_parts
from heredity.analyses.growth.concentration import concentration_parts, spreads
from heredity.analyses.growth.counts import growth_parts
from heredity.analyses.growth.curves import LARGEST, curve_parts
from heredity.analyses.growth.dates import dates_of
from heredity.analyses.growth.survival import TRAITS_FOLLOWED, survival_parts
from heredity.analyses.growth.tables import (
    BURSTS,
    CONCENTRATION,
    GENERATION_TIME,
    GROWTH,
    GROWTH_FAMILIES,
    LORENZ,
    SURVIVAL,
)
from heredity.analyses.population import Population
from heredity.analyses.registry import analysis
from heredity.core.errors import UserError
from heredity.store import Context
from heredity.store.plain import stacked
from heredity.store.store import Data
from heredity.traits import TRAITS

RESAMPLES: Final = 1_000

_SPECS: Final = (
    GROWTH, GROWTH_FAMILIES, BURSTS, GENERATION_TIME, SURVIVAL, CONCENTRATION, LORENZ,
)  # fmt: skip
_AGES, _SURVIVAL = 11, 12


@dataclass(frozen=True, slots=True)
class Settings:
    """Parameters of the analysis; see the registration for their meaning."""

    top: int
    window: int
    least: int
    resamples: int
    traits: tuple[str, ...]

    @classmethod
    def read(cls, params: Mapping[str, Any]) -> Settings:
        """Take the parameters of a run.

        Raises:
            UserError: A parameter has no meaning.
        """
        window, least = int(params.get("window", WINDOW)), int(params.get("least", LEAST))
        top, resamples = int(params.get("top", LARGEST)), int(params.get("resamples", RESAMPLES))
        if min(window, least, top) < 1 or resamples < 0:
            raise UserError(
                f"The parameters window={window}, least={least}, top={top}, "
                f"resamples={resamples} make no sense.",
                "Take 1 or more for the first three, and no negative number of resamples.",
            )
        return cls(top, window, least, resamples, _traits(params.get("traits")))


def _traits(given: Sequence[str] | None) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(given or TRAITS_FOLLOWED))
    for name in names:
        if TRAITS.get(name).kind not in ("set", "category"):
            raise UserError(
                f"The trait '{name}' is a {TRAITS.get(name).kind}; it has no states to survive.",
                "Name traits such as license, language, task or library.",
            )
    return names


@analysis(
    "growth",
    doc="How models, relations and families came about over time, who uploaded in bursts, how "
    "long states live on, and how unequally things are spread.",
    reads=("models", "nodes", "edges", "traits"),
    writes=tuple(spec.name for spec in _SPECS),
    random=True,
    params={
        "top": f"Largest families to follow; {LARGEST}.",
        "window": f"Days of a window of a burst; {WINDOW}.",
        "least": f"Uploads of one owner to one family that fill such a window; {LEAST}.",
        "resamples": f"Resamples for intervals; {RESAMPLES}.",
        "traits": "Traits whose states are followed; license, language, task and library.",
    },
    answer=answer,
)
def growth(context: Context) -> Mapping[str, Data]:
    """Growth by time, families' curves, bursts, generation time, survival and concentration."""
    settings = Settings.read(context.params)
    population = Population(context.store)
    dates, bulk = dates_of(population), bulk_families(population)
    draws, seed = settings.resamples, context.seed
    spread, lorenz = concentration_parts(list(spreads(population)))
    parts = (
        growth_parts(population, dates),
        curve_parts(population, dates, bulk, settings.top),
        burst_parts(population, dates, bulk, days=settings.window, least=settings.least),
        age_parts(population, dates, draws, np.random.default_rng([seed, _AGES])),
        survival_parts(
            population, dates, draws, np.random.default_rng([seed, _SURVIVAL]), settings.traits
        ),
        spread,
        lorenz,
    )
    context.progress.start("growth", len(_SPECS), "tables")
    made = {}
    for spec, part in zip(_SPECS, parts, strict=True):
        made[spec.name] = stacked(spec, part)
        context.progress.advance()
    context.progress.finish()
    return made
