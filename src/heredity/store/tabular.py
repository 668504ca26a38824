"""Parquet and CSV files of others, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

from heredity.core.errors import InputError
from heredity.store.rowtexts import valid_texts

CSV_BLOCK = 1 << 24
"""Bytes of a CSV file in one batch; no row may be longer."""


def parquet_types(path: Path) -> dict[str, str]:
    """Columns of a Parquet file and their Arrow types as text.

    Raises:
        InputError: It is damaged.
    """
    with _readable(path):
        schema = pq.read_schema(path)
        return {field.name: str(field.type) for field in schema}


def parquet_batches(
    path: Path, columns: Sequence[str], rows: int
) -> Iterator[tuple[pa.Table, float]]:
    """Some columns of a Parquet file.

    Args:
        path: The file.
        columns: The columns to read; all must be there.
        rows: Rows of a batch; the last one may be shorter.

    Yields:
        A batch, and its share of the file.

    Raises:
        InputError: It is damaged; batches before the damage have been given out.
    """
    with _readable(path), pq.ParquetFile(path) as file:
        total = max(file.metadata.num_rows, 1)
        for batch in file.iter_batches(rows, columns=list(columns)):
            yield pa.Table.from_batches([batch]), batch.num_rows / total


@dataclass(slots=True)
class CsvBatch:
    """Rows of a CSV file.

    Attributes:
        data: Columns of text; what is no UTF-8 is null.
        ragged: Rows with more or fewer fields than the header, since the batch before: number of
            the line that they start in if it is known, and their text.
        garbled: What was no UTF-8: position in the batch, and column.
    """

    data: pa.Table
    ragged: list[tuple[int, str]] = field(default_factory=list)
    garbled: list[tuple[int, str]] = field(default_factory=list)


def csv_batches(
    path: Path, file: BinaryIO, columns: Sequence[str], delimiter: str
) -> Iterator[CsvBatch]:
    """A CSV file as columns of text; quoted fields may hold line breaks.

    Args:
        path: Its path, for messages.
        file: The bytes.
        columns: Names of all columns; the first line is skipped.
        delimiter: What stands between two fields.

    Raises:
        InputError: It cannot be taken apart; batches before that have been given out.
    """
    ragged: list[tuple[int, str]] = []

    def refuse(row: Any) -> str:
        ragged.append((row.number or 0, row.text))
        return "skip"

    # Numbers keep columns of one name apart, and an index column without a name has one.
    names = [str(at) for at in range(len(columns))]
    with _readable(path):
        reader = pcsv.open_csv(
            file,
            read_options=pcsv.ReadOptions(
                use_threads=False, block_size=CSV_BLOCK, column_names=names, skip_rows=1
            ),
            parse_options=pcsv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, invalid_row_handler=refuse
            ),
            convert_options=pcsv.ConvertOptions(
                check_utf8=False,
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
                null_values=[""],
                column_types=dict.fromkeys(names, pa.binary()),
            ),
        )
        with reader:
            for batch in reader:
                yield _checked(batch, columns, ragged)
                ragged = []
        if ragged:
            yield CsvBatch(_checked_schema(columns), ragged)


def _checked(
    batch: pa.RecordBatch, columns: Sequence[str], ragged: list[tuple[int, str]]
) -> CsvBatch:
    texts: dict[str, pa.Array] = {}
    garbled: list[tuple[int, str]] = []
    for name, column in zip(columns, batch.columns, strict=True):
        texts[name], bad = valid_texts(column)
        garbled += [(at, name) for at in bad]
    return CsvBatch(pa.table(texts), ragged, garbled)


def _checked_schema(columns: Sequence[str]) -> pa.Table:
    return pa.table({name: pa.array([], pa.string()) for name in columns})


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        if "straddling" in reason:
            reason = "a quoted text does not end, or a row is longer than 16 MiB"
        raise InputError(
            f"{path} is damaged or not what it seems: {reason.rstrip('.')}.",
            "Download or copy the file again; nothing of it was imported.",
        ) from error


def numbered(table: pa.Table, first: int, name: str) -> pa.Table:
    """A table with the numbers of its rows as a first column."""
    rows = pa.array(np.arange(first, first + table.num_rows, dtype=np.int64))
    return table.add_column(0, name, rows)
