"""From the declared edges of a study to its numbered, judged and acyclic ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from heredity.core.edgesets import RELATIONS
from heredity.pedigree.cycles import cut_edges
from heredity.pedigree.families import Nodes
from heredity.pedigree.graph import Bits, pack, preference
from heredity.pedigree.trust import Verdict, verdict
from heredity.store.arrow import Array, ChunkedArray
from heredity.store.arrow import Table as Columns
from heredity.store.columns import (
    Flags,
    Ints,
    at,
    at_list,
    build,
    gathered,
)
from heredity.store.derived import EDGES

UNBORN = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """The edges of a study, sorted by child, then parent.

    Attributes:
        child: Node of the child.
        parent: Node of the parent.
        verdicts: The different verdicts on edges.
        verdict: Which of them each edge has.
        cut: Whether it closes a cycle.
        choice: Its rank among the edges of its child.
    """

    child: Ints
    parent: Ints
    verdicts: list[Verdict]
    verdict: Ints
    cut: Flags
    choice: Ints

    @property
    def flags(self) -> dict[str, Flags]:
        """Whether each edge carries each relation."""
        said = [found.relations or ("unspecified",) for found in self.verdicts]
        return {
            name: np.array([name in names for names in said], bool)[self.verdict]
            for name in RELATIONS
        }

    @property
    def relations(self) -> Bits:
        """What each edge carries, as bits."""
        return pack(self.flags)


@dataclass(frozen=True, slots=True, eq=False)
class WrittenAs:
    """Forms other than the id in which the parents of edges were written.

    Attributes:
        child: Node of the child.
        parent: Node of the parent.
        value: The parent as written; each form once for an edge.
    """

    child: Ints
    parent: Ints
    value: ChunkedArray


def judge(child: Ints, parent: Ints, codes: Ints, born: Ints) -> Edges:
    """Read the evidence of edges, cut cycles and choose primary parents.

    Args:
        child: Node of each child; a pair of nodes may occur several times.
        parent: Node of its parent.
        codes: What is said of the pair, as in `pedigree.trust`.
        born: Creation of each node in microseconds; `UNBORN` where it is not known.
    """
    child, parent, codes = _merged(child, parent, codes)
    distinct, which = np.unique(codes, return_inverse=True)
    verdicts = [verdict(int(code)) for code in distinct]
    cut = cut_edges(child, parent, _trust(child, parent, verdicts, which, born), len(born))
    edges = Edges(child, parent, verdicts, which, cut, child)
    choice = preference(child, parent, edges.relations, born, cut)
    return Edges(child, parent, verdicts, which, cut, choice)


def _merged(child: Ints, parent: Ints, codes: Ints) -> tuple[Ints, Ints, Ints]:
    """One row for each edge, sorted by child, then parent; what was said of it put together."""
    order = np.lexsort((parent, child))
    child, parent, codes = child[order], parent[order], codes[order]
    first = np.ones(len(child), bool)
    first[1:] = (child[1:] != child[:-1]) | (parent[1:] != parent[:-1])
    if len(child):
        codes = np.bitwise_or.reduceat(codes, np.flatnonzero(first))
    return child[first], parent[first], codes


def _trust(
    child: Ints, parent: Ints, verdicts: list[Verdict], which: Ints, born: Ints
) -> npt.NDArray[np.int64]:
    """Rank of each edge by trust, the most trusted first.

    Confidence counts first, then the number of kinds of evidence, then how much older the parent
    is than the child (a parent that is younger than its child points back in time; ages that are
    not known count as equal), then the smaller ids.
    """
    confidence = np.array([found.confidence for found in verdicts])[which]
    kinds = np.array([len(found.evidence) for found in verdicts], np.int64)[which]
    known = (born[child] != UNBORN) & (born[parent] != UNBORN)
    ahead = np.where(known, born[child] - born[parent], 0)
    order = np.lexsort((parent, child, -ahead, -kinds, -confidence))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return rank


def edges_table(edges: Edges, nodes: Nodes, written_as: WrittenAs) -> Columns:
    """The table of edges.

    Args:
        edges: The edges.
        nodes: The nodes.
        written_as: The other forms in which parents were written.
    """
    verdicts = edges.verdicts
    return build(
        EDGES,
        {
            "child_id": at(nodes.ids, edges.child),
            "parent_id": at(nodes.ids, edges.parent),
            **edges.flags,
            "evidence": at_list([found.evidence for found in verdicts], edges.verdict),
            "disagreements": at_list([found.disagreements for found in verdicts], edges.verdict),
            "declared_as": _declared_as(edges, written_as),
            "parent_in_snapshot": nodes.in_snapshot[edges.parent],
            "inferred": np.zeros(len(edges.child), bool),
            "confidence": np.array([found.confidence for found in verdicts])[edges.verdict],
            "cut": edges.cut,
            "child": edges.child,
            "parent": edges.parent,
            "choice": edges.choice,
        },
    )


def _declared_as(edges: Edges, written_as: WrittenAs) -> Array:
    size = np.int64(edges.parent.max(initial=0) + 1)
    wanted = written_as.child * size + written_as.parent
    edge = np.searchsorted(edges.child * size + edges.parent, wanted)
    return gathered(edge, written_as.value, len(edges.child))
