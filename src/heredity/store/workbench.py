"""SQL over blocks of rows: a private DuckDB that spills into a folder of its own.

Stages that are relational are Ibis expressions on the study's engine. What is not, such as taking
files apart block by block, runs here, on Arrow tables that live as long as one block.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb
import pyarrow as pa

from heredity.core.errors import OutsideError

STREAM_ROWS = 65_536


class Workbench:
    """Runs SQL over Arrow tables and Parquet files, within a bound of memory.

    Args:
        scratch: Folder to spill into; it must exist.
        memory: Most memory that it may hold, in the words of DuckDB.

    Raises:
        OutsideError: From every method, when the scratch folder's disk is full.
    """

    def __init__(self, scratch: Path, memory: str = "1400MiB") -> None:
        self._connection = duckdb.connect(":memory:")
        self._streaming: set[duckdb.DuckDBPyConnection] = set()
        for name, value in {
            "memory_limit": memory,
            "temp_directory": str(scratch),
            "TimeZone": "UTC",
            "preserve_insertion_order": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }.items():
            self._connection.execute(f"SET {name} = {quoted(value)}")

    @classmethod
    def _of(cls, connection: duckdb.DuckDBPyConnection) -> Workbench:
        bench = cls.__new__(cls)
        bench._connection = connection
        bench._streaming = set()
        return bench

    def __enter__(self) -> Workbench:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def show(self, name: str, data: pa.Table) -> None:
        """Make an Arrow table known under a name, in place of an older one."""
        self._connection.register(name, data)

    def run(self, text: str, values: Sequence[Any] = ()) -> None:
        """Run a statement for its effect."""
        with _plain_errors():
            self._connection.execute(text, list(values) or None)

    def attempt(self, text: str) -> bool:
        """Run a statement that the data may not allow; False where they do not."""
        try:
            self.run(text)
        except (duckdb.InvalidInputException, duckdb.ConversionException):
            return False
        return True

    def threads(self, count: int | None) -> None:
        """Let each statement use that many threads; None: one for each processor."""
        self.run("RESET threads" if count is None else f"SET threads = {count}")

    def fork(self) -> Workbench:
        """A workbench for another thread: the same memory, tables of its own beside the shared."""
        return Workbench._of(self._connection.cursor())

    def table(self, text: str, values: Sequence[Any] = ()) -> pa.Table:
        """Run a query and hold its rows."""
        with _plain_errors():
            return self._connection.sql(text, params=list(values) or None).to_arrow_table()

    def rows(self, text: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a query with a small answer."""
        with _plain_errors():
            found: list[tuple[Any, ...]] = self._connection.execute(
                text, list(values) or None
            ).fetchall()
            return found

    def stream(self, text: str, rows: int = STREAM_ROWS) -> Iterator[pa.RecordBatch]:
        """Run a query and stream its rows; other work may go on meanwhile.

        Args:
            text: The query.
            rows: Most rows of a batch.
        """
        with _plain_errors(), self._connection.cursor() as cursor:
            self._streaming.add(cursor)
            try:
                yield from cursor.sql(text).to_arrow_reader(rows)
            finally:
                self._streaming.discard(cursor)

    def save(self, text: str, path: Path) -> None:
        """Run a query and write its rows to a Parquet file of this workbench's own."""
        self.run(f"COPY ({text}) TO {quoted(str(path))} (FORMAT parquet, COMPRESSION lz4)")

    def interrupt(self) -> None:
        """Make streams that run in other threads fail soon."""
        for cursor in list(self._streaming):
            cursor.interrupt()

    def close(self) -> None:
        """Give back what it holds."""
        self._connection.close()


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Say in our words that memory or disk are at their end."""
    try:
        yield
    except (duckdb.OutOfMemoryException, duckdb.IOException, OSError) as error:
        raise OutsideError(
            f"Ran out of scratch space: {str(error).splitlines()[0]}",
            "The study is as it was before; free some disk space and run the command again.",
        ) from error


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
