"""SQL over a study: it can read the study's tables and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO

import duckdb
import pyarrow as pa
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

from heredity.core.errors import OutsideError, UserError
from heredity.store.files import check_version
from heredity.store.schema import TABLES, TableSpec
from heredity.store.store import Store

# After the tables are known and before any foreign text is seen, the connection is shut in.
_LOCKS = (
    "SET enable_external_access = false",
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET lock_configuration = true",
)


Asking = Callable[[str], AbstractContextManager[pa.RecordBatchReader]]
"""Runs one reading statement and streams its rows."""


@contextmanager
def query(store: Store, text: str) -> Iterator[pa.RecordBatchReader]:
    """Run one reading statement over the study's tables and stream its rows.

    The connection knows a view per table; it may open those files and no other, and its settings
    are locked before the text is seen.

    Args:
        store: The study.
        text: One SELECT statement in the dialect of DuckDB.

    Raises:
        UserError: The text does not parse, does more than read the study's tables, or fails.
    """
    with session(store) as ask, ask(text) as reader:
        yield reader


@contextmanager
def session(store: Store) -> Iterator[Asking]:
    """Open the study's tables once for several statements, each run as by `query`."""
    with duckdb.connect(":memory:") as connection:
        _open_tables(connection, store)
        yield partial(_ask, connection, ", ".join(store.tables()))


@contextmanager
def _ask(
    connection: duckdb.DuckDBPyConnection, known: str, text: str
) -> Iterator[pa.RecordBatchReader]:
    try:
        _only_reads(connection, text)
        yield connection.sql(text).to_arrow_reader(65_536)
    except duckdb.PermissionException as error:
        reason = f"SQL reads this study's tables only: {str(error).splitlines()[0]}"
        raise UserError(reason, f"Tables: {known}.") from error
    except (duckdb.Error, pa.ArrowException) as error:
        raise UserError(f"SQL: {error}", f"Tables: {known}.") from error


def _open_tables(connection: duckdb.DuckDBPyConnection, store: Store) -> None:
    paths = {name: store.path(name).resolve() for name in store.tables()}
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET memory_limit = '2GiB'")
    connection.execute(f"SET temp_directory = {_quoted(store.folder / '.scratch')}")
    for name, path in paths.items():
        spec = TABLES.get(name)
        columns = _columns(spec, check_version(path, spec))
        connection.execute(
            f'CREATE VIEW "{name}" AS SELECT {columns} FROM read_parquet({_quoted(path)})'
        )
    connection.execute(f"SET allowed_paths = [{', '.join(map(_quoted, paths.values()))}]")
    for setting in _LOCKS:
        connection.execute(setting)


def _columns(spec: TableSpec, version: int) -> str:
    return ", ".join(
        f'"{c.name}"' if c.since <= version else f'NULL AS "{c.name}"' for c in spec.columns
    )


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _only_reads(connection: duckdb.DuckDBPyConnection, text: str) -> None:
    """Refuse everything but one SELECT.

    EXPLAIN is refused too, since EXPLAIN ANALYZE runs what it explains.
    """
    statements = connection.extract_statements(text)
    if len(statements) != 1:
        raise UserError(
            f"SQL takes one statement; this text holds {len(statements)}.", "Run one at a time."
        )
    kind = statements[0].type.name
    if kind != "SELECT":
        raise UserError(f"SQL can only read; this is {kind}.", "Use SELECT, or WITH … SELECT.")


def save(reader: pa.RecordBatchReader, path: Path) -> int:
    """Write a query's rows to a file, whole or not at all, as its ending says.

    Args:
        reader: The rows.
        path: A file ending in `.parquet` or `.csv`.

    Returns:
        Number of rows.

    Raises:
        UserError: Another ending.
        OutsideError: The disk refused.
    """
    if path.suffix not in {".parquet", ".csv"}:
        raise UserError(f"Cannot write '{path.name}'.", "Use a name ending in .parquet or .csv.")
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        with temporary.open("wb") as file:
            rows = (write_csv if path.suffix == ".csv" else write_parquet)(reader, file)
        temporary.replace(path)
    except OSError as error:
        raise OutsideError(f"Could not write {path}: {error.strerror or error}.") from error
    finally:
        temporary.unlink(missing_ok=True)
    return rows


def write_parquet(reader: pa.RecordBatchReader, file: BinaryIO) -> int:
    """Write rows as Parquet.

    Returns:
        Number of rows.
    """
    rows = 0
    with pq.ParquetWriter(file, reader.schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows


def write_csv(reader: pa.RecordBatchReader, file: BinaryIO) -> int:
    """Write rows as CSV; lists and structs become JSON text.

    Returns:
        Number of rows.
    """
    rows = 0
    schema = pa.schema([_flat_field(field) for field in reader.schema])
    with pcsv.CSVWriter(file, schema) as writer:
        for batch in reader:
            columns = [_flat(column) for column in batch.columns]
            writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=schema))
            rows += batch.num_rows
    return rows


def _flat_field(field: pa.Field) -> pa.Field:
    return pa.field(field.name, pa.string()) if pa.types.is_nested(field.type) else field


def _flat(column: pa.Array) -> pa.Array:
    if not pa.types.is_nested(column.type):
        return column
    texts = [None if v is None else json.dumps(v, default=str) for v in column.to_pylist()]
    return pa.array(texts, pa.string())
