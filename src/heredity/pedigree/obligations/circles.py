"""Circles of models, and the order in which what stands between them can be worked out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from heredity.pedigree.cycles import strong_components
from heredity.pedigree.walk import Rows, longest_paths
from heredity.store.columns import Flags, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Circles:
    """Models that descend from one another, and the levels of all models.

    Attributes:
        level: Most edges on a way down to each node, those within a circle not counted.
        ring: Number of the circle that a node belongs to; -1 for none.
        groups: The nodes of each circle, ascending.
        by_level: Numbers of the circles of each level that has any.
    """

    level: Ints
    ring: Ints
    groups: Sequence[Ints]
    by_level: Mapping[int, Sequence[int]]

    @classmethod
    def of(cls, child: Ints, parent: Ints, nodes: int) -> Circles:
        """Find the circles of a graph."""
        component = strong_components(child, parent, nodes)
        counts = np.bincount(component, minlength=1)
        inside = np.flatnonzero(counts[component] > 1)
        inside = inside[np.argsort(component[inside], kind="stable")]
        borders = np.flatnonzero(np.diff(component[inside])) + 1
        groups = np.split(inside, borders) if len(inside) else []
        ring = np.full(nodes, -1, np.int64)
        ring[inside] = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
        above, below = component[parent], component[child]
        outer = above != below
        up = Rows.of(below[outer], above[outer], len(counts))
        down = Rows.of(above[outer], below[outer], len(counts))
        level = longest_paths(up, down)[component]
        by_level: dict[int, list[int]] = {}
        for number, group in enumerate(groups):
            by_level.setdefault(int(level[group[0]]), []).append(number)
        return cls(level, ring, groups, by_level)

    def inner(self, child: Ints, parent: Ints) -> Flags:
        """Edges within a circle."""
        found: Flags = (self.ring[child] == self.ring[parent]) & (self.ring[child] >= 0)
        return found
