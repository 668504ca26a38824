"""Imports files into a study: find out what they are, read them, merge them with what is there."""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from heredity.core.errors import OutsideError
from heredity.core.progress import Progress, Silent
from heredity.hub.candidates import TABLES, Candidate, candidates, imported
from heredity.hub.importers import Source
from heredity.hub.intake import STAGE, FileFacts, Intake
from heredity.store.arrow import RecordBatch
from heredity.store.columns import rows_of
from heredity.store.merge import Arrivals, Counts, Merge
from heredity.store.stage import Context, Stage, run_stage
from heredity.store.store import Data, Store
from heredity.store.workbench import Workbench

_FILES: Final = {"file": "int64", "source": "string", "snapshot": "date", "fixed": "bool"}
_ASKED: Final = dict.fromkeys(("file", "alike", "mask", "extra"), "int64")
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
        notes: What the user should know about how files were read.
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
    notes: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    seconds: float = 0.0


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
    found, skipped = candidates(paths, format, mapping or {}, snapshot)
    known = set() if force else imported(store)
    files: list[Candidate] = []
    for file in found:
        if file.key in known:
            skipped.append(f"{file.path}: imported before, unchanged")
        else:
            files.append(file)
            known.add(file.key)
    if not files:
        return ImportResult(skipped=skipped, seconds=time.perf_counter() - started)
    with (
        _scratch(store) as scratch,
        Workbench(scratch) as bench,
        closing(_Import(bench, scratch, files, snapshot, progress or Silent())) as work,
    ):
        stage = Stage(STAGE, TABLES, (*TABLES, "rejects"), work.run)
        params = {"files": [f.facts for f in files]}
        run_stage(store, stage, Context(store, params, progress=work.progress), force=True)
    return work.result(skipped, time.perf_counter() - started)


class _Import:
    """One import as the stage runs it; remembers what it counted."""

    def __init__(
        self,
        bench: Workbench,
        scratch: Path,
        files: list[Candidate],
        snapshot: date | None,
        progress: Progress,
    ) -> None:
        self.progress = progress
        self._bench = bench
        self._scratch = scratch
        self._files = files
        self._snapshot = snapshot
        self._facts: list[FileFacts] = []
        self._merge: Merge | None = None
        self._counts: Counts | None = None

    def run(self, context: Context) -> Mapping[str, Data]:
        """Read all files, then merge what they hold with the study."""
        _sweep(self._scratch)
        intake = Intake(self._bench, self._scratch)
        for file in self._files:
            self._facts.append(self._read(file, intake))
        self._merge = Merge(self._bench, context.store, self._arrivals(intake), self._scratch)
        self._counts = self._merge.weigh()
        parts = {
            "models": self._merge.models(),
            "history": self._merge.history(),
            "cards": self._merge.cards(),
            "links": self._merge.links(),
        }
        self.progress.start("write tables", unit="rows")
        watched: dict[str, Data] = {name: self._watch(part) for name, part in parts.items()}
        return watched | {"rejects": self._merge.rejects(STAGE)}

    def _watch(self, batches: Iterator[RecordBatch]) -> Iterator[RecordBatch]:
        for batch in batches:
            yield batch
            self.progress.advance(batch.num_rows)

    def close(self) -> None:
        """Let go of what is still being read."""
        if self._merge is not None:
            self._merge.close()
            self.progress.finish()

    def _read(self, file: Candidate, intake: Intake) -> FileFacts:
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
            (facts.number, facts.name, self._day(file, facts), self._snapshot is not None)
            for file, facts in zip(self._files, self._facts, strict=True)
        ]
        asked = [
            (facts.number, facts.alike, mask, extra)
            for facts in self._facts
            for mask, extra in facts.asked.items()
        ]
        return Arrivals(
            {table: intake.parts(table) for table in TABLES},
            rows_of(_FILES, days),
            rows_of(_ASKED, asked),
            intake.rejects,
        )

    def _day(self, file: Candidate, facts: FileFacts) -> date:
        """The day that records without one of their own describe."""
        if self._snapshot:
            return self._snapshot
        if named := _DATE.search(file.path.name):
            year, _, month, day = named.groups()
            try:
                return date(int(year), int(month), int(day))
            except ValueError:  # 30 February
                pass
        if facts.newest:
            return facts.newest
        written = datetime.fromtimestamp(file.path.stat().st_mtime, UTC).date()
        if facts.undated:
            facts.notes.append(
                f"{facts.name}: nothing in it has a date; its models count as of {written}, when "
                "the file was written (--snapshot DAY says otherwise)"
            )
        return written

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
            notes=[note for f in facts for note in f.notes],
            skipped=skipped,
            seconds=seconds,
        )


def _sweep(scratch: Path) -> None:
    """Remove what broken imports left behind; the study's lock is ours."""
    for left in scratch.parent.glob(f"{scratch.name[:7]}*"):
        if left != scratch:
            shutil.rmtree(left, ignore_errors=True)


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
