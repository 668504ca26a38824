"""Section: what model cards say, what they copy, and how they change along edges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from heredity.core.edgesets import RELATIONS
from heredity.export.report.charts.slopes import Slope, slopes
from heredity.export.report.page import (
    Basis,
    Cell,
    Figure,
    Key,
    Section,
    figure,
    words,
)
from heredity.export.report.reader import Answer, Reader, tabulate
from heredity.export.report.sections.averages import averages
from heredity.export.report.sections.records import record_difference
from heredity.export.report.sections.wording import alike, sections, templates
from heredity.export.report.text import DASH, count, percent, plural
from heredity.knowledge.published import published_value

SLUG, TITLE = "cards", "Model cards"
LEAD = (
    "The card is a model's page: front matter for programs, then text for people. Much of that "
    "text is a template that a program filled in."
)
BOTH = ("card_changes", "card_templates", "card_sections", "card_resemblance")

ORDER = """
list_position(['any', 'finetune', 'adapter', 'quantized', 'merge', 'unspecified'], relation)
"""
SLOPES = """
SELECT relation, edges, population, parent_mean, child_mean, mean_difference, mean_difference_low,
  mean_difference_high, macro_difference, families, p, missing, interval
FROM card_changes
WHERE measure = '{measure}' AND edge_set = 'all' AND NOT compat AND edges > 0 ORDER BY {order}
"""
PUBLISHED = Key("other", "as published, by the paper's definition")

LENGTH = """Mean characters of the card, front matter included, of parents and of children, edge by
edge. A parent with many children counts once for each."""
GENERATED = """Share of the edges whose parent's, or child's, card says that it was “automatically
generated” or “generated automatically”."""
LANGUAGES = """Mean number of languages of parents and of children, over edges on which both state
one."""
MEASURES = {
    "characters": ("card-length", "Length of the card", LENGTH),
    "generated": ("card-generated", "Cards that a program wrote", GENERATED),
    "languages": ("card-languages", "Languages stated", LANGUAGES),
}


def build(reader: Reader) -> Section:
    """The section, or advice where cards have not been measured."""
    if not reader.has(*BOTH):
        return Section(SLUG, TITLE, LEAD, advice="heredity analyze cards")
    figures = [_slopes(reader, measure) for measure in MEASURES]
    figures += [averages(reader), alike(reader), templates(reader), sections(reader)]
    figures.append(record_difference(reader))
    there = tuple(one for one in figures if one is not None)
    notes = () if there else ("The study holds no card whose text was imported.",)
    return Section(SLUG, TITLE, LEAD, there, notes=notes)


def _value(measure: str, value: float | None) -> str:
    if value is None:
        return DASH
    if measure == "generated":
        return percent(value)
    return count(value) if value >= 100 else f"{value:.2f}"


def _slopes(reader: Reader, measure: str) -> Figure | None:
    answer = reader.ask(SLOPES.format(measure=measure, order=ORDER))
    if not len(answer):
        return None
    slug, title, means = MEASURES[measure]
    rows = [_slope(measure, row) for row in answer]
    first = answer.first
    says = _said(measure, answer)
    return Figure(
        slug=slug,
        title=title,
        means=" ".join(means.split()),
        says=says,
        basis=Basis(
            ("card_changes",),
            f"{plural(first['edges'], 'edge')} of {count(first['population'])}",
            first["missing"],
            "all",
            f"of the change, in the table: {first['interval']}",
        ),
        numbers=(
            tabulate(
                answer,
                ("relation", "edges", "parents", "children", "change", "low", "high",
                 "one vote per family", "families", "sign test p", "all edges"),
                lambda row: _slope_row(measure, row),
            ),
        ),
        picture=slopes(f"{slug}-chart", title, says, rows),
        legend=(PUBLISHED,) if any(row.published for row in rows) else (),
    )  # fmt: skip


def _slope(measure: str, row: Mapping[str, Any]) -> Slope:
    ends = [_paper(measure, row["relation"], side) for side in ("parent mean", "child mean")]
    return Slope(
        row["relation"],
        row["parent_mean"],
        row["child_mean"],
        (_value(measure, row["parent_mean"]), _value(measure, row["child_mean"])),
        f"rel-{row['relation']}" if row["relation"] in RELATIONS else "tone-ink",
        None if None in ends else (ends[0] or 0.0, ends[1] or 0.0),
    )


def _paper(measure: str, relation: str, side: str) -> float | None:
    edge_set = "all" if relation == "any" else relation
    found = published_value("cards", measure, side, edge_set)
    return found.value if found else None


def _said(measure: str, answer: Answer) -> str:
    whole = next((row for row in answer if row["relation"] == "any"), answer.first)
    one, other = whole["parent_mean"], whole["child_mean"]
    said = f"Over all relations {_value(measure, one)} → {_value(measure, other)}"
    low, high = whole["mean_difference_low"], whole["mean_difference_high"]
    if low is None:
        return f"{said}."
    clear = "" if low > 0 or high < 0 else ", which may be chance"
    return f"{said}{clear}."


def _slope_row(measure: str, row: Mapping[str, Any]) -> tuple[Cell, ...]:
    def cell(name: str) -> Cell:
        return figure(row[name], _signed(measure, row[name]))

    return (
        words(row["relation"]),
        figure(row["edges"], count(row["edges"])),
        *(figure(row[n], _value(measure, row[n])) for n in ("parent_mean", "child_mean")),
        *(cell(f"mean_difference{end}") for end in ("", "_low", "_high")),
        cell("macro_difference"),
        figure(row["families"], count(row["families"])),
        figure(row["p"], _chance(row["p"])),
        figure(row["population"], count(row["population"])),
    )


def _signed(measure: str, value: float | None) -> str:
    if value is None:
        return DASH
    if measure == "generated":
        return f"{100 * value:+.1f} points"
    return f"{value:+,.0f}" if abs(value) >= 100 else f"{value:+.2f}"


def _chance(p: float | None) -> str:
    return DASH if p is None else "< 0.0001" if p < 1e-4 else f"{p:.4f}"
