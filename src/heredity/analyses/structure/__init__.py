"""The analysis `structure`: how large, deep, wide and viral families are, and who has children."""

from heredity.analyses.structure import (
    answer,
    counts,
    laws,
    links,
    listed,
    shapes,
    stage,
    tables,
    tails,
)

__all__ = [
    "answer",
    "counts",
    "laws",
    "links",
    "listed",
    "shapes",
    "stage",
    "tables",
    "tails",
]
