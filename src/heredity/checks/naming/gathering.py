"""What the rules on names share: columns read once, and judgments kept for the tally."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from heredity.checks.naming.claims import claims_of, stored_claims
from heredity.checks.naming.evidence import Evidence
from heredity.checks.naming.judging import OUTCOMES, Judged, NameRule, judged
from heredity.checks.naming.records import described, first_parents, joined
from heredity.checks.naming.shown import kept_facts
from heredity.checks.registry import Tables
from heredity.store.arrow import RecordBatch
from heredity.store.columns import whole
from heredity.store.expr import Table
from heredity.store.plain import from_columns, in_one_piece, with_column
from heredity.store.schema import Column, TableSpec, table

NAME_CHECKS = table(
    TableSpec(
        "name_checks",
        "How many models a check on names settles, and how.",
        (
            Column("check", "string", "The check, such as `SIZE`."),
            Column("code", "string", "Code of its findings."),
            Column(
                "outcome",
                "string",
                "`ok`, `conflict`, `unknown` (claimed, but the evidence is missing or says "
                "nothing), or `not claimed`.",
            ),
            Column("models", "int64", "Models of the study with that outcome."),
        ),
        key=("check", "outcome"),
    )
)

FOUND: Final = {
    "severity": "string",
    "confidence": "float64",
    "model_id": "string",
    "parent_id": "string",
    "message": "string",
    "evidence": "string",
}
_FOUND = TableSpec(
    "found", "One finding on a name.", tuple(Column(n, k, n) for n, k in FOUND.items())
)


def gathered(tables: Tables) -> Evidence:
    """What is known of all models; read when the first rule asks."""
    found: Evidence = tables.once("naming", _gather)
    return found


def _gather(tables: Tables) -> Evidence:
    store = tables.store
    models = in_one_piece(store.run(described(tables["models"])))
    shown = kept_facts(tables, whole(models.column("model_id")))
    models = with_column(models, "shown", "string", shown)
    records = joined(models, store.run(first_parents(tables["edges"])))
    ids = whole(models.column("model_id"))
    claims = stored_claims(store, ids) or claims_of(models.column("name"))
    return Evidence(records, claims)


def findings_of(tables: Tables, rule: NameRule, code: str) -> Table:
    """What a rule finds, as the registry wants it; its outcomes are kept for the tally."""
    evidence = gathered(tables)
    found: Judged = tables.once(f"naming {rule.check}", lambda _: judged(rule, evidence))
    tally: dict[str, tuple[str, list[int]]] = tables.once("naming tally", lambda _: {})
    counts = np.bincount(found.outcomes, minlength=len(OUTCOMES))
    tally[rule.check] = (code, counts.tolist())
    ids = evidence.records.table.column("model_id")
    rows = found.rows
    return tables.load(
        _FOUND,
        {
            "severity": [r.severity.value for r in found.rulings],
            "confidence": [r.confidence for r in found.rulings],
            "model_id": [ids[row].as_py() for row in rows],
            "parent_id": [None] * len(rows),
            "message": [r.message for r in found.rulings],
            "evidence": [r.evidence(rule.check) for r in found.rulings],
        },
    )


def tallied(tables: Tables) -> Iterator[RecordBatch]:
    """The table `name_checks`, of the rules that have run."""
    tally = tables.once("naming tally", lambda _: {})
    rows = [
        (check, code, outcome, models)
        for check, (code, counts) in sorted(tally.items())
        for outcome, models in sorted(zip(OUTCOMES, counts, strict=True))
    ]
    kinds = {c.name: c.type for c in NAME_CHECKS.columns}
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in kinds]
    yield from from_columns(kinds, columns).to_batches()
