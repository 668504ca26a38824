"""Files of rows and columns, whatever holds them: CSV, JSON or Parquet."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from heredity.hub.importers.fields import LONGEST_VALUE
from heredity.hub.importers.jsonrows import NOT_UTF8, json_rows
from heredity.hub.importers.phrases import SIMPLE_LIST
from heredity.hub.importers.registry import Reject, Source
from heredity.hub.importers.repair import NOT_JSON, NOT_OBJECT
from heredity.store.arrow import Table
from heredity.store.columns import rows_of
from heredity.store.streams import open_counted
from heredity.store.tabular import csv_batches, numbered, parquet_batches
from heredity.store.workbench import Workbench, quoted

BATCH = 50_000
BATCH_WITH_CARDS = 10_000
ROW: Final = "row of the file"
"""Column of row numbers beside columns of strangers, who may have one named `row`."""
RAGGED: Final = "more or fewer fields than the header has"
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES: Final = frozenset("\\'\"abfnrtvxuUN01234567\n")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A column of a file.

    Attributes:
        name: Its name.
        text: Whether it holds text.
        list: Whether each cell may hold a list.
        key: Key of the JSON object that each cell holds; empty for the cell as it is.
        verbatim: Whether white space around the text is part of it.
    """

    name: str
    text: bool = True
    list: bool = False
    key: str = ""
    verbatim: bool = False


@dataclass(slots=True)
class Cells:
    """Some rows of a file.

    Attributes:
        table: For CSV and Parquet, the wanted columns and `row`; for JSON, `row` and `line`.
        json: Whether the rows are JSON texts.
        rows: Rows, those refused included; for JSON without those of `table`.
        rejects: What was refused while reading.
    """

    table: Table
    json: bool
    rows: int
    rejects: list[Reject] = field(default_factory=list)


def cells(source: Source, columns: Sequence[str], batch: int = BATCH) -> Iterator[Cells]:
    """Some columns of a file, in pieces."""
    if source.peek.container == "parquet":
        yield from _parquet(source, columns, batch)
    elif source.peek.container == "csv":
        yield from _csv(source, columns)
    else:
        for rows in json_rows(source):
            yield Cells(rows.table, True, len(rows.rejects), rows.rejects)


def _parquet(source: Source, columns: Sequence[str], batch: int) -> Iterator[Cells]:
    size, row = source.path.stat().st_size, 1
    for table, share in parquet_batches(source.path, columns, batch):
        yield Cells(numbered(table, row, ROW), False, table.num_rows)
        row += table.num_rows
        source.progress.advance(size * share)


def _csv(source: Source, columns: Sequence[str]) -> Iterator[Cells]:
    row, read = 1, 0
    with open_counted(source.path) as (file, taken):
        names = list(source.peek.types)
        for batch in csv_batches(source.path, file, names, source.peek.delimiter):
            rejects = [
                Reject(max(line - 1, 1), None, None, text[:LONGEST_VALUE], RAGGED)
                for line, text in batch.ragged
            ]
            rejects += [
                Reject(row + at, None, name, None, NOT_UTF8)
                for at, name in batch.garbled
                if name in columns
            ]
            rows = batch.data.num_rows
            yield Cells(
                numbered(batch.data.select(list(columns)), row, ROW),
                False,
                rows + len(batch.ragged),
                rejects,
            )
            row += rows + len(batch.ragged)
            source.progress.advance(taken() - read)
            read = taken()


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece as a workbench sees it.

    Attributes:
        query: SQL for its rows: `row`, and each wanted column under its alias; of each list also
            `ALIAS items`, the second argument of `as_list`.
        rows: Rows, those refused included.
        rejects: What was refused.
    """

    query: str
    rows: int
    rejects: list[Reject]


def show(piece: Cells, bench: Workbench, wanted: Mapping[str, Wanted]) -> Shown:
    """Show a piece to a workbench.

    Args:
        piece: The piece.
        bench: The workbench.
        wanted: Column of the file for each alias.
    """
    bench.show("cells", piece.table)
    rows, rejects = piece.rows, list(piece.rejects)
    if piece.json:
        count, bad = _good_lines(bench)
        rows, rejects = rows + count, rejects + bad
    table, number = ("good_lines", "row") if piece.json else ("cells", _q(ROW))
    picked = ", ".join(f"{_cell(piece, c)} AS {_q(alias)}" for alias, c in wanted.items())
    # Stored, not inlined: what follows looks at each cell many times.
    bench.run(
        f"CREATE OR REPLACE TEMP TABLE gridded AS SELECT {number} AS row, {picked} FROM {table}"
    )
    lists = [alias for alias, column in wanted.items() if column.text and column.list]
    _show_literals(bench, lists)
    joins = "".join(
        f" LEFT JOIN literals l{at} ON l{at}.text = g.{_q(alias)}" for at, alias in enumerate(lists)
    )
    items = "".join(f", l{at}.items AS {_q(f'{alias} items')}" for at, alias in enumerate(lists))
    return Shown(f"SELECT g.*{items} FROM gridded g{joins}", rows, rejects)


def _cell(piece: Cells, column: Wanted) -> str:
    """SQL: a cell; text without white space around it, and null where programs write nothing."""
    if piece.json:
        keys = filter(None, (column.name, column.key))
        cell = f"json_extract_string(line, {quoted(_pointer(*keys))})"
    else:
        cell = _q(column.name)
        if column.key:
            valid = f"CASE WHEN json_valid({cell}) THEN {cell} END"
            cell = f"json_extract_string({valid}, {quoted(_pointer(column.key))})"
    if column.verbatim:
        return f"CASE WHEN {cell} NOT IN ('', 'nan') THEN {cell} END"
    return f"as_given({cell})" if column.text or piece.json else cell


def _good_lines(bench: Workbench) -> tuple[int, list[Reject]]:
    """Table `good_lines` (row, line): those that are JSON objects.

    Returns:
        Number of lines that are not blank, and those that are no object.
    """
    bench.run(
        """CREATE OR REPLACE TEMP TABLE judged AS SELECT row, line,
             coalesce(CASE WHEN json_valid(line) THEN json_type(line) END, '') AS kind FROM cells
           WHERE NOT regexp_full_match(line, '\\s*')"""
    )
    bench.run(
        "CREATE OR REPLACE TEMP TABLE good_lines AS "
        "SELECT row, line FROM judged WHERE kind = 'OBJECT'"
    )
    ((count,),) = bench.rows("SELECT count(*) FROM judged")
    bad = bench.rows(
        f"""SELECT row, NULL, NULL, left(line, {LONGEST_VALUE}),
              CASE WHEN kind = '' THEN '{NOT_JSON}' ELSE '{NOT_OBJECT}' END
            FROM judged WHERE kind <> 'OBJECT' ORDER BY row"""
    )
    return count, [Reject(*row) for row in bad]


def _pointer(*keys: str) -> str:
    """A JSON pointer."""
    return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in keys)


def _show_literals(bench: Workbench, lists: Sequence[str]) -> None:
    """Table `literals` (text, items): lists that only a full reading can tell, each once."""
    found: set[str] = set()
    for alias in lists:
        rows = bench.rows(
            f"""SELECT DISTINCT x FROM (SELECT {_q(alias)} AS x FROM gridded)
                WHERE starts_with(x, '[') AND NOT regexp_full_match(x, {quoted(SIMPLE_LIST)})
                  AND NOT json_valid(x)"""
        )
        found |= {text for (text,) in rows}
    read = [(text, items) for text in sorted(found) if (items := read_literal(text)) is not None]
    bench.show("literals", rows_of({"text": "string", "items": "list<string>"}, read))


def read_literal(text: str) -> list[str] | None:
    """The texts of a list written as a Python literal; None if the text is none.

    Only literals are read; nothing is evaluated.
    """
    try:
        value: Any = ast.literal_eval(_ESCAPE.sub(_known_escape, text))
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return None
    if not isinstance(value, list | tuple | set):
        return None
    items = [v for v in value if v is not None]
    if not all(isinstance(v, str | int | float) for v in items):
        return None
    return [str(v).encode("utf-8", "replace").decode() for v in items]


def _known_escape(match: re.Match[str]) -> str:
    """An escape as it stands; one that Python does not know and would warn of, as what it means."""
    return match[0] if match[1] in _ESCAPES else "\\" + match[0]


def _q(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
