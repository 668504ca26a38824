"""Analyses: tables in, tables of numbers out; by registry."""

from heredity.analyses import (
    cards,
    direction,
    growth,
    licenses,
    mutation,
    names,
    numeric,
    overview,
    population,
    similarity,
    structure,
)
from heredity.analyses.registry import (
    ANALYSES,
    Analysis,
    Said,
    analysis,
    analysis_stages,
    chosen,
    shared_out,
)

__all__ = [
    "ANALYSES",
    "Analysis",
    "Said",
    "analysis",
    "analysis_stages",
    "cards",
    "chosen",
    "direction",
    "growth",
    "licenses",
    "mutation",
    "names",
    "numeric",
    "overview",
    "population",
    "shared_out",
    "similarity",
    "structure",
]
