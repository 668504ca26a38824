"""Figures: tags, and how downloads and likes are distributed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from heredity.export.report.charts.bars import Bar, bars
from heredity.export.report.page import Basis, Cell, Figure, figure, state, words
from heredity.export.report.reader import Answer, Reader, tabulate
from heredity.export.report.text import count, percent, plural

TAGS = """
SELECT item, value, share, population, mark, reason, missing_rule FROM overview
WHERE section = 'tags' ORDER BY rank LIMIT 12
"""
BINS = """
SELECT item, value, share, population, missing_rule FROM overview
WHERE section = '{name} bins' ORDER BY rank
"""
COUNTED: Final = {"downloads": "Downloads in 30 days", "likes": "Likes"}


def popularity(reader: Reader) -> list[Figure]:
    """The figures that the study has numbers for."""
    figures = []
    tags = reader.ask(TAGS)
    if len(tags):
        figures.append(_tags(tags))
    for name, title in COUNTED.items():
        found = reader.ask(BINS.format(name=name))
        if len(found) and found.first["population"]:
            figures.append(_bins(name, title, found))
    return figures


def _tags(answer: Answer) -> Figure:
    rows = [
        Bar(
            row["item"], row["value"],
            f"{count(row['value'])} · {percent(row['share'])}{' *' if row['mark'] else ''}",
            "marked" if row["mark"] else "tone-ink",
        )
        for row in answer
    ]  # fmt: skip
    odd = sum(row["mark"] is not None for row in answer)
    says = (
        f"Of the {len(answer)} most frequent tags {odd} are set by the hub or brought by a "
        "template (starred)."
    )
    return Figure(
        slug="top-tags",
        title="Tags",
        means="Tags without a prefix such as “license:”; a model may have any number.",
        says=says,
        basis=Basis(
            ("overview", "models"), f"share of {plural(answer.first['population'], 'model')}",
            answer.first["missing_rule"].replace("`", "“", 1).replace("`", "”", 1),
        ),
        numbers=(tabulate(answer, ("tag", "models", "share", "mark", "reason"), _tag_cells),),
        picture=bars("top-tags-chart", "Tags", says, rows),
    )  # fmt: skip


def _tag_cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        state(row["item"]),
        figure(row["value"], count(row["value"])),
        figure(row["share"], percent(row["share"]), row["share"]),
        words(row["mark"] or ""),
        words(row["reason"] or ""),
    )


def _bins(name: str, title: str, answer: Answer) -> Figure:
    rows = [
        Bar(row["item"], row["value"], f"{count(row['value'])} · {percent(row['share'])}")
        for row in answer
    ]
    none = answer.first
    says = f"{percent(none['share'])} of the models have no {name} at all."
    return Figure(
        slug=f"{name}-bins",
        title=title,
        means=f"Models by their {name}, in powers of ten.",
        says=says,
        basis=Basis(
            ("overview", "traits"),
            f"share of {plural(none['population'], 'model')} with a known count",
            none["missing_rule"],
        ),
        numbers=(tabulate(answer, (name, "models", "share"), _bin_cells),),
        picture=bars(f"{name}-bins-chart", title, says, rows),
    )


def _bin_cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        words(row["item"]),
        figure(row["value"], count(row["value"])),
        figure(row["share"], percent(row["share"]), row["share"]),
    )
