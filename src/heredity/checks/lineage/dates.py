"""Children that are older than their parents."""

from __future__ import annotations

from datetime import UTC, datetime

from heredity.checks.examples import edge, model
from heredity.checks.registry import Example, Tables, check
from heredity.checks.wording import evidence, verdicts
from heredity.core.findings import Severity
from heredity.store.expr import Table, ifelse, literal

FLOOR = datetime(2022, 3, 2, 23, 29, 4, tzinfo=UTC)
"""Creation date that the hub gives to everything older."""

GRACE_DAYS = 1
"""Repositories of one release are made in any order within a day."""

SECONDS_A_DAY = 86_400


def _day(day: int) -> datetime:
    return datetime(2024, 5, day, tzinfo=UTC)


@check(
    "LIN009",
    title="Child was created before its parent",
    severity=Severity.INFO,
    confidence="0.6, or 0.3 where one account owns both: it may have published in another order.",
    reason="The declared parent cannot be what the child was first made from. Mostly the parent "
    "was published late, moved or made anew, or the child's repository was used again for "
    "a later model; sometimes the link is wrong.",
    reference="docs/reference/tables.md#models, column created_at",
    reads=("edges", "models"),
    hit=Example(
        "The child is eleven days older.",
        {
            "models": [
                model("ann/tuned", created_at=_day(1)),
                model("bob/base", created_at=_day(12)),
            ],
            "edges": [edge("ann/tuned", "bob/base", "finetune")],
        },
    ),
    passes=Example(
        "The parent is older; another's date stands for anything older.",
        {
            "models": [
                model("ann/tuned", created_at=_day(12)),
                model("bob/base", created_at=_day(1)),
                model("eve/old", created_at=FLOOR),
            ],
            "edges": [
                edge("ann/tuned", "bob/base", "finetune"),
                edge("eve/old", "bob/base", "finetune"),
            ],
        },
    ),
)
def older_than_its_parent(tables: Tables) -> Table:
    """A child that was created a day or more before its parent.

    The date that the hub gives to everything older than its own memory does not count.
    """
    edges, models = tables["edges"], tables["models"]
    dated = models.filter(models.created_at > literal(FLOOR)).select(
        "model_id", "owner", born=models.created_at.epoch_seconds()
    )
    rows = edges.select("child_id", "parent_id", "evidence")
    rows = rows.join(dated, rows.child_id == dated.model_id).drop("model_id")
    rows = rows.join(dated, rows.parent_id == dated.model_id, rname="parent_{name}")
    rows = rows.mutate(days=(rows.parent_born - rows.born) // SECONDS_A_DAY)
    rows = rows.filter(rows.days >= GRACE_DAYS)
    return verdicts(
        rows,
        confidence=ifelse(rows.owner == rows.parent_owner, 0.3, 0.6).fill_null(0.6),
        model_id=rows.child_id,
        parent_id=rows.parent_id,
        message=literal("Was created ")
        + rows.days.cast("string")
        + ifelse(rows.days == 1, " day", " days")
        + " before its parent "
        + rows.parent_id
        + ".",
        evidence=evidence(
            "edges",
            "models",
            declared_by=rows.evidence,
            days=rows.days,
            child_created=rows.born.as_timestamp("s").strftime("%Y-%m-%d"),
            parent_created=rows.parent_born.as_timestamp("s").strftime("%Y-%m-%d"),
        ),
    )
