"""Pedigrees and vectors with known truth."""

from collections.abc import Sequence

import numpy as np

from heredity.core.edgesets import parse_edge_set
from heredity.pedigree.graph import Pedigree


def pedigree_of(edges: Sequence[tuple[int, int]], nodes: int) -> Pedigree:
    """A pedigree of fine-tuning edges, parent to child."""
    ordered = sorted((child, parent) for parent, child in edges)
    child, parent = (np.array([e[at] for e in ordered], np.int64) for at in (0, 1))
    rank = np.arange(len(ordered)) - np.searchsorted(child, child)
    return Pedigree(
        parse_edge_set("all"),
        nodes,
        child,
        parent,
        np.ones(len(ordered), np.uint8),
        rank,
        np.zeros(len(ordered), bool),
    )
