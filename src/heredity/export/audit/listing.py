"""A list of models in a text file: one a line, with comments."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from heredity.core.errors import InputError
from heredity.store.streams import open_input

MOST_BYTES: Final = 256 << 20
_COMMENT: Final = re.compile(r"(?:^|\s)#.*$")


@dataclass(frozen=True, slots=True)
class Line:
    """One line that names a model.

    Attributes:
        number: Its number in the file, from 1.
        text: What it says, without its comment.
    """

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of models.

    Attributes:
        name: The file's name as it was given; `-` for standard input.
        lines: Lines that name a model, in their order.
        skipped: Lines without one: blank ones and comments.
    """

    name: str
    lines: tuple[Line, ...]
    skipped: int

    def __str__(self) -> str:
        """The file as messages call it."""
        return "standard input" if self.name == "-" else self.name

    @property
    def uri(self) -> str:
        """The file as a relative address where it lies below the present folder."""
        path = Path(self.name)
        if path.is_absolute() and path.is_relative_to(Path.cwd()):
            path = path.relative_to(Path.cwd())
        return path.as_uri() if path.is_absolute() else quote(path.as_posix())


def read_listing(path: Path) -> Listing:
    """Read a list of models from a file, which may be compressed.

    Raises:
        InputError: It cannot be read, or is no list of models by its size.
    """
    if path.is_dir():
        raise InputError(f"{path} is a folder, not a list of models.", "Name a file.")
    with open_input(path) as file:
        data = file.read(MOST_BYTES + 1)
    return listing_of(data, str(path))


def listing_of(data: bytes, name: str) -> Listing:
    """Read a list of models from bytes.

    One model a line: an id, an address, or anything else by which models are named on the command
    line. A `#` at the start of a line or after white space begins a comment.

    Args:
        data: UTF-8; other bytes are replaced, and such a line then names no model of the study.
        name: Name of the file, for messages.

    Raises:
        InputError: It is too long to be a list of models.
    """
    if len(data) > MOST_BYTES:
        raise InputError(
            f"{name} is longer than {MOST_BYTES >> 20} MiB: no list of models.",
            "Leave the list out to audit the whole study.",
        )
    rows = data.decode("utf-8-sig", "replace").removesuffix("\n").split("\n")
    texts = [_COMMENT.sub("", row).strip() for row in rows]
    lines = tuple(Line(number, text) for number, text in enumerate(texts, 1) if text)
    return Listing(name, lines, len(rows) - len(lines))
