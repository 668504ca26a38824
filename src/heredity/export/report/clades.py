"""Which models of a family to draw: as many as a picture can bear, the rest counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from heredity.core.edgesets import RELATIONS
from heredity.store.store import Store

Ints: TypeAlias = npt.NDArray[np.int64]
INNER_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Fans:
    """The pedigree's edges, grouped by parent.

    Attributes:
        start: Place of each node's first edge; one more at the end.
        child: Child of each edge.
        relation: Rank in `RELATIONS` of the first relation that each edge carries.
    """

    start: Ints
    child: Ints
    relation: Ints

    def below(self, parents: Ints) -> tuple[Ints, Ints]:
        """Edges of some parents, and for each the place of its parent in the list."""
        sizes = self.start[parents + 1] - self.start[parents]
        owner = np.repeat(np.arange(len(parents)), sizes)
        first = np.repeat(self.start[parents] - np.cumsum(sizes) + sizes, sizes)
        return first + np.arange(int(sizes.sum())), owner


def read_fans(store: Store) -> Fans:
    """The edges of the pedigree; those that closed a cycle are left out."""
    table = store.arrow("edges", ["child", "parent", "cut", *RELATIONS])
    columns = {
        name: table.column(name).to_numpy(zero_copy_only=False) for name in table.column_names
    }
    kept = ~columns["cut"].astype(bool)
    carried = np.stack([columns[name].astype(bool) for name in RELATIONS])
    child, parent = (columns[end][kept].astype(np.int64) for end in ("child", "parent"))
    relation = np.argmax(carried[:, kept], axis=0).astype(np.int64)
    return group(store.rows("nodes"), child, parent, relation)


def group(nodes: int, child: Ints, parent: Ints, relation: Ints) -> Fans:
    """Group edges by parent, the children of each in the order of their numbers."""
    order = np.lexsort((child, parent))
    start = np.zeros(nodes + 1, np.int64)
    np.cumsum(np.bincount(parent, minlength=nodes), out=start[1:])
    return Fans(start, child[order], relation[order])


@dataclass(frozen=True, slots=True)
class Clade:
    """A founder and all its descendants, each reached once, generation by generation.

    Attributes:
        node: The models; the founder first, parents before children.
        parent: Place of the parent through which each was reached; -1 for the founder.
        relation: Rank of the relation of that edge; -1 for the founder.
        below: Models that were reached through each.
        fan: Models whose parent in this tree each is.
    """

    node: Ints
    parent: Ints
    relation: Ints
    below: Ints
    fan: Ints


def clade(fans: Fans, founder: int) -> Clade:
    """Reach all descendants of a founder by shortest lineages."""
    seen = np.zeros(len(fans.start) - 1, bool)
    seen[founder] = True
    levels = [(np.array([founder]), np.array([-1]), np.array([-1]))]
    reached = 1
    while len(levels[-1][0]):
        front = levels[-1][0]
        edges, owner = fans.below(front)
        new = ~seen[fans.child[edges]]
        child, first = np.unique(fans.child[edges][new], return_index=True)
        seen[child] = True
        via = owner[new][first] + reached - len(front)
        levels.append((child, via, fans.relation[edges][new][first]))
        reached += len(child)
    node, parent, relation = (np.concatenate(part) for part in zip(*levels, strict=True))
    return Clade(node, parent, relation, *_sizes(parent, [len(level[0]) for level in levels]))


def _sizes(parent: Ints, levels: list[int]) -> tuple[Ints, Ints]:
    """Descendants and children of each model of the tree."""
    total = np.ones(len(parent), np.int64)
    end = len(parent)
    for length in reversed(levels[1:]):
        part = slice(end - length, end)
        np.add.at(total, parent[part], total[part])
        end -= length
    return total - 1, np.bincount(parent[1:], minlength=len(parent)).astype(np.int64)


def choose(tree: Clade, most: int) -> Ints:
    """Places of the models to draw, parents before children.

    First those with most descendants, whose ancestors come along by nature; then models without
    children, one more of each drawn parent in turn, so that no fan crowds out another.
    """
    inner = np.flatnonzero(tree.below > 0)
    inner = inner[np.argsort(-tree.below[inner], kind="stable")][: max(int(most * INNER_SHARE), 1)]
    if len(inner) == 0:
        return np.zeros(1, np.int64)
    drawn = np.zeros(len(tree.node), bool)
    drawn[inner] = True
    leaves = np.flatnonzero((tree.below == 0) & (tree.parent >= 0))
    leaves = leaves[drawn[tree.parent[leaves]]]
    turn = _turns(tree.parent[leaves])
    leaves = leaves[np.argsort(turn, kind="stable")][: most - len(inner)]
    return np.sort(np.concatenate([inner, leaves]))


def _turns(parent: Ints) -> Ints:
    """Each leaf's number among the leaves of its parent, from 0."""
    order = np.argsort(parent, kind="stable")
    ordered = parent[order]
    first = np.r_[True, ordered[1:] != ordered[:-1]] if len(ordered) else np.zeros(0, bool)
    at = np.arange(len(ordered))
    turn = np.empty(len(ordered), np.int64)
    turn[order] = at - np.maximum.accumulate(np.where(first, at, 0))
    return turn
