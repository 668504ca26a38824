"""Similarity of relatives: DNA, masks, measures, patterns, shift."""
