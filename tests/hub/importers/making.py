"""Small files in the forms that importers read, and studies that import them."""

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from heredity.hub.ingest import ImportResult, import_files
from heredity.store import Store

API_ROW = {
    "_id": "674bfb827d6748def2e80ef9",
    "id": "acme/Tiny-1B",
    "likes": 7,
    "trendingScore": 7,
    "private": False,
    "downloads": 20,
    "tags": [
        "transformers", "en", "fr", "t5", "base_model:acme/Base", "base_model:finetune:acme/Base",
        "dataset:squad", "license:mit", "region:us",
    ],
    "pipeline_tag": "text-generation",
    "library_name": "transformers",
    "createdAt": "2024-12-01T06:00:34.000Z",
    "modelId": "acme/Tiny-1B",
}  # fmt: skip


def row(**changes: Any) -> dict[str, Any]:
    """A row as the hub's API lists it; `None` as a change takes the key away."""
    return {key: value for key, value in {**API_ROW, **changes}.items() if value is not None}


def json_lines(path: Path, *rows: Any) -> Path:
    """A file with a row on each line; texts and bytes stand as they are."""
    lines = [r if isinstance(r, bytes) else (r if isinstance(r, str) else json.dumps(r)).encode()
             for r in rows]  # fmt: skip
    data = b"".join(line + b"\n" for line in lines)
    if path.suffix == ".gz":
        data = gzip.compress(data)
    if path.suffix == ".zst":
        data = pa.compress(data, codec="zstd", asbytes=True)
    path.write_bytes(data)
    return path


def new_study(folder: Path) -> Store:
    return Store(folder / "study", create=True)


def take(folder: Path, *paths: Path, **options: Any) -> tuple[Store, ImportResult]:
    """Import files into a new study."""
    store = new_study(folder)
    return store, import_files(store, list(paths), **options)


def table(store: Store, name: str) -> list[dict[str, Any]]:
    return store.arrow(name).to_pylist()


def models(store: Store) -> dict[str, dict[str, Any]]:
    return {m["model_id"]: m for m in table(store, "models")}


def only_model(store: Store) -> dict[str, Any]:
    (model,) = table(store, "models")
    return model


def refused(store: Store) -> list[tuple[int, str | None, str | None, str | None, str]]:
    """Rejects: row, model, field, value, reason."""
    return [
        (r["row"], r["model_id"], r["field"], r["value"], r["reason"])
        for r in table(store, "rejects")
    ]


def day(text: str) -> date:
    return date.fromisoformat(text)


def accounted(result: ImportResult) -> int:
    """Rows as the sum of what became of them."""
    return (
        result.models_added + result.models_updated + result.superseded + result.duplicates
        + result.rejected_rows + result.card_rows + result.link_rows
    )  # fmt: skip
