"""The pedigree: models and derivations as integer arrays.

A node is the rank of its id among all ids in binary order. Edges that were cut to open a cycle are
no part of a pedigree, so that it has none.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from heredity.core.edgesets import RELATIONS, EdgeSet
from heredity.pedigree.founders import leading_founders
from heredity.pedigree.walk import Rows, follow, longest_paths, subtree_sizes
from heredity.store.columns import Flags, Ints

Bits = npt.NDArray[np.uint8]


def preference(child: Ints, parent: Ints, relations: Bits, born: Ints, cut: Flags) -> Ints:
    """Rank of each edge among those of its child: 0 is the edge to the primary parent.

    Edges that do not carry `merge` come first; then finetune, adapter, quantized, merge,
    unspecified by the first relation that an edge carries; then the older parent; then the smaller
    id. Cut edges come last of all.

    Args:
        child: Child of each edge, ascending.
        parent: Its parent.
        relations: What it carries, bit `i` for relation `i` of `RELATIONS`.
        born: Creation of each node in microseconds; the largest integer where it is not known.
        cut: Whether it was cut.
    """
    merge = relations >> RELATIONS.index("merge") & 1
    order = np.lexsort((parent, born[parent], _first_bit()[relations], merge, cut, child))
    start = np.searchsorted(child, child)
    rank = np.empty(len(child), np.int64)
    rank[order] = np.arange(len(child)) - start[order]
    return rank


def _first_bit() -> Bits:
    """The lowest bit that is set, for every combination of relations."""
    found = [(value & -value).bit_length() for value in range(1 << len(RELATIONS))]
    return np.array(found, np.uint8)


def pack(flags: dict[str, Flags]) -> Bits:
    """Relation flags of edges as bits, in the order of `RELATIONS`."""
    bits = np.zeros(len(flags[RELATIONS[0]]), np.uint8)
    for place, name in enumerate(RELATIONS):
        bits |= flags[name].astype(np.uint8) << place
    return bits


def unpack(bits: Bits) -> dict[str, Flags]:
    """The flags of `pack`."""
    return {name: (bits >> place & 1).astype(bool) for place, name in enumerate(RELATIONS)}


class Pedigree:
    """The graph of one edge set.

    Args:
        edge_set: The set; edges outside it are left out.
        nodes: Number of nodes.
        child: Child of each edge, ascending, then `parent` ascending.
        parent: Parent of each edge.
        relations: What each edge carries, bit `i` for relation `i` of `RELATIONS`.
        choice: Rank of each edge among those of its child, as `preference` gives it.
        cut: Whether the edge was cut; such an edge is left out.
        inferred: Whether the edge was inferred; by default none was.

    Attributes:
        child, parent, relations, choice, inferred: The edges that are in.
    """

    def __init__(
        self,
        edge_set: EdgeSet,
        nodes: int,
        child: Ints,
        parent: Ints,
        relations: Bits,
        choice: Ints,
        cut: Flags,
        inferred: Flags | None = None,
    ) -> None:
        into = np.flatnonzero(edge_set.carried(unpack(relations)) & ~cut)
        self.edge_set = edge_set
        self.nodes = nodes
        self.child, self.parent = child[into], parent[into]
        self.relations, self.choice = relations[into], choice[into]
        none = np.zeros(len(into), bool)
        self.inferred: Flags = none if inferred is None else inferred[into]

    @cached_property
    def up(self) -> Rows:
        """From each node to its parents, ascending."""
        return Rows.of(self.child, self.parent, self.nodes)

    @cached_property
    def down(self) -> Rows:
        """From each node to its children, ascending."""
        return Rows.of(self.parent, self.child, self.nodes)

    @cached_property
    def primary(self) -> Ints:
        """The one parent of each node that makes the pedigree a forest; -1 for a founder."""
        best = np.full(self.nodes, -1, np.int64)
        order = np.lexsort((self.choice, self.child))
        child = self.child[order]
        first = np.ones(len(child), bool)
        first[1:] = child[1:] != child[:-1]
        best[child[first]] = self.parent[order][first]
        return best

    @property
    def edges_left_out(self) -> int:
        """Edges that are not to a primary parent: those that a forest must do without."""
        return len(self.child) - int((self.primary >= 0).sum())

    @cached_property
    def _followed(self) -> tuple[Ints, Ints]:
        return follow(self.primary)

    @property
    def founder(self) -> Ints:
        """The founder that the primary parents of each node lead to."""
        return self._followed[0]

    @property
    def generation(self) -> Ints:
        """Edges from that founder on the forest; 0 for a founder."""
        return self._followed[1]

    @cached_property
    def subtree(self) -> Ints:
        """Number of nodes below each node on the forest, itself included."""
        return subtree_sizes(self.primary, self.generation)

    @cached_property
    def depth(self) -> Ints:
        """Edges on the longest lineage that ends in each node, over all parents."""
        return longest_paths(self.up, self.down)

    @property
    def founders(self) -> Flags:
        """Nodes without a parent; isolated nodes are their own founders."""
        found: Flags = self.up.degree == 0
        return found

    @cached_property
    def family(self) -> Ints:
        """The family of each node, named by its smallest member."""
        # 0.1 s that a question about one model does not need.
        from scipy.sparse import coo_array  # noqa: PLC0415
        from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

        ones = np.ones(len(self.child), np.int8)
        shape = (self.nodes, self.nodes)
        graph = coo_array((ones, (self.child, self.parent)), shape=shape).tocsr()
        label = connected_components(graph, directed=False)[1] if self.nodes else np.zeros(0, int)
        first = np.full(self.nodes, self.nodes, np.int64)
        np.minimum.at(first, label, np.arange(self.nodes))
        named: Ints = first[label]
        return named

    @cached_property
    def leaders(self) -> tuple[Ints, Ints]:
        """Each family and, in the same order, its founder with the most descendants.

        Descendants are counted exactly, over all parents; ties go to the smaller id.
        """
        return leading_founders(self.family, self.up, self.down, self.depth, self.subtree)

    def parents(self, node: int) -> Ints:
        """Parents of a node."""
        return self.up.of_node(node)

    def children(self, node: int) -> Ints:
        """Children of a node."""
        return self.down.of_node(node)

    def ancestors(self, node: int, most: int | None = None) -> tuple[Ints, Ints]:
        """All ancestors of a node, nearest first, and their distances; at most so far."""
        return self.up.reach(node, most)

    def descendants(self, node: int, most: int | None = None) -> tuple[Ints, Ints]:
        """All descendants of a node, nearest first, and their distances; at most so far."""
        return self.down.reach(node, most)

    def lineage(self, node: int) -> Ints:
        """The path of primary parents from the founder down to a node."""
        path = [node]
        while (above := int(self.primary[path[-1]])) >= 0:
            path.append(above)
        return np.array(path[::-1], np.int64)

    def roots(self, node: int) -> Ints:
        """The founders among a node's ancestors; itself if it is one."""
        above = np.append(self.ancestors(node)[0], node)
        return np.sort(above[self.founders[above]])

    def members(self, node: int) -> Ints:
        """All nodes of a node's family, found without looking at the others."""
        seen = np.zeros(self.nodes, bool)
        front = np.array([node])
        seen[front] = True
        while len(front):
            both = [rows.target[rows.places(front)] for rows in (self.up, self.down)]
            front = np.unique(np.concatenate(both))
            front = front[~seen[front]]
            seen[front] = True
        return np.flatnonzero(seen)

    def within(self, nodes: Ints) -> Pedigree:
        """The pedigree of some nodes alone, numbered anew in their order.

        Args:
            nodes: The nodes, ascending.
        """
        inside = np.zeros(self.nodes, bool)
        inside[nodes] = True
        kept = np.flatnonzero(inside[self.child] & inside[self.parent])
        return Pedigree(
            self.edge_set,
            len(nodes),
            np.searchsorted(nodes, self.child[kept]),
            np.searchsorted(nodes, self.parent[kept]),
            self.relations[kept],
            self.choice[kept],
            np.zeros(len(kept), bool),
            self.inferred[kept],
        )
