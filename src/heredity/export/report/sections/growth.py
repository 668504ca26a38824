"""Section: how the hub grew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from heredity.export.report.charts.panels import Line, Panel, Post, Tick, panels, posts, round_top
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
from heredity.export.report.sections.ages import ages
from heredity.export.report.sections.bursts import family_growth
from heredity.export.report.sections.concentration import concentration
from heredity.export.report.sections.survival import survival
from heredity.export.report.text import count, percent, plural
from heredity.knowledge.published import published

SLUG, TITLE = "growth", "How it grew"
LEAD = (
    "When models, derivations and families came into being, who uploaded in bursts, how long "
    "states live on, and how unequally things are spread."
)

MONTHS = """
SELECT CAST(CAST(m.since AS DATE) AS VARCHAR) AS month, m.value AS models, m.cumulative,
  m.counted, m.left_out, p.value AS with_parent, f.value AS families
FROM growth m
LEFT JOIN growth p ON p.since = m.since AND p.item = 'models with a parent'
  AND p.edge_set = 'all' AND NOT p.compat
LEFT JOIN growth f ON f.since = m.since AND f.item = 'new families'
  AND f.edge_set = 'all' AND NOT f.compat
WHERE m.item = 'models' AND NOT m.compat ORDER BY m.since
"""
BINS = """
SELECT place + 1 AS bin, CAST(CAST(since AS DATE) AS VARCHAR) AS first_day,
  CAST(CAST(until AS DATE) AS VARCHAR) AS last_day, value AS models, artifact, counted
FROM growth WHERE compat AND clock = 'bin' ORDER BY place
"""
RELATIONS = """
SELECT edge_set, CAST(CAST(since AS DATE) AS VARCHAR) AS month, value AS edges, cumulative,
  left_out
FROM growth
WHERE item = 'edges' AND NOT compat
  AND edge_set IN ('finetune', 'adapter', 'quantized', 'merge', 'unspecified')
ORDER BY edge_set, since
"""
ADVICE = "heredity analyze growth"
FLOOR = "models without a date, and those that the hub dates 2022-03-02 for want of one, left out"


def build(reader: Reader) -> Section:
    """The section, or advice where growth has not been measured."""
    if not reader.has("growth"):
        return Section(SLUG, TITLE, LEAD, advice=ADVICE)
    figures = []
    for sql, draw in ((BINS, _histogram), (MONTHS, _months), (RELATIONS, _relations)):
        answer = reader.ask(sql)
        if len(answer):
            figures.append(draw(answer))
    figures += family_growth(reader)
    figures += ages(reader)
    figures += survival(reader)
    figures += concentration(reader)
    return Section(SLUG, TITLE, LEAD, tuple(figures), "" if figures else ADVICE)


def year_ticks(months: list[str]) -> tuple[Tick, ...]:
    """A mark for each January among months in order."""
    last = max(len(months) - 1, 1)
    return tuple(
        Tick(at / last, month[:4]) for at, month in enumerate(months) if month[5:7] == "01"
    )


def value_ticks(top: float) -> tuple[Tick, ...]:
    """Marks at the half and the whole of a height."""
    return (Tick(0.5, count(top / 2)), Tick(1.0, count(top)))


def _histogram(answer: Answer) -> Figure:
    rows = answer.rows
    top = round_top(max(row["models"] for row in rows))
    drawn = [
        Post(
            row["models"],
            f"{row['first_day']} to {row['last_day']}: {plural(row['models'], 'model')}",
            "marked" if row["artifact"] else "tone-ink",
        )
        for row in rows
    ]
    first = [row["first_day"] for row in rows]
    across = [
        Tick(at / len(rows), day[:4])
        for at, day in enumerate(first)
        if at == 0 or day[:4] != first[at - 1][:4]
    ]
    false = sum(row["models"] for row in rows if row["artifact"])
    peak = max(
        (row for row in rows if not row["artifact"]), key=lambda r: r["models"], default=None
    )
    says = (
        f"{plural(false, 'model')} in the marked bins bear a date that stands for an older one."
        if false
        else "No bin holds dates that stand for older ones."
    )
    if peak:
        says = (
            f"The highest bin holds {plural(peak['models'], 'model')}, created from "
            f"{peak['first_day']} to {peak['last_day']}. {says}"
        )
    return Figure(
        slug="creation",
        title="Creation of models, as published",
        means=(
            "A hundred bins of equal length between the first and the last date. The hub dates "
            "everything older than 2 March 2022 to that day: the height of its bin means nothing."
        ),
        says=says,
        basis=Basis(
            ("growth",), f"{plural(rows[0]['counted'], 'model')} with a date",
            "models without a date are left out; stand-ins for older dates are taken for real",
        ),
        numbers=(tabulate(answer, ("bin", "from", "to", "models", "artifact"), _bin_cells),),
        picture=posts("creation-chart", "Creation of models", says, drawn, across,
                      value_ticks(top), top),
        legend=(Key("tone-ink", "models"), Key("marked", "bin with stand-ins for older dates")),
        notes=tuple(_published_peaks()),
        span=3,
    )  # fmt: skip


def _published_peaks() -> list[str]:
    said = ", ".join(f"{count(one.value)} {one.item}" for one in published("growth"))
    return [
        f"Published for the whole hub in July 2025, read from a figure: {said}."
    ] if said else []  # fmt: skip


def _bin_cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        figure(row["bin"], count(row["bin"])),
        words(row["first_day"]),
        words(row["last_day"]),
        figure(row["models"], count(row["models"])),
        words("yes" if row["artifact"] else ""),
    )


def _months(answer: Answer) -> Figure:
    rows = answer.rows
    top = round_top(max(row["models"] for row in rows))
    drawn = [Post(row["models"], f"{row['month'][:7]}: {count(row['models'])}") for row in rows]
    half = next(row for row in rows if 2 * row["cumulative"] >= row["counted"])
    last = rows[-1]
    parented = sum(row["with_parent"] or 0 for row in rows)
    says = (
        f"Half of the models were created by the end of {half['month'][:7]}. "
        f"{percent(parented / last['cumulative'])} of them name a parent; "
        f"{plural(sum(row['families'] or 0 for row in rows), 'family', 'families')} began."
    )
    months = [row["month"] for row in rows]
    across = [Tick((t.at * (len(months) - 1)) / len(months), t.label) for t in year_ticks(months)]
    return Figure(
        slug="months",
        title="Models created in each month",
        means=(
            "A family begins when it has two members. Only models that still exist are counted: "
            "what was deleted is not known."
        ),
        says=says,
        basis=Basis(
            ("growth",), f"{plural(last['counted'], 'model')} with a date",
            f"{FLOOR}: {count(last['left_out'])}", edge_set="all, for parents and families",
        ),
        numbers=(
            tabulate(
                answer, ("month", "models", "so far", "with a parent", "new families"),
                _month_cells,
            ),
        ),
        picture=posts("months-chart", "Models by month", says, drawn, across, value_ticks(top),
                      top),
        span=3,
    )  # fmt: skip


def _month_cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    values = (row["models"], row["cumulative"], row["with_parent"], row["families"])
    return (words(row["month"][:7]), *(figure(v, count(v or 0)) for v in values))


def _relations(answer: Answer) -> Figure:
    by_set: dict[str, list[Mapping[str, Any]]] = {}
    for row in answer:
        by_set.setdefault(row["edge_set"], []).append(row)
    ranked = sorted(by_set, key=lambda name: -by_set[name][-1]["cumulative"])
    drawn = [_relation_panel(name, by_set[name]) for name in ranked]
    first = ranked[0]
    says = (
        f"By the end {plural(by_set[first][-1]['cumulative'], 'edge')} carry {first}, more than "
        "any other relation."
    )
    return Figure(
        slug="relations-over-time",
        title="Derivations over time, by relation",
        means="How many edges there were by the end of each month; each panel has its own scale.",
        says=says,
        basis=Basis(
            ("growth",), "edges by the creation of the child", f"children: {FLOOR}",
            edge_set="each relation by itself",
        ),
        numbers=(tabulate(answer, ("edge set", "month", "edges", "so far"), _relation_cells),),
        picture=panels("relations-over-time-chart", "Derivations over time", says, drawn, 5, 170),
        span=3,
    )  # fmt: skip


def _relation_panel(name: str, rows: list[Mapping[str, Any]]) -> Panel:
    top = round_top(rows[-1]["cumulative"])
    last = max(len(rows) - 1, 1)
    points = tuple((at / last, row["cumulative"] / top) for at, row in enumerate(rows))
    return Panel(
        name, (Line(points, f"line-{name}"),), across=year_ticks([row["month"] for row in rows]),
        up=value_ticks(top), note=count(rows[-1]["cumulative"]),
    )  # fmt: skip


def _relation_cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        Cell(row["edge_set"], kind="code"),
        words(row["month"][:7]),
        figure(row["edges"], count(row["edges"])),
        figure(row["cumulative"], count(row["cumulative"])),
    )
