"""A small study with findings made by hand, and audits of it."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from heredity.checks.examples import edge, model
from heredity.export.audit import Audit, House, Wanted
from heredity.store import Store
from tests.tiny import study

__all__ = ["study"]

HOUSE = House((), {"NAM001": "SIZE"})
RULES = {"LIC020": "licenses", "LIC003": "licenses", "LIN001": "lineage", "NAM001": "naming"}


def finding(code: str, model_id: str, **columns: Any) -> dict[str, Any]:
    """A row of `findings`."""
    severity = {"LIC020": "error", "LIC003": "info"}.get(code, "warn")
    evidence = columns.pop("evidence", {"tables": ["models"]})
    row = {
        "code": code, "severity": severity, "confidence": 0.9, "model_id": model_id,
        "parent_id": None, "message": f"{code} of {model_id}.", "stage": f"check {RULES[code]}",
    }  # fmt: skip
    return row | columns | {"evidence": json.dumps(evidence)}


def rule(code: str) -> dict[str, Any]:
    """A row of `rules`."""
    said = dict.fromkeys(("doc", "confidence", "reason", "reference", "example"), "Said.")
    row = {"code": code, "title": f"Title of {code}", "severity": "warn"}
    return row | said | {"stage": f"check {RULES[code]}"}


ROWS: dict[str, list[dict[str, Any]]] = {
    "models": [
        model(name) for name in ("org/base", "mid/m", "acme/x", "acme/y", "acme/clean", "other/z")
    ],
    "edges": [
        edge("mid/m", "org/base", "finetune"),
        edge("acme/x", "mid/m", "finetune", "adapter"),
        edge("acme/y", "acme/x", "quantized"),
        edge("acme/clean", "gone/away", "merge", parent_in_snapshot=False),
    ],
    "rules": [rule(code) for code in RULES],
    "findings": [
        finding("LIC020", "acme/x", parent_id="org/base", confidence=0.6),
        finding("LIN001", "acme/clean", parent_id="gone/away"),
        finding("NAM001", "mid/m"),
        finding("LIC020", "mid/m", parent_id="org/base"),
        finding("LIC003", "org/base", evidence={"such_as": ["other/z"], "models": 1}),
        finding("LIC003", "mid/m", evidence={"such_as": ["acme/x"], "models": 2}),
        finding("LIN001", "other/z", parent_id="gone/too"),
    ],
    "license_verdict": [
        {"child": "other/z", "ancestor": "org/base", "code": "LIC003", "severity": "info"},
        {"child": "acme/x", "ancestor": "mid/m", "code": "LIC003", "severity": "info"},
        {"child": "other/z", "ancestor": "mid/m", "code": "LIC003", "severity": "info"},
    ],
}

Make = Callable[..., Audit]


@pytest.fixture
def store(study: Callable[..., Store]) -> Store:
    return study(ROWS)


@pytest.fixture
def audit(store: Store) -> Make:
    """Audit the small study."""

    def make(*models: str, **wanted: Any) -> Audit:
        return Audit(store, Wanted(models, **wanted), HOUSE)

    return make


def listed(audit: Audit) -> list[tuple[str, str]]:
    """Code and model of the findings that an audit lists."""
    return [(row["code"], row["model_id"]) for row in audit.rows()]
