"""The analysis `numeric`: numbers and dates along edges, and how they are spread."""

from heredity.analyses.numeric import answer, spread, stage

__all__ = ["answer", "spread", "stage"]
