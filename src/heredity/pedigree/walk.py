"""Walks over a graph in compressed rows: arrays in, arrays out, no loop over nodes.

A graph in compressed rows is two arrays: the neighbors of node `v` are
`target[start[v]:start[v + 1]]`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from heredity.store.columns import Ints


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """One direction of a graph.

    Attributes:
        start: Where each node's neighbors begin, and one last end.
        target: The neighbors.
        edge: The number of the edge to each neighbor.
    """

    start: Ints
    target: Ints
    edge: Ints

    @classmethod
    def of(cls, source: Ints, target: Ints, nodes: int) -> Rows:
        """Gather edges by their source; neighbors keep the order of the edges."""
        ascending = len(source) < 2 or bool((source[1:] >= source[:-1]).all())
        edge = np.arange(len(source)) if ascending else np.argsort(source, kind="stable")
        start = np.zeros(nodes + 1, np.int64)
        np.cumsum(np.bincount(source, minlength=nodes), out=start[1:])
        return cls(start, target[edge], edge)

    @property
    def degree(self) -> Ints:
        """Number of neighbors of each node."""
        return np.diff(self.start)

    def of_node(self, node: int) -> Ints:
        """The neighbors of one node."""
        return self.target[self.start[node] : self.start[node + 1]]

    def places(self, nodes: Ints) -> Ints:
        """Where in `target` the neighbors of some nodes stand, node after node."""
        first, count = self.start[nodes], self.start[nodes + 1] - self.start[nodes]
        ends = np.cumsum(count)
        total = int(ends[-1]) if len(ends) else 0
        return np.repeat(first - (ends - count), count) + np.arange(total)

    def reach(self, node: int, most: int | None = None) -> tuple[Ints, Ints]:
        """Every node that can be reached from one, itself left out.

        Args:
            node: Where to begin.
            most: Longest walk; None for any.

        Returns:
            The nodes in the order of their distance, then number; and the distances.
        """
        seen = np.zeros(len(self.start) - 1, bool)
        seen[node] = True
        front = np.array([node])
        found: list[Ints] = []
        while len(front) and (most is None or len(found) < most):
            front = np.unique(self.target[self.places(front)])
            front = front[~seen[front]]
            seen[front] = True
            found.append(front)
        steps = [np.full(len(f), i) for i, f in enumerate(found, 1)]
        none = np.zeros(0, np.int64)
        return np.concatenate([none, *found]), np.concatenate([none, *steps])


def longest_paths(parents: Rows, children: Rows) -> Ints:
    """Length of the longest path that ends in each node.

    Nodes are taken away in rounds, those first that have no parent left.

    Raises:
        ValueError: The graph has a cycle.
    """
    waiting = parents.degree
    length = np.zeros(len(waiting), np.int64)
    front = np.flatnonzero((waiting == 0) & (children.degree > 0))
    done = int((waiting == 0).sum())
    step = 0
    while len(front):
        step += 1
        reached, times = np.unique(children.target[children.places(front)], return_counts=True)
        waiting[reached] -= times
        front = reached[waiting[reached] == 0]
        length[front] = step
        done += len(front)
    if done < len(waiting):
        raise ValueError("the graph has a cycle")
    return length


def follow(up: Ints) -> tuple[Ints, Ints]:
    """Follow one pointer per node to its end, by doubling.

    Args:
        up: The node that each node points to, -1 at an end; without cycles.

    Returns:
        The end that each node comes to, and the number of steps there.
    """
    end = np.where(up < 0, np.arange(len(up)), up)
    steps = (up >= 0).astype(np.int64)
    moving = np.flatnonzero(up >= 0)
    while len(moving):
        steps[moving] += steps[end[moving]]
        onward = end[end[moving]]
        changed = onward != end[moving]
        end[moving] = onward
        moving = moving[changed]
    return end, steps


def subtree_sizes(up: Ints, steps: Ints) -> Ints:
    """Number of nodes of the tree below each node, itself included.

    Args:
        up: The node above each node, -1 at a root.
        steps: Steps from each node up to its root.
    """
    size = np.ones(len(up), np.int64)
    below = np.flatnonzero(up >= 0)
    below = below[np.argsort(-steps[below], kind="stable")]
    borders = np.flatnonzero(np.diff(steps[below])) + 1
    for layer in np.split(below, borders):
        np.add.at(size, up[layer], size[layer])
    return size
