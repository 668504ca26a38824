"""Findings that were there before: an earlier output of an audit, or another study."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from heredity.core.errors import InputError
from heredity.store import Store
from heredity.store.streams import open_input


class _Finding(msgspec.Struct):
    """A finding of `heredity audit` or of `heredity check`, in JSON."""

    code: str
    model_id: str
    parent_id: str | None = None
    fingerprint: str | None = None


class _Audit(msgspec.Struct):
    findings: list[_Finding]
    asked: dict[str, Any] = {}


class Earlier(msgspec.Struct):
    """Earlier findings.

    Attributes:
        fingerprints: Their fingerprints.
        asked: What the earlier audit was asked for; empty where that is not known.
    """

    fingerprints: list[str]
    asked: dict[str, Any]


def read_earlier(path: Path) -> Earlier | Store:
    """Earlier findings: from the JSON of an audit or of `heredity check`, or of another study.

    Raises:
        InputError: It can be neither.
        StudyError: It is a folder but no study.
    """
    if path.is_dir():
        return Store(path)
    with open_input(path) as file:
        data = file.read()
    for shape in (_Audit, list[_Finding]):
        try:
            found: Any = msgspec.json.decode(data, type=shape)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            continue
        rows = found.findings if isinstance(found, _Audit) else found
        asked = found.asked if isinstance(found, _Audit) else {}
        return Earlier(list(_fingerprints(rows)), asked)
    raise InputError(
        f"{path} is no output of an audit.",
        "Name what `heredity audit --format json` wrote, or the folder of another study.",
    )


def _fingerprints(rows: list[_Finding]) -> Iterator[str]:
    """Fingerprints as stored, or else as `heredity.export.identity.fingerprint` makes them."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        key = (row.code, row.model_id, row.parent_id or "")
        place = seen[key]
        seen[key] += 1
        text = "\n".join([*key, *([str(place)] if place else [])])
        yield row.fingerprint or hashlib.sha256(text.encode()).hexdigest()
