"""Figure: how much later children are created than their parents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from heredity.export.report.charts.bars import Bar, bars
from heredity.export.report.page import Basis, Cell, Figure, figure, words
from heredity.export.report.reader import Answer, Reader, tabulate
from heredity.export.report.text import DASH, count, percent, plural

AGES = """
SELECT relation, coalesce(CAST(generation AS VARCHAR), 'all') AS generation, edges, measured,
  median, low, high, first_quartile, third_quartile, negative, negative_low, negative_high,
  families, missing_rule
FROM generation_time WHERE edge_set = 'all' AND NOT compat AND measured > 0
ORDER BY generation_time.generation NULLS FIRST, measured DESC, relation
"""
HEADS = (
    "relation", "generation", "edges", "dated", "median days", "low", "high", "first quartile",
    "third quartile", "parent younger", "low", "high", "families",
)  # fmt: skip


def ages(reader: Reader) -> list[Figure]:
    """The figure; none where no edge has two dates."""
    if not reader.filled("generation_time"):
        return []
    answer = reader.ask(AGES)
    return [_ages(answer)] if len(answer) else []


def _ages(answer: Answer) -> Figure:
    whole = [row for row in answer if row["generation"] == "all"]
    drawn = [
        Bar(
            "every relation" if row["relation"] == "any" else row["relation"],
            max(row["median"], 0.0),
            _interval(row),
            "tone-ink" if row["relation"] == "any" else f"rel-{row['relation']}",
        )
        for row in whole
    ]
    every = next(row for row in whole if row["relation"] == "any")
    says = (
        f"Half of the children were created within {count(every['median'])} days of their parent; "
        f"{percent(every['negative'], 2)} are older than it."
    )
    return Figure(
        slug="generation-time",
        title="Generation time",
        means=(
            "Days from the creation of a parent to that of its child: the median, with its 95 % "
            "interval. A child may be older than its parent where a repository was made before it "
            "was filled, or a parent was uploaded anew."
        ),
        says=says,
        basis=Basis(
            ("generation_time",),
            f"{plural(every['measured'], 'edge')} with two dates, of {count(every['edges'])}",
            every["missing_rule"], edge_set="all",
            interval="95 % cluster bootstrap, families resampled; quantiles by Woodruff's method",
        ),
        numbers=(tabulate(answer, HEADS, _cells),),
        picture=bars("generation-time-chart", "Median days from parent to child", says, drawn),
    )  # fmt: skip


def _interval(row: Mapping[str, Any]) -> str:
    said = f"{row['median']:,.0f} days"
    if row["low"] is None:
        return said
    return f"{said} ({row['low']:,.0f} to {row['high']:,.0f})"


def _cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    days = ("median", "low", "high", "first_quartile", "third_quartile")
    shares = ("negative", "negative_low", "negative_high")
    return (
        Cell(row["relation"], kind="code"),
        words(row["generation"]),
        figure(row["edges"], count(row["edges"])),
        figure(row["measured"], count(row["measured"])),
        *(figure(row[k], DASH if row[k] is None else f"{row[k]:,.1f}") for k in days),
        *(figure(row[k], percent(row[k], 2)) for k in shares),
        figure(row["families"], count(row["families"])),
    )
