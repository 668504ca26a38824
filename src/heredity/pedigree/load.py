"""The stored pedigree, read back as integer arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final

import numpy as np

from heredity.core.edgesets import RELATIONS, EdgeSet, parse_edge_set
from heredity.core.errors import StudyError, UnknownModel
from heredity.pedigree.graph import Pedigree, pack
from heredity.pedigree.infer.table import INFERRED
from heredity.store import Store
from heredity.store.arrow import Array
from heredity.store.arrow import Table as Columns
from heredity.store.columns import Flags, at, flags, integers, stacked, whole
from heredity.store.lookup import Lookup, looking
from heredity.store.stage import still_holds

_COLUMNS: Final = ("child", "parent", "choice", "cut", "inferred", *RELATIONS)
FEW: Final = 100
"""So many nodes are looked up one by one; for more it is quicker to read the ids of all."""


def load_pedigree(store: Store, edge_set: EdgeSet | str = "all") -> Pedigree:
    """The pedigree of an edge set; reads integers and flags only.

    Args:
        store: A study that has been linked.
        edge_set: The edge set; with `+inferred` at its end confident inferred edges belong to it.

    Raises:
        StudyError: The study has not been linked, or inferred parents are wanted and there are
            none for its present links.
        UserError: There is no such edge set.
    """
    wanted = parse_edge_set(edge_set) if isinstance(edge_set, str) else edge_set
    store.need("nodes")
    rows = store.arrow("edges", _COLUMNS)
    if wanted.inferred:
        rows = stacked([rows, _inferred(store)])
    child, parent = integers(rows.column("child")), integers(rows.column("parent"))
    order = np.lexsort((parent, child)) if wanted.inferred else slice(None)
    return Pedigree(
        wanted,
        store.rows("nodes"),
        child[order],
        parent[order],
        pack({name: flags(rows.column(name)) for name in RELATIONS})[order],
        integers(rows.column("choice"))[order],
        flags(rows.column("cut"))[order],
        flags(rows.column("inferred"))[order],
    )


def _inferred(store: Store) -> Columns:
    """The confident inferred edges, in the columns of declared ones."""
    need_inferred(store)
    rows = store.arrow(INFERRED.name, [*_COLUMNS, "confident"])
    return rows.filter(rows.column("confident")).select(_COLUMNS)


def need_inferred(store: Store) -> None:
    """See to it that there are inferred parents for the present links.

    Raises:
        StudyError: There are none.
    """
    if not inferred_fits(store):
        raise StudyError(
            f"The study {store.folder} has no inferred parents for its present links.",
            "Infer them: heredity link --infer",
        )


def inferred_fits(store: Store) -> bool:
    """Whether there are inferred parents, and they were inferred from the present links."""
    return still_holds(store, INFERRED.name, "infer", ("nodes", "edges"))


class NodeNames:
    """Ids by node and nodes by id; read when they are first asked for.

    Args:
        store: A study that has been linked.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    @cached_property
    def ids(self) -> Array:
        """The id of each node, in binary order."""
        return whole(self._store.arrow("nodes", ["model_id"]).column("model_id"))

    @cached_property
    def in_snapshot(self) -> Flags:
        """Whether a record describes each node."""
        return flags(self._store.arrow("nodes", ["in_snapshot"]).column("in_snapshot"))

    def node(self, model_id: str) -> int:
        """The node of an id.

        Raises:
            UnknownModel: It has none.
        """
        with looking(self._store) as lookup:
            return node_of(lookup, model_id)

    def of(self, nodes: Iterable[int]) -> list[str]:
        """The ids of some nodes."""
        wanted = np.fromiter(nodes, np.int64)
        if len(wanted) <= FEW and "ids" not in self.__dict__:
            with looking(self._store) as lookup:
                return ids_of(lookup, wanted.tolist())
        ids: list[str] = at(self.ids, wanted).to_pylist()
        return ids


def node_of(lookup: Lookup, model_id: str) -> int:
    """The node of an id.

    Raises:
        StudyError: The study has not been linked.
        UnknownModel: It has none.
    """
    lookup.store.need("nodes")
    found = lookup.row("nodes", "model_id", model_id, ["node"])
    if found is None:
        raise UnknownModel(model_id, [])
    node: int = found["node"]
    return node


def ids_of(lookup: Lookup, nodes: Sequence[int]) -> list[str]:
    """The ids of a few nodes."""
    rows = lookup.rows("nodes", "node", list(dict.fromkeys(nodes)), ["node", "model_id"])
    ids = {row["node"]: row["model_id"] for row in rows}
    return [ids[node] for node in nodes]
