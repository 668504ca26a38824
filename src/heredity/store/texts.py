"""Columns of text, put together without a loop over rows.

A column is an Arrow string array. Pieces are picked from short lists by code, joined row by row,
and the bytes of a joined column are the lines of a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

Texts: TypeAlias = pa.Array
"""A column of text without nulls."""

Bytes: TypeAlias = np.ndarray[Any, np.dtype[np.uint8]]
Numbers: TypeAlias = np.ndarray[Any, Any]

_HEX = np.frombuffer(b"".join(b"%02x" % i for i in range(256)), np.uint8).reshape(256, 2)


def texts(values: Sequence[str]) -> Texts:
    """A column of these values."""
    return pa.array(values, pa.string())


def empty(rows: int) -> Texts:
    """A column of empty texts."""
    return pick(texts([""]), np.zeros(rows, np.int32))


def pick(values: Texts | Sequence[str], codes: Numbers) -> Texts:
    """The value of each code.

    Args:
        values: What can be picked.
        codes: Positions in `values`; a negative one counts from the end.
    """
    choice = values if isinstance(values, pa.Array) else texts(values)
    return choice.take(pa.array(np.where(codes < 0, codes + len(choice), codes)))


def numbers(values: Numbers) -> Texts:
    """Whole numbers in decimal digits."""
    return pc.cast(pa.array(values), pa.string())


def fixed(rows: Bytes) -> Texts:
    """Texts of one width.

    Args:
        rows: ASCII codes, one row per text.
    """
    count, width = rows.shape
    offsets = (
        np.arange(0, count * width + 1, width, dtype=np.int32)
        if width
        else np.zeros(count + 1, np.int32)
    )
    data = np.ascontiguousarray(rows)
    return pa.StringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(data))


def hexadecimal(rows: Bytes) -> Texts:
    """Bytes as lower-case hexadecimal digits, one text per row."""
    return fixed(_HEX[rows].reshape(len(rows), 2 * rows.shape[1]))


def instants(seconds: Numbers) -> Texts:
    """Seconds since 1970 as the hub writes them: `2024-12-01T06:00:34.000Z`."""
    plain = pc.cast(pa.array(seconds).cast(pa.timestamp("s")), pa.string())
    if not len(plain):
        return plain
    digits = np.frombuffer(plain.buffers()[2], np.uint8)[: 19 * len(plain)].reshape(-1, 19)
    rows = np.empty((len(plain), 24), np.uint8)
    rows[:, :19] = digits
    rows[:, 10] = ord("T")
    rows[:, 19:] = np.frombuffer(b".000Z", np.uint8)
    return fixed(rows)


def joined(*pieces: Texts | str) -> Texts:
    """Pieces of each row, one behind the other; a plain text stands in every row."""
    parts = [pa.scalar(piece) if isinstance(piece, str) else piece for piece in pieces]
    return pc.binary_join_element_wise(*parts, "")


def chosen(mask: Numbers, yes: Texts | str, no: Texts | str) -> Texts:
    """One text where the mask holds and another where it does not."""
    return pc.if_else(pa.array(mask), yes, no)


def wrapped(mask: Numbers, *pieces: Texts | str) -> Texts:
    """The joined pieces where the mask holds, and nothing elsewhere."""
    return chosen(mask, joined(*pieces), "")


def replaced(column: Texts, old: str, new: str) -> Texts:
    """The texts with every `old` turned into `new`."""
    return pc.replace_substring(column, old, new)


def folded(column: Texts) -> Texts:
    """The texts in lower case."""
    return pc.ascii_lower(column)


def differ(one: Texts, other: Texts) -> Numbers:
    """Whether the texts of two columns differ."""
    found: Numbers = pc.not_equal(one, other).to_numpy(zero_copy_only=False)
    return found


def stacked(columns: Sequence[Texts]) -> Texts:
    """Columns one below the other."""
    return pa.concat_arrays(columns)


def lists(values: Texts, counts: Numbers, separator: str) -> Texts:
    """Runs of values joined into one text per row.

    Args:
        values: All values, run after run.
        counts: Length of each run; an empty run gives an empty text.
        separator: What stands between two values.
    """
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    return pc.binary_join(pa.ListArray.from_arrays(pa.array(offsets), values), separator)


def content(column: Texts) -> memoryview:
    """The bytes of all texts, one behind the other."""
    if not len(column):
        return memoryview(b"")
    _, offsets, data = column.buffers()
    ends = np.frombuffer(offsets, np.int32)
    first, last = ends[column.offset], ends[column.offset + len(column)]
    return memoryview(data)[first:last]


def save(path: Path, columns: dict[str, Texts | Numbers | list[Any]]) -> None:
    """Write columns into a Parquet file that belongs to no study.

    A number that is none becomes null. The same columns give the same bytes.
    """
    table = pa.table({name: pa.array(column, from_pandas=True) for name, column in columns.items()})
    pq.write_table(table, path, compression="zstd")
