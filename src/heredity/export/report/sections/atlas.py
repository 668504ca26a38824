"""Figure: the study at a glance, eight rankings side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from heredity.export.report.charts.bars import Bar
from heredity.export.report.charts.panels import bar_panels
from heredity.export.report.labels import state_in_full, state_label
from heredity.export.report.page import Basis, Cell, Figure, Key, figure, state, words
from heredity.export.report.reader import Reader, tabulate
from heredity.export.report.text import DASH, count, percent
from heredity.knowledge.published import published

PANELS: Final = {
    "license": "License",
    "task": "Task",
    "language": "Language",
    "library": "Library",
    "parents": "Parents by children",
    "datasets": "Datasets",
    "papers": "Papers on arXiv",
    "downloads": "Downloads in 30 days",
}
ATLAS = """
SELECT section, rank, item, value, unit, share, share_of_all, mark FROM overview
WHERE (section IN ('license', 'task', 'language', 'library', 'datasets', 'papers', 'downloads')
  OR (section = 'parents' AND edge_set = 'all')) AND rank <= 8
ORDER BY section, rank
"""
HEADS = ("panel", "rank", "what", "count", "share of those that state one", "share of all",
         "published", "mark")  # fmt: skip
SHARED: Final = ("license", "task", "language", "library")
NOTE = (
    "Starred and in another color: what a template, the hub, or one owner brings, by the rules "
    "under “What is most frequent”. The published overview shows categories of arXiv instead of "
    "papers; categories stand in arXiv's own listing, which is not asked here."
)


def atlas(reader: Reader) -> list[Figure]:
    """The figure; none where nothing is ranked."""
    answer = reader.ask(ATLAS)
    by_panel: dict[str, list[Mapping[str, Any]]] = {}
    for row in answer:
        by_panel.setdefault(row["section"], []).append(row)
    if not by_panel:
        return []
    drawn = [
        (title, [_bar(row) for row in by_panel.get(section, ())])
        for section, title in PANELS.items()
    ]
    return [
        Figure(
            slug="atlas",
            title="The study at a glance",
            means=(
                "The most frequent states of six traits, the parents with most children, and the "
                "models with most downloads. Shares are of the models that state one; the table "
                "gives shares of all models beside them, as the published overview drew them."
            ),
            says=_in_short(by_panel),
            basis=Basis(
                ("overview",), "models that state the trait; all edges for parents",
                "models that state nothing are left out of a panel", edge_set="all, for parents",
            ),
            numbers=(tabulate(answer, HEADS, _cells),),
            picture=bar_panels("atlas-chart", "Eight rankings", _in_short(by_panel), drawn, 4),
            legend=(Key("tone-ink", "count"), Key("marked", "brought by a program or one owner *")),
            notes=(NOTE,),
            span=3,
        )
    ]  # fmt: skip


def _in_short(by_panel: Mapping[str, list[Mapping[str, Any]]]) -> str:
    first = [
        f"{PANELS[name].lower()} {_label(by_panel[name][0])}"
        for name in ("license", "task", "library")
        if name in by_panel
    ]
    return f"Most frequent: {', '.join(first)}." if first else "Nothing is stated."


def _label(row: Mapping[str, Any]) -> str:
    plain = row["section"] in {"parents", "downloads"}
    return str(row["item"]) if plain else state_in_full(row["section"], row["item"])


def _bar(row: Mapping[str, Any]) -> Bar:
    shown = percent(row["share"]) if row["section"] in SHARED else count(row["value"])
    odd = row["mark"] is not None
    return Bar(
        _label(row), row["value"], f"{shown} *" if odd else shown, "marked" if odd else "tone-ink"
    )


def _cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        words(PANELS[row["section"]]),
        figure(row["rank"], count(row["rank"])),
        state(_label(row)),
        figure(row["value"], count(row["value"])),
        figure(row["share"], percent(row["share"])),
        figure(row["share_of_all"], percent(row["share_of_all"])),
        words(_published(row["section"], row["item"])),
        words(row["mark"] or ""),
    )


def _published(section: str, item: str) -> str:
    """What was published of a state, in print: a share of the models that state one, or a count."""
    found = {
        one.measure: one.value
        for one in published(f"states of {section}")
        if one.item == state_label(section, item)
    }
    if "share of reporting models" in found:
        return percent(found["share of reporting models"])
    return count(found["models"]) if "models" in found else DASH
