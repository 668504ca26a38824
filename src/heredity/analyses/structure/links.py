"""The edges of a study as integers, and the pedigree of each edge set in each form.

Only nodes with an edge are kept: in a hub two models of three have none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from heredity.analyses.forms import PAPER
from heredity.analyses.sides import IN_SNAPSHOT
from heredity.core.edgesets import RELATIONS, EdgeSet, parse_edge_set
from heredity.pedigree.cycles import strong_components
from heredity.pedigree.graph import Bits, Pedigree, pack
from heredity.pedigree.load import load_pedigree
from heredity.store import Store
from heredity.store.columns import Flags, Ints, flags, integers

KEPT, SKIPPED = "kept", "skipped"

_NO_MERGES = parse_edge_set("no-merges")


@dataclass(frozen=True, slots=True, eq=False)
class Linked:
    """The nodes that an edge set links, and their pedigree.

    Attributes:
        nodes: Numbers of the nodes in the study, ascending; a node of the pedigree is a place here.
        known: Whether a record describes each.
        pedigree: The pedigree.
        models: Models of the study, linked or not.
        fruitful: Whether each node has a child in the pedigree without merges.
    """

    nodes: Ints
    known: Flags
    pedigree: Pedigree
    models: int
    fruitful: Flags

    @property
    def parents(self) -> Ints:
        """Number of parents of each node."""
        return np.bincount(self.pedigree.child, minlength=len(self.nodes)).astype(np.int64)

    @property
    def children(self) -> Ints:
        """Number of children of each node."""
        return np.bincount(self.pedigree.parent, minlength=len(self.nodes)).astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Cycles:
    """What stood in the way of a pedigree without cycles.

    Attributes:
        cut: Edges of the set that were cut.
        groups: Groups of models that descend from each other (strongly connected components).
        models: Models and stubs in them.
    """

    cut: int
    groups: int
    models: int


class Links:
    """All edges of a study.

    Args:
        store: A study that has been linked.

    Raises:
        StudyError: It has not.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        rows = store.arrow("edges", ["child", "parent", "choice", "cut", *RELATIONS])
        self.known: Flags = flags(store.arrow("nodes", ["in_snapshot"]).column("in_snapshot"))
        self.child, self.parent = (integers(rows.column(end)) for end in ("child", "parent"))
        self.choice: Ints = integers(rows.column("choice"))
        self.cut: Flags = flags(rows.column("cut"))
        self.bits: Bits = pack({name: flags(rows.column(name)) for name in RELATIONS})
        self.models = int(self.known.sum())

    def ours(self, edge_set: EdgeSet) -> Linked:
        """The pedigree of an edge set; edges that closed a cycle are left out.

        Raises:
            StudyError: Inferred parents are wanted, and there are none for the present links.
        """
        if edge_set.inferred:
            return self._compressed(load_pedigree(self._store, edge_set), self._chosen(_NO_MERGES))
        return self._linked(self._chosen(edge_set), self._chosen(_NO_MERGES))

    def paper(self, edge_set: EdgeSet, stubs: str) -> Linked:
        """The published graph of an edge set: of several relations the last counts, no edge is cut.

        Its shape beyond families and degrees is not defined: it may have cycles.

        Args:
            edge_set: The edge set.
            stubs: `kept` for parents that no record describes as nodes, `skipped` without them.
        """
        sets = (edge_set.chosen(PAPER.relations()), _NO_MERGES.chosen(PAPER.relations()))
        inside, calm = (which[self.bits + np.int64(IN_SNAPSHOT)] for which in sets)
        if stubs == SKIPPED:
            there = self.known[self.parent] & self.known[self.child]
            inside, calm = inside & there, calm & there
        return self._linked(inside, calm)

    def cycles(self, edge_set: EdgeSet) -> Cycles:
        """What of an edge set was cut, and why; inferred edges never close a cycle."""
        inside = self._chosen(replace(edge_set, inferred=False), uncut=True)
        cut = int((inside & self.cut).sum())
        if not cut:
            return Cycles(0, 0, 0)
        graph = self._linked(inside, inside).pedigree
        size = np.bincount(strong_components(graph.child, graph.parent, graph.nodes))
        return Cycles(cut, int((size > 1).sum()), int(size[size > 1].sum()))

    def _chosen(self, edge_set: EdgeSet, uncut: bool = False) -> Flags:
        """Which edges belong to a set; those cut do if so wanted."""
        relations = {name: (self.bits >> at & 1).astype(bool) for at, name in enumerate(RELATIONS)}
        inside: Flags = edge_set.chosen(relations)
        return inside if uncut else inside & ~self.cut

    def _linked(self, inside: Flags, calm: Flags) -> Linked:
        graph = Pedigree(
            parse_edge_set("all"),
            len(self.known),
            self.child[inside],
            self.parent[inside],
            self.bits[inside],
            self.choice[inside],
            np.zeros(int(inside.sum()), bool),
        )
        return self._compressed(graph, calm)

    def _compressed(self, graph: Pedigree, calm: Flags) -> Linked:
        """The nodes with an edge alone, numbered anew in their order."""
        linked = np.zeros(len(self.known), bool)
        linked[graph.child] = linked[graph.parent] = True
        place = np.cumsum(linked) - 1
        nodes = np.flatnonzero(linked)
        fruitful = np.zeros(len(self.known), bool)
        fruitful[self.parent[calm]] = True
        pedigree = Pedigree(
            parse_edge_set("all"),
            len(nodes),
            place[graph.child],
            place[graph.parent],
            graph.relations,
            graph.choice,
            np.zeros(len(graph.child), bool),
        )
        return Linked(nodes, self.known[nodes], pedigree, self.models, fruitful[nodes])
