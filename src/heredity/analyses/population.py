"""The models of a study as columns of integers, in the order of the nodes.

Tables of models are stored in the order of ids, and so are nodes: the models are the nodes that a
record describes, one after another. So a column of models needs no join to become one of nodes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from heredity.core.errors import StudyError
from heredity.pedigree.graph import Pedigree
from heredity.pedigree.load import NodeNames, load_pedigree
from heredity.store import Store
from heredity.store.arrow import Array
from heredity.store.columns import (
    Flags,
    Ints,
    at,
    coded,
    find_text,
    flags,
    integers,
    present,
    spread,
    whole,
)

NONE = -1
"""What stands for no state, no month and no year."""


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """A column of texts as numbers.

    Attributes:
        codes: Number of each node's text; -1 for none.
        names: The texts by number, in binary order.
    """

    codes: Ints
    names: Array

    def code(self, name: str) -> int:
        """Number of a text; -1 if no node has it."""
        return find_text(self.names, name)


class Population:
    """The models of a study, node by node; each column is read when it is first asked for.

    Args:
        store: A study that has been linked and described.

    Raises:
        StudyError: It has not, or models were imported since.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._names = NodeNames(store)
        self._pedigrees: dict[str, Pedigree] = {}
        self._coded: dict[str, Coded] = {}
        self._numbers: dict[str, tuple[Ints, Flags]] = {}

    @property
    def ids(self) -> Array:
        """The id of each node, in binary order."""
        return self._names.ids

    @property
    def in_snapshot(self) -> Flags:
        """Whether a record describes each node."""
        return self._names.in_snapshot

    @cached_property
    def nodes(self) -> int:
        """Number of nodes."""
        return self.store.rows("nodes")

    @cached_property
    def models(self) -> Ints:
        """Nodes that a record describes, ascending."""
        return np.flatnonzero(self.in_snapshot)

    def pedigree(self, edge_set: str = "all") -> Pedigree:
        """The pedigree of an edge set.

        Raises:
            UserError: There is no such edge set.
        """
        if edge_set not in self._pedigrees:
            self._pedigrees[edge_set] = load_pedigree(self.store, edge_set)
        return self._pedigrees[edge_set]

    @cached_property
    def _families(self) -> tuple[Ints, Ints]:
        return np.unique(self.pedigree().family, return_inverse=True)

    @property
    def family(self) -> Ints:
        """Number of each node's family in the pedigree of all relations."""
        return self._families[1]

    @property
    def families(self) -> int:
        """Number of families, isolated models included."""
        return len(self._families[0])

    @property
    def family_ids(self) -> Array:
        """The smallest id of each family, in binary order."""
        return at(self.ids, self._families[0])

    def coded(self, name: str) -> Coded:
        """A trait of the kind `category` as numbers; nodes without a state, stubs too, have -1."""
        if name not in self._coded:
            codes, names = coded(self._column("traits", name))
            full = np.full(self.nodes, NONE, np.int64)
            full[self.models] = codes
            self._coded[name] = Coded(full, names)
        return self._coded[name]

    def numbers(self, name: str) -> tuple[Ints, Flags]:
        """A trait of the kind `number`, `time` (microseconds, UTC) or `flag` (0 or 1).

        Returns:
            The values, 0 where there is none; and where there is one. A date that the hub put in
            place of an unknown one is none.
        """
        if name not in self._numbers:
            column = self._column("traits", name)
            values, known = np.zeros(self.nodes, np.int64), np.zeros(self.nodes, bool)
            values[self.models], known[self.models] = integers(column), present(column)
            self._numbers[name] = values, known
        return self._numbers[name]

    @cached_property
    def month(self) -> Ints:
        """Months from January 1970 to the creation of each node; -1 where it is not known."""
        values, known = self.numbers("created")
        months = values.astype("datetime64[us]").astype("datetime64[M]").astype(np.int64)
        return np.where(known, months, NONE)

    @cached_property
    def year(self) -> Ints:
        """Year of creation of each node; -1 where it is not known."""
        return np.where(self.month >= 0, 1970 + self.month // 12, NONE)

    def flag(self, table: str, column: str) -> Flags:
        """A Boolean column of `models` or `traits` by node; null and stubs are False."""
        full = np.zeros(self.nodes, bool)
        full[self.models] = flags(self._column(table, column))
        return full

    def text(self, table: str, column: str) -> Array:
        """A column of `models` or `traits` of any type by node; null for stubs."""
        return spread(self._column(table, column), self.in_snapshot)

    def _column(self, table: str, name: str) -> Array:
        self.store.need(table)
        if self.store.rows(table) != len(self.models):
            raise StudyError(
                f"The tables 'nodes' and '{table}' speak of different models.",
                "Run them again: heredity link, then heredity describe",
            )
        return whole(self.store.arrow(table, [name]).column(name))
