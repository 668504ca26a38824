"""The analyses `names` and `naming`: what names claim, and how models are named."""

from heredity.analyses.names import answer, stage

__all__ = ["answer", "stage"]
