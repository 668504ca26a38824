"""Exporters: formats that other programs read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import BinaryIO

from heredity.core.edgesets import EdgeSet
from heredity.core.registry import Registry
from heredity.store import Store

DEFAULT_TABLE = "models"


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be exported.

    Attributes:
        store: The study.
        edge_set: Edges of graphs and trees, and those that make a family.
        table: Table that an exporter of tables writes; None for the usual one.
        model: Only the family of this model, in the edge set; None for all.
    """

    store: Store
    edge_set: EdgeSet
    table: str | None = None
    model: str | None = None


@dataclass(frozen=True, slots=True)
class ExportResult:
    """What was exported.

    Attributes:
        rows: Rows, or nodes and edges, or trees, or findings that were written.
        notes: What a reader should know: what was left out or cut, and what to use instead.
    """

    rows: int
    notes: list[str] = field(default_factory=list)


Writer = Callable[[Request, BinaryIO], ExportResult]


@dataclass(frozen=True, slots=True)
class Exporter:
    """One format.

    Attributes:
        name: What the user calls it.
        extension: Usual ending of its files, with the dot.
        what: What it writes: `table`, `graph`, `tree` or `findings`.
        doc: What it is and who reads it, in a sentence or two.
        text: Whether it is text, that a terminal can show.
        write: Streams it to a binary file.
    """

    name: str
    extension: str
    what: str
    doc: str
    text: bool
    write: Writer


EXPORTERS: Registry[Exporter] = Registry("exporter")


def exporter(
    name: str, *, extension: str, what: str, text: bool = True
) -> Callable[[Writer], Writer]:
    """Register a format; the docstring of the function says what it is. See `Exporter`."""

    def register(write: Writer) -> Writer:
        doc = " ".join((write.__doc__ or "").split())
        EXPORTERS.add(name, Exporter(name, extension, what, doc, text, write))
        return write

    return register
