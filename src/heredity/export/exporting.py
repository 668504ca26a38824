"""Running an exporter: into a file that appears whole or not at all, or to stdout."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

from heredity.core.edgesets import EdgeSet, parse_edge_set
from heredity.core.errors import UserError
from heredity.export.registry import EXPORTERS, Exporter, ExportResult, Request
from heredity.store import Store
from heredity.store.streams import open_output


def export(
    store: Store,
    name: str,
    out: Path | None,
    *,
    table: str | None = None,
    edge_set: EdgeSet | str = "all",
    model: str | None = None,
) -> ExportResult:
    """Write a table, a graph, a forest or the findings for other programs.

    Args:
        store: The study.
        name: The exporter.
        out: File to write, compressed if it ends in `.gz` or `.zst`; None for stdout.
        table: Table to write, for exporters of tables; by default `models`.
        edge_set: Edges of graphs and trees, and those that make a family.
        model: Only the family of this model.

    Raises:
        UserError: No such exporter, table, edge set or model, or options that do not fit.
        StudyError: The study lacks a table; the message says which command makes it.
        OutsideError: The disk refused; an older file of that name is as it was.
    """
    chosen = EXPORTERS.get(name)
    edges = parse_edge_set(edge_set) if isinstance(edge_set, str) else edge_set
    if table is not None and chosen.what != "table":
        raise UserError(
            f"'{name}' does not write tables, so --table {table} means nothing to it.",
            "Leave --table out, or use csv, json or parquet.",
        )
    request = Request(store, edges, table, model)
    if out is None:
        return _to_stdout(chosen, request)
    if out.is_dir():
        raise UserError(f"{out} is a folder.", f"Name a file: --out {out}/export{chosen.extension}")
    with open_output(out) as sink:
        return chosen.write(request, sink)


def _to_stdout(chosen: Exporter, request: Request) -> ExportResult:
    if not chosen.text and sys.stdout.isatty():
        raise UserError(
            f"'{chosen.name}' is no text for a terminal.",
            f"Name a file: --out export{chosen.extension}",
        )
    sink: BinaryIO = sys.stdout.buffer
    result = chosen.write(request, sink)
    sink.flush()
    return result
