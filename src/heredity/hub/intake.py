"""Takes the blocks of files from importers and keeps what they hold until all can be merged."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Final

from heredity.hub.importers.fields import load_raw
from heredity.hub.importers.frontmatter import FrontMatterReader
from heredity.hub.importers.normalize import CARDS, MODELS, Normalizer, following
from heredity.hub.importers.phrases import prepare
from heredity.hub.importers.registry import Block, Reader, Reject
from heredity.store.arrow import Table
from heredity.store.columns import rows_of
from heredity.store.workbench import Workbench

STAGE: Final = "import"
WORKERS: Final = 2
_REJECTS: Final = {
    "source": "string",
    "row": "int64",
    "model_id": "string",
    "field": "string",
    "value": "string",
    "reason": "string",
    "stage": "string",
}


@dataclass(slots=True)
class FileFacts:
    """What is known of a file when all of it has been read.

    Attributes:
        number: Its place among the files of this import.
        name: Its name.
        rows: Rows, those refused included.
        card_rows: Rows that bring a card and nothing else.
        link_rows: Rows that are parent links.
        cards: Cards, or front matter of cards.
        refused_rows: Rows that were refused.
        refused_fields: Values that were refused.
        undated: Models whose row names no day.
        newest: Newest date that its rows state, not after the day of import.
        alike: Bits that tell which of its rows are alike.
        asked: For rows alike in these bits, the bits of all that they were asked for.
        notes: What the user should know.
    """

    number: int
    name: str
    rows: int = 0
    card_rows: int = 0
    link_rows: int = 0
    cards: int = 0
    refused_rows: int = 0
    refused_fields: int = 0
    undated: int = 0
    newest: date | None = None
    alike: int = 0
    asked: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    notes: list[str] = field(default_factory=list)

    def add(self, other: FileFacts) -> None:
        """Add what is known of some of its rows."""
        self.rows += other.rows
        self.card_rows += other.card_rows
        self.link_rows += other.link_rows
        self.cards += other.cards
        self.refused_rows += other.refused_rows
        self.refused_fields += other.refused_fields
        self.undated += other.undated
        self.newest = max(filter(None, (self.newest, other.newest)), default=None)
        self.alike |= other.alike
        for mask, asked in other.asked.items():
            self.asked[mask] |= following(asked)


class Intake:
    """Keeps new records in Parquet files of the scratch folder, block by block.

    Blocks are worked on in threads; the engine's work does not hold Python's lock.

    Args:
        bench: Where SQL runs.
        scratch: The folder.
    """

    def __init__(self, bench: Workbench, scratch: Path) -> None:
        self._scratch = scratch
        self.files: list[FileFacts] = []
        self.rejects: list[Table] = []
        prepare(bench)
        bench.threads(1)  # the workers are threads already
        reader = FrontMatterReader()
        numbers = count()
        self._free: SimpleQueue[_Worker] = SimpleQueue()
        for _ in range(WORKERS):
            self._free.put(_Worker(bench.fork(), scratch, reader, numbers))

    def take_file(self, name: str, reader: Reader[Any]) -> FileFacts:
        """Take all of one file."""
        facts = FileFacts(len(self.files), name)
        self.files.append(facts)
        facts.notes += [f"{name}: {note}" for note in reader.notes]
        for some, rejects in self._blocks(facts, reader):
            facts.add(some)
            if rejects is not None:
                self.rejects.append(rejects)
        return facts

    def parts(self, table: str) -> list[Path]:
        """The files that hold the new records of a table."""
        return sorted(self._scratch.glob(f"{table}-*.parquet"))

    def _blocks(
        self, facts: FileFacts, reader: Reader[Any]
    ) -> Iterator[tuple[FileFacts, Table | None]]:
        """Each block's facts and rejects, in the order of the file."""
        with ThreadPoolExecutor(WORKERS) as pool:
            waiting: deque[Future[tuple[FileFacts, Table | None]]] = deque()
            try:
                for piece in reader.pieces():
                    waiting.append(pool.submit(self._work, facts, reader, piece))
                    if len(waiting) > WORKERS:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            finally:
                for future in waiting:
                    future.cancel()

    def _work(
        self, facts: FileFacts, reader: Reader[Any], piece: Any
    ) -> tuple[FileFacts, Table | None]:
        worker = self._free.get()
        try:
            return worker.take(facts, reader, piece)
        finally:
            self._free.put(worker)


class _Worker:
    """Takes one block at a time."""

    def __init__(
        self, bench: Workbench, scratch: Path, reader: FrontMatterReader, numbers: count[int]
    ) -> None:
        self._bench = bench
        self._scratch = scratch
        self._normalizer = Normalizer(bench, reader)
        self._numbers = numbers

    def take(
        self, facts: FileFacts, reader: Reader[Any], piece: Any
    ) -> tuple[FileFacts, Table | None]:
        """Work on one block of a file.

        Returns:
            What is known of its rows, and what was refused.
        """
        block = reader.block(piece, self._bench)
        some = FileFacts(facts.number, facts.name, rows=block.rows, alike=block.alike)
        rejects = list(block.rejects)
        if block.links:
            self._take_links(block, some)
        else:
            rejects += load_raw(self._bench, block)
            rejects += self._normalizer.run()
            self._take_models(some)
        some.refused_rows = sum(r.field is None for r in rejects)
        some.refused_fields = len(rejects) - some.refused_rows
        return some, self._table(facts.name, rejects)

    def _take_models(self, some: FileFacts) -> None:
        bench = self._bench
        ((models, some.undated, some.card_rows, some.cards),) = bench.rows(
            """SELECT count(*) FILTER (NOT coalesce(card_only, false)),
                 count(*) FILTER (snapshot IS NULL AND NOT coalesce(card_only, false)),
                 count(*) FILTER (card_only),
                 count(*) FILTER (card IS NOT NULL OR card_data IS NOT NULL) FROM raw"""
        )
        # A date after tomorrow is somebody's mistake and no day that a file can describe.
        limit = datetime.now(UTC) + timedelta(days=1)
        ((some.newest,),) = bench.rows(
            """SELECT CAST(max(greatest(
                 CASE WHEN last_modified <= $1 THEN last_modified END,
                 CASE WHEN created_at <= $1 THEN created_at END)) AS DATE) FROM raw""",
            [limit],
        )
        if some.alike:
            some.asked = dict(
                bench.rows(
                    f"SELECT asked & {some.alike}, bit_or(asked) FROM raw "
                    "WHERE NOT coalesce(card_only, false) GROUP BY 1"
                )
            )
        if models:
            self._save(MODELS, "models", some)
        if some.cards:
            self._save(CARDS, "cards", some)

    def _take_links(self, block: Block, some: FileFacts) -> None:
        ((some.link_rows,),) = self._bench.rows(f"SELECT count(*) FROM ({block.query})")
        if some.link_rows:
            self._save(block.query, "links", some)

    def _save(self, query: str, table: str, some: FileFacts) -> None:
        """Write rows beside those of other blocks, with their place in the order of all."""
        path = self._scratch / f"{table}-{next(self._numbers):08d}.parquet"
        place = f"{some.number}::BIGINT << 40 | row"
        self._bench.save(
            f"SELECT *, {some.number}::INTEGER AS file, {place} AS place FROM ({query})", path
        )

    @staticmethod
    def _table(name: str, rejects: list[Reject]) -> Table | None:
        rows = [(name, r.row, r.model_id, r.field, r.value, r.reason, STAGE) for r in rejects]
        return rows_of(_REJECTS, rows) if rows else None
