"""Byte streams over plain, gzip and Zstandard files.

Reading goes by the first bytes of a file, whatever its name says; writing goes by the suffix.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa

from heredity.core.errors import InputError, OutsideError, UserError

MAGIC = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}
"""First bytes of the compressed formats that can be read."""

SUFFIXES = {".gz": "gzip", ".zst": "zstd"}
"""Suffixes that ask for compression when a file is written."""

_BLOCK = 1 << 16


class DamagedStream(InputError):
    """A compressed file that ends too early or holds other bytes than it promises.

    Everything before the damage has been read by then.
    """


def compression_of(path: Path) -> str | None:
    """How a file is compressed, by its first bytes.

    Returns:
        `gzip`, `zstd`, or None for a plain file.

    Raises:
        InputError: The file cannot be opened.
    """
    try:
        with path.open("rb") as file:
            head = file.read(4)
    except OSError as error:
        raise _unreadable(path, error) from error
    return next((name for magic, name in MAGIC.items() if head.startswith(magic)), None)


def open_input(path: Path) -> BinaryIO:
    """Open a file for reading, decompressed if need be.

    Returns:
        A buffered binary file; the caller closes it. Its reads raise `DamagedStream` where a
        compressed file breaks off.

    Raises:
        InputError: The file cannot be opened.
    """
    kind = compression_of(path)
    try:
        if kind is None:
            return path.open("rb", buffering=_BLOCK)
        packed = pa.OSFile(str(path))
        stream = pa.CompressedInputStream(packed, kind)
    except OSError as error:
        raise _unreadable(path, error) from error
    return io.BufferedReader(_Unpacked(stream, packed, path), _BLOCK)


def read_blocks(path: Path, size: int) -> Iterator[tuple[bytes, int]]:
    """The bytes of a file in blocks, decompressed if need be.

    Args:
        path: The file.
        size: Bytes of a block; the last one may be shorter.

    Yields:
        A block, and how many bytes of the file itself have been read since the one before.

    Raises:
        InputError: The file cannot be opened or read.
        DamagedStream: It breaks off; the blocks before that have been given out.
    """
    with open_counted(path) as (file, taken):
        before = 0
        while block := _read(file, size, path):
            here = taken()
            yield block, here - before
            before = here


@contextmanager
def open_counted(path: Path) -> Iterator[tuple[BinaryIO, Callable[[], int]]]:
    """Open a file for reading, decompressed if need be.

    Yields:
        The file, and a function that tells how many bytes of the file itself have been read.

    Raises:
        InputError: It cannot be opened.
    """
    with open_input(path) as file:
        raw = getattr(file, "raw", None)
        if isinstance(raw, _Unpacked):
            yield file, lambda: raw.taken
        else:
            yield file, file.tell


def _read(file: BinaryIO, size: int, path: Path) -> bytes:
    try:
        return file.read(size)
    except OSError as error:
        raise _unreadable(path, error) from error


def read_lines(path: Path) -> Iterator[bytes]:
    """The lines of a file, decompressed if need be, each with its line break.

    Raises:
        InputError: The file cannot be opened.
        DamagedStream: It breaks off; the whole lines before that have been given out.
    """
    with open_input(path) as file:
        yield from file


@contextmanager
def _straight(path: Path) -> Iterator[BinaryIO]:
    """A device or a pipe, opened for writing.

    Raises:
        OutsideError: It refused.
    """
    try:
        with path.open("wb") as stream:
            yield stream
    except OSError as error:
        raise OutsideError(
            f"Could not write {path}: {error.strerror or error}.", "Name another place."
        ) from error


@contextmanager
def open_output(path: Path) -> Iterator[BinaryIO]:
    """Open a file for writing, compressed as its suffix asks; it appears whole or not at all.

    The same bytes written give the same file: no time and no name go into it.

    Args:
        path: Its place. It is written beside that, under a temporary name, and renamed at the end;
            what is no file, such as `/dev/null` or a pipe, is written into and stays what it is.

    Raises:
        OutsideError: The disk refused.
    """
    if path.exists() and not path.is_file():
        with _straight(path) as stream:
            yield stream
        return
    rough = path.with_name(f".{path.name}.tmp")
    kind = SUFFIXES.get(path.suffix)
    try:
        with rough.open("wb") if kind is None else _packed(rough, kind) as stream:
            yield stream
        with rough.open("rb+") as file:
            os.fsync(file.fileno())
        rough.replace(path)
    except OSError as error:
        rough.unlink(missing_ok=True)
        raise OutsideError(
            f"Could not write {path}: {error.strerror or error}.",
            "Free some space or name another place, and run the command again.",
        ) from error
    except BaseException:
        rough.unlink(missing_ok=True)
        raise


def write_file(path: Path, data: bytes) -> None:
    """Write a file, whole or not at all; folders on the way to it are made.

    Args:
        path: Its place; see `open_output`.
        data: What it holds.

    Raises:
        UserError: The place is a folder.
        OutsideError: The disk refused.
    """
    if path.is_dir():
        raise UserError(f"{path} is a folder.", "Name a file within it.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutsideError(
            f"Could not write {path}: {error.strerror}.", "Name another place."
        ) from error
    with open_output(path) as file:
        file.write(data)


def write_lines(path: Path, lines: Iterable[bytes]) -> int:
    """Write lines, each with its line break, compressed as the suffix asks.

    Returns:
        Number of lines.

    Raises:
        OutsideError: The disk refused.
    """
    count = 0
    with open_output(path) as file:
        for line in lines:
            file.write(line)
            count += 1
    return count


class _Unpacked(io.RawIOBase):
    """A decompressing stream whose failures name the file.

    Args:
        stream: Arrow's stream.
        packed: The file that it reads.
        path: Its path, for messages.
    """

    def __init__(self, stream: Any, packed: Any, path: Path) -> None:
        super().__init__()
        self._stream = stream
        self._packed = packed
        self._path = path

    @property
    def taken(self) -> int:
        """Bytes of the compressed file that have been read."""
        return int(self._packed.tell())

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            return int(self._stream.readinto(buffer))
        except OSError as error:
            raise DamagedStream(
                f"{self._path} is damaged: {error}.", "Download or copy the file again."
            ) from error

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
            self._packed.close()
        super().close()


def _packed(path: Path, kind: str) -> BinaryIO:
    stream: BinaryIO = pa.output_stream(str(path), compression=kind)
    return stream


def _unreadable(path: Path, error: OSError) -> InputError:
    return InputError(
        f"Cannot read {path}: {error.strerror or error}.", "Check the path and its permissions."
    )
