"""Questions as CSV from standard input: rows with line numbers, in the order of our columns."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

NO_ROW: Final = "no row of CSV"
OPEN: Final = f"{NO_ROW}: a quote that is never closed."


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    Attributes:
        line: Number of its first line, from 1.
        cells: Its cells, in the order of our columns; fewer than those where some are missing.
        fault: Why it is no row; empty if it is one.
    """

    line: int
    cells: list[str]
    fault: str = ""


@dataclass(slots=True)
class _Lines:
    """Lines that can be given back: a quote that is never closed must not swallow what follows."""

    source: Iterator[str]
    number: int = 0
    used: list[str] = field(default_factory=list)
    back: deque[str] = field(default_factory=deque)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.back.popleft() if self.back else next(self.source)
        self.used.append(line)
        return line

    def take(self) -> int:
        """Go on behind the lines used so far; the number of their first one."""
        first = self.number + 1
        self.number += len(self.used)
        self.used = []
        return first

    def keep_first(self) -> None:
        """Give all lines back but the first."""
        self.back.extendleft(reversed(self.used[1:]))
        self.used = self.used[:1]


def read_rows(stream: Iterable[bytes], columns: Sequence[str]) -> Iterator[Row]:
    """Rows of a CSV table; blank ones are left out.

    Args:
        stream: Its lines, in UTF-8; bytes that are none are replaced.
        columns: Names of our columns. A first row that names them all is a header, and says their
            order; without one they stand in this order.
    """
    texts = (line.decode("utf-8", "replace").replace("\0", "") for line in stream)
    lines = _Lines(texts)
    order: list[int] | None = None
    while (found := _next(lines, len(columns))) is not None:
        if order is None:
            cells = [cell.removeprefix("\ufeff") for cell in found.cells]
            names = [cell.strip().lower() for cell in cells]
            headed = set(columns) <= set(names)
            order = [names.index(name) if headed else at for at, name in enumerate(columns)]
            if headed:
                continue
            found = Row(found.line, cells, found.fault)
        if found.fault or any(cell.strip() for cell in found.cells):
            ordered = [found.cells[at] for at in order if at < len(found.cells)]
            yield Row(found.line, ordered, found.fault or _missing(ordered, columns))


def _missing(cells: Sequence[str], columns: Sequence[str]) -> str:
    if len(cells) >= len(columns):
        return ""
    return f"{len(cells)} columns where {len(columns)} are needed: {', '.join(columns)}."


def _next(lines: _Lines, width: int) -> Row | None:
    """The next row; None at the end."""
    try:
        cells = next(csv.reader(lines, strict=True))
    except StopIteration:
        return None
    except csv.Error as error:
        lines.keep_first()
        return Row(lines.take(), [], OPEN if "end of data" in str(error) else f"{NO_ROW}: {error}.")
    if len(cells) < width and len(lines.used) > 1:
        lines.keep_first()
        return Row(lines.take(), [], OPEN)
    return Row(lines.take(), cells)
