"""What the first bytes of a file show: its container and the names of its columns."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from heredity.core.errors import InputError
from heredity.store.streams import open_input
from heredity.store.tabular import parquet_types

HEAD = 1 << 22
_ROWS = 50
_TRIES = 200
_LONGEST = 200
_FOREIGN = {
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"%PDF": "a PDF document",
    b"PK\x03\x04": "a ZIP archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"SQLite format 3": "an SQLite database",
    b"DUCK": "a DuckDB database",
    b"ARROW1": "an Arrow file",
    b"Obj\x01": "an Avro file",
    b"\x7fELF": "a program",
    b"GGUF": "a file of weights (GGUF)",
    b"\xff\xfe": "text in UTF-16",
    b"\xfe\xff": "text in UTF-16",
    b"BZh": "compressed with bzip2",
    b"\xfd7zXZ": "compressed with xz",
    b"<!DOCTYPE": "an HTML page",
    b"<html": "an HTML page",
}
_ADVICE = {
    "an HTML page": "It may be an error page in place of a download; fetch the file again.",
    "a ZIP archive": "Unpack it and import what is inside.",
    "compressed with bzip2": "Unpack it first; gzip and Zstandard need not be.",
    "compressed with xz": "Unpack it first; gzip and Zstandard need not be.",
    "text in UTF-16": "Convert it to UTF-8.",
}


class NoTableError(InputError):
    """A file that holds no rows of ours; in a folder it is stepped over."""


@dataclass(frozen=True, slots=True)
class Peek:
    """What the first bytes of a file show.

    Attributes:
        container: `parquet`, `json-lines` (an object a line), `json` (an array, or objects over
            several lines) or `csv`.
        types: Columns and their types as text; for JSON the keys of the first objects, for CSV the
            header, both without types.
        delimiter: What stands between two fields of a CSV file.
    """

    container: str
    types: dict[str, str]
    delimiter: str = ","

    def has(self, *names: str) -> bool:
        """Whether all these columns are there."""
        return all(name in self.types for name in names)

    def has_any(self, *names: str) -> bool:
        """Whether one of these columns is there."""
        return any(name in self.types for name in names)


def peek(path: Path) -> Peek:
    """Look at the beginning of a file.

    Raises:
        InputError: It cannot be opened.
        NoTableError: It is empty, or of no kind that holds rows.
    """
    if path.is_dir():
        raise InputError(f"{path} is a folder.", "Name its files.")
    with open_input(path) as file:
        head = file.read(HEAD)
    if not head:
        raise NoTableError(f"{path} is empty.", "Nothing was imported; fetch the file again.")
    if head.startswith(b"PAR1"):
        return Peek("parquet", parquet_types(path))
    kind = next((what for magic, what in _FOREIGN.items() if head.startswith(magic)), None)
    if kind is None and head[257:262] == b"ustar":
        kind = "a TAR archive"
    if kind is not None:
        advice = _ADVICE.get(kind, "Import JSON, JSON lines, CSV or Parquet.")
        raise NoTableError(f"{path} is {kind}, not a table of models.", advice)
    return _text(path, head)


def _text(path: Path, head: bytes) -> Peek:
    text = head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    start = text.lstrip()[:1]
    if not start:
        raise NoTableError(f"{path} holds white space only.", "Fetch the file again.")
    if "\x00" in text[:1000]:
        raise NoTableError(
            f"{path} is a binary file of no known format.",
            "Import JSON, JSON lines, CSV or Parquet.",
        )
    if start in "[{":
        return _json(text.lstrip())
    return _csv(path, text)


def _json(text: str) -> Peek:
    first, _, _ = text.partition("\n")
    spread = text[0] == "[" or first.rstrip().endswith(("{", "[", ","))
    keys: dict[str, str] = {}
    for row in _objects(text[1:] if text[0] == "[" else text):
        keys |= dict.fromkeys(row, "")
    return Peek("json" if spread else "json-lines", keys)


def _objects(text: str) -> list[dict[str, Any]]:
    """The first objects of a JSON text that may be cut off; what is no JSON is stepped over."""
    decoder, at = json.JSONDecoder(), 0
    found: list[dict[str, Any]] = []
    for _ in range(_TRIES):
        at = text.find("{", at)
        if at < 0 or len(found) == _ROWS:
            break
        try:
            value, at = decoder.raw_decode(text, at)
            found.append(value)
        except (ValueError, RecursionError):
            at = text.find("\n", at)
            if at < 0:
                break
    return found


def _csv(path: Path, text: str) -> Peek:
    """The names in the first line of a CSV file."""
    line = text.partition("\n")[0]
    delimiter = max(",\t;|", key=line.count)
    try:
        names = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise NoTableError(
            f"{path} is no CSV file: {error}.", "Import JSON, CSV or Parquet."
        ) from None
    if any(len(name) > _LONGEST for name in names):
        raise NoTableError(
            f"{path} is text, but neither JSON nor CSV with a header.",
            "Import JSON, JSON lines, CSV or Parquet.",
        )
    # A second column of one name keeps its place under a name that no field has.
    unique = {
        name if name not in names[:at] else f"{name}#{at}": "" for at, name in enumerate(names)
    }
    return Peek("csv", unique, delimiter)
