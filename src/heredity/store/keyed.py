"""Rows of a few keys out of large tables, without reading the rest.

Tables are sorted by their keys. A comparison with one value lets DuckDB skip all row groups and
pages but those that may hold it: some ten milliseconds on two million rows. With a list of values
it reads every column through, which pays from some thirty values on.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import duckdb

from heredity.store.files import check_version
from heredity.store.schema import TABLES
from heredity.store.store import Store

MANY: Final = 32
"""Values from which on a table is read through once."""

THREADS: Final = 2
"""Lookups at a time: one row group is the work of a single thread."""


class Keyed:
    """Looks up rows of a study's tables by single columns.

    Args:
        store: The study.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._connection: duckdb.DuckDBPyConnection | None = None

    def rows(
        self,
        table: str,
        column: str,
        values: Sequence[str | int],
        columns: Sequence[str] | None = None,
    ) -> list[dict[str, Any]]:
        """The rows that hold one of some values in a column.

        Args:
            table: The table.
            column: The column; quick if the table is sorted by it.
            values: What it may hold; doubles do no harm.
            columns: The columns wanted; by default all. Rooms that do not know the one that
                registered a table may read it nevertheless, as it stands.

        Returns:
            The rows as dictionaries, in no order. A column that the file's version does not have
            is null.

        Raises:
            StudyError: The study has no such table, or of another version.
        """
        path = self._store.need(table)
        listed = _listed(table, path, columns)
        # Names are ours, from the registry of tables; the path and the values are bound.
        query = f'SELECT {listed} FROM read_parquet($path) WHERE "{column}"'  # noqa: S608
        distinct = list(dict.fromkeys(values))
        if len(distinct) > MANY:
            return self._run(f"{query} IN (SELECT unnest($values))", str(path), values=distinct)
        if len(distinct) == 1:
            return self._run(f"{query} = $value", str(path), value=distinct[0])
        self._open()
        with ThreadPoolExecutor(THREADS) as pool:
            asked = [
                pool.submit(self._run, f"{query} = $value", str(path), value=value)
                for value in distinct
            ]
        return [row for one in asked for row in one.result()]

    def _run(self, query: str, path: str, **bound: Any) -> list[dict[str, Any]]:
        with self._open().cursor() as cursor:
            found = cursor.sql(query, params={"path": path, **bound})
            rows: list[dict[str, Any]] = found.to_arrow_table().to_pylist()
        return rows

    def _open(self) -> duckdb.DuckDBPyConnection:
        if self._connection is None:
            self._connection = duckdb.connect()
            self._connection.execute("SET GLOBAL TimeZone = 'UTC'")
        return self._connection

    def close(self) -> None:
        """Give back what the connection holds."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _listed(table: str, path: Path, columns: Sequence[str] | None) -> str:
    """The columns wanted as SQL; null for those that the file's version does not have."""
    if table not in TABLES:
        return ", ".join(f'"{name}"' for name in columns) if columns else "*"
    spec = TABLES.get(table)
    version = check_version(path, spec)
    later = {c.name for c in spec.columns if c.since > version}
    wanted = columns or spec.names
    return ", ".join(f'NULL AS "{c}"' if c in later else f'"{c}"' for c in wanted)
