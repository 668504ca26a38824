"""One writer per study."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from heredity.core.errors import OutsideError, StudyLocked

_NAME = ".lock"
_HOLDER = ".lock.json"


@contextmanager
def write_lock(folder: Path, doing: str) -> Iterator[None]:
    """Hold the study's lock.

    The lock itself is the operating system's and dies with its process; the holder's name beside
    it only serves the message.

    Raises:
        StudyLocked: Another process holds it.
        OutsideError: The folder cannot be written.
    """
    lock = FileLock(folder / _NAME)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise StudyLocked(
            f"Another process works on the study {folder}{_holder(folder)}.",
            "Wait until it is done, or use another study.",
        ) from error
    except OSError as error:
        raise OutsideError(f"Cannot write to {folder}: {error.strerror}.") from error
    try:
        note = {"pid": os.getpid(), "doing": doing, "since": time.strftime("%H:%M:%S")}
        (folder / _HOLDER).write_text(json.dumps(note))
        yield
    finally:
        (folder / _HOLDER).unlink(missing_ok=True)
        lock.release()


def _holder(folder: Path) -> str:
    try:
        note = json.loads((folder / _HOLDER).read_text())
        return f" (process {note['pid']}, {note['doing']}, since {note['since']})"
    except (OSError, ValueError, KeyError):
        return ""
