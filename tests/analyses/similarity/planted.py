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


def planted_fans(
    families: int,
    children: int,
    shift: float,
    noise: float,
    random: np.random.Generator,
    *,
    common: bool = False,
    width: int = 40,
) -> tuple[list[tuple[int, int]], np.ndarray]:
    """Families of one fan each: unit vectors with a planted squared shift and variance.

    Args:
        families: Families.
        children: Children of each founder.
        shift: Squared length of the shift that the children of a founder share.
        noise: Variance of what each child has of its own.
        random: Source of random numbers.
        common: Whether all families shift the same way.
        width: Coordinates.

    Returns:
        Edges, parent to child, and the vectors, founders first in each family.
    """
    edges, vectors = [], np.zeros((families * (children + 1), width))
    way = unit(random.normal(size=width))
    for at in range(families):
        founder = at * (children + 1)
        vectors[founder] = unit(random.normal(size=width))
        own = way if common else unit(random.normal(size=width))
        for child in range(founder + 1, founder + 1 + children):
            scatter = random.normal(size=width) * np.sqrt(noise / width)
            vectors[child] = unit(vectors[founder] + np.sqrt(shift) * own + scatter)
            edges.append((founder, child))
    return edges, vectors


def unit(vector: np.ndarray) -> np.ndarray:
    """The vector at length 1."""
    return vector / np.linalg.norm(vector)
