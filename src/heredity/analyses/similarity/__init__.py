"""Similarity of relatives: DNA, masks, measures, patterns, shift."""

from heredity.analyses.similarity.stage import similarity

__all__ = ["similarity"]
