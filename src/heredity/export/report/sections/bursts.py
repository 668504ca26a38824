"""Figures: how the largest families grew, and the bursts among their uploads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from heredity.export.report.charts.panels import Band, Line, Panel, Tick, panels, round_top
from heredity.export.report.page import Basis, Cell, Figure, Key, figure, model, words
from heredity.export.report.reader import Answer, Reader, tabulate
from heredity.export.report.text import count, percent, plural

CURVES = """
SELECT g.rank, g.founder_id, g.family_id, CAST(CAST(g.month AS DATE) AS VARCHAR) AS month,
  g.value, g.cumulative, g.members, g.undated, g.bulk, g.owners
FROM growth_families g
WHERE g.edge_set = 'no-merges' AND NOT g.compat AND g.rank <= 10 ORDER BY g.rank, g.month
"""
BURSTS = """
SELECT edge_set, family_id, founder_id, CAST(CAST(since AS DATE) AS VARCHAR) AS first_day,
  CAST(CAST(until AS DATE) AS VARCHAR) AS last_day, days, models,
  array_to_string(owners[1:3], ', ') AS owners, owner_count, share_of_period, share_of_family,
  bulk, "window" AS window_days, least
FROM bursts WHERE edge_set = 'no-merges' ORDER BY models DESC, family_id, since LIMIT 200
"""
SHOWN = 15


def family_growth(reader: Reader) -> list[Figure]:
    """Both figures; none where there are no families."""
    if not reader.filled("growth_families"):
        return []
    found = reader.ask(BURSTS) if reader.filled("bursts") else None
    figures = []
    curves = reader.ask(CURVES)
    if len(curves):
        figures.append(_curves(curves, found))
    if found is not None and len(found):
        figures.append(_bursts(found))
    return figures


def _day(text: str) -> float:
    return float(date.fromisoformat(text).toordinal())


def _curves(answer: Answer, bursts: Answer | None) -> Figure:
    by_rank: dict[int, list[Mapping[str, Any]]] = {}
    for row in answer:
        by_rank.setdefault(row["rank"], []).append(row)
    days = [_day(row["month"]) for row in answer]
    span = (min(days), max(days) + 31)
    drawn = [_family_panel(rows, bursts, span) for rows in by_rank.values()]
    filled = [rows[-1] for rows in by_rank.values() if rows[-1]["bulk"]]
    says = (
        f"Of the {len(by_rank)} largest families, {len(filled)} hold or are part of a bulk upload."
    )
    if filled:
        says += f" The largest of them is that of {filled[0]['founder_id']}."
    return Figure(
        slug="family-growth",
        title="Growth of the largest families",
        means=(
            "Members with a date, by the end of each month; each panel has its own scale. Shaded "
            "is a burst: many uploads of few owners within days. A bulk upload is a family to "
            "which one owner added 1,000 members within 30 days, or of which one owner has half "
            "(of 100 or more); it is judged on families of all relations."
        ),
        says=says,
        basis=Basis(
            ("growth_families", "bursts"),
            f"the {len(by_rank)} families with most recorded members",
            "members without a date are in no month",
            edge_set="no-merges, as published",
        ),
        numbers=(
            tabulate(
                answer,
                ("rank", "founder", "month", "new", "so far", "members", "owners", "bulk"),
                _curve_cells,
            ),
        ),
        picture=panels(
            "family-growth-chart", "Growth of the largest families", says, drawn, 5, 170
        ),
        legend=(Key("tone-ink", "members so far"), Key("burst", "burst")),
        span=3,
    )


def _family_panel(
    rows: list[Mapping[str, Any]], bursts: Answer | None, span: tuple[float, float]
) -> Panel:
    start, end = span
    top = round_top(rows[-1]["cumulative"])

    def place(day: float) -> float:
        return (day - start) / (end - start)

    points = [(0.0, 0.0), (place(_day(rows[0]["month"])), 0.0)]
    points += [(place(_day(row["month"]) + 30), row["cumulative"] / top) for row in rows]
    points.append((1.0, rows[-1]["cumulative"] / top))
    bands = tuple(
        _burst_band(row, place)
        for row in (bursts or ())
        if row["family_id"] == rows[0]["family_id"]
    )
    first, last = date.fromordinal(int(start)).year, date.fromordinal(int(end)).year
    years = [
        Tick(place(date(year, 1, 1).toordinal()), str(year)) for year in range(first + 1, last + 1)
    ]
    return Panel(
        rows[0]["founder_id"], (Line(tuple(points), steps=True),), bands, tuple(years),
        (Tick(0.5, count(top / 2)), Tick(1.0, count(top))),
        "bulk" if rows[0]["bulk"] else "",
    )  # fmt: skip


def _burst_band(row: Mapping[str, Any], place: Any) -> Band:
    low, high = place(_day(row["first_day"])), place(_day(row["last_day"]) + 1)
    high = max(high, low + 0.006)
    label = f"{row['owners']}: {plural(row['models'], 'model')}"
    return Band(((low, 0.0), (high, 0.0)), ((low, 1.0), (high, 1.0)), label, "burst")


def _curve_cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        figure(row["rank"], count(row["rank"])),
        model(row["founder_id"]),
        words(row["month"][:7]),
        figure(row["value"], count(row["value"])),
        figure(row["cumulative"], count(row["cumulative"])),
        figure(row["members"], count(row["members"])),
        figure(row["owners"], count(row["owners"])),
        words("yes" if row["bulk"] else ""),
    )


def _bursts(answer: Answer) -> Figure:
    first = answer.first
    said = (
        f"{plural(len(answer), 'burst')} of {first['least']} or more uploads of one owner to one "
        f"family within {first['window_days']} days; the largest brought "
        f"{plural(first['models'], 'model')} from {first['first_day']} to {first['last_day']}."
    )
    return Figure(
        slug="bursts",
        title="Bursts of uploads",
        means=(
            "A stream is a longest run of uploads of one owner to one family, each within some "
            "window that is full; a burst is all streams of a family whose times overlap."
        ),
        says=said,
        basis=Basis(
            ("bursts",), "models of families of two or more, with a date and an owner",
            "models without a date are in no burst", edge_set="no-merges",
        ),
        numbers=(
            tabulate(
                answer,
                ("founder", "owners", "number", "from", "to", "models", "of its period",
                 "of the family", "bulk"),
                _burst_cells,
            ),
        ),
        span=3,
        folded=len(answer) > SHOWN,
    )  # fmt: skip


def _burst_cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        model(row["founder_id"]),
        model(row["owners"]),
        figure(row["owner_count"], count(row["owner_count"])),
        words(row["first_day"]),
        words(row["last_day"]),
        figure(row["models"], count(row["models"])),
        figure(row["share_of_period"], percent(row["share_of_period"])),
        figure(row["share_of_family"], percent(row["share_of_family"]), row["share_of_family"]),
        words("yes" if row["bulk"] else ""),
    )
