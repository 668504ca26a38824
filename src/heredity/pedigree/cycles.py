"""Cutting cycles at their least trusted edge."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from heredity.store.columns import Flags, Ints


def strong_components(source: Ints, target: Ints, nodes: int) -> Ints:
    """Number of the strongly connected component of each node."""
    ones = np.ones(len(source), np.int8)
    graph = coo_array((ones, (source, target)), shape=(nodes, nodes)).tocsr()
    return np.asarray(connected_components(graph, connection="strong")[1], np.int64)


def cut_edges(source: Ints, target: Ints, trust: Ints, nodes: int) -> Flags:
    """The edges to leave out so that no cycle remains.

    The rule: while there are cycles, cut the least trusted of all edges that lie on one. Equal to
    it, and done here: an edge is cut if it closes a cycle with edges that are more trusted than
    itself. For when the turn comes to an edge, all less trusted ones that are left lie on no
    cycle; so whether it does depends on the more trusted ones alone.

    Args:
        source: One end of each edge.
        target: The other.
        trust: Rank of each edge, all different; the lowest is the most trusted.
        nodes: Number of nodes.
    """
    cut = np.zeros(len(source), bool)
    component = strong_components(source, target, nodes)
    inside = np.flatnonzero(component[source] == component[target])
    if not len(inside):
        return cut
    inside = inside[np.argsort(trust[inside])]
    names, ends = np.unique(np.concatenate([source[inside], target[inside]]), return_inverse=True)
    a, b = ends[: len(inside)], ends[len(inside) :]
    closed = _closing_times(a.astype(np.int64), b.astype(np.int64), len(names))
    cut[inside] = closed == np.arange(len(inside))
    return cut


def _closing_times(source: Ints, target: Ints, nodes: int) -> Ints:
    """When each edge first lies on a cycle, if edges are added one by one in their order.

    Divide and conquer over time, all parts of one depth in one go. A part holds the edges that are
    known to close within a span of time; at the middle of the span, those that lie on a cycle go
    to the earlier half, and the others to the later one, where the components found so far are
    single nodes. Every edge must lie on a cycle in the end.
    """
    edges = len(source)
    time = np.arange(edges)
    low, high = np.zeros(edges, np.int64), np.full(edges, edges)
    while (active := np.flatnonzero(high - low > 1)).size:
        middle = (low[active] + high[active]) // 2
        ends = np.concatenate(
            [
                low[active] * nodes + source[active],
                low[active] * nodes + target[active],
            ]
        )
        names, places = np.unique(ends, return_inverse=True)
        a, b = places[: len(active)].astype(np.int64), places[len(active) :].astype(np.int64)
        early = time[active] < middle
        component = strong_components(a[early], b[early], len(names))
        closed = early & (component[a] == component[b])
        high[active[closed]] = middle[closed]
        later = active[~closed]
        low[later] = middle[~closed]
        # A component's name must be one of its own part's nodes; its first node serves.
        first = np.full(len(names), len(names))
        np.minimum.at(first, component, np.arange(len(names)))
        source[later] = names[first[component[a[~closed]]]] % nodes
        target[later] = names[first[component[b[~closed]]]] % nodes
    return low
