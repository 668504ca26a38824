"""Shapes of trees: widths of generations, Wiener index, structural virality.

A forest is the primary parents of a pedigree. A family whose founders are joined by merges falls
into several trees there. What is measured over pairs of models is then measured over the pairs
that the forest connects, which are those within one tree: two models in different trees have no
way between them whose length could be taken.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from heredity.store.columns import Ints

Floats = npt.NDArray[np.float64]


def widths(group: Ints, generation: Ints, groups: int) -> Ints:
    """The widest generation of each group.

    Args:
        group: Number of each node's group, from 0.
        generation: Generation of each node within it.
        groups: Number of groups.

    Returns:
        The largest number of a group's nodes in one generation; 0 for a group without nodes.
    """
    levels = int(generation.max(initial=0)) + 1
    widest = np.zeros(groups, np.int64)
    place, held = np.unique(group * levels + generation, return_counts=True)
    np.maximum.at(widest, place // levels, held)
    return widest


def wiener(up: Ints, root: Ints, size: Ints) -> Ints:
    """The Wiener index of each tree: the sum of distances over all its pairs of nodes.

    An edge lies between s(n - s) pairs, if n nodes are in the tree and s of them below the edge;
    so the sum over edges is exact and takes linear time.

    Args:
        up: The node above each node, -1 at a root.
        root: The root of each node's tree.
        size: Nodes below each node, itself included.

    Returns:
        The index at the place of each root, 0 elsewhere. Exact: even a path, which has the
        largest index of all trees, fits 63 bits with up to 3.8 million nodes.
    """
    below = np.flatnonzero(up >= 0)
    tree = root[below]
    crossed = size[below] * (size[tree] - size[below])
    total = np.zeros(len(up), np.int64)
    np.add.at(total, tree, crossed)
    return total


def pairs(members: Ints) -> Ints:
    """Number of pairs among so many nodes."""
    return members * (members - 1) // 2


def virality(distances: Ints, connected: Ints) -> Floats:
    """Structural virality: the mean distance over connected pairs, 2W/(n(n - 1)) in one tree.

    Args:
        distances: Sum of the distances of pairs.
        connected: Number of those pairs.

    Returns:
        The means; NaN where there is no pair. A large star has almost 2, a path of n nodes
        (n + 1)/3.

    Source:
        Goel, Anderson, Hofman, Watts, "The Structural Virality of Online Diffusion",
        Management Science 62 (2016).
    """
    mean = np.full(len(distances), np.nan)
    np.divide(distances, connected, out=mean, where=connected > 0)
    return mean
