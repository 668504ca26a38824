"""The published table: one row a model, list columns as Python-literal texts."""

from __future__ import annotations

import ast
import hashlib
import re
from pathlib import Path
from typing import Any

import iso639
import pandas as pd
import pyarrow.parquet as pq

RELATIONS = ["finetune", "quantized", "adapter", "merge"]
"""In the order in which the published programs read them: the last one of an edge stays."""

RECORD = [
    "_id", "id", "likes", "trendingScore", "private", "downloads", "tags", "pipeline_tag",
    "library_name", "createdAt", "modelId",
]  # fmt: skip
"""Keys of a listing record in their order."""


def published_rows(study: Path) -> pd.DataFrame:
    """The table, from the tables of a study: records, resolved parents, cards."""
    models = pq.read_table(study / "models.parquet").to_pylist()
    parents = _parents(study)
    cards: dict[str, str] = {}
    if (study / "cards.parquet").exists():
        found = pq.read_table(study / "cards.parquet", columns=["model_id", "text"]).to_pylist()
        cards = {row["model_id"]: row["text"] for row in found if row["text"] is not None}
    return pd.DataFrame([_row(one, parents, cards) for one in models])


def _row(one: dict[str, Any], parents: dict[str, Any], cards: dict[str, str]) -> dict[str, Any]:
    tags = one["tags"]
    if tags is None:
        tags = [f"license:{name}" for name in one["license"] or [] if name is not None]
    served = one["tags"] is not None
    created = one["created_at"]
    row = {
        "id_": one["hub_id"] or hashlib.sha256(one["model_id"].encode()).hexdigest()[:24],
        "model_id": one["model_id"],
        "likes": one["likes"],
        "trendingScore": one["trending_score"],
        "private": one["private"],
        "downloads": one["downloads"],
        "tags": str(tags),
        "tags_served": served,
        "pipeline_tag": one["task"],
        "library_name": one["library"],
        "createdAt": created.strftime("%Y-%m-%dT%H:%M:%S.") + f"{created.microsecond // 1000:03}Z"
        if created
        else None,
        "licenses": str([t.removeprefix("license:") for t in tags if t.startswith("license:")]),
        "languages": str([name for t in tags if (name := language_name(t))]),
        "datasets": str([t.removeprefix("dataset:") for t in tags if t.startswith("dataset:")]),
        "modelCard": cards.get(one["model_id"]),
    }
    for name in ("parent_model", *(f"{relation}_parent" for relation in RELATIONS)):
        row[name] = str(parents.get((one["model_id"], name), []))
    return row


def _parents(study: Path) -> dict[tuple[str, str], list[str]]:
    """Resolved parents by child and column; edges that were cut are none."""
    found: dict[tuple[str, str], list[str]] = {}
    for edge in pq.read_table(study / "edges.parquet").to_pylist():
        if edge["cut"] or edge["inferred"]:
            continue
        columns = [f"{relation}_parent" for relation in RELATIONS if edge[relation]]
        for column in ["parent_model", *columns]:
            found.setdefault((edge["child_id"], column), []).append(edge["parent_id"])
    return found


def language_name(tag: str) -> str | None:
    """The English name of a tag of two characters that is a code of ISO 639."""
    if not re.fullmatch("[a-z]{2}", tag):
        return None
    try:
        return iso639.Language.from_part1(tag).name
    except iso639.LanguageNotFoundError:
        return None


def parsed(text: Any) -> list[Any]:
    """A list column, read literally."""
    return ast.literal_eval(text) if isinstance(text, str) else []


def record_text(row: Any) -> str:
    """The record as the text of a Python dictionary; keys without a value are left out."""
    values = dict(row._asdict())
    values |= {"_id": values["id_"], "id": row.model_id, "modelId": row.model_id}
    values["tags"] = parsed(row.tags) if row.tags_served else None
    whole = ("likes", "downloads", "trendingScore")
    for key in whole:
        number = values[key]
        if not pd.isna(number):
            values[key] = int(number) if float(number).is_integer() else float(number)
    kept = {key: values[key] for key in RECORD}
    return str({k: v for k, v in kept.items() if isinstance(v, list) or not pd.isna(v)})
