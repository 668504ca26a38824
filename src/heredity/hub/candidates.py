"""Which files an import reads, what they are, and which the study holds already."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from heredity.core.errors import InputError, UserError
from heredity.hub.importers import IMPORTERS, Importer, NoTableError, Peek, peek
from heredity.hub.intake import STAGE
from heredity.store.stage import code_digest
from heredity.store.store import Store

TABLES: Final = ("models", "history", "cards", "links")
"""What an import writes beside `rejects`."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that is to be imported.

    Attributes:
        path: Where it is.
        peek: What its first bytes show.
        importer: What reads it.
        facts: All that its import depends on, as plain values.
    """

    path: Path
    peek: Peek
    importer: Importer
    facts: dict[str, Any]

    @property
    def key(self) -> str:
        """The facts as one text."""
        return json.dumps(self.facts, sort_keys=True)


def candidates(
    paths: Sequence[Path],
    named: str | None,
    mapping: Mapping[str, str],
    snapshot: date | None,
) -> tuple[list[Candidate], list[str]]:
    """The files to import.

    Args:
        paths: Files, or folders that stand for the files in them, but not in folders in them.
        named: Name of their format; told by their content if None.
        mapping: Which column holds which field.
        snapshot: Day that they describe; None if they tell.

    Returns:
        The files, and those of folders that hold no table, each with the reason.

    Raises:
        InputError: A path cannot be read, or no file can be imported.
        UserError: The format or the mapping does not fit.
    """
    found: list[Candidate] = []
    skipped: list[str] = []
    for path in paths:
        if not path.is_dir():
            found.append(_file(path, named, mapping, snapshot))
            continue
        inside = sorted(p for p in path.iterdir() if p.is_file() and p.name[0] != ".")
        for file in inside:
            try:
                found.append(_file(file, named, mapping, snapshot))
            except NoTableError as error:
                skipped.append(f"{file}: {error.what}")
        if not inside:
            raise InputError(f"The folder {path} holds no files.", "Name files, or another folder.")
    if not found:
        raise InputError(
            f"Nothing in {', '.join(map(str, paths))} can be imported: {'; '.join(skipped[:5])}",
            "Name a file, and its format: --as FORMAT",
        )
    return found, skipped


def _file(
    path: Path,
    named: str | None,
    mapping: Mapping[str, str],
    snapshot: date | None,
) -> Candidate:
    seen = peek(path)
    chosen = IMPORTERS.get(named) if named else _sniff(path, seen, mapping)
    if mapping and chosen.name not in {"table", "links"}:
        raise UserError(
            f"--map goes with tables, and {path} is read as {chosen.name}.", "Add: --as table"
        )
    facts = {
        "name": path.name,
        "digest": _digest(path),
        "format": chosen.name,
        "map": dict(mapping),
        "snapshot": snapshot.isoformat() if snapshot else None,
    }
    return Candidate(path, seen, chosen, facts)


def _sniff(path: Path, seen: Peek, mapping: Mapping[str, str]) -> Importer:
    if mapping:
        return IMPORTERS.get("links" if "child" in mapping.values() else "table")
    able = [i for i in IMPORTERS.members() if i.knows(seen)]
    if not able:
        names = ", ".join(list(seen.types)[:20]) or "none"
        raise NoTableError(
            f"{path} is of no format that can be told by its content; its columns: {names}.",
            f"Name the format (--as {'|'.join(IMPORTERS)}), or say which column holds the model: "
            "--map COLUMN=model_id",
        )
    return min(able, key=lambda i: i.rank)


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError(
            f"Cannot read {path}: {error.strerror}.", "Check its permissions."
        ) from error


def imported(store: Store) -> set[str]:
    """Files that the tables of the study hold already, as this version of the code reads them.

    Runs are followed back from the one that wrote the tables, so that a table that was deleted, or
    left over by a broken run, is no excuse to skip a file.
    """
    keys = {store.keys(name).get(STAGE) for name in (*TABLES, "rejects")}
    if len(keys) != 1 or not store.has("runs"):
        return set()
    runs = {run["key"]: run for run in store.arrow("runs").to_pylist() if run["stage"] == STAGE}
    found: set[str] = set()
    run = runs.get(keys.pop() or "")
    while run is not None:
        if run["software"].endswith(code_digest()):
            files = json.loads(run["parameters"])["files"]
            found |= {json.dumps(facts, sort_keys=True) for facts in files}
        before = json.loads(run["inputs"]).get("models", {}).get(STAGE, "")
        run = runs.pop(before, None)
    return found
