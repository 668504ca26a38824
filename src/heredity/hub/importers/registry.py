"""What an importer is, and the registry that `@importer` fills."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar

from heredity.core.progress import Progress, Silent
from heredity.core.registry import Registry
from heredity.hub.importers.peek import Peek
from heredity.store.workbench import Workbench

Piece = TypeVar("Piece")


@dataclass(frozen=True, slots=True)
class Given:
    """Where a block of rows holds a field, as SQL over its columns.

    Attributes:
        value: The field's value; null where the row has none.
        text: What the row says, as text; a row that says something whose value is null is refused
            that field. Empty where the two cannot differ.
        reason: Why such a value is refused.
    """

    value: str
    text: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Reject:
    """A row, or a value of a row, that cannot be used; the columns of table `rejects`."""

    row: int
    model_id: str | None
    field: str | None
    value: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows of a file, as a worker's workbench sees them.

    Attributes:
        query: SQL for the rows: columns for `given`, and their number in the column `row`.
        given: Where each field is; keys are those of `FIELDS`.
        rows: Rows of the file that the block stands for, those refused included.
        rejects: What was refused while reading.
        links: The rows are parent links (child, parent, relation, source, snapshot), not models.
        alike: Bits of `ASKED`. Rows that agree in these were asked for the same fields: what one of
            a file was asked for, all like it were. 0: rows say it themselves.
    """

    query: str
    given: Mapping[str, Given]
    rows: int
    rejects: list[Reject] = field(default_factory=list)
    links: bool = False
    alike: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """A file on its way in.

    Attributes:
        path: Where it is.
        peek: What its first bytes show.
        mapping: What the user said about its columns: column to field.
        progress: Where to report the bytes that have been read.
    """

    path: Path
    peek: Peek
    mapping: Mapping[str, str] = field(default_factory=dict)
    progress: Progress = field(default_factory=Silent)


class Reader(Protocol[Piece]):
    """Reads one file: cuts it into pieces one after the other, makes each a block on its own.

    Attributes:
        notes: What the user should know about how the file is read.
    """

    notes: Sequence[str]

    def pieces(self) -> Iterator[Piece]:
        """The file in pieces; cheap, since nothing else can cut it meanwhile."""

    def block(self, piece: Piece, bench: Workbench) -> Block:
        """The rows of a piece, shown to a workbench; pieces are worked on in parallel."""


@dataclass(frozen=True, slots=True)
class Importer:
    """One format.

    Attributes:
        name: What `--as` calls it.
        doc: One sentence about it.
        extensions: Usual endings of its files, without that of a compression.
        knows: Whether a file with these first bytes is of the format.
        open: Makes the reader of a file of it.
        rank: Which of several that know a file reads it: the lowest.
    """

    name: str
    doc: str
    extensions: tuple[str, ...]
    knows: Callable[[Peek], bool]
    open: Callable[[Source], Reader[Any]]
    rank: int = 0


IMPORTERS: Registry[Importer] = Registry("format")

Class = TypeVar("Class", bound=Callable[[Source], Reader[Any]])


def importer(
    name: str,
    doc: str,
    *,
    extensions: tuple[str, ...],
    knows: Callable[[Peek], bool],
    rank: int = 0,
) -> Callable[[Class], Class]:
    """Register the reader of a format."""

    def register(reader: Class) -> Class:
        IMPORTERS.add(name, Importer(name, doc, extensions, knows, reader, rank))
        return reader

    return register
