"""Stages: read tables, write tables, record the run, skip what has not changed."""

from __future__ import annotations

import hashlib
import json
import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from heredity.core.progress import Progress, Silent
from heredity.core.version import __version__
from heredity.store.derived import RUNS
from heredity.store.lock import write_lock
from heredity.store.schema import TABLES
from heredity.store.store import Data, Store

PACKAGE = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Context:
    """What a running stage may use.

    Attributes:
        store: The study's tables.
        params: Parameters of this run.
        seed: Seed for random numbers.
        progress: Where to report progress.
    """

    store: Store
    params: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 0
    progress: Progress = field(default_factory=Silent)


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the work.

    Attributes:
        name: What the user calls it, such as `link` or `analyze mutation`.
        reads: Tables that it depends on; one that was never written counts as empty.
        writes: Tables that it writes.
        run: The work: tables in, tables out.
        random: Whether it draws random numbers, so that the seed counts.
    """

    name: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    run: Callable[[Context], Mapping[str, Data]]
    random: bool = False


@dataclass(frozen=True, slots=True)
class StageResult:
    """What a stage run did.

    Attributes:
        stage: Its name.
        skipped: Nothing that it depends on had changed.
        rows: Rows written, by table; those present, when skipped.
        seconds: Wall time, in seconds.
    """

    stage: str
    skipped: bool
    rows: dict[str, int]
    seconds: float


@cache
def code_digest() -> str:
    """Digest of the package's own code and knowledge, so that a change runs stages again."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in {".py", ".toml"}:
            digest.update(str(path.relative_to(PACKAGE)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def run_stage(store: Store, stage: Stage, context: Context, force: bool = False) -> StageResult:
    """Run a stage unless nothing that it depends on has changed.

    Its tables appear all together after they have been written whole, or not at all.

    Raises:
        StudyLocked: Another process works on the study.
        OutsideError: The disk refused; the study is as it was.
    """
    with write_lock(store.folder, stage.name):
        inputs = {name: store.keys(name) for name in stage.reads}
        key = _key(stage, context, inputs)
        if not force and _fresh(store, stage, key):
            rows = {name: store.rows(name) for name in stage.writes}
            return StageResult(stage.name, True, rows, 0.0)
        began, started = datetime.now(UTC), time.perf_counter()
        rows = _write(store, stage, key, stage.run(context))
        seconds = time.perf_counter() - started
        _record(store, stage, context, key, inputs, rows, began, seconds)
        return StageResult(stage.name, False, rows, seconds)


def _key(stage: Stage, context: Context, inputs: Mapping[str, Any]) -> str:
    facts: list[Any] = [stage.name, code_digest(), dict(context.params), inputs]
    if stage.random:
        facts.append(context.seed)
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()[:32]


def _fresh(store: Store, stage: Stage, key: str) -> bool:
    return all(store.keys(name).get(stage.name) == key for name in stage.writes)


def still_holds(store: Store, table: str, stage: str, inputs: Sequence[str] | None = None) -> bool:
    """Whether what a stage wrote into a table was made from tables as they are now.

    Args:
        store: The study.
        table: The table.
        stage: The stage.
        inputs: Tables that it read, to look at; None for all.

    Returns:
        False if one of them has changed since, or the stage never wrote into the table.
    """
    key = store.keys(table).get(stage)
    if key is None:
        return False
    runs = store.arrow("runs", ["key", "inputs"])
    made = dict(zip(*(runs.column(name).to_pylist() for name in ("key", "inputs")), strict=True))
    found: dict[str, Any] = json.loads(made.get(key, "{}"))
    return all(found.get(name) == store.keys(name) for name in (inputs or found))


def _write(store: Store, stage: Stage, key: str, made: Mapping[str, Data]) -> dict[str, int]:
    missing = set(stage.writes) ^ set(made)
    if missing:
        raise ValueError(f"stage {stage.name} does not write what it promised: {sorted(missing)}")
    ready: dict[str, Path] = {}
    rows: dict[str, int] = {}
    try:
        for name, data in made.items():
            ready[name], rows[name] = store.stage_file(TABLES.get(name), data, stage.name, key)
    except BaseException:
        for path in ready.values():
            path.unlink(missing_ok=True)
        raise
    for name, path in ready.items():
        path.replace(store.path(name))
    return rows


def peak_memory() -> int:
    """Highest resident memory of this process so far, in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _record(
    store: Store,
    stage: Stage,
    context: Context,
    key: str,
    inputs: Mapping[str, Any],
    rows: dict[str, int],
    began: datetime,
    seconds: float,
) -> None:
    run = {
        "stage": stage.name,
        "key": key,
        "software": f"{__version__}+{code_digest()}",
        "engine": store.engine_name,
        "parameters": json.dumps(dict(context.params), sort_keys=True, default=str),
        "seed": context.seed if stage.random else None,
        "inputs": json.dumps(inputs, sort_keys=True),
        "rows": json.dumps(rows, sort_keys=True),
        "started": began,
        "seconds": seconds,
        "peak_memory": peak_memory(),
    }
    store.append(RUNS, {name: [value] for name, value in run.items()})
