"""Rows given away: streamed from the engine into files of other programs."""

from __future__ import annotations

from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from heredity.store.expr import Table
from heredity.store.store import Store


def stream(store: Store, expr: Table) -> pa.RecordBatchReader:
    """The rows of an expression, batch by batch, with the types that it promises."""
    schema = expr.schema().to_pyarrow()
    batches = (batch.cast(schema) for batch in store.engine.batches(expr))
    return pa.RecordBatchReader.from_batches(schema, batches)


def write_lines(store: Store, expr: Table, sink: BinaryIO, between: str = "\n") -> int:
    """Write the column `line` of an expression, and a line break at the end.

    Args:
        store: The study that the expression reads.
        expr: Rows in order; other columns than `line`, such as those that it is ordered by, are
            left out. No line is null.
        sink: Where to.
        between: What stands between two lines.

    Returns:
        Number of lines.
    """
    rows = 0
    for batch in store.engine.batches(expr):
        lines = batch.column("line").to_pylist()
        if lines:
            sink.write(((between if rows else "") + between.join(lines)).encode())
        rows += len(lines)
    if rows:
        sink.write(b"\n")
    return rows


def write_parquet_rows(store: Store, expr: Table, sink: BinaryIO) -> int:
    """Write an expression's rows as one Parquet file.

    Returns:
        Number of rows.
    """
    rows = 0
    reader = stream(store, expr)
    with pq.ParquetWriter(sink, reader.schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows
