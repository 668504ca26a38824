"""The stored pedigree as integer arrays, and the forest of its primary parents."""

from __future__ import annotations

import numpy as np

from heredity.core.edgesets import RELATIONS
from heredity.core.errors import UnknownModel
from heredity.export.registry import Request
from heredity.pedigree.graph import Pedigree, pack, preference
from heredity.store.arrow import Array
from heredity.store.columns import Ints, find_text, flags, integers, whole

UNBORN = int(np.iinfo(np.int64).max)


def ids_of(request: Request) -> Array:
    """The id of each node."""
    return whole(request.store.arrow("nodes", ["model_id"]).column("model_id"))


def node_of(ids: Array, model: str) -> int:
    """The node of a model.

    Raises:
        UnknownModel: It has none.
    """
    node = find_text(ids, model)
    if node < 0:
        raise UnknownModel(model, [])
    return node


def pedigree_of(request: Request, ids: Array) -> Pedigree:
    """The pedigree of the request's edge set."""
    rows = request.store.arrow("edges", ["child", "parent", "cut", *RELATIONS])
    child, parent = (integers(rows.column(name)) for name in ("child", "parent"))
    cut = flags(rows.column("cut"))
    relations = pack({name: flags(rows.column(name)) for name in RELATIONS})
    choice = preference(child, parent, relations, _born(request), cut)
    return Pedigree(request.edge_set, len(ids), child, parent, relations, choice, cut)


def _born(request: Request) -> Ints:
    """Creation of each node in microseconds; the largest integer where it is not known."""
    store = request.store
    models = store.table("models").select("model_id", "created_at")
    rows = store.table("nodes").left_join(models, "model_id").select("node", "created_at")
    return integers(store.run(rows.order_by("node")).column("created_at"), null=UNBORN)
