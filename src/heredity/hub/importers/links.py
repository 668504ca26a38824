"""`links`: a list of parent links that somebody gathered, outside the models' own records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from heredity.core.errors import InputError, UserError
from heredity.hub.importers.cells import check_kind
from heredity.hub.importers.fields import LONGEST_VALUE
from heredity.hub.importers.grid import BATCH, Cells, Wanted, cells, show
from heredity.hub.importers.peek import Peek
from heredity.hub.importers.registry import Block, Reject, Source, importer
from heredity.store.workbench import Workbench

KNOWN: Final[dict[str, tuple[str, ...]]] = {
    "child": ("child", "child_id"),
    "parent": ("parent", "parent_id"),
    "relation": ("relation",),
    "source": ("source",),
    "snapshot": ("snapshot", "snapshot_date"),
}
NEEDED: Final = ("child", "parent")


def _knows(peek: Peek) -> bool:
    return all(peek.has_any(*KNOWN[field]) for field in NEEDED)


@importer(
    "links",
    "Parent links: a child and its parent in each row, perhaps their relation and who says so.",
    extensions=(".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".parquet"),
    knows=_knows,
)
class Links:
    """Reads a list of parent links; child and parent stay as written."""

    notes: Sequence[str] = ()

    def __init__(self, source: Source) -> None:
        self._source = source
        self._columns = _columns(source)

    def pieces(self) -> Iterator[Cells]:
        """The wanted columns in pieces."""
        return cells(self._source, list(dict.fromkeys(self._columns.values())), BATCH)

    def block(self, piece: Cells, bench: Workbench) -> Block:
        """The links whose child and parent are there."""
        shown = show(piece, bench, {field: Wanted(name) for field, name in self._columns.items()})
        columns = ", ".join(
            field if field in self._columns else f"NULL::VARCHAR AS {field}"
            for field in ("child", "parent", "relation", "source")
        )
        day = "as_day(snapshot)" if "snapshot" in self._columns else "NULL::DATE"
        bench.run(
            f"""CREATE OR REPLACE TEMP TABLE linked AS
                SELECT row, {columns}, {day} AS snapshot FROM ({shown.query})"""
        )
        bad = bench.rows(
            f"""SELECT row, left(child, {LONGEST_VALUE}), NULL, left(parent, {LONGEST_VALUE}),
                  CASE WHEN child IS NULL THEN 'the link names no child'
                       ELSE 'the link names no parent' END
                FROM linked WHERE child IS NULL OR parent IS NULL ORDER BY row"""
        )
        rejects = shown.rejects + [Reject(*row) for row in bad]
        query = "SELECT * FROM linked WHERE child IS NOT NULL AND parent IS NOT NULL"
        return Block(query, {}, shown.rows, rejects, links=True)


def _columns(source: Source) -> dict[str, str]:
    types = source.peek.types
    found: dict[str, str] = {}
    for column, field in source.mapping.items():
        if field not in KNOWN:
            raise UserError(f"'{field}' is no field of a link.", f"Fields: {', '.join(KNOWN)}.")
        if column not in types:
            raise InputError(
                f"{source.path} has no column '{column}'.", f"Its columns: {', '.join(types)}."
            )
        found[field] = column
    for field, names in KNOWN.items():
        name = next((n for n in names if n in types), None)
        if field not in found and name is not None:
            found[field] = name
    for field in NEEDED:
        if field not in found:
            raise InputError(
                f"{source.path} has no column for the {field}; its columns: {', '.join(types)}.",
                f"Say which it is: --map COLUMN={field}",
            )
    for field, column in found.items():
        check_kind(source.path, column, "snapshot" if field == "snapshot" else "sha", types[column])
    return found
