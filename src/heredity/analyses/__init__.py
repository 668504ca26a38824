"""Analyses: tables in, tables of numbers out; by registry."""

from heredity.analyses import direction, mutation, overview
from heredity.analyses.registry import ANALYSES, Analysis, analysis, analysis_stages, shared_out

__all__ = [
    "ANALYSES",
    "Analysis",
    "analysis",
    "analysis_stages",
    "direction",
    "mutation",
    "overview",
    "shared_out",
]
