"""Rows that speak of a few models, found by key without reading whole columns.

Tables are sorted by key, so DuckDB skips all row groups but those that can hold one, whatever
engine runs the stages: a row of two million is found in milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any, Final, TypeAlias

import duckdb
import pyarrow as pa

from heredity.core.errors import StudyError
from heredity.store.store import Store

Record: TypeAlias = dict[str, Any]

TOGETHER = 500
"""Keys that are looked up at once."""

ALONE = 32
"""Keys up to which each is looked up by itself. DuckDB skips row groups and pages for a comparison
with one value; for a list of values it reads columns through, which takes ten times as long."""


class Lookup:
    """The tables of a study, opened for single rows.

    Tables are read as they were written: a column that a later version brought may be missing in
    the rows of an older one. Made by `looking`.

    Args:
        store: The study.
        connection: A connection of its own.
    """

    def __init__(self, store: Store, connection: duckdb.DuckDBPyConnection) -> None:
        self.store = store
        self._connection = connection
        self._open: dict[str, frozenset[str]] = {}
        self._opening = Lock()

    def has(self, *tables: str) -> bool:
        """Whether all these tables have been written."""
        return all(self.store.has(table) for table in tables)

    def columns(self, table: str) -> frozenset[str]:
        """Names of the columns that a table's file holds.

        Raises:
            StudyError: The table has not been written, or its file is damaged.
        """
        with self._opening:
            if table not in self._open:
                self._open[table] = self._opened(table)
            return self._open[table]

    def _opened(self, table: str) -> frozenset[str]:
        file = str(self.store.need(table)).replace("'", "''")
        try:
            with self._connection.cursor() as cursor:
                cursor.execute(f"CREATE VIEW \"{table}\" AS FROM read_parquet('{file}')")
                return frozenset(cursor.sql(f'SELECT * FROM "{table}"').columns)
        except duckdb.Error as error:
            raise StudyError(
                f"{file} is not a readable table: {error}",
                "Delete the file and run the stage that writes it again.",
            ) from error

    def ask(self, tables: Sequence[str], text: str, values: Sequence[Any] = ()) -> list[Record]:
        """The rows of a query of ours.

        Args:
            tables: Tables that it reads.
            text: The query; nothing foreign may stand in it.
            values: What its question marks stand for.

        Raises:
            StudyError: A table has not been written, or is of another version than the query.
        """
        for table in tables:
            self.columns(table)
        try:
            # A cursor of its own, so that threads can ask at the same time.
            with self._connection.cursor() as cursor:
                return _plain(cursor.sql(text, params=list(values)).to_arrow_table())
        except duckdb.BinderException as error:
            raise StudyError(
                f"A table of {self.store.folder} was written by another version of Heredity: "
                f"{str(error).splitlines()[0]}",
                "Run the stages again: heredity run --force",
            ) from error

    def rows(
        self, table: str, column: str, keys: Sequence[Any], wanted: Sequence[str] = ()
    ) -> list[Record]:
        """The rows that hold one of some keys; none if the table has not been written.

        Args:
            table: The table.
            column: Column of the keys.
            keys: The keys; doubles do no harm.
            wanted: Columns of the rows; by default all. Those that the file lacks are left out.
        """
        if not keys or not self.has(table):
            return []
        held = self.columns(table)
        names = ", ".join(f'"{name}"' for name in wanted if name in held) or "*"
        text = f'SELECT {names} FROM "{table}" WHERE "{column}"'
        distinct = list(dict.fromkeys(keys))
        if len(distinct) <= ALONE:
            return self._each(f"{text} = ?", distinct)
        found: list[Record] = []
        for start in range(0, len(distinct), TOGETHER):
            some = distinct[start : start + TOGETHER]
            found += self.ask([table], f"{text} IN ({', '.join('?' * len(some))})", some)
        return found

    def _each(self, text: str, keys: Sequence[Any]) -> list[Record]:
        """The rows of each key, two keys at a time: a row group is the work of one thread."""

        def ask(key: Any) -> list[Record]:
            with self._connection.cursor() as cursor:
                return _plain(cursor.sql(text, params=[key]).to_arrow_table())

        if len(keys) == 1:
            return ask(keys[0])
        with ThreadPoolExecutor(2) as pool:
            return [row for rows in pool.map(ask, keys) for row in rows]

    def row(
        self, table: str, column: str, key: object, wanted: Sequence[str] = ()
    ) -> Record | None:
        """The row of a key; None if there is none, or no such table."""
        return next(iter(self.rows(table, column, [key], wanted)), None)


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def _plain(found: pa.Table) -> list[Record]:
    """Rows as dictionaries.

    Times go by way of integers: for them `to_pylist` fetches pandas where it is installed, 0.2 s.
    """
    times = [one.name for one in found.schema if pa.types.is_timestamp(one.type)]
    for name in times:
        column = found.column(name).cast(pa.timestamp("us", "UTC")).cast(pa.int64())
        found = found.set_column(found.schema.get_field_index(name), name, column)
    rows: list[Record] = found.to_pylist()
    for row in rows:
        for name in times:
            if row[name] is not None:
                row[name] = _EPOCH + timedelta(microseconds=row[name])
    return rows


@contextmanager
def looking(store: Store) -> Iterator[Lookup]:
    """Open a study for single rows."""
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET memory_limit = '2GiB'")
        connection.execute("SET autoinstall_known_extensions = false")
        connection.execute("SET autoload_known_extensions = false")
        yield Lookup(store, connection)
