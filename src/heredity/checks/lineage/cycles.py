"""Models that descend from themselves by way of others."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order

from heredity.checks.examples import edge
from heredity.checks.registry import Example, Tables, check
from heredity.checks.wording import evidence, listed, verdicts
from heredity.core.findings import Severity
from heredity.pedigree.cycles import strong_components
from heredity.store.expr import Table, literal
from heredity.store.schema import Column, TableSpec

Integers = npt.NDArray[np.int64]

MOST_MEMBERS = 50
"""Longest list of members that the evidence spells out."""

CYCLES = TableSpec(
    "cycles",
    "One edge that closes a cycle, with the cycle that it closes.",
    (
        Column("child", "int64", "Node of the child."),
        Column("parent", "int64", "Node of the parent."),
        Column(
            "members", "list<string>", "Models of the cycle: each is the parent of the one before."
        ),
        Column("length", "int64", "Number of its models."),
    ),
)


@check(
    "LIN003",
    title="Lineage runs in a circle",
    severity=Severity.ERROR,
    confidence="The trust in the edge at which the circle was cut, which is its least trusted one.",
    reason="A model cannot descend from itself, so at least one of these declarations is wrong. "
    "Two versions of one model that name each other are the commonest case.",
    reference="docs/reference/tables.md#edges, column cut",
    reads=("edges", "nodes"),
    hit=Example(
        "Three models name each other in a ring; the last edge was cut.",
        {
            "edges": [
                edge("ann/a", "ann/b"),
                edge("ann/b", "ann/c"),
                edge("ann/c", "ann/a", evidence=["card"], confidence=0.95, cut=True),
            ],
        },
    ),
    passes=Example(
        "A child with two parents that share a founder.",
        {
            "edges": [
                edge("ann/a", "ann/b", "merge"),
                edge("ann/a", "ann/c", "merge"),
                edge("ann/b", "ann/d"),
                edge("ann/c", "ann/d"),
            ],
        },
    ),
)
def cycle(tables: Tables) -> Table:
    """An edge that closes a cycle of declared parents, with the members of a shortest one."""
    links = tables.arrow("edges", ["child", "parent", "cut"])
    child, parent = (links.column(c).to_numpy() for c in ("child", "parent"))
    at = np.flatnonzero(links.column("cut").to_numpy(zero_copy_only=False))
    rings = closed_by(child, parent, at)
    found = {
        "child": child[at].tolist(),
        "parent": parent[at].tolist(),
        "members": _names(tables, rings),
        "length": [len(ring) for ring in rings],
    }
    edges = tables["edges"]
    rows = tables.load(CYCLES, found).join(edges.filter(edges.cut), ["child", "parent"])
    return verdicts(
        rows,
        confidence=rows.confidence,
        model_id=rows.child_id,
        parent_id=rows.parent_id,
        message=literal("Declares ") + rows.parent_id + " as its parent, which descends from it: a "
        "circle of " + rows.length.cast("string") + " models, " + listed(rows.members) + ".",
        evidence=evidence(
            "edges",
            cut_edge_declared_by=rows.evidence,
            members=rows.members,
            length=rows.length,
        ),
    )


def closed_by(child: Integers, parent: Integers, at: Integers) -> list[list[int]]:
    """A shortest cycle through each of some edges.

    Args:
        child: Node of each edge's child.
        parent: Node of each edge's parent.
        at: Which edges to look at.

    Returns:
        For each of them the nodes of its cycle, child first, each the parent of the one before;
        child and parent alone for an edge that closes none.
    """
    if not len(at):
        return []
    nodes = int(max(child.max(), parent.max())) + 1
    ring = strong_components(child, parent, nodes)
    inside = ring[child] == ring[parent]
    known, ends = np.unique(np.stack([child[inside], parent[inside]]), return_inverse=True)
    ends = ends.reshape(2, -1)
    small = _upward(ends[0], ends[1], len(known))
    starts, goals = np.searchsorted(known, parent[at]), np.searchsorted(known, child[at])
    closing = zip(child[at], parent[at], starts, goals, inside[at], strict=True)
    return [
        [int(c), *(known[_path(small, int(start), int(goal))].tolist() if closes else [int(p)])]
        for c, p, start, goal, closes in closing
    ]


def _upward(child: Integers, parent: Integers, nodes: int) -> csr_array:
    return csr_array((np.ones(len(child), np.int8), (child, parent)), shape=(nodes, nodes))


def _path(graph: csr_array, start: int, goal: int) -> Integers:
    """Nodes on a shortest path, its goal left out."""
    _, before = breadth_first_order(graph, start)
    path = []
    node = int(before[goal])
    while node >= 0:
        path.append(node)
        node = int(before[node])
    return np.array(path[::-1], np.int64)


def _names(tables: Tables, rings: list[list[int]]) -> list[list[str]]:
    wanted = sorted({node for ring in rings for node in ring[:MOST_MEMBERS]})
    nodes = tables["nodes"]
    found = tables.store.run(nodes.filter(nodes.node.isin(wanted)).select("node", "model_id"))
    name = dict(zip(*(found.column(c).to_pylist() for c in ("node", "model_id")), strict=True))
    return [[name[node] for node in ring[:MOST_MEMBERS]] for ring in rings]
