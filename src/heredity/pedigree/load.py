"""The stored pedigree, read back as integer arrays."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import numpy as np

from heredity.core.edgesets import RELATIONS, EdgeSet, parse_edge_set
from heredity.core.errors import UnknownModel
from heredity.pedigree.graph import Pedigree, pack
from heredity.store import Store
from heredity.store.arrow import Array
from heredity.store.columns import Flags, at, find_text, flags, integers, whole


def load_pedigree(store: Store, edge_set: EdgeSet | str = "all") -> Pedigree:
    """The pedigree of an edge set; reads integers and flags only.

    Raises:
        StudyError: The study has not been linked.
        UserError: There is no such edge set.
    """
    wanted = parse_edge_set(edge_set) if isinstance(edge_set, str) else edge_set
    store.need("nodes")
    rows = store.arrow("edges", ["child", "parent", "choice", "cut", *RELATIONS])
    return Pedigree(
        wanted,
        store.rows("nodes"),
        integers(rows.column("child")),
        integers(rows.column("parent")),
        pack({name: flags(rows.column(name)) for name in RELATIONS}),
        integers(rows.column("choice")),
        flags(rows.column("cut")),
    )


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
        node = find_text(self.ids, model_id)
        if node < 0:
            raise UnknownModel(model_id, [])
        return node

    def of(self, nodes: Iterable[int]) -> list[str]:
        """The ids of some nodes."""
        ids: list[str] = at(self.ids, np.fromiter(nodes, np.int64)).to_pylist()
        return ids
