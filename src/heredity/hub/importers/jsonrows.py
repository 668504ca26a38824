"""JSON files row by row: an object a line, an array of objects, or objects over several lines.

Rows are found in the bytes without parsing them: structure is what stands outside quotes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from heredity.core.errors import InputError
from heredity.hub.importers.registry import Reject, Source
from heredity.store.arrow import Table
from heredity.store.rowtexts import Spans, line_spans, row_table
from heredity.store.streams import read_blocks

BLOCK = 1 << 25
LONGEST_ROW = 1 << 28
NOT_UTF8 = "not UTF-8"

Ints = npt.NDArray[np.int64]


@dataclass(slots=True)
class Rows:
    """Some rows of a JSON file.

    Attributes:
        table: Columns `row` (int64) and `line` (string); blank lines are in it.
        rejects: Rows whose bytes are no text.
    """

    table: Table
    rejects: list[Reject]


def json_rows(source: Source, block: int = BLOCK) -> Iterator[Rows]:
    """The rows of a JSON file, in order; their texts may be no JSON.

    Args:
        source: The file.
        block: Bytes to take at a time.

    Raises:
        InputError: It breaks off, or a row is longer than 256 MiB.
    """
    scanner: _Lines | _Values = (
        _Lines() if source.peek.container == "json-lines" else _Values(source)
    )
    rest, row, start = b"", 1, True
    for piece, read in read_blocks(source.path, block):
        data = rest + (piece.removeprefix(b"\xef\xbb\xbf") if start else piece)
        start = False
        spans, taken = scanner.scan(data)
        yield from _rows(data, spans, row)
        row, rest = row + len(spans[0]), data[taken:]
        source.progress.advance(read)
        if len(rest) > LONGEST_ROW:
            raise InputError(
                f"{source.path}, row {row}: longer than 256 MiB, or its quotes and brackets do not "
                "close.",
                "Mend the file; nothing of it was imported.",
            )
    yield from _rows(rest, scanner.finish(rest, row), row)


def _rows(data: bytes, spans: Spans, first: int) -> Iterator[Rows]:
    if not len(spans[0]):
        return
    table, bad = row_table(data, spans, first)
    rejects = [
        Reject(row, None, None, text[:200].decode("utf-8", "replace"), NOT_UTF8)
        for row, text in bad
    ]
    yield Rows(table, rejects)


class _Lines:
    """Rows are lines."""

    def scan(self, data: bytes) -> tuple[Spans, int]:
        """Spans of the whole lines, and how many bytes they take."""
        taken = data.rfind(b"\n") + 1
        return line_spans(data[:taken]), taken

    def finish(self, rest: bytes, row: int) -> Spans:
        """The last line, if it has no line break."""
        return line_spans(rest)


class _Values:
    """Rows are the values of an array, or values one after the other.

    Args:
        source: The file, for messages.
    """

    def __init__(self, source: Source) -> None:
        self._path = source.path
        self._array: bool | None = None
        self._closed = False

    def scan(self, data: bytes) -> tuple[Spans, int]:
        """Spans of the whole values, and how many bytes they take.

        `data` starts outside of any value: at the file's start, or behind a value.
        """
        start = 0
        if self._array is None:
            stripped = data.lstrip()
            if not stripped:
                return _none(), 0
            self._array = stripped.startswith(b"[")
            start = len(data) - len(stripped) + self._array
        if self._closed:
            return _none(), 0
        return self._array_values(data, start) if self._array else self._plain_values(data, start)

    def _array_values(self, data: bytes, start: int) -> tuple[Spans, int]:
        """Values end at commas outside of brackets, the last one at the array's own bracket."""
        at, kinds, depth = _structure(data, start)
        last = np.flatnonzero(depth < 0)[:1]
        self._closed = bool(last.size)
        if self._closed:
            end = int(last[0])
            at, kinds, depth = at[: end + 1], kinds[: end + 1], depth[: end + 1]
        ends = at[((kinds == _COMMA) & (depth == 0)) | (depth < 0)]
        starts = np.concatenate([[start], ends[:-1] + 1]) if ends.size else ends
        taken = int(ends[-1]) + 1 if ends.size else start
        full = _filled(data, starts, ends)
        return (starts[full], ends[full]), taken

    def _plain_values(self, data: bytes, start: int) -> tuple[Spans, int]:
        """Values end where their bracket closes."""
        at, kinds, depth = _structure(data, start)
        ends = at[(kinds == _CLOSE) & (depth == 0)] + 1
        starts = np.concatenate([[start], ends[:-1]]) if ends.size else ends
        return (starts, ends), int(ends[-1]) if ends.size else start

    def finish(self, rest: bytes, row: int) -> Spans:
        """What is left behind the last value: nothing, or a broken one."""
        if self._array and not self._closed:
            raise InputError(
                f"{self._path} ends in the middle of its JSON array, at row {row}.",
                "Download or copy the file again; nothing of it was imported.",
            )
        return (np.array([0]), np.array([len(rest)])) if rest.strip() else _none()


_QUOTE, _OPEN, _CLOSE, _COMMA, _ESCAPE = 1, 2, 3, 4, 5
_KINDS = np.zeros(256, np.uint8)
for _characters, _kind in (
    (b'"', _QUOTE),
    (b"[{", _OPEN),
    (b"]}", _CLOSE),
    (b",", _COMMA),
    (b"\\", _ESCAPE),
):
    _KINDS[list(_characters)] = _kind
_STEPS = np.array([0, 0, 1, -1, 0, 0], np.int64)


def _none() -> Spans:
    return np.array([], np.int64), np.array([], np.int64)


def _structure(data: bytes, start: int) -> tuple[Ints, npt.NDArray[np.uint8], Ints]:
    """Brackets and commas outside of quotes: where, which, and the depth behind each."""
    kinds = _KINDS[np.frombuffer(data, np.uint8)[start:]]
    at = np.flatnonzero(kinds)
    found = kinds[at]
    quotes = at[found == _QUOTE]
    quotes = quotes[~_escaped(quotes, at[found == _ESCAPE])]
    real = (found >= _OPEN) & (found <= _COMMA)
    at, found = at[real], found[real]
    outside = np.searchsorted(quotes, at) % 2 == 0
    at, found = at[outside], found[outside]
    return at + start, found, np.cumsum(_STEPS[found])


def _escaped(quotes: Ints, slashes: Ints) -> npt.NDArray[np.bool_]:
    """Which quotes stand behind an odd number of backslashes."""
    if not slashes.size:
        return np.zeros(len(quotes), np.bool_)
    first = np.flatnonzero(np.diff(slashes, prepend=-2) != 1)
    lengths = np.diff(np.append(first, len(slashes)))
    behind = slashes[first] + lengths
    return np.isin(quotes, behind[lengths % 2 == 1])


def _filled(data: bytes, starts: Ints, ends: Ints) -> npt.NDArray[np.bool_]:
    """Which spans hold more than white space; only a short one can be blank."""
    full = np.ones(len(starts), np.bool_)
    for at in np.flatnonzero(ends - starts < 2):
        full[at] = bool(data[starts[at] : ends[at]].strip())
    return full
