"""Figures: founders and parents by their children."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from heredity.export.report.charts.bars import Bar, bars
from heredity.export.report.page import Basis, Cell, Figure, figure, model
from heredity.export.report.reader import Answer, Reader, tabulate
from heredity.export.report.text import count, plural

RANKED = """
SELECT item, value FROM overview
WHERE section = '{section}' AND edge_set = 'all' ORDER BY rank LIMIT 12
"""
TITLES = {"founders": "Founders by children", "parents": "Parents by children"}
MEANINGS = {
    "founders": "A founder has no parent; its children are the models derived from it directly.",
    "parents": "All models, founders or not, by the number of models derived from them directly.",
}


def rankings(reader: Reader) -> list[Figure]:
    """Both figures; none where the overview has not been made or nothing has children."""
    if not reader.filled("overview"):
        return []
    answers = {section: reader.ask(RANKED.format(section=section)) for section in TITLES}
    return [_ranking(section, found) for section, found in answers.items() if len(found)]


def _ranking(section: str, answer: Answer) -> Figure:
    title = TITLES[section]
    rows = [Bar(row["item"], row["value"], count(row["value"])) for row in answer]
    top = answer.first
    says = f"{top['item']} comes first, with {plural(top['value'], 'child', 'children')}."
    return Figure(
        slug=f"top-{section}",
        title=title,
        means=MEANINGS[section],
        says=says,
        basis=Basis(
            tables=("overview", "edges"),
            edge_set="all",
            population="all edges of the study, stubs included as parents",
            missing="edges that closed a cycle are left out",
        ),
        numbers=(tabulate(answer, ("model", "children"), _child_cells),),
        picture=bars(f"top-{section}-chart", title, says, rows),
    )


def _child_cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (model(row["item"]), figure(row["value"], count(row["value"])))
