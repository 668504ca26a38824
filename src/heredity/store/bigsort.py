"""Sorting more than memory holds: rows are first dealt out to files, one for a range of the key.

DuckDB sorts out of core too, but holds the long texts of what it merges; range by range does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import ceil
from pathlib import Path
from typing import Final

import pyarrow as pa

from heredity.store.workbench import STREAM_ROWS, Workbench, quoted

_HELD_ROWS: Final = 20_000


def sorted_rows(
    bench: Workbench,
    query: str,
    order: Sequence[str],
    size: int,
    most: int,
    folder: Path,
    finish: Callable[[str], str] = lambda rows: f"FROM {rows}",
    batch: int = STREAM_ROWS,
) -> Iterator[pa.RecordBatch]:
    """Stream the rows of a query in order.

    Args:
        bench: Where SQL runs.
        query: SQL for the rows.
        order: Columns to sort by; the first one is text without nulls.
        size: About how many bytes they take.
        most: How many may be sorted at once.
        folder: Where to deal them out if they are more; it must not be there yet.
        finish: SQL for the rows that are wanted, from SQL for some of those of the query: all that
            agree in the first column of `order` are among them.
        batch: Most rows of a batch.
    """
    by = ", ".join(order)
    if size <= most:
        yield from bench.stream(f"{finish(f'({query})')} ORDER BY {by}", batch)
        return
    parts = _deal(bench, query, order[0], ceil(2 * size / most), folder)
    for part in range(parts):
        files = folder / f"part={part}"
        if files.exists():
            rows = f"read_parquet({quoted(str(files / '*.parquet'))}, hive_partitioning = false)"
            yield from bench.stream(f"{finish(rows)} ORDER BY {by}", batch)


def _deal(bench: Workbench, query: str, key: str, parts: int, folder: Path) -> int:
    """Write the rows into a folder for each range of the key.

    Returns:
        Number of ranges.
    """
    shares = [part / parts for part in range(1, parts)]
    ((bounds,),) = bench.rows(f"SELECT quantile_disc({key}, {shares}) FROM ({query})")
    distinct = sorted(set(bounds or ()), key=str.encode)
    bench.run("CREATE OR REPLACE TABLE key_bounds (bounds VARCHAR[])")
    bench.run("INSERT INTO key_bounds VALUES ($1)", [distinct])
    part = f"len(list_filter(bounds, lambda b: b <= {key}))"
    bench.run(f"SET partitioned_write_flush_threshold = {_HELD_ROWS}")
    bench.run(
        f"""COPY (SELECT q.*, {part} AS part FROM ({query}) q, key_bounds)
            TO {quoted(str(folder))} (FORMAT parquet, COMPRESSION lz4, PARTITION_BY (part))"""
    )
    return len(distinct) + 1


def parquet_size(bench: Workbench, files: Sequence[Path], column: str | None = None) -> int:
    """Bytes that the rows of Parquet files take, or those of one column, before compression."""
    if not files:
        return 0
    names = ", ".join(quoted(str(file)) for file in files)
    only = f"WHERE path_in_schema = {quoted(column)}" if column else ""
    ((size,),) = bench.rows(
        f"SELECT coalesce(sum(total_uncompressed_size), 0) FROM parquet_metadata([{names}]) {only}"
    )
    return int(size)
