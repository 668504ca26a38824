"""Rows of a text file as Arrow: the number of each row and its text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from heredity.store.columns import whole

Spans = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]
"""Where the rows of a piece of bytes start and end."""

_NEWLINE = 10
_SCHEMA = pa.schema([("row", pa.int64()), ("line", pa.string())])


def line_spans(data: bytes) -> Spans:
    """Where the lines of some bytes start and end, without their line breaks."""
    ends = np.flatnonzero(np.frombuffer(data, np.uint8) == _NEWLINE)
    if not data.endswith(b"\n") and data:
        ends = np.append(ends, len(data))
    starts = np.concatenate([[0], ends[:-1] + 1]) if ends.size else ends
    return starts.astype(np.int64), ends.astype(np.int64)


def row_table(data: bytes, spans: Spans, first: int) -> tuple[pa.Table, list[tuple[int, bytes]]]:
    """The rows of some bytes as a table (row: int64, line: string).

    Args:
        data: The bytes; below 2 GiB.
        spans: Where rows start and end; ascending, not overlapping.
        first: Number of the first row.

    Returns:
        The table, and the rows that are no UTF-8, with their bytes; they are not in the table.
    """
    starts, ends = spans
    numbers = np.arange(first, first + len(starts), dtype=np.int64)
    lines = _between(data, starts, ends)
    try:
        lines.validate(full=True)
    except pa.ArrowInvalid:
        return _checked(data, spans, numbers)
    return pa.table({"row": numbers, "line": lines}, schema=_SCHEMA), []


def _between(
    data: bytes, starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]
) -> pa.StringArray:
    """The texts between positions; what lies between two rows (a break, a comma) is cut out."""
    buffer = pa.py_buffer(data)
    offsets = np.empty(2 * len(starts) + 1, np.int32)
    offsets[0] = starts[0] if len(starts) else 0
    offsets[1::2] = ends
    offsets[2::2] = np.append(starts[1:], ends[-1:])
    both = pa.StringArray.from_buffers(2 * len(starts), pa.py_buffer(offsets), buffer)
    return both.take(pa.array(np.arange(0, 2 * len(starts), 2)))


def _checked(
    data: bytes, spans: Spans, numbers: npt.NDArray[np.int64]
) -> tuple[pa.Table, list[tuple[int, bytes]]]:
    """The same, row by row, for bytes that are not all UTF-8."""
    kept: list[tuple[int, str]] = []
    bad: list[tuple[int, bytes]] = []
    for number, start, end in zip(numbers.tolist(), *(s.tolist() for s in spans), strict=True):
        piece = data[start:end]
        try:
            kept.append((number, piece.decode()))
        except UnicodeDecodeError:
            bad.append((number, piece))
    return text_table(kept), bad


def text_table(rows: Sequence[tuple[int, str]]) -> pa.Table:
    """Numbered texts as a table (row: int64, line: string)."""
    columns = list(zip(*rows, strict=True)) or [(), ()]
    return pa.table(dict(zip(_SCHEMA.names, columns, strict=True)), schema=_SCHEMA)


def count_words(column: pa.ChunkedArray) -> pa.Array:
    """Runs of characters between white space in each text, as int64."""
    trimmed = whole(pc.utf8_trim_whitespace(column))
    words = pc.list_value_length(pc.utf8_split_whitespace(trimmed)).cast(pa.int64())
    return pc.if_else(pc.equal(pc.binary_length(trimmed), 0), 0, words)


def valid_texts(column: pa.Array) -> tuple[pa.Array, list[int]]:
    """A column of bytes as text; what is no UTF-8 becomes null.

    Returns:
        The column, and the positions of what was no UTF-8.
    """
    try:
        return column.cast(pa.string()), []
    except pa.ArrowInvalid:
        values = list(_decoded(column.to_pylist()))
        bad = [at for at, (_, ok) in enumerate(values) if not ok]
        return pa.array([text for text, _ in values], pa.string()), bad


def _decoded(values: Sequence[bytes | None]) -> Iterator[tuple[str | None, bool]]:
    for value in values:
        try:
            yield (None if value is None else value.decode()), True
        except UnicodeDecodeError:
            yield None, False
