"""Formats in which an audit is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from heredity.core.registry import Registry

if TYPE_CHECKING:
    from heredity.export.audit.auditing import Audit

Write = Callable[["Audit", BinaryIO], int]
"""Writes an audit and gives the number of its findings."""


@dataclass(frozen=True, slots=True)
class Writer:
    """One format.

    Attributes:
        name: What the user calls it.
        extension: Usual ending of its files, with the dot.
        doc: What it is and who reads it, in a sentence or two.
        write: Streams it to a binary file.
    """

    name: str
    extension: str
    doc: str
    write: Write


WRITERS: Registry[Writer] = Registry("format of audits")


def writer(name: str, extension: str) -> Callable[[Write], Write]:
    """Register a format; the docstring of the function says what it is. See `Writer`."""

    def register(write: Write) -> Write:
        doc = " ".join((write.__doc__ or "").split())
        WRITERS.add(name, Writer(name, extension, doc, write))
        return write

    return register
