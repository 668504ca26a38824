"""What differs between two bills of materials, whatever their formats."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from heredity.core.errors import UnknownModel, UserError
from heredity.export.bom.making import bom
from heredity.export.bom.registry import FORMATS, Contents, Part
from heredity.store import Store
from heredity.store.streams import open_input

LARGEST: Final = 256 << 20
"""Bytes of a document that are read."""

LISTS: Final = ("declared", "concluded", "ancestors", "hashes", "datasets")


class Change(msgspec.Struct, frozen=True):
    """One difference.

    Attributes:
        part: Model or dataset that it is about.
        what: `model` or `dataset` itself, or its `version`, `declared`, `concluded`, `ancestors`,
            `hashes`, `datasets`; or `subject`, the model that the whole document is about.
        kind: `added`, `removed` or `changed`.
        before: In the first document; None if it is not there.
        after: In the second.
    """

    part: str
    what: str
    kind: str
    before: str | None
    after: str | None


class BomDifference(msgspec.Struct, frozen=True):
    """How two bills of materials differ.

    Attributes:
        first: Format and version of the first.
        second: Of the second.
        changes: The differences, by part; none if they say the same.
    """

    first: str
    second: str
    changes: list[Change]


def bom_diff(store: Store | None, first: str, second: str) -> BomDifference:
    """Compare two bills of materials.

    Args:
        store: The study, for what is no file but a model; None if there is none.
        first: A file, or a model of the study.
        second: Another.

    Raises:
        UserError: A file cannot be read or is in no known format, or there is neither such a file
            nor such a model.
    """
    return compare(read(store, first), read(store, second))


def read(store: Store | None, source: str) -> Contents:
    """What a file holds, or the bill of a model."""
    path = Path(source)
    if path.is_file():
        return _contents(_document(path), source)
    if store is None:
        raise UserError(
            f"There is no file '{source}', and no study in which it could be a model.",
            "Name two files, or a study: --study DIR",
        )
    try:
        made = bom(store, [source], timestamp=False)
    except UnknownModel as error:
        raise UserError(
            f"There is no file '{source}', and no such model in this study.", error.hint
        ) from error
    return _contents(made.document, source)


def _document(path: Path) -> Any:
    with open_input(path) as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise UserError(f"{path} is larger than {LARGEST >> 20} MiB.", "It is no bill of ours.")
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UserError(f"{path} is no JSON document: {error}.", _known()) from error


def _contents(document: Any, source: str) -> Contents:
    if isinstance(document, dict):
        for one in FORMATS.members():
            if one.version_of(document) is not None:
                return one.contents(document)
    raise UserError(f"{source} is no bill of materials that can be read here.", _known())


def _known() -> str:
    return f"Known: {', '.join(FORMATS)}; as JSON."


def compare(first: Contents, second: Contents) -> BomDifference:
    """The differences of two documents' contents.

    Where each is about one model and these differ, the two are compared with each other.
    """
    changes = list(_subjects(first, second))
    renamed = {}
    if changes and len(first.subjects) == len(second.subjects) == 1:
        old, new = ("model", first.subjects[0]), ("model", second.subjects[0])
        if new not in first.parts and old not in second.parts:
            renamed = {old: new}
    for key in sorted(first.parts.keys() - renamed.keys() | second.parts.keys()):
        before = first.parts.get(next((o for o, n in renamed.items() if n == key), key))
        changes += _compared(before, second.parts.get(key), key)
    return BomDifference(first.format, second.format, changes)


def _subjects(first: Contents, second: Contents) -> Iterator[Change]:
    if sorted(first.subjects) == sorted(second.subjects):
        return
    old = [one for one in first.subjects if one not in second.subjects]
    new = [one for one in second.subjects if one not in first.subjects]
    if len(old) == len(new) == 1:
        yield Change(new[0], "subject", "changed", old[0], new[0])
        return
    yield from (Change(one, "subject", "removed", one, None) for one in sorted(old))
    yield from (Change(one, "subject", "added", None, one) for one in sorted(new))


def _compared(before: Part | None, after: Part | None, key: tuple[str, str]) -> Iterator[Change]:
    kind, name = key
    if before is None or after is None:
        there = "removed" if before else "added"
        yield Change(name, kind, there, *_sides(before and name, after and name))
        return
    if before.version != after.version:
        yield _change(name, "version", before.version, after.version)
    for what in LISTS:
        yield from _listed(name, what, getattr(before, what), getattr(after, what))


def _sides(before: Any, after: Any) -> tuple[str | None, str | None]:
    return before or None, after or None


def _change(name: str, what: str, before: str, after: str) -> Change:
    kind = "changed" if before and after else "added" if after else "removed"
    return Change(name, what, kind, *_sides(before, after))


def _listed(name: str, what: str, before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    gone = [one for one in before if one not in after]
    new = [one for one in after if one not in before]
    if what in {"declared", "concluded"} and gone and new:
        yield _change(name, what, ", ".join(before), ", ".join(after))
        return
    if what == "hashes":
        old = {one.rpartition(" ")[0]: one for one in gone}
        for one in [one for one in new if one.rpartition(" ")[0] in old]:
            yield _change(name, what, was := old.pop(one.rpartition(" ")[0]), one)
            gone.remove(was)
            new.remove(one)
    yield from (_change(name, what, one, "") for one in gone)
    yield from (_change(name, what, "", one) for one in new)
