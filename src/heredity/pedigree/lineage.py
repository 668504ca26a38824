"""A model's lineage as a tree to look at: its ancestors, or its descendants."""

from __future__ import annotations

from collections import deque

import msgspec
import numpy as np

from heredity.core.edgesets import RELATIONS
from heredity.pedigree.graph import Pedigree
from heredity.pedigree.guesses import Guess, guesses
from heredity.pedigree.load import NodeNames, load_pedigree
from heredity.pedigree.walk import Rows
from heredity.store import Store
from heredity.store.columns import Ints

DEEPEST = 100
"""Generations that a tree shows at the most: a pedigree may be deeper than programs can nest."""


class Branch(msgspec.Struct):
    """One model in a lineage.

    Attributes:
        model_id: The model.
        in_snapshot: False for the stub of a parent that no record describes.
        relations: How it is joined to the model that it hangs on; empty at the root.
        repeated: True where the model's own branches stand elsewhere in the tree: with several
            parents it is met several times and shown in full once.
        hidden: Direct relatives that are not shown, because of `depth` or `width`.
        inferred: True where nobody declared the join, and it was inferred.
        branches: Those that are shown.
    """

    model_id: str
    in_snapshot: bool
    relations: list[str]
    repeated: bool = False
    hidden: int = 0
    inferred: bool = False
    branches: list[Branch] = []


class LineageView(msgspec.Struct):
    """A lineage.

    Attributes:
        model_id: The model.
        edge_set: Edge set that it is drawn in.
        down: True for descendants, False for ancestors.
        relatives: All ancestors, or descendants, shown or not.
        generations: Steps to the farthest of them, by the shortest way.
        path: The primary lineage, founder to model.
        tree: The model with its branches.
        guesses: Where the lineage is of declared edges alone and the model declares no parent:
            the confident inferred ones.
    """

    model_id: str
    edge_set: str
    down: bool
    relatives: int
    generations: int
    path: list[str]
    tree: Branch
    guesses: list[Guess] = []


def lineage(
    store: Store,
    model_id: str,
    edge_set: str = "all",
    *,
    down: bool = False,
    depth: int | None = None,
    width: int = 20,
    most: int = 1000,
) -> LineageView:
    """The ancestors of a model, or its descendants.

    Parents stand in the order of choice, primary first; children by the number of models below
    them, largest first, then by id.

    Args:
        store: A study that has been linked.
        model_id: An id of the study; see `resolve_model`.
        edge_set: Edge set to walk along.
        down: Descendants instead of ancestors.
        depth: Generations to show; None for all, up to 100.
        width: Direct relatives of one model to show.
        most: Models to show altogether.

    Raises:
        UnknownModel: The id is not in the study.
        UserError: There is no such edge set.
    """
    names = NodeNames(store)
    node = names.node(model_id)
    pedigree = load_pedigree(store, edge_set)
    found, steps = pedigree.descendants(node) if down else pedigree.ancestors(node)
    deepest = DEEPEST if depth is None else min(depth, DEEPEST)
    return LineageView(
        model_id,
        pedigree.edge_set.name,
        down,
        len(found),
        int(steps.max(initial=0)),
        names.of(pedigree.lineage(node)),
        _Drawing(pedigree, names, down, width).tree(node, deepest, most),
        [] if pedigree.edge_set.inferred else [g for g in guesses(store, node) if g.confident],
    )


class _Drawing:
    """Draws a tree, generation by generation, so that a model's full place is its nearest."""

    def __init__(self, pedigree: Pedigree, names: NodeNames, down: bool, width: int) -> None:
        self.pedigree = pedigree
        self.names = names
        self.down = down
        self.width = width
        self.rows: Rows = pedigree.down if down else pedigree.up

    def tree(self, node: int, depth: int, most: int) -> Branch:
        root = self._branch(node, [])
        full = {node}
        drawn = 1
        waiting = deque([(root, node, 0)])
        while waiting:
            branch, at, generation = waiting.popleft()
            edges = self._ordered(at)
            room = 0 if generation >= depth else min(self.width, most - drawn)
            branch.hidden = max(len(edges) - room, 0)
            for edge in edges[:room].tolist():
                ends = self.pedigree.child if self.down else self.pedigree.parent
                other = int(ends[edge])
                twig = self._branch(other, self._relations(edge))
                twig.inferred = bool(self.pedigree.inferred[edge])
                branch.branches.append(twig)
                drawn += 1
                # Without relatives of its own there is nothing that could stand elsewhere.
                if other not in full:
                    full.add(other)
                    waiting.append((twig, other, generation + 1))
                elif self.rows.degree[other]:
                    twig.repeated = True
        return root

    def _ordered(self, node: int) -> Ints:
        """A node's edges in the order in which they are shown."""
        place = slice(self.rows.start[node], self.rows.start[node + 1])
        edges = self.rows.edge[place]
        if self.down:
            below = self.pedigree.subtree[self.rows.target[place]]
            return edges[np.argsort(-below, kind="stable")]
        return edges[np.argsort(self.pedigree.choice[edges], kind="stable")]

    def _relations(self, edge: int) -> list[str]:
        bits = int(self.pedigree.relations[edge])
        return [name for place, name in enumerate(RELATIONS) if bits >> place & 1]

    def _branch(self, node: int, relations: list[str]) -> Branch:
        known = bool(self.names.in_snapshot[node])
        return Branch(self.names.of([node])[0], known, relations, branches=[])
