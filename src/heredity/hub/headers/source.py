"""Bytes by position, from a disk or elsewhere, and a window that grows as it is read."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final, NoReturn, Protocol

from heredity.core.errors import InputError, OutsideError, UserError
from heredity.hub.headers import limits

AGAIN: Final = "Download the file again; if it stays so, do not load it."


class Source(Protocol):
    """Bytes of one file by position.

    Attributes:
        name: Name of the file for people and errors.
        first: How many bytes a window asks for first; 0 leaves it to the format.
        bytes_read: Bytes fetched so far.
    """

    name: str
    first: int
    bytes_read: int

    def size(self) -> int:
        """Length of the file in bytes."""
        ...

    def read(self, start: int, length: int) -> bytes:
        """Bytes from a position on; fewer only where the file ends."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


class FileSource:
    """A file on this machine.

    Args:
        path: The file; links are followed.
        name: Name to show; the path unless given.
    """

    first = limits.FIRST_LOCAL

    def __init__(self, path: Path, name: str = "") -> None:
        self.name = name or str(path)
        self.bytes_read = 0
        try:
            # A pipe would wait for its writer for ever.
            if not stat.S_ISREG(path.stat().st_mode):
                raise UserError(f"{path} is not a file.", "Name a file of weights or a folder.")
            self._handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
            self._size = os.fstat(self._handle).st_size
        except FileNotFoundError as error:
            raise UserError(f"There is no file {path}.", "Look at the spelling.") from error
        except OSError as error:
            raise OutsideError(f"Could not open {path}: {error.strerror or error}.") from error

    def size(self) -> int:
        """Length of the file in bytes."""
        return self._size

    def read(self, start: int, length: int) -> bytes:
        """Bytes from a position on; fewer only where the file ends."""
        parts: list[bytes] = []
        try:
            while length > 0:
                part = os.pread(self._handle, length, start)
                if not part:
                    break
                parts.append(part)
                start += len(part)
                length -= len(part)
        except OSError as error:
            raise OutsideError(f"Could not read {self.name}: {error.strerror or error}.") from error
        data = parts[0] if len(parts) == 1 else b"".join(parts)
        self.bytes_read += len(data)
        return data

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._handle)


class Window:
    """The beginning of a source, fetched in growing steps.

    Args:
        source: Where bytes come from.
        format: Name of the format, for errors.
        first: Bytes to ask for first, where the source does not say.
        cap: Bytes beyond which the file is refused.
        ahead: Whether to read further than needed, for formats that do not say how long they are.
    """

    def __init__(
        self,
        source: Source,
        format: str,  # noqa: A002
        first: int,
        cap: int,
        *,
        ahead: bool = False,
    ) -> None:
        self.source = source
        self.format = format
        self.data = b""
        self._step = source.first or first
        self._cap = cap
        self._ahead = ahead

    def need(self, end: int) -> None:
        """Have all bytes before a position.

        Raises:
            InputError: The file ends before, or the position lies beyond the cap.
        """
        if end <= len(self.data):
            return
        if end > self._cap:
            self.refuse(f"its header would take more than {self._cap:,} bytes")
        if end > self.source.size():
            self.refuse("it is cut off within its header")
        while len(self.data) < end:
            reach = min(max(end, self._step), self._cap, self.source.size())
            part = self.source.read(len(self.data), reach - len(self.data))
            if not part:
                self.refuse("it is cut off within its header")
            self.data += part
            self._step = 2 * len(self.data) if self._ahead else 0

    def refuse(self, why: str) -> NoReturn:
        """Refuse the file.

        Raises:
            InputError: Always.
        """
        raise broken(self.source.name, self.format, why)


def broken(name: str, form: str, why: str) -> InputError:
    """The error of a file that is not what its format asks for."""
    return InputError(f"{name} is not a sound {form} file: {why}.", AGAIN)


def brief(text: object) -> str:
    """A foreign text as an error may repeat it: short, on one line, nothing that moves a cursor."""
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(text)[:200])
    return shown if len(shown) <= limits.JSON_SHOWN else shown[: limits.JSON_SHOWN - 1] + "…"
