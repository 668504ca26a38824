"""Analyses: tables in, tables of numbers out; by registry."""

from heredity.analyses import direction, growth, mutation, overview, population
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
    "chosen",
    "direction",
    "growth",
    "mutation",
    "overview",
    "population",
    "shared_out",
]
