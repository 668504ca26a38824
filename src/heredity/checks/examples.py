"""Rows for the examples of rules: only what a case is about has to be named."""

from __future__ import annotations

from typing import Any

from heredity.store.facts import ASKED

EVERYTHING = sum(ASKED.values())
"""Bits of a record whose source was asked for every field."""


def edge(child: str, parent: str, *relations: str, **columns: Any) -> dict[str, Any]:
    """A row of `edges`, by default a declared one to a parent in the study."""
    row: dict[str, Any] = {
        name: name in relations for name in ("finetune", "adapter", "quantized", "merge")
    }
    row |= {
        "child_id": child,
        "parent_id": parent,
        "unspecified": not relations,
        "evidence": ["tag"],
        "disagreements": [],
        "declared_as": [],
        "parent_in_snapshot": True,
        "inferred": False,
        "confidence": 0.98,
        "cut": False,
    }
    return row | columns


def model(model_id: str, **columns: Any) -> dict[str, Any]:
    """A row of `models`, by default one whose source was asked for everything."""
    owner, _, name = model_id.rpartition("/")
    row = {"model_id": model_id, "owner": owner or None, "name": name, "asked": EVERYTHING}
    return row | {"source": "example", "row": 1} | columns


def reject(model_id: str, value: str, reason: str, **columns: Any) -> dict[str, Any]:
    """A row of `rejects`, as linking writes it for a declared parent."""
    row = {"source": "models", "model_id": model_id, "field": "card_base_models", "value": value}
    return row | {"reason": reason, "stage": "link"} | columns
