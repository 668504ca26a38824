"""The stage `infer`: possible parents of models that declare none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from heredity.core.edgesets import RELATIONS
from heredity.knowledge.inference import threshold
from heredity.pedigree.cycles import cut_edges
from heredity.pedigree.graph import preference
from heredity.pedigree.infer.candidates import Candidates, candidates
from heredity.pedigree.infer.confidence import confidence
from heredity.pedigree.infer.features import CLASSES, Weighed, weigh
from heredity.pedigree.infer.kinds import KINDS
from heredity.pedigree.infer.subjects import Facts, Floats, facts
from heredity.pedigree.infer.table import INFERRED
from heredity.store import Context, Stage, Store
from heredity.store.arrow import Table as Columns
from heredity.store.columns import Flags, Ints, at, at_list, build, flags, integers, whole
from heredity.store.store import Data

KEPT: Final = 5
"""Candidates of a child that are kept, the best first; of a merge, all that are named."""

LEAST: Final = 0.05
"""Confidence below which a candidate is not worth a row."""

_MERGE: Final = RELATIONS.index("merge")
_COPY: Final = RELATIONS.index("quantized")


def infer(context: Context) -> Mapping[str, Data]:
    """Infer parents.

    Parameters of the context: `confident`, the least confidence of a parent that is marked so.
    """
    store = context.store
    least = float(context.params.get("confident", threshold()))
    found, known = candidates(store), facts(store)
    weighed = weigh(found, known)
    scores = confidence(weighed)
    rank = ranks(found.child, scores)
    sure = sure_of(found, weighed, scores, rank, least)
    cut = _cycles(store, found, scores, sure, len(known.born))
    sure &= ~cut
    kept = np.flatnonzero((scores >= LEAST) & ((rank < KEPT) | sure | cut))
    return {"inferred": _table(store, found, weighed, known, scores, rank, sure, cut, kept)}


def ranks(child: Ints, scores: Floats) -> Ints:
    """Place of each candidate among those of its child, the most probable first."""
    order = np.lexsort((-scores, child))
    ordered = child[order]
    rank = np.empty(len(child), np.int64)
    rank[order] = np.arange(len(child)) - np.searchsorted(ordered, ordered)
    return rank


def sure_of(found: Candidates, weighed: Weighed, scores: Floats, rank: Ints, least: float) -> Flags:
    """Which candidates may be called parents.

    The best of a child, if it is probable enough, and with it, if it is one of several that were
    merged, the others that are. A name that only begins like another's is a hint and no more.
    """
    probable = (scores >= least) & (weighed.group != CLASSES.index("begins"))
    merged = weighed.relation == _MERGE
    best = np.flatnonzero(rank == 0)
    mixed = np.zeros(int(found.child.max(initial=-1)) + 1, bool)
    mixed[found.child[best]] = merged[best]
    sure: Flags = probable & ((rank == 0) | (merged & mixed[found.child]))
    return sure


def exact_of(relation: Ints, parent: Ints, declaring: Flags) -> Flags:
    """Whether each inferred parent, if it is right, is the very one that the child would declare.

    The card of a copy repeats the front matter of what it copies: so the copy of a model that
    declares parents often declares these instead of the model.

    Args:
        relation: Number of each candidate's relation.
        parent: Node of its parent.
        declaring: Whether each node declares a parent.
    """
    found: Flags = (relation != _COPY) | ~declaring[parent]
    return found


def _cycles(store: Store, found: Candidates, scores: Floats, sure: Flags, nodes: int) -> Flags:
    """Which sure candidates would close a cycle with declared edges or with surer candidates."""
    edges = store.arrow("edges", ["child", "parent", "cut"])
    stay = ~flags(edges.column("cut"))
    child, parent = (integers(edges.column(name))[stay] for name in ("child", "parent"))
    rows = np.flatnonzero(sure)
    rows = rows[np.lexsort((rows, -scores[rows]))]
    both = np.concatenate([child, found.child[rows]]), np.concatenate([parent, found.parent[rows]])
    closed = cut_edges(*both, np.arange(len(both[0])), nodes)
    cut = np.zeros(len(sure), bool)
    cut[rows] = closed[len(child) :]
    return cut


def _table(
    store: Store,
    found: Candidates,
    weighed: Weighed,
    known: Facts,
    scores: Floats,
    rank: Ints,
    sure: Flags,
    cut: Flags,
    kept: Ints,
) -> Columns:
    declaring = np.zeros(len(known.born), bool)
    declaring[integers(store.arrow("edges", ["child"]).column("child"))] = True
    nodes = store.arrow("nodes", ["model_id", "in_snapshot"])
    ids = whole(nodes.column("model_id"))
    child, parent, relation = found.child[kept], found.parent[kept], weighed.relation[kept]
    many = np.bincount(found.child, minlength=len(ids))
    bits = np.left_shift(1, relation).astype(np.uint8)
    kinds, place = np.unique(found.kinds[kept], return_inverse=True)
    named = [[kind for at_, kind in enumerate(KINDS) if bit >> at_ & 1] for bit in kinds.tolist()]
    return build(
        INFERRED,
        {
            "child_id": at(ids, child),
            "parent_id": at(ids, parent),
            **{name: relation == at_ for at_, name in enumerate(RELATIONS)},
            "evidence": at_list(named, place),
            "parent_in_snapshot": flags(nodes.column("in_snapshot"))[parent],
            "inferred": np.ones(len(kept), bool),
            "confidence": np.round(scores[kept], 4),
            "confident": sure[kept],
            "exact": sure[kept] & exact_of(weighed.relation[kept], found.parent[kept], declaring),
            "rank": rank[kept],
            "candidates": many[child],
            "cut": cut[kept],
            "child": child,
            "parent": parent,
            "choice": preference(child, parent, bits, known.born, ~sure[kept]),
        },
    )


INFER = Stage("infer", reads=("models", "cards", "nodes", "edges"), writes=("inferred",), run=infer)
