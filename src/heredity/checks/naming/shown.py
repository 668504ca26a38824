"""What headers show of an architecture, as a fact beside the others: JSON text, one a model."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from heredity.checks.architecture.kept import ASSESSMENTS, answer, last
from heredity.checks.naming.judging import SOUND, UNKNOWN, Ruling
from heredity.checks.registry import Tables
from heredity.core.findings import Severity
from heredity.knowledge.architectures.assessment import Assessment
from heredity.knowledge.architectures.conflicts import Claims, Conflict, conflicts
from heredity.store.columns import places_in, texts

ABOUT: Final = ("type", "class", "head")
"""Conflicts that speak of type and class; those of the name are another rule's."""


def as_fact(shown: Assessment) -> str | None:
    """An answer as a fact; None where it abstains."""
    if not shown.known:
        return None
    fields = {
        "method": shown.method,
        "model_types": shown.model_types,
        "architectures": shown.architectures,
        "task_heads": shown.task_heads,
        "probability": shown.probability,
        "type_probability": shown.type_probability,
        "head_probability": shown.head_probability,
        "registry": shown.registry,
    }
    return json.dumps(fields)


def kept_facts(tables: Tables, ids: Any) -> list[str | None]:
    """The facts that a study keeps of its models.

    Args:
        tables: The study.
        ids: Ids of all models.
    """
    found: list[str | None] = [None] * len(ids)
    if not tables.store.has("assessments"):
        return found
    names = [c.name for c in ASSESSMENTS.columns]
    rows = last(tables.arrow("assessments", names).to_pylist())
    places = places_in(texts([row["model_id"] for row in rows]), ids)
    for row, place in zip(rows, places.tolist(), strict=True):
        if place >= 0:
            found[place] = as_fact(answer(row)[1])
    return found


def judge_shown(facts: Mapping[str, Any], own_code: bool) -> Ruling | int | None:
    """Whether the weights are of the declared type and class; None where no header was read.

    Args:
        facts: The facts of a model.
        own_code: Whether it brings code of its own.
    """
    text = facts.get("shown")
    if not text:
        return None
    fields = json.loads(text)
    shown = Assessment(
        tuple(fields["model_types"]),
        tuple(fields["architectures"]),
        tuple(fields["task_heads"]),
        fields["probability"],
        fields["type_probability"],
        fields["head_probability"],
        fields["method"],
        (),
        (),
        fields["registry"],
    )
    said = Claims("", (), facts.get("type_config") or "", _classes(facts), own_code)
    found = [one for one in conflicts(said, shown) if one.kind in ABOUT]
    if found:
        return _ruling(said, shown, found[0])
    known = said.model_type in shown.model_types or set(said.architectures) & {*shown.architectures}
    return SOUND if known else UNKNOWN


def _classes(facts: Mapping[str, Any]) -> tuple[str, ...]:
    try:
        listed = json.loads(facts.get("classes") or "[]")
    except ValueError:
        return ()
    return tuple(c for c in listed if isinstance(c, str)) if isinstance(listed, list) else ()


def _ruling(said: Claims, shown: Assessment, one: Conflict) -> Ruling:
    return Ruling(
        Severity(one.severity),
        one.confidence,
        one.message,
        " ".join([said.model_type, *said.architectures[:1]]).strip(),
        {
            "model_type": said.model_type,
            "architectures": said.architectures[:3],
            "header": {
                "model_types": shown.model_types[:3],
                "architectures": shown.architectures[:3],
                "method": shown.method,
            },
        },
        2,
        "names and shapes of the tensors must be those of the declared type and class",
        "Nothing more: the headers were read.",
    )
