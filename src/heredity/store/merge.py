"""New records and those of the study become one set: the newer of a model wins, the older is kept.

All of it is SQL over columns; no row passes through Python. Who wins is worked out on keys alone,
so that the wide columns are read once, sorted and streamed.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa

from heredity.store.ahead import ahead
from heredity.store.bigsort import parquet_size, sorted_rows
from heredity.store.facts import CARDS, HISTORY, LINKS, MODELS, REJECTS
from heredity.store.files import check_version
from heredity.store.schema import TableSpec
from heredity.store.store import Store
from heredity.store.tablesql import columns_sql, name_sql, no_rows_sql, null_sql, parquet_sql
from heredity.store.workbench import STREAM_ROWS, Workbench

# Where a record stands before the merge.
_CURRENT, _OLDER, _NEW = 0, 1, 2
_WHERE_FROM: Final = {"row", "source"}
# Beyond the key, what decides the order of a table's rows.
_TIES: Final = {"history": ("last_modified", "source", "row"), "links": ("relation", "snapshot")}

_CARD_ROWS: Final = 4_096

MOST_MODELS = 2 << 30
"""Bytes of records that are sorted at once; 2 million models take half of it."""

MOST_CARDS = 200 << 20
"""Bytes of cards that are sorted at once: less, since their texts are long."""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What an import brings.

    Attributes:
        parts: Parquet files with new rows of each table: its columns (but `source`, except for
            links), and `file` and `place`, their order among all new rows. Where `source` or
            `snapshot` are null, those of the file hold.
        files: Columns file, source, snapshot, and fixed: whether its snapshot holds for all rows.
        asked: Columns file, alike, mask, extra: bits to add to `asked` where `asked & alike` is the
            mask.
        rejects: What was refused, as rows of table `rejects`.
    """

    parts: Mapping[str, Sequence[Path]]
    files: pa.Table
    asked: pa.Table
    rejects: Sequence[pa.Table] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the new records.

    Attributes:
        added: Models that the study did not have.
        updated: Models whose record was replaced.
        superseded: Records older than one that is there; they go to the history.
        duplicates: Records that are there already, day and content alike; they are only counted.
        link_duplicates: Links that are there already.
    """

    added: int
    updated: int
    superseded: int
    duplicates: int
    link_duplicates: int


class Merge:
    """One merge; what it makes is streamed from its workbench.

    Args:
        bench: Where SQL runs.
        store: The study, as it is.
        arrivals: What is new.
        scratch: Folder for what is too large to be sorted at once.
    """

    def __init__(self, bench: Workbench, store: Store, arrivals: Arrivals, scratch: Path) -> None:
        self._bench = bench
        self._scratch = scratch
        self._store = store
        self._parts = arrivals.parts
        self._rejects = arrivals.rejects
        self._streams: list[Generator[pa.RecordBatch]] = []
        bench.threads(None)
        for name, data in (("files", arrivals.files), ("asked_alike", arrivals.asked)):
            bench.show(f"{name}_given", data)
            bench.run(f"CREATE OR REPLACE TABLE {name} AS FROM {name}_given")
        for spec in (MODELS, CARDS, LINKS):
            bench.run(f"CREATE OR REPLACE VIEW new_{spec.name}_all AS {self._arrived(spec)}")
        for spec in (MODELS, HISTORY, CARDS, LINKS):
            bench.run(f"CREATE OR REPLACE VIEW old_{spec.name} AS {self._present(spec)}")

    def _arrived(self, spec: TableSpec) -> str:
        """SQL: the new rows of a table, with the facts of their files."""
        parts = self._parts.get(spec.name, ())
        if not parts:
            return no_rows_sql(spec)
        special = {
            "source": "coalesce(n.source, files.source)" if spec is LINKS else "files.source",
            "snapshot": "CASE WHEN fixed THEN files.snapshot "
            "ELSE coalesce(n.snapshot, files.snapshot) END",
            "asked": "n.asked | coalesce(extra, 0)",
        }
        columns = ", ".join(
            f"{special.get(c, f'n.{name_sql(c)}')} AS {name_sql(c)}" for c in spec.names
        )
        asked = (
            "LEFT JOIN asked_alike a ON a.file = n.file AND n.asked & a.alike = a.mask"
            if "asked" in spec.names
            else ""
        )
        rows = parquet_sql(parts)
        return f"SELECT {columns}, place FROM {rows} n JOIN files USING (file) {asked}"

    def _present(self, spec: TableSpec) -> str:
        """SQL: the rows that the study has of a table, with their place in its file."""
        if not self._store.has(spec.name):
            return no_rows_sql(spec)
        path = self._store.path(spec.name)
        version = check_version(path, spec)
        columns = ", ".join(
            name_sql(c.name) if c.since <= version else null_sql(spec, c.name) for c in spec.columns
        )
        return f"SELECT {columns}, file_row_number AS place FROM {parquet_sql([path], True)}"

    # ---- models and their history ------------------------------------------------------------

    def weigh(self) -> Counts:
        """Decide what becomes of each new record."""
        bench = self._bench
        bench.run(
            """CREATE OR REPLACE TABLE rivalry AS SELECT model_id FROM (
                 SELECT model_id FROM old_models UNION ALL SELECT model_id FROM new_models_all)
               GROUP BY model_id HAVING count(*) > 1"""
        )
        bench.run(f"CREATE OR REPLACE TABLE losers AS {_FATES}")
        ((new, lost, same, replaced),) = bench.rows(
            f"""SELECT (SELECT count(*) FROM new_models_all),
                  count(*) FILTER (origin = {_NEW} AND NOT same),
                  count(*) FILTER (origin = {_NEW} AND same),
                  count(*) FILTER (origin = {_CURRENT} AND NOT same) FROM losers"""
        )
        added = new - lost - same - replaced
        ((links, distinct),) = bench.rows(
            f"""SELECT (SELECT count(*) FROM new_links_all), (SELECT count(*) FROM ({_LINKS})) -
                  (SELECT count(*) FROM old_links)"""
        )
        return Counts(added, replaced, lost, same, links - distinct)

    def models(self) -> Iterator[pa.RecordBatch]:
        """The newest record of each model, by id."""
        columns = columns_sql(MODELS)
        query = f"""SELECT {columns} FROM old_models
              ANTI JOIN (FROM losers WHERE origin = {_CURRENT}) USING (place)
            UNION ALL SELECT {columns} FROM new_models_all
              ANTI JOIN (FROM losers WHERE origin = {_NEW}) USING (place)"""
        return self._ordered(MODELS, query, self._size("models"), MOST_MODELS)

    def history(self) -> Iterator[pa.RecordBatch]:
        """The older records, by id and day."""
        columns = columns_sql(HISTORY)
        query = f"""SELECT {columns} FROM old_history
            UNION ALL SELECT {columns} FROM old_models
              SEMI JOIN (FROM losers WHERE origin = {_CURRENT}) USING (place)
            UNION ALL SELECT {columns} FROM new_models_all
              SEMI JOIN (FROM losers WHERE origin = {_NEW} AND NOT same) USING (place)"""
        ((losers,),) = self._bench.rows("SELECT count(*) FROM losers WHERE NOT same")
        size = self._size("history") + (self._size("models") if losers else 0)
        return self._ordered(HISTORY, query, size, MOST_MODELS)

    # ---- cards and links ---------------------------------------------------------------------

    def cards(self) -> Iterator[pa.RecordBatch]:
        """One row per model with a card: its newest text and its newest front matter."""
        self._bench.run(f"CREATE OR REPLACE TABLE card_rivals AS {_CARD_RIVALS}")
        columns = columns_sql(CARDS)
        query = f"""SELECT every.*, best_text, best_data FROM (
              SELECT {columns}, place, {_CURRENT} AS origin FROM old_cards
              UNION ALL SELECT {columns}, place, {_NEW} FROM new_cards_all) every
            LEFT JOIN card_rivals USING (origin, place)"""

        def paired(rows: str) -> str:
            return f"""SELECT {columns} FROM {rows} WHERE best_text IS NULL
                UNION ALL SELECT model_id, m.metadata, t.text, t.characters, t.words,
                  {_newer("source")}, {_newer("row")}, {_newer("snapshot")}
                FROM (FROM {rows} WHERE best_text) t
                  FULL JOIN (FROM {rows} WHERE best_data) m USING (model_id)"""

        return self._ordered(CARDS, query, self._size("cards"), MOST_CARDS, paired)

    def links(self) -> Iterator[pa.RecordBatch]:
        """Each link once per list, day and relation."""
        return self._ordered(LINKS, _LINKS, 0, 1)

    def rejects(self, stage: str) -> pa.Table:
        """What a stage refused, now and before, each once."""
        old = [self._store.arrow("rejects")] if self._store.has("rejects") else []
        spec = REJECTS.arrow
        both = pa.concat_tables(
            [spec.empty_table(), *(t.cast(spec) for t in (*old, *self._rejects))]
        )
        self._bench.show("refused", both)
        return self._bench.table(
            f"SELECT DISTINCT {columns_sql(REJECTS)} FROM refused WHERE stage = $1 ORDER BY ALL",
            [stage],
        ).cast(spec)

    def close(self) -> None:
        """Stop streams that nobody reads to their end."""
        self._bench.interrupt()
        for stream in self._streams:
            stream.close()

    def _size(self, name: str) -> int:
        """About how many bytes the old and new rows of a table take."""
        old = [self._store.path(name)] if self._store.has(name) else []
        return parquet_size(self._bench, [*old, *self._parts.get(name, ())])

    def _ordered(
        self,
        spec: TableSpec,
        query: str,
        size: int,
        most: int,
        finish: Callable[[str], str] = lambda rows: f"FROM {rows}",
    ) -> Iterator[pa.RecordBatch]:
        """Run a query ahead of the writer, its rows in the order of the table."""
        order = [*spec.key, *(name for name in _TIES.get(spec.name, ()))]
        folder = self._scratch / f"sorted-{spec.name}"
        batch = _CARD_ROWS if spec is CARDS else STREAM_ROWS
        rows = sorted_rows(self._bench, query, order, size, most, folder, finish, batch)
        stream = ahead(rows)
        self._streams.append(stream)
        return stream


def _newer(column: str) -> str:
    """SQL: a fact about a card's origin, from the newer of its text and its front matter."""
    return (
        f"CASE WHEN m.model_id IS NULL OR t.snapshot >= m.snapshot THEN t.{name_sql(column)} "
        f"ELSE m.{name_sql(column)} END AS {name_sql(column)}"
    )


_CONTENT: Final = ", ".join(name_sql(name) for name in MODELS.names if name not in _WHERE_FROM)
_RIVALS: Final = " UNION ALL ".join(
    f"""SELECT model_id, snapshot, last_modified, {origin} AS origin, place,
        hash({_CONTENT}) AS content FROM {table} SEMI JOIN rivalry USING (model_id)"""
    for table, origin in (
        ("old_models", _CURRENT),
        ("old_history", _OLDER),
        ("new_models_all", _NEW),
    )
)
# The record that came first stands for those like it. Of the others of a model the newest is its
# record: by day, then by its last commit, then by order of import. What is history stays history.
_FATES: Final = f"""
WITH numbered AS (
  SELECT *, row_number() OVER (
    PARTITION BY model_id, snapshot, content ORDER BY origin, place) > 1 AS same FROM ({_RIVALS})),
ranked AS (
  SELECT *, row_number() OVER (PARTITION BY model_id, same OR origin = {_OLDER}
    ORDER BY snapshot DESC, last_modified DESC NULLS LAST, origin DESC, place DESC) AS rank
  FROM numbered)
SELECT origin, place, same FROM ranked WHERE origin <> {_OLDER} AND (same OR rank > 1)"""

_CARD_RIVALS: Final = f"""
WITH every AS (
  SELECT model_id, snapshot, {_CURRENT} AS origin, place, text IS NOT NULL AS has_text,
    metadata IS NOT NULL AS has_data FROM old_cards
  UNION ALL SELECT model_id, snapshot, {_NEW}, place, text IS NOT NULL, metadata IS NOT NULL
    FROM new_cards_all),
rivals AS (FROM every SEMI JOIN (
  SELECT model_id FROM every GROUP BY model_id HAVING count(*) > 1) USING (model_id))
SELECT origin, place,
  has_text AND row_number() OVER (PARTITION BY model_id, has_text
    ORDER BY snapshot DESC, origin DESC, place DESC) = 1 AS best_text,
  has_data AND row_number() OVER (PARTITION BY model_id, has_data
    ORDER BY snapshot DESC, origin DESC, place DESC) = 1 AS best_data
FROM rivals"""

_LINKS: Final = """
SELECT child, parent, relation, source, min(row) AS row, snapshot FROM (
  SELECT child, parent, relation, source, row, snapshot FROM old_links
  UNION ALL SELECT child, parent, relation, source, row, snapshot FROM new_links_all)
GROUP BY child, parent, relation, source, snapshot"""
