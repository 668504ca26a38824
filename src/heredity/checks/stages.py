"""One stage per family of rules: tables in, findings out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from heredity.checks.registry import FAMILIES, Check, Family, Tables
from heredity.store import Context, Stage
from heredity.store.arrow import RecordBatch
from heredity.store.derived import FINDINGS, RULES
from heredity.store.expr import Table, literal
from heredity.store.store import Data

OPTIONAL = frozenset({"rejects", "traits", "cards", "assessments", "names"})
"""Tables that may be missing; without any other one there is nothing to check yet."""


def check_stages() -> list[Stage]:
    """A stage for each family that has rules, in the order of their names."""
    return [stage_of(family) for family in FAMILIES.members() if family.checks()]


def stage_of(family: Family) -> Stage:
    """The stage `check NAME`: it writes `findings`, `rules` and the tables of the family's own."""
    reads = sorted({name for check in family.checks() for name in check.reads})
    writes = ("findings", "rules", *family.tables)
    return Stage(f"check {family.name}", tuple(reads), writes, _runner(family))


def _runner(family: Family) -> Callable[[Context], Mapping[str, Data]]:
    def run(context: Context) -> Mapping[str, Data]:
        for name in {name for check in family.checks() for name in check.reads} - OPTIONAL:
            context.store.need(name)
        tables = Tables(context.store)
        more = {name: partial(make, tables) for name, make in family.tables.items()}
        return {
            "findings": _findings(context, family, tables),
            "rules": rules(family),
            **{name: _late(make) for name, make in more.items()},
        }

    return run


def _late(make: Callable[[], Iterable[RecordBatch]]) -> Iterator[RecordBatch]:
    """A table that is made only when it is written, after the findings."""
    yield from make()


def _findings(context: Context, family: Family, tables: Tables) -> Iterator[RecordBatch]:
    checks = family.checks()
    context.progress.start(f"check {family.name}", total=len(checks), unit="rules")
    for check in checks:
        yield from context.store.run(findings_of(check, tables, family)).to_batches()
        context.progress.advance()
    context.progress.finish()


def findings_of(check: Check, tables: Tables, family: Family) -> Table:
    """What one rule finds, with the columns of `findings`."""
    found = check.run(tables)
    severity = found.severity if "severity" in found.columns else literal(check.severity.value)
    found = found.mutate(
        code=literal(check.code),
        severity=severity,
        confidence=found.confidence.round(4),
        stage=literal(f"check {family.name}"),
    )
    return found.select(*FINDINGS.names)


def rules(family: Family) -> dict[str, list[str]]:
    """The family's rules as columns of the table `rules`."""
    facts = [
        {
            "code": c.code,
            "title": c.title,
            "severity": c.severity.value,
            "doc": c.doc,
            "confidence": c.confidence,
            "reason": c.reason,
            "reference": c.reference,
            "example": c.hit.doc,
            "stage": f"check {family.name}",
        }
        for c in family.checks()
    ]
    return {name: [row[name] for row in facts] for name in RULES.names}
