"""How the report reads a study: by the very queries that it prints."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from heredity.export.report.page import Cell, Grid, Numbers
from heredity.store.sql import Asking, session
from heredity.store.store import Store

_NAME = re.compile(r"[A-Za-z0-9_.+-]+")
MOST_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows that a query gave.

    Attributes:
        sql: The query.
        rows: Its rows as dictionaries, `MOST_ROWS` at most.
    """

    sql: str
    rows: tuple[dict[str, Any], ...]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """The rows in order."""
        return iter(self.rows)

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.rows)

    @property
    def first(self) -> dict[str, Any]:
        """The first row; only for queries that always give one."""
        return self.rows[0]


class Reader:
    """A study as the report sees it.

    Args:
        store: The study's tables.
        asking: Runs a query over them.
    """

    def __init__(self, store: Store, asking: Asking) -> None:
        self.store = store
        self._asking = asking
        self._tables = frozenset(store.tables())

    def has(self, *tables: str) -> bool:
        """Whether all these tables have been written."""
        return self._tables.issuperset(tables)

    def filled(self, table: str) -> bool:
        """Whether a table has been written and has rows."""
        return self.has(table) and self.store.rows(table) > 0

    def ask(self, sql: str) -> Answer:
        """Run a query; its text must hold nothing that came from a hub."""
        tidy = " ".join(sql.split())
        rows: list[dict[str, Any]] = []
        with self._asking(tidy) as reader:
            for batch in reader:
                rows += batch.to_pylist()
                if len(rows) >= MOST_ROWS:
                    break
        return Answer(tidy, tuple(rows[:MOST_ROWS]))


def tabulate(
    answer: Answer,
    heads: tuple[str, ...],
    cells: Callable[[Mapping[str, Any]], tuple[Cell, ...]],
    title: str = "",
) -> Numbers:
    """A query's rows as a table.

    Args:
        answer: The rows with their query.
        heads: Column titles.
        cells: Makes the cells of one row.
        title: What the numbers are, where a figure has several.
    """
    return Numbers(Grid(heads, tuple(cells(row) for row in answer)), answer.sql, title)


@contextmanager
def reading(store: Store) -> Iterator[Reader]:
    """A study, opened for a report."""
    with session(store) as asking:
        yield Reader(store, asking)


def is_name(text: str) -> bool:
    """Whether a text is a plain name of ours (a trait, an edge set) that may stand in a query."""
    return bool(_NAME.fullmatch(text))
