"""Answers of the assessment that were kept in a study: one row per model and time."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from heredity.knowledge.architectures.assessment import Assessment
from heredity.knowledge.architectures.conflicts import Claims
from heredity.store import Store
from heredity.store.schema import Column, TableSpec, table

ASSESSMENTS = table(
    TableSpec(
        "assessments",
        "What a model's header shows of its architecture, beside what its name and configuration "
        "claim; kept by `heredity assess MODEL --study DIR`. The last row of a model counts.",
        (
            Column("model_id", "string", "The model."),
            Column("assessed_at", "timestamp", "When its header was read.", unit="UTC"),
            Column("revision", "string", "Commit that was read.", null="not known"),
            Column("name_words", "list<string>", "Architecture words of the name."),
            Column("declared_type", "string", "`model_type` of config.json.", null="none"),
            Column("declared_classes", "list<string>", "`architectures` of config.json."),
            Column("own_code", "bool", "Whether config.json names code of the model's own."),
            Column("method", "string", "`exact`, `classifier`, `adapter`, `gguf`, or `abstain`."),
            Column("model_types", "list<string>", "Types that the header may be."),
            Column("architectures", "list<string>", "Classes that the header may be."),
            Column("task_heads", "list<string>", "Tasks that its head may be for."),
            Column("probability", "float64", "That type and class are among them."),
            Column("type_probability", "float64", "That the type is among them."),
            Column("head_probability", "float64", "That the task is among them."),
            Column("nearest", "string", "The most similar architectures, as JSON text."),
            Column("registry", "string", "The reference that was compared with."),
        ),
        key=("model_id", "assessed_at"),
    )
)

SAID: Final = ("name_words", "declared_type", "declared_classes", "own_code")


def keep(store: Store, model: str, revision: str | None, said: Claims, shown: Assessment) -> None:
    """Add an answer to a study.

    Args:
        store: The study.
        model: Id of the model.
        revision: Commit that was read, if known.
        said: Name and configuration.
        shown: The header's answer.
    """
    row = {
        "model_id": model,
        "assessed_at": datetime.now(UTC),
        "revision": revision,
        "name_words": list(said.words),
        "declared_type": said.model_type or None,
        "declared_classes": list(said.architectures),
        "own_code": said.own_code,
        "method": shown.method,
        "model_types": list(shown.model_types),
        "architectures": list(shown.architectures),
        "task_heads": list(shown.task_heads),
        "probability": shown.probability,
        "type_probability": shown.type_probability,
        "head_probability": shown.head_probability,
        "nearest": json.dumps(
            [[n.model_type, n.architecture, n.similarity] for n in shown.nearest]
        ),
        "registry": shown.registry,
    }
    store.append(ASSESSMENTS, {name: [value] for name, value in row.items()})


def last(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The last row of each model, by model."""
    found: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        older = found.get(row["model_id"])
        if older is None or _time(row) >= _time(older):
            found[row["model_id"]] = row
    return [found[name] for name in sorted(found)]


def _time(row: Mapping[str, Any]) -> float:
    at = row.get("assessed_at")
    return at.timestamp() if isinstance(at, datetime) else 0.0


def answer(row: Mapping[str, Any]) -> tuple[Claims, Assessment]:
    """Claims and answer of a row."""
    said = Claims(
        row["model_id"].rpartition("/")[2],
        tuple(row["name_words"] or ()),
        row["declared_type"] or "",
        tuple(row["declared_classes"] or ()),
        bool(row["own_code"]),
    )
    shown = Assessment(
        tuple(row["model_types"] or ()),
        tuple(row["architectures"] or ()),
        tuple(row["task_heads"] or ()),
        row["probability"] or 0.0,
        row["type_probability"] or 0.0,
        row["head_probability"] or 0.0,
        row["method"] or "abstain",
        (),
        (),
        row["registry"] or "",
    )
    return said, shown
