"""Imports files into a study: find out what they are, read them, merge them with what is there."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from heredity.core.errors import InputError, OutsideError, UserError
from heredity.core.progress import Progress, Silent
from heredity.hub.importers import IMPORTERS, Importer, Peek, Source, peek
from heredity.hub.intake import STAGE, FileFacts, Intake
from heredity.store.columns import rows_of
from heredity.store.facts import REJECTS
from heredity.store.merge import Arrivals, Counts, Merge
from heredity.store.stage import Context, Stage, code_digest, run_stage
from heredity.store.store import Data, Store
from heredity.store.tabular import stack, where_equal
from heredity.store.workbench import Workbench

TABLES: Final = ("models", "history", "cards", "links")
_DATE = re.compile(r"(?<!\d)(20\d\d)([-_]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did.

    `rows` = models added + models updated + superseded + duplicates + rejected rows + card rows +
    link rows.

    Attributes:
        files: Files that were read.
        rows: Rows in them.
        models_added: Models that the study did not have.
        models_updated: Models whose record was replaced by a newer one.
        superseded: Records older than one that the study has; they went to the history.
        duplicates: Records that the study has already, day and content alike.
        rejected_rows: Rows that could not be used.
        rejected_fields: Values that could not be used, in rows that could.
        card_rows: Rows that brought a card and nothing else.
        cards: Cards that came in, or front matter of cards.
        link_rows: Rows that were parent links.
        link_duplicates: Those of them that the study had already.
        skipped: Files that were not read, each with the reason.
        seconds: Wall time, in seconds.
    """

    files: int = 0
    rows: int = 0
    models_added: int = 0
    models_updated: int = 0
    superseded: int = 0
    duplicates: int = 0
    rejected_rows: int = 0
    rejected_fields: int = 0
    card_rows: int = 0
    cards: int = 0
    link_rows: int = 0
    link_duplicates: int = 0
    skipped: list[str] = field(default_factory=list)
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class _File:
    """A file that is to be imported, and all that its import depends on."""

    path: Path
    peek: Peek
    importer: Importer
    facts: dict[str, Any]


def import_files(
    store: Store,
    paths: list[Path],
    *,
    format: str | None = None,  # noqa: A002 - what the user calls it
    mapping: Mapping[str, str] | None = None,
    snapshot: date | None = None,
    progress: Progress | None = None,
    force: bool = False,
) -> ImportResult:
    """Import files into a study; all of them, or nothing.

    Args:
        store: The study.
        paths: Files, or folders that stand for the files in them.
        format: Name of their format; sniffed if None.
        mapping: Which column holds which field, for tables.
        snapshot: Day that the records describe; else each row's own, else that in the file's name,
            else the newest date in the file.
        progress: Where to report progress.
        force: Also read what has been imported before, unchanged.

    Raises:
        InputError: A file cannot be imported; the study is as it was.
        OutsideError: The disk refused; the study is as it was.
    """
    started = time.perf_counter()
    files, skipped = _files(paths, format, dict(mapping or {}), snapshot)
    if not force:
        known = _imported(store)
        skipped += [f"{f.path}: imported before, unchanged" for f in files if _key(f) in known]
        files = [f for f in files if _key(f) not in known]
    if not files:
        return ImportResult(skipped=skipped, seconds=time.perf_counter() - started)
    with _scratch(store) as scratch, Workbench(scratch) as bench:
        work = _Import(bench, scratch, files, snapshot, progress or Silent())
        stage = Stage(STAGE, TABLES, (*TABLES, "rejects"), work.run)
        params = {"files": [f.facts for f in files]}
        run_stage(store, stage, Context(store, params, progress=work.progress), force=True)
    return work.result(skipped, time.perf_counter() - started)


# ---- which files ------------------------------------------------------------------------------


def _files(
    paths: list[Path], format: str | None, mapping: dict[str, str], snapshot: date | None  # noqa: A002
) -> tuple[list[_File], list[str]]:
    found: list[_File] = []
    skipped: list[str] = []
    for path in paths:
        if not path.is_dir():
            found.append(_file(path, format, mapping, snapshot))
            continue
        inside = sorted(p for p in path.iterdir() if p.is_file() and p.name[0] != ".")
        for file in inside:
            try:
                found.append(_file(file, format, mapping, snapshot))
            except InputError as error:
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
    path: Path, format: str | None, mapping: dict[str, str], snapshot: date | None  # noqa: A002
) -> _File:
    seen = peek(path)
    chosen = IMPORTERS.get(format) if format else _sniff(path, seen, mapping)
    if mapping and chosen.name not in {"table", "links"}:
        raise UserError(
            f"--map goes with tables, and {path} is read as {chosen.name}.", "Add: --as table"
        )
    facts = {
        "name": path.name,
        "digest": _digest(path),
        "format": chosen.name,
        "map": mapping,
        "snapshot": snapshot.isoformat() if snapshot else None,
    }
    return _File(path, seen, chosen, facts)


def _sniff(path: Path, seen: Peek, mapping: dict[str, str]) -> Importer:
    if mapping:
        return IMPORTERS.get("links" if "child" in mapping.values() else "table")
    able = [i for i in IMPORTERS.members() if i.knows(seen)]
    if not able:
        names = ", ".join(list(seen.types)[:20]) or "none"
        raise InputError(
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
        raise InputError(f"Cannot read {path}: {error.strerror}.", "Check its permissions.") from error


def _key(file: _File) -> str:
    return json.dumps(file.facts, sort_keys=True)


def _imported(store: Store) -> set[str]:
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


# ---- the work ---------------------------------------------------------------------------------


class _Import:
    """One import as the stage runs it; remembers what it counted."""

    def __init__(
        self,
        bench: Workbench,
        scratch: Path,
        files: list[_File],
        snapshot: date | None,
        progress: Progress,
    ) -> None:
        self.progress = progress
        self._bench = bench
        self._scratch = scratch
        self._files = files
        self._snapshot = snapshot
        self._facts: list[FileFacts] = []
        self._counts: Counts | None = None

    def run(self, context: Context) -> Mapping[str, Data]:
        """Read all files, then merge what they hold with the study."""
        intake = Intake(self._bench, self._scratch)
        for file in self._files:
            self._facts.append(self._read(file, intake))
        merge = Merge(self._bench, context.store, self._arrivals(intake))
        self.progress.start("merge with the study", unit="")
        self._counts = merge.weigh()
        rejects = [*intake.rejects, *_kept_rejects(context.store)]
        return {
            "models": merge.models(),
            "history": merge.history(),
            "cards": merge.cards(),
            "links": merge.links(),
            "rejects": stack(rejects, REJECTS),
        }

    def _read(self, file: _File, intake: Intake) -> FileFacts:
        size = file.path.stat().st_size
        self.progress.start(f"read {file.path.name}", size, "bytes")
        mapping = file.facts["map"]
        source = Source(file.path, file.peek, mapping, self.progress)
        try:
            return intake.take_file(file.path.name, file.importer.open(source))
        finally:
            self.progress.finish()

    def _arrivals(self, intake: Intake) -> Arrivals:
        days = [
            (facts.number, facts.name, self._day(file, facts))
            for file, facts in zip(self._files, self._facts, strict=True)
        ]
        asked = [
            (facts.number, facts.alike, mask, extra)
            for facts in self._facts
            for mask, extra in facts.asked.items()
        ]
        return Arrivals(
            {table: intake.parts(table) for table in TABLES},
            rows_of({"file": "int64", "source": "string", "snapshot": "date"}, days),
            rows_of(
                {"file": "int64", "alike": "int64", "mask": "int64", "extra": "int64"}, asked
            ),
        )

    def _day(self, file: _File, facts: FileFacts) -> date:
        """The day that records without one of their own describe."""
        if self._snapshot:
            return self._snapshot
        if named := _DATE.search(file.path.name):
            year, _, month, day = named.groups()
            try:
                return date(int(year), int(month), int(day))
            except ValueError:  # 30 February
                pass
        return facts.newest or datetime.fromtimestamp(file.path.stat().st_mtime, UTC).date()

    def result(self, skipped: list[str], seconds: float) -> ImportResult:
        """What was done, in numbers."""
        counts = self._counts or Counts(0, 0, 0, 0, 0)
        facts = self._facts
        return ImportResult(
            files=len(facts),
            rows=sum(f.rows for f in facts),
            models_added=counts.added,
            models_updated=counts.updated,
            superseded=counts.superseded,
            duplicates=counts.duplicates,
            rejected_rows=sum(f.refused_rows for f in facts),
            rejected_fields=sum(f.refused_fields for f in facts),
            card_rows=sum(f.card_rows for f in facts),
            cards=sum(f.cards for f in facts),
            link_rows=sum(f.link_rows for f in facts),
            link_duplicates=counts.link_duplicates,
            skipped=skipped,
            seconds=seconds,
        )


def _kept_rejects(store: Store) -> Iterator[Any]:
    """What earlier imports refused."""
    if store.has("rejects"):
        rejects = store.arrow("rejects")
        yield where_equal(rejects, "stage", STAGE)


@contextmanager
def _scratch(store: Store) -> Iterator[Path]:
    """A folder of this import's own inside the study, on the same disk; gone at the end."""
    home = store.folder / ".scratch"
    try:
        home.mkdir(exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix="import-", dir=home))
    except OSError as error:
        raise OutsideError(f"Cannot write to {home}: {error.strerror}.") from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
