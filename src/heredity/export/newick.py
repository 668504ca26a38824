"""Newick: the forest of primary parents, for programs that draw trees."""

from __future__ import annotations

from typing import BinaryIO

import numpy as np

from heredity.export.escaping import newick as quoted
from heredity.export.registry import ExportResult, Request, exporter
from heredity.pedigree.graph import Pedigree
from heredity.pedigree.load import NodeNames, load_pedigree
from heredity.store.arrow import Array
from heredity.store.columns import Flags, Ints, at, slices, whole

NEXT, LAST, ROOT = 0, 1, 2
ENDS = (",", ")", ";\n")
"""What follows the label of a node that has a later sibling, of the last one, of a root."""


@exporter("newick", extension=".nwk", what="tree")
def newick(request: Request, sink: BinaryIO) -> ExportResult:
    """The pedigree as trees in Newick form, one a line, for tree viewers and phylogenetics tools.

    Newick has no merges: each model hangs from its primary parent only, and the notes say how many
    edges that leaves out. Models without an edge in the edge set are left out.
    """
    pedigree = load_pedigree(request.store, request.edge_set)
    if request.model is None:
        wanted = (pedigree.primary >= 0) | (pedigree.subtree > 1)
    else:
        wanted = np.zeros(pedigree.nodes, bool)
        wanted[pedigree.members(NodeNames(request.store).node(request.model))] = True
    labels = _labels(request)
    order, opened, end = drawn(pedigree.primary, pedigree.subtree, wanted)
    for piece in slices(len(order)):
        texts = at(labels, order[piece]).to_pylist()
        parts = zip(opened[piece].tolist(), texts, end[piece].tolist(), strict=True)
        text = "".join(f"{'(' * before}{label}{ENDS[kind]}" for before, label, kind in parts)
        sink.write(text.encode())
    return ExportResult(int((end == ROOT).sum()), _notes(request, pedigree, wanted))


def drawn(up: Ints, size: Ints, wanted: Flags) -> tuple[Ints, Ints, Ints]:
    """The parts of a forest's text, children before parents and siblings in their order.

    Args:
        up: Parent of each node; -1 for a root.
        size: Number of nodes below each node, itself included.
        wanted: Nodes to draw; with a node its parent and its children are wanted.

    Returns:
        For each part the node whose label it holds, how many brackets open before it, and what
        follows it, a place in `ENDS`.
    """
    nodes = np.flatnonzero(wanted)
    start = _starts(up, size, nodes)
    place = start + size - 1
    count = len(nodes)
    order, end = np.empty(count, np.int64), np.empty(count, np.int64)
    order[place[nodes]] = nodes
    # Brackets open before the first leaf below each inner node; its place is where that one starts.
    opened = np.bincount(start[nodes[size[nodes] > 1]], minlength=count)
    above = up[nodes]
    kind = np.where(place[nodes] == place[above] - 1, LAST, NEXT)
    end[place[nodes]] = np.where(above < 0, ROOT, kind)
    return order, opened, end


def _starts(up: Ints, size: Ints, nodes: Ints) -> Ints:
    """Place of the first node below each node, itself included, in the text.

    A node starts after the siblings before it and after all that lies before its parent's start, so
    its start is a sum over its ancestors, taken by pointer doubling.
    """
    start = np.zeros(len(up), np.int64)
    if not len(nodes):
        return start
    ordered = nodes[np.argsort(up[nodes], kind="stable")]
    before = np.cumsum(size[ordered]) - size[ordered]
    first = np.searchsorted(up[ordered], up[ordered])
    start[ordered] = before - before[first]
    jump = up.copy()
    while len(nodes := nodes[jump[nodes] >= 0]):
        ahead = jump[nodes]
        gained, further = start[ahead], jump[ahead]
        start[nodes] += gained
        jump[nodes] = further
    return start


def _labels(request: Request) -> Array:
    nodes = request.store.table("nodes")
    labels = nodes.select("node", label=quoted(nodes.model_id)).order_by("node")
    return whole(request.store.run(labels).column("label"))


def _notes(request: Request, pedigree: Pedigree, wanted: Flags) -> list[str]:
    edges = int(wanted[pedigree.child].sum())
    cut = edges - int((pedigree.primary[wanted] >= 0).sum())
    notes = []
    if cut:
        notes.append(
            f"{cut:,} of {edges:,} edges are left out: Newick has no merges, so that each model "
            "hangs from its primary parent only. graphml, gexf and dot keep all edges."
        )
    if request.model is None:
        alone, name = pedigree.nodes - int(wanted.sum()), request.edge_set.name
        notes.append(f"Left out, without an edge in the edge set '{name}': {alone:,}.")
    return notes
