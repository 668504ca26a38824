"""Figure: where the records come from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from heredity.export.report.charts.bars import Bar, bars
from heredity.export.report.page import Basis, Cell, Figure, figure, words
from heredity.export.report.reader import Answer, Reader, tabulate
from heredity.export.report.text import count, percent, plural

SOURCES = """
SELECT source, CAST(min(snapshot) AS VARCHAR) AS first_day,
  CAST(max(snapshot) AS VARCHAR) AS last_day, count(*) AS models,
  count(*) / sum(count(*)) OVER () AS share, count(*) OVER () AS sources
FROM models GROUP BY source ORDER BY models DESC, source LIMIT 12
"""


def sources(reader: Reader) -> list[Figure]:
    """The figure; none where the study holds no models."""
    return [_sources(reader, reader.ask(SOURCES))] if reader.filled("models") else []


def _sources(reader: Reader, answer: Answer) -> Figure:
    total = reader.store.rows("models")
    rows = [
        Bar(row["source"], row["models"], f"{count(row['models'])} · {percent(row['share'])}")
        for row in answer
    ]
    days = sorted({d for row in answer for d in (row["first_day"], row["last_day"]) if d})
    when = days[0] if len(set(days)) == 1 else f"{days[0]} to {days[-1]}" if days else "no day"
    sources = answer.first["sources"]
    says = (
        f"{plural(total, 'record')} from {plural(sources, 'source')}, "
        f"describing the hub as of {when}."
    )
    if sources > len(answer):
        says += f" The {len(answer)} largest sources are shown."
    return Figure(
        slug="records",
        title="Records by source",
        means=(
            "A source is a file that was imported, with the day that it describes. The newest "
            "record of a model counts; older ones are kept as history."
        ),
        says=says,
        basis=Basis(
            tables=("models",),
            population=f"share of {plural(total, 'model')}",
            missing="nothing is missing: every record has a source and a day",
        ),
        numbers=(
            tabulate(answer, ("source", "first day", "last day", "models", "share"), _source_cells),
        ),
        picture=bars("records-chart", "Records by source", says, rows),
    )


def _source_cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        Cell(row["source"], kind="model"),
        words(row["first_day"] or ""),
        words(row["last_day"] or ""),
        figure(row["models"], count(row["models"])),
        figure(row["share"], percent(row["share"]), row["share"]),
    )
