"""Rates with their intervals: a dot between its lower and its upper bound."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from heredity.export.report.charts.svg import element, joined, pct, picture, text
from heredity.export.report.text import percent, shorten

ROW = 34
AXIS = 24


@dataclass(frozen=True, slots=True)
class Interval:
    """One rate.

    Attributes:
        label: What it speaks of.
        rate: The estimate, from 0 to 1; None where it is not defined.
        low: Lower bound, or None.
        high: Upper bound, or None.
        figure: Rate and bounds in print.
        other: A second estimate to compare with, or None.
        tone: Class of its color.
    """

    label: str
    rate: float | None
    low: float | None
    high: float | None
    figure: str
    other: float | None = None
    tone: str = "tone-ink"


def intervals(
    name: str, title: str, desc: str, rows: Sequence[Interval], top: float = 0.0
) -> Markup:
    """Rates on one axis from 0 to `top` (or to the largest bound, rounded up)."""
    top = top or axis_top(rows)
    height = len(rows) * ROW + AXIS
    drawn = [_row(row, at * ROW, top) for at, row in enumerate(rows)]
    return picture(name, title, desc, axis_lines(top, height), *drawn, height=height)


def axis_top(rows: Sequence[Interval]) -> float:
    """The smallest round number that no bound passes: 1, 2 or 5 times a power of ten, 1 at most."""
    seen = [x for r in rows for x in (r.rate, r.high, r.other) if x is not None and x > 0]
    if not seen:
        return 1.0
    power = 10.0 ** math.floor(math.log10(max(seen)))
    steps = (power * factor for factor in (1, 2, 3, 4, 5, 6, 8, 10))
    return min(next(s for s in steps if s >= max(seen) * (1 - 1e-9)), 1.0)


def axis_lines(top: float, height: float) -> Markup:
    """The ends and the middle of an axis from 0 to `top`, through a picture of that height."""
    lines = []
    digits = 0 if top >= 0.04 else 1 if top >= 0.004 else 2
    for at, anchor in ((0.0, "start"), (0.5, "middle"), (1.0, "end")):
        lines += [
            element("line", x1=pct(at), x2=pct(at), y1=0, y2=height - AXIS + 4, class_="grid"),
            text(pct(at), height - 6, percent(at * top, digits), class_="axis", text_anchor=anchor),
        ]
    return joined(lines)


def _row(row: Interval, start: float, top: float) -> Markup:
    y = start + 24
    parts = [
        element("title", f"{row.label}: {row.figure}"),
        text("0", start + 14, shorten(row.label, 20.0), class_="label"),
        text("100%", start + 14, row.figure, class_="figure-text", text_anchor="end"),
    ]
    if row.low is not None and row.high is not None:
        parts.append(
            element(
                "line",
                x1=pct(_place(row.low, top)),
                x2=pct(_place(row.high, top)),
                y1=y,
                y2=y,
                class_=f"{row.tone} span",
            )
        )
    if row.other is not None:
        parts.append(diamond(_place(row.other, top), y))
    if row.rate is not None:
        x = pct(_place(row.rate, top))
        parts.append(element("circle", cx=x, cy=y, r=4.5, class_=f"{row.tone} dot"))
    return element("g", *parts)


def _place(value: float, top: float) -> float:
    return min(max(value / top, 0.0), 1.0)


def diamond(at: float, y: float) -> Markup:
    """A hollow diamond; nested so that its place is a share of the width and its size is not."""
    shape = element("path", d="M0,-5 L5,0 L0,5 L-5,0 Z", class_="other")
    return element("svg", shape, x=pct(at), y=y, overflow="visible", width=1, height=1)
