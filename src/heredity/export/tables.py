"""Tables: CSV, Parquet, JSON lines."""

from __future__ import annotations

from typing import BinaryIO

from heredity.export.registry import DEFAULT_TABLE, ExportResult, Request, exporter
from heredity.export.selection import rows_of
from heredity.store.expr import Table, Value, ifelse, null
from heredity.store.give import stream, write_lines, write_parquet_rows
from heredity.store.render import json_object, to_json
from heredity.store.schema import TABLES
from heredity.store.sql import write_csv


@exporter("csv", extension=".csv", what="table")
def csv(request: Request, sink: BinaryIO) -> ExportResult:
    """A table as comma-separated values in UTF-8, for spreadsheets and everything else.

    A null is an empty cell and an empty text is `""`; lists are JSON text; times are ISO 8601 in
    UTC.
    """
    rows = _rows(request)
    flat = rows.mutate(**{name: _cell(rows[name]) for name in rows.columns})
    return ExportResult(write_csv(stream(request.store, flat), sink))


@exporter("json", extension=".jsonl", what="table")
def json(request: Request, sink: BinaryIO) -> ExportResult:
    """A table as JSON lines: one object per row and line, lists and structs as they are.

    Times are ISO 8601 in UTC. JSON has no word for numbers that are none; they become null.
    """
    rows = _rows(request)
    key = TABLES.get(request.table or DEFAULT_TABLE).key
    line = json_object(**{name: _member(rows[name]) for name in rows.columns})
    lines = rows.select(*key, line=line).order_by(list(key))
    return ExportResult(write_lines(request.store, lines, sink))


@exporter("parquet", extension=".parquet", what="table", text=False)
def parquet(request: Request, sink: BinaryIO) -> ExportResult:
    """A table as Parquet with its exact types, for DuckDB, Spark, pandas, Polars and the like."""
    return ExportResult(write_parquet_rows(request.store, _rows(request), sink))


def _rows(request: Request) -> Table:
    name = request.table or DEFAULT_TABLE
    spec = TABLES.get(name)
    return rows_of(request, name).select(*spec.names).order_by(list(spec.key))


def _cell(value: Value) -> Value:
    kind = value.type()
    if kind.is_timestamp():
        return _instant(value)
    return to_json(value) if kind.is_array() or kind.is_struct() else value


def _member(value: Value) -> Value:
    kind = value.type()
    if kind.is_timestamp():
        return _instant(value)
    if kind.is_floating():
        return ifelse(value.isnan() | value.isinf(), null(), value)
    return value


def _instant(value: Value) -> Value:
    """A time as `2022-03-02T23:29:04Z`, with fractions of a second where there are any."""
    return value.cast("string").replace(" ", "T").replace("+00", "") + "Z"
