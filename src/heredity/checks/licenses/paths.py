"""Lineages as a column."""

from __future__ import annotations

import numpy as np

from heredity.pedigree.obligations import Inheritance, lineages
from heredity.store.arrow import Array
from heredity.store.choosing import lists_of
from heredity.store.columns import Flags, Ints, at


def paths(found: Inheritance, entry: Ints, edge: Flags, ids: Array) -> Array:
    """The models from ancestor to child, oldest first; null for edges and where there is none.

    Args:
        found: The obligations.
        entry: Entry of each row; -1 for none.
        edge: Whether a row speaks of a single edge.
        ids: The id of each node.
    """
    long = (entry >= 0) & ~edge
    starts, nodes = lineages(found.flow, entry[long])
    offsets = np.zeros(len(entry) + 1, np.int64)
    offsets[1:][long] = np.diff(starts)
    return lists_of(at(ids, nodes), np.cumsum(offsets), ~long)


def with_edges(
    found: Inheritance, ends: tuple[Ints, Ints], entry: Ints, edge: Flags, ids: Array
) -> Array:
    """The same, where an edge is a lineage of two.

    Args:
        found: The obligations.
        ends: Ancestor and child of each row.
        entry: Entry of each row; -1 for none.
        edge: Whether a row speaks of a single edge.
        ids: The id of each node.
    """
    long = (entry >= 0) & ~edge
    starts, deep = lineages(found.flow, entry[long])
    sizes = np.where(edge, 2, 0)
    sizes[long] = np.diff(starts)
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    nodes = np.zeros(int(offsets[-1]), np.int64)
    row = np.repeat(np.arange(len(sizes)), sizes)
    nodes[long[row]] = deep
    nodes[offsets[:-1][edge]], nodes[offsets[:-1][edge] + 1] = ends[0][edge], ends[1][edge]
    return lists_of(at(ids, nodes), offsets, sizes == 0)
