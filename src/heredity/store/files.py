"""Parquet files written whole or not at all, with what made them in their footer."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from heredity.core.errors import OutsideError, StudyError
from heredity.store.schema import TableSpec

_FOOTER = b"heredity"
ROW_GROUP = 131_072
GROUP_BYTES = 128 << 20


def write_parquet(
    path: Path, spec: TableSpec, batches: Iterable[pa.RecordBatch], footer: dict[str, Any]
) -> int:
    """Write a table beside its place, under a temporary name.

    Args:
        path: The temporary name.
        spec: The table; every batch is cast to its schema.
        batches: Rows in order.
        footer: Facts kept in the file's footer, such as the keys of the stages that wrote it.

    Returns:
        Number of rows.

    Raises:
        OutsideError: The disk refused.
    """
    note = json.dumps({"table": spec.name, "version": spec.version, **footer}, sort_keys=True)
    schema = spec.arrow.with_metadata({_FOOTER: note.encode()})
    rows = 0
    try:
        with path.open("wb") as file:
            with pq.ParquetWriter(file, schema, compression="zstd", compression_level=1) as writer:
                for batch in _regroup(batches, schema):
                    writer.write_table(batch, ROW_GROUP)
                    rows += batch.num_rows
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise OutsideError(
            f"Could not write table '{spec.name}' to {path.parent}: {error.strerror or error}.",
            "The study is as it was before; free some space and run the command again.",
        ) from error
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return rows


def _regroup(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.Table]:
    """Cast batches to the schema and join small ones into row groups."""
    held: list[pa.Table] = []
    rows = size = 0
    for batch in batches:
        held.append(conform(pa.Table.from_batches([batch]), schema))
        rows += batch.num_rows
        size += batch.nbytes
        if rows >= ROW_GROUP or size >= GROUP_BYTES:
            yield pa.concat_tables(held)
            held, rows, size = [], 0, 0
    if held:
        yield pa.concat_tables(held)


def conform(data: pa.Table, schema: pa.Schema) -> pa.Table:
    """The columns of the schema, in its order and with its types."""
    return data.select(schema.names).cast(schema)


def read_footer(path: Path) -> dict[str, Any]:
    """What the footer of a table's file says; empty for a file that is not ours.

    Raises:
        StudyError: The file is no Parquet file.
    """
    try:
        metadata = pq.read_schema(path).metadata or {}
    except (pa.ArrowInvalid, OSError) as error:
        raise StudyError(
            f"{path} is not a readable table: {error}",
            "Delete the file and run the stage that writes it again.",
        ) from error
    found: dict[str, Any] = json.loads(metadata.get(_FOOTER, b"{}"))
    return found


def check_version(path: Path, spec: TableSpec) -> int:
    """Version of a table's file, if this software can read it.

    Raises:
        StudyError: It is newer than this software, or too old to be migrated.
    """
    version = int(read_footer(path).get("version", 0))
    if version > spec.version:
        raise StudyError(
            f"{path} was written by a newer Heredity (version {version} of table "
            f"'{spec.name}', this one knows {spec.version}).",
            "Update Heredity, or use another study.",
        )
    if version < spec.oldest:
        raise StudyError(
            f"{path} was written by an older Heredity (version {version} of table "
            f"'{spec.name}', this one reads {spec.oldest} to {spec.version}).",
            "Start a fresh study and import your files again.",
        )
    here = set(pq.read_schema(path).names)
    if lost := [c.name for c in spec.columns if c.since <= version and c.name not in here]:
        raise StudyError(
            f"{path} was written by another Heredity: it has no column '{lost[0]}'.",
            "Make its tables again: heredity run",
        )
    return version
