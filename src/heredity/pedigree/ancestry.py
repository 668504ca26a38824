"""The ancestors of many models at once, and how each of them is related to these models."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from heredity.pedigree.graph import Pedigree
from heredity.pedigree.walk import longest_paths
from heredity.store.columns import Ints

Words = npt.NDArray[np.uint64]

NONE: Final = -1
WORD: Final = 64
BLOCK: Final = 16 * WORD
"""Models whose descent is followed together, one bit for each."""


@dataclass(frozen=True, slots=True, eq=False)
class Ancestry:
    """Some models and all their ancestors.

    Of all ways from an ancestor down to one of the models the shortest is taken; of several such
    models the one with the smallest node, and so on at each step.

    Attributes:
        nodes: The models and their ancestors, ascending.
        steps: Generations from each down to the nearest of the models; 0 for these themselves.
        model: That nearest model, as a node.
        below: The next node on the way there, as a node; -1 for the models themselves.
        edge: The edge to it, as a number in the pedigree; -1 likewise.
    """

    nodes: Ints
    steps: Ints
    model: Ints
    below: Ints
    edge: Ints

    def place(self, nodes: Ints) -> Ints:
        """Where some of the nodes stand."""
        return np.searchsorted(self.nodes, nodes)

    def path(self, node: int) -> tuple[list[int], list[int]]:
        """The way from one of the nodes down to its nearest model.

        Returns:
            The nodes, from the ancestor to the model, and the edges between them.
        """
        nodes, edges = [node], []
        at = int(self.place(np.array([node]))[0])
        while self.below[at] >= 0:
            edges.append(int(self.edge[at]))
            nodes.append(int(self.below[at]))
            at = int(self.place(self.below[at : at + 1])[0])
        return nodes, edges


def ancestry(pedigree: Pedigree, models: Ints) -> Ancestry:
    """Some models with all their ancestors, to the founders.

    Args:
        pedigree: The pedigree.
        models: Nodes, ascending and distinct.
    """
    seen = np.zeros(pedigree.nodes, bool)
    seen[models] = True
    near = np.full(pedigree.nodes, NONE, np.int64)
    near[models] = models
    none = np.full(len(models), NONE)
    found = [(models, np.zeros(len(models), np.int64), none, none)]
    front = models
    while len(front):
        front, below, edge = _upward(pedigree, front, near, seen)
        seen[front] = True
        near[front] = near[below]
        found.append((front, np.full(len(front), len(found)), below, edge))
    nodes, steps, below, edge = (np.concatenate(part) for part in zip(*found, strict=True))
    order = np.argsort(nodes)
    nodes = nodes[order]
    return Ancestry(nodes, steps[order], near[nodes], below[order], edge[order])


def _upward(
    pedigree: Pedigree, front: Ints, near: Ints, seen: npt.NDArray[np.bool_]
) -> tuple[Ints, Ints, Ints]:
    """Parents that were not seen yet, with the child that leads to the smallest model."""
    rows = pedigree.up
    places = rows.places(front)
    child = np.repeat(front, rows.start[front + 1] - rows.start[front])
    parent = rows.target[places]
    new = np.flatnonzero(~seen[parent])
    new = new[np.lexsort((child[new], near[child[new]], parent[new]))]
    first = np.flatnonzero(np.diff(parent[new], prepend=NONE))
    chosen = new[first]
    return parent[chosen], child[chosen], rows.edge[places[chosen]]


def concerned(
    pedigree: Pedigree, found: Ancestry, wanted: Ints, shown: int
) -> tuple[Ints, list[list[int]]]:
    """Which of the models are, or descend from, each of some nodes.

    The bits of 1,024 models travel up the pedigree together, generation by generation.

    Args:
        pedigree: The pedigree.
        found: The models and their ancestors.
        wanted: Some of its nodes.
        shown: Most models to name for each of them.

    Returns:
        The number of models for each wanted node, and the first of them as nodes, ascending.
    """
    own = pedigree.within(found.nodes)
    lifts = list(_lifts(own))
    models = np.flatnonzero(found.steps == 0)
    places = found.place(wanted)
    count = np.zeros(len(wanted), np.int64)
    named: list[list[int]] = [[] for _ in wanted]
    for start in range(0, len(models), BLOCK):
        some = models[start : start + BLOCK]
        bits = _lifted(own.nodes, some, lifts)[places]
        count += np.bitwise_count(bits).sum(axis=1, dtype=np.int64)
        ids = found.nodes[some]
        open_ = [at for at in np.flatnonzero(bits.any(axis=1)).tolist() if len(named[at]) < shown]
        for at in open_:
            hits = np.unpackbits(bits[at].view(np.uint8), bitorder="little", count=len(some))
            named[at] += ids[np.flatnonzero(hits)].tolist()[: shown - len(named[at])]
    return count, named


def _lifts(own: Pedigree) -> Iterator[tuple[Ints, Ints, Ints]]:
    """The edges in rounds, those of the deepest children first.

    Yields:
        The children of a round ordered by parent, where each parent begins, and the parents.
    """
    depth = longest_paths(own.up, own.down)[own.child]
    order = np.lexsort((own.parent, -depth))
    borders = np.flatnonzero(np.diff(depth[order])) + 1
    for edges in np.split(order, borders) if len(order) else ():
        parent = own.parent[edges]
        start = np.flatnonzero(np.diff(parent, prepend=NONE))
        yield own.child[edges], start, parent[start]


def _lifted(nodes: int, models: Ints, lifts: list[tuple[Ints, Ints, Ints]]) -> Words:
    """For each node the bits of the models that it is, or is above."""
    bits = np.zeros((nodes, BLOCK // WORD), np.uint64)
    at = np.arange(len(models))
    mark = np.left_shift(np.uint64(1), (at % WORD).astype(np.uint64))
    bits[models, at // WORD] = mark
    for child, start, parent in lifts:
        bits[parent] |= np.bitwise_or.reduceat(bits[child], start)
    return bits
