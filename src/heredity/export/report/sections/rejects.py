"""Section: what could not be used, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from heredity.export.report.charts.bars import Bar, bars
from heredity.export.report.page import Basis, Cell, Figure, Section, figure, words
from heredity.export.report.reader import Answer, Reader, tabulate
from heredity.export.report.text import count, percent, plural

SLUG, TITLE = "rejects", "What was rejected"
LEAD = (
    "A row or value that cannot be used is set aside with its reason; the rest of its row is kept."
)

BY_REASON = """
SELECT stage, reason, coalesce(field, '') AS field, count(*) AS rejects,
  count(*) / sum(count(*)) OVER () AS share,
  min(value) AS example, min(model_id) AS model_id
FROM rejects GROUP BY stage, reason, field
ORDER BY rejects DESC, stage, reason, field LIMIT 15
"""


def build(reader: Reader) -> Section:
    """The section, or advice where nothing has been imported."""
    if not reader.has("rejects"):
        return Section(SLUG, TITLE, LEAD, advice="heredity import FILE")
    answer = reader.ask(BY_REASON)
    if not len(answer):
        return Section(SLUG, TITLE, LEAD, notes=("Nothing was rejected.",))
    return Section(SLUG, TITLE, LEAD, (_by_reason(reader, answer),))


def _by_reason(reader: Reader, answer: Answer) -> Figure:
    total = reader.store.rows("rejects")
    rows = [Bar(row["reason"], row["rejects"], count(row["rejects"])) for row in answer]
    top = answer.first
    says = (
        f"{plural(total, 'reject')}; the most frequent reason, at {top['stage']}: "
        f"“{top['reason']}” ({percent(top['rejects'] / total)})."
    )
    return Figure(
        slug="rejects-by-reason",
        title="Rejects by reason",
        means="Each reason with the stage that gave it, the field it concerns, and one example.",
        says=says,
        basis=Basis(
            tables=("rejects",),
            population=f"{plural(total, 'reject')} of all stages",
            missing="a reject without a field is a whole row",
        ),
        numbers=(
            tabulate(
                answer, ("stage", "reason", "field", "rejects", "example", "model"), _reject_cells
            ),
        ),
        picture=bars("rejects-by-reason-chart", "Rejects by reason", says, rows, room=25.0),
        span=3,
    )


def _reject_cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        Cell(row["stage"], kind="code"),
        words(row["reason"]),
        Cell(row["field"], kind="code"),
        figure(row["rejects"], count(row["rejects"]), row["share"]),
        Cell(row["example"] or "", kind="model"),
        Cell(row["model_id"] or "", kind="model"),
    )
