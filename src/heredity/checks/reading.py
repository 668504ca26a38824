"""What the checks found, read back for the doors."""

from __future__ import annotations

import json
from typing import Any

from heredity.core.findings import Severity, exit_code
from heredity.store import Store
from heredity.store.expr import Table, asc, cases, desc

NEVER = "never"


def findings(store: Store, limit: int | None = None) -> list[dict[str, Any]]:
    """Findings as dictionaries, the worst and surest first; their evidence is taken apart.

    Args:
        store: The study.
        limit: Most findings to return; None for all.

    Raises:
        StudyError: Nothing was checked yet.
    """
    rows = store.table("findings")
    order = cases(*((rows.severity == s.value, i) for i, s in enumerate(Severity)), else_=9)
    rows = rows.order_by(
        [asc(order), desc("confidence"), "code", "model_id", "parent_id", "message"]
    )
    found = store.run(rows.limit(limit) if limit else rows).to_pylist()
    return [row | {"evidence": json.loads(row["evidence"])} for row in found]


def findings_by_code(store: Store) -> list[dict[str, Any]]:
    """Number of findings of each rule and severity, with the rule's title; the worst first."""
    counts = _counted(store.table("findings"), "code")
    rules = store.table("rules").select("code", "title")
    rows = store.run(counts.join(rules, "code").order_by("code", "severity")).to_pylist()
    order = list(Severity)
    return [
        {key: row[key] for key in ("code", "severity", "findings", "models", "title")}
        for row in sorted(rows, key=lambda row: order.index(Severity(row["severity"])))
    ]


def counts(store: Store) -> dict[Severity, int]:
    """Number of findings of each severity."""
    rows = store.run(_counted(store.table("findings"))).to_pylist()
    return {Severity(row["severity"]): row["findings"] for row in rows}


def fails(store: Store, fail_on: str) -> bool:
    """Whether there are findings as bad as `fail_on` or worse.

    Args:
        store: The study.
        fail_on: A severity, or `never`.

    Raises:
        UserError: There is no such severity.
    """
    level = None if fail_on == NEVER else Severity.parse(fail_on)
    return exit_code(counts(store), level) != 0


def _counted(rows: Table, *by: str) -> Table:
    return rows.group_by(*by, "severity").agg(findings=rows.count(), models=rows.model_id.nunique())
