"""Tiny studies, written table by table from dictionaries."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from heredity.store import Context, Stage, Store
from heredity.store.schema import TABLES
from heredity.store.stage import run_stage

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
WRITTEN = ("models", "edges", "nodes", "rejects")


def with_nodes(rows: Rows) -> dict[str, list[dict[str, Any]]]:
    """The rows, with the nodes that the edges' ids imply and their numbers."""
    full = {name: [dict(row) for row in rows.get(name, [])] for name in (*WRITTEN, *rows)}
    ids = {row["model_id"] for row in full["models"]}
    held = ids | {e["child_id"] for e in full["edges"]}
    ids |= {e[end] for e in full["edges"] for end in ("child_id", "parent_id")}
    number = {model_id: at for at, model_id in enumerate(sorted(ids))}
    gone = {e["parent_id"] for e in full["edges"] if not e["parent_in_snapshot"]} - held
    full["nodes"] = full["nodes"] or [
        {"node": at, "model_id": model_id, "in_snapshot": model_id not in gone}
        for model_id, at in number.items()
    ]
    for e in full["edges"]:
        e |= {"child": number[e["child_id"]], "parent": number[e["parent_id"]]}
    for e in full["edges"]:
        rivals = [rank(r) for r in full["edges"] if r["child"] == e["child"]]
        e["choice"] = sorted(rivals).index(rank(e))
    return full


def rank(e: Mapping[str, Any]) -> tuple[Any, ...]:
    """The order of parents where none of them has a date."""
    kinds = [e[name] for name in ("finetune", "adapter", "quantized", "merge")]
    return (e["cut"], e["merge"], [not kind for kind in kinds], e["parent"])


def write(store: Store, rows: Rows) -> None:
    """Write whole tables as stages of their own would."""
    for name, found in rows.items():
        spec = TABLES.get(name)
        ordered = sorted(found, key=lambda row: [str(row.get(c) or "") for c in spec.key])
        if spec.key in {("node",), ("child", "parent")}:
            ordered = sorted(found, key=lambda row: [row[c] for c in spec.key])
        columns = {c: [row.get(c) for row in ordered] for c in spec.names}
        stage = Stage("link", (), (name,), lambda _, n=name, c=columns: {n: c})
        run_stage(store, stage, Context(store), force=True)


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Callable[..., Store]]:
    """Make a study of these rows; nodes are worked out from models and edges."""
    made: list[Store] = []

    def make(rows: Rows, engine: str = "duckdb") -> Store:
        store = Store(tmp_path / f"study-{len(made)}", engine=engine, create=True)
        made.append(store)
        write(store, with_nodes(rows))
        return store

    yield make
    for store in made:
        store.close()
