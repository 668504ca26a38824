"""Parents that were recognized although their names are written otherwise."""

from __future__ import annotations

from heredity.checks.examples import edge
from heredity.checks.registry import Example, Tables, check
from heredity.checks.wording import evidence, verdicts
from heredity.core.findings import Severity
from heredity.store.expr import Table, cases, ifelse, literal

BY_CASE = "by ignoring case"
BY_LEGACY = "by its legacy name without an owner"


@check(
    "LIN008",
    title="Parent recognized only by a loose match",
    severity=Severity.INFO,
    confidence="0.9 where only letters' case differs, 0.8 for a legacy name without an owner.",
    reason="Names that differ in case can belong to different models, and a bare name belongs to "
    "whoever held it first. The match is unambiguous in this study, but the card should say "
    "the full name.",
    reference="docs/reference/tables.md#edges, column declared_as",
    reads=("edges",),
    hit=Example(
        "The card writes the parent in lower case.",
        {
            "edges": [
                edge("ann/tuned", "Bob/Base", evidence=["card"], declared_as=["bob/base"]),
            ],
        },
    ),
    passes=Example(
        "The card gives an address of the hub; the hub itself resolved another's.",
        {
            "edges": [
                edge(
                    "ann/tuned",
                    "Bob/Base",
                    evidence=["card"],
                    declared_as=["hf://models/Bob/Base@main"],
                ),
                edge(
                    "ann/other", "Bob/Base", evidence=["resolved", "card"], declared_as=["bob/base"]
                ),
            ],
        },
    ),
)
def loose_match(tables: Tables) -> Table:
    """An edge whose parent was found only by ignoring case or by a legacy name without an owner."""
    edges = tables["edges"]
    loose = edges.filter((edges.declared_as.length() > 0) & ~edges.evidence.contains("resolved"))
    rows = loose.select(
        "child_id", "parent_id", "evidence", "confidence", written=loose.declared_as.unnest()
    )
    rows = rows.mutate(text=rows.written.strip().lower(), parent=rows.parent_id.lower())
    bare = ~rows.text.contains("/") & rows.parent.endswith(literal("/") + rows.text)
    rows = rows.mutate(
        how=cases(
            ((rows.text == rows.parent) & (rows.written.strip() != rows.parent_id), BY_CASE),
            (bare, BY_LEGACY),
        )
    )
    rows = rows.filter(rows.how.notnull())
    return verdicts(
        rows,
        confidence=ifelse(rows.how == BY_CASE, 0.9, 0.8),
        model_id=rows.child_id,
        parent_id=rows.parent_id,
        message=literal("Its parent ")
        + rows.parent_id
        + " was recognized "
        + rows.how
        + ": '"
        + rows.written
        + "'.",
        evidence=evidence("edges", declared_by=rows.evidence, written=rows.written, how=rows.how),
    )
