"""Findings that are told once of the model above, for all models below that they concern.

Of a license `heredity check` tells such findings where they come from: on a whole hub there would
be millions. An audit asks the table `license_verdict` which of its own models they speak of. One on
an ancestor that speaks of none of them is about other descendants of it, and is no work here.
"""

from __future__ import annotations

from typing import Final

from heredity.export.audit.wanted import INHERITED, OWN
from heredity.store import Store
from heredity.store.expr import BooleanValue, Table, coalesce, ifelse, literal, null
from heredity.store.jsontext import json_field

STAGE: Final = "check licenses"
VERDICTS: Final = "license_verdict"
CAUSED_ABOVE: Final = "LIC090"
"""Told of the model where it began, not of the one whose license asks."""


def with_told(store: Store, rows: Table, held: Table) -> Table:
    """Findings with whom those that are told together speak of.

    Args:
        store: The study.
        rows: Findings with the columns of a scope.
        held: The models and their ancestors: `held` (id), `asked` (whether it was asked for) and
            `named` (line of the listing).

    Returns:
        The findings with `origin`, `subject`, `line` and `whose` of those models, and a further
        column `elsewhere`: whether a finding on an ancestor speaks of other models alone.
    """
    if not store.has(VERDICTS):
        return rows.mutate(elsewhere=literal(False))
    told = _told(store.table(VERDICTS), held)
    rows = rows.mutate(together=_together(rows) & (rows.origin == INHERITED))
    match = [
        rows.code == told.told_code,
        rows.severity == told.told_severity,
        rows.model_id == told.about,
    ]
    both = rows.left_join(told, match)
    ours = both.together & (coalesce(both.own, 0) > 0)
    above = both.together & both.first.notnull() & ~ours
    more = ifelse(both.own > 1, literal(" and ") + (both.own - 1).cast("string") + " more", "")
    own = literal("of ") + both.first_own + more + ", told at " + both.place
    inherited = literal("inherited, of ancestor ") + both.first + ", told at " + both.place
    return both.mutate(
        origin=ifelse(ours, OWN, both.origin),
        subject=ifelse(ours, both.first_own, both.subject),
        line=ifelse(ours, both.first_line, both.line),
        whose=ifelse(ours, own, ifelse(above, inherited, both.whose)),
        elsewhere=both.together & both.first.isnull(),
    ).drop(*told.columns, "together")


def _together(rows: Table) -> BooleanValue:
    """Whether a finding is told for several models together."""
    return (rows.stage == STAGE) & json_field(rows.evidence, "such_as").notnull()


def _told(verdicts: Table, held: Table) -> Table:
    """For each code, severity and model above: which of the models it is told of."""
    begun = verdicts.code == CAUSED_ABOVE
    rows = verdicts.mutate(about=ifelse(begun, verdicts.inherited_from, verdicts.ancestor))
    rows = rows.select("code", "severity", "about", "child")
    rows = rows.inner_join(held, rows.child == held.held)
    asked = ifelse(rows.asked, rows.child, null().cast("string"))
    return rows.group_by(told_code=rows.code, told_severity=rows.severity, about=rows.about).agg(
        own=rows.asked.cast("int64").sum(),
        first_own=asked.min(),
        first_line=ifelse(rows.named > 0, rows.named, null().cast("int64")).min(),
        first=rows.child.min(),
    )
