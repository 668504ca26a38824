"""What the rules on names share: columns read once, and judgments kept for the tally."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from heredity.checks.naming.claims import Claims, claims_of
from heredity.checks.naming.judging import OUTCOMES, Judged, NameRule, judged
from heredity.checks.naming.records import Records, described, first_parents, joined
from heredity.checks.registry import Tables
from heredity.store.arrow import RecordBatch
from heredity.store.expr import Table
from heredity.store.plain import from_columns
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


@dataclass(frozen=True, slots=True)
class Gathered:
    """All models as columns: what is known of them, and what their names claim."""

    records: Records
    claims: Claims


def gathered(tables: Tables) -> Gathered:
    """The columns of a study; read when the first rule asks."""
    found: Gathered = tables.once("naming", _gather)
    return found


def _gather(tables: Tables) -> Gathered:
    store = tables.store
    models = store.run(described(tables["models"]))
    records = joined(models, store.run(first_parents(tables["edges"])))
    return Gathered(records, claims_of(models.column("name")))


def findings_of(tables: Tables, rule: NameRule, code: str) -> Table:
    """What a rule finds, as the registry wants it; its outcomes are kept for the tally."""
    both = gathered(tables)
    found: Judged = tables.once(f"naming {rule.check}", lambda _: judged(rule, *_pair(both)))
    tally: dict[str, tuple[str, list[int]]] = tables.once("naming tally", lambda _: {})
    counts = np.bincount(found.outcomes, minlength=len(OUTCOMES))
    tally[rule.check] = (code, counts.tolist())
    ids = both.records.table.column("model_id")
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


def _pair(both: Gathered) -> tuple[Records, Claims]:
    return both.records, both.claims


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
