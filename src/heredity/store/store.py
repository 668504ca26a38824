"""A study's folder: reading and writing its tables."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from heredity.core.errors import StudyError
from heredity.store.engine import Engine, open_engine
from heredity.store.expr import Table, null
from heredity.store.files import ROW_GROUP, check_version, conform, read_footer, write_parquet
from heredity.store.schema import TABLES, TableSpec

MARKER = "heredity.json"
FORMAT = 1

Data: TypeAlias = Table | pa.Table | Mapping[str, Sequence[Any]] | Iterator[pa.RecordBatch]
"""What a stage may hand over as a table: an expression, Arrow, plain columns, or a stream."""


class Store:
    """The tables of one study.

    Args:
        folder: The study's folder.
        engine: Name of the engine; it starts at the first expression.
        create: Make the folder into a study if it is new or empty.

    Raises:
        StudyError: The folder is no study, or one of another format.
    """

    def __init__(self, folder: Path, engine: str = "duckdb", create: bool = False) -> None:
        self.folder = folder
        self._engine_name = engine
        self._engine: Engine | None = None
        self._open(create)

    def _open(self, create: bool) -> None:
        marker = self.folder / MARKER
        if not marker.exists():
            self._found(create)
        try:
            found = int(json.loads(marker.read_text())["format"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StudyError(
                f"{marker} is damaged.", "Start a fresh study and import your files again."
            ) from error
        if found != FORMAT:
            raise StudyError(
                f"The study {self.folder} has format {found}; this Heredity reads {FORMAT}.",
                "Update Heredity, or start a fresh study.",
            )

    def _found(self, create: bool) -> None:
        """Make the folder a study, or say why not."""
        if self.folder.exists() and not self.folder.is_dir():
            raise StudyError(f"{self.folder} is a file, not a study.", "Name a folder: --study DIR")
        if not create:
            raise StudyError(
                f"{self.folder} is not a study.",
                "Make one: heredity import FILE --study DIR, or look at one: heredity demo",
            )
        if self.folder.exists() and any(
            not entry.name.startswith(".") for entry in self.folder.iterdir()
        ):
            raise StudyError(
                f"{self.folder} holds other files and is not a study.",
                "Name an empty or a new folder: --study DIR",
            )
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / MARKER).write_text(json.dumps({"format": FORMAT}) + "\n")

    @property
    def engine(self) -> Engine:
        """The engine, started on first use."""
        if self._engine is None:
            self._engine = open_engine(self._engine_name, self.folder / ".scratch")
        return self._engine

    @property
    def engine_name(self) -> str:
        """Name of the engine, started or not."""
        return self._engine_name

    def path(self, name: str) -> Path:
        """Where a table's file is, or would be."""
        return self.folder / f"{name}.parquet"

    def has(self, name: str) -> bool:
        """Whether the table has been written."""
        return self.path(name).exists()

    def tables(self) -> list[str]:
        """Names of the registered tables that have been written."""
        return [name for name in TABLES if self.has(name)]

    def need(self, name: str) -> Path:
        """The file of a table.

        Raises:
            StudyError: It has not been written; the message says which command does.
        """
        if not self.has(name):
            raise StudyError(
                f"The study {self.folder} has no table '{name}' yet.",
                "Import a file first: heredity import FILE"
                if name == "models"
                else "Run the stages first: heredity run",
            )
        return self.path(name)

    def table(self, name: str) -> Table:
        """A table as an expression, with the columns of its present version."""
        spec = TABLES.get(name)
        path = self.need(name)
        version = check_version(path, spec)
        expr = self.engine.read(path)
        if version == spec.version:
            return expr
        later = {c.name: null().cast(expr_type(c.type)) for c in spec.columns if c.since > version}
        return expr.mutate(**later).select(*spec.names)

    def arrow(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """A table, or some of its columns, in memory."""
        spec = TABLES.get(name)
        path = self.need(name)
        version = check_version(path, spec)
        wanted = list(columns or spec.names)
        later = {c.name for c in spec.columns if c.since > version}
        # Not `read_table`, which fetches the code for datasets of many files: 0.2 s, used nowhere.
        with pq.ParquetFile(path) as file:
            data = file.read(columns=[c for c in wanted if c not in later])
        for column in wanted:
            if column in later:
                kind = spec.arrow.field(column).type
                data = data.append_column(column, pa.nulls(data.num_rows, kind))
        return data.select(wanted)

    def rows(self, name: str) -> int:
        """Number of rows of a table; 0 if it has not been written."""
        return pq.read_metadata(self.path(name)).num_rows if self.has(name) else 0

    def run(self, expr: Table) -> pa.Table:
        """Run an expression and hold its rows in memory."""
        schema = expr.schema().to_pyarrow()
        return pa.Table.from_batches(
            [b.cast(schema) for b in self.engine.batches(expr)], schema=schema
        )

    def keys(self, name: str) -> dict[str, str]:
        """Key of each stage that wrote rows of a table."""
        if not self.has(name):
            return {}
        found: dict[str, str] = read_footer(self.path(name)).get("keys", {})
        return found

    def stage_file(self, spec: TableSpec, data: Data, stage: str, key: str) -> tuple[Path, int]:
        """Write what a stage made of a table to a temporary file.

        Rows of other stages in a shared table are carried over.

        Returns:
            The temporary file and the number of rows that the stage itself wrote.
        """
        path = self.folder / f".{spec.name}.{stage.replace(' ', '-')}.tmp"
        keys = {stage: key}
        batches = self._batches(spec, data)
        if spec.shared:
            parts = [conform(pa.Table.from_batches([batch]), spec.arrow) for batch in batches]
            mine = pa.concat_tables([spec.arrow.empty_table(), *parts])
            others = self._others(spec, stage)
            keys = {**self.keys(spec.name), **keys}
            both = pa.concat_tables([others, mine])
            both = both.sort_by([(c, "ascending") for c in spec.key])
            write_parquet(path, spec, both.to_batches(), {"keys": keys})
            return path, mine.num_rows
        return path, write_parquet(path, spec, batches, {"keys": keys})

    def append(self, spec: TableSpec, rows: Mapping[str, Sequence[Any]]) -> None:
        """Add rows to a table and keep the old ones; stages that read it are no longer fresh."""
        new = pa.table(dict(rows), schema=spec.arrow)
        before = self.keys(spec.name)
        old = self.arrow(spec.name) if self.has(spec.name) else spec.arrow.empty_table()
        path = self.folder / f".{spec.name}.tmp"
        write_parquet(path, spec, pa.concat_tables([old, new]).to_batches(),
                      {"keys": {"append": _chained(before, new)}})  # fmt: skip
        path.replace(self.path(spec.name))

    def _others(self, spec: TableSpec, stage: str) -> pa.Table:
        if not self.has(spec.name):
            return spec.arrow.empty_table()
        data = self.arrow(spec.name)
        return data.filter(pc.not_equal(data.column("stage"), stage))

    def _batches(self, spec: TableSpec, data: Data) -> Iterator[pa.RecordBatch]:
        if isinstance(data, Table):
            expr = data.select(*spec.names)
            return self.engine.batches(expr.order_by(list(spec.key)) if spec.key else expr)
        if isinstance(data, pa.Table):
            return iter(data.to_batches(max_chunksize=ROW_GROUP) or _empty(spec))
        if isinstance(data, Mapping):
            return iter(pa.table(dict(data), schema=spec.arrow).to_batches() or _empty(spec))
        return data

    def close(self) -> None:
        """Stop the engine."""
        if self._engine is not None:
            self._engine.close()
            self._engine = None


def _chained(before: Mapping[str, Any], new: pa.Table) -> str:
    """A key that every row ever added changes."""
    text = f"{before.get('append', '')}{new.to_pylist()!r}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _empty(spec: TableSpec) -> list[pa.RecordBatch]:
    return [pa.RecordBatch.from_pylist([], schema=spec.arrow)]


def expr_type(text: str) -> str:
    """A column type in the words of Ibis."""
    words = {"list<": "array<", "bool": "boolean", "timestamp": "timestamp('UTC', 6)"}
    for ours, theirs in words.items():
        text = text.replace(ours, theirs)
    return text
