"""Ratios of child to parent on a logarithmic axis: several ways to average them, side by side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from markupsafe import Markup

from heredity.export.report.charts.intervals import diamond
from heredity.export.report.charts.svg import element, joined, pct, picture, text
from heredity.export.report.text import shorten

ROW: Final = 38.0
AXIS: Final = 26.0
_STEPS: Final = (1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.03, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 100, 1e3, 1e4)

Shape = Literal["dot", "ring", "diamond"]


@dataclass(frozen=True, slots=True)
class Mark:
    """One ratio.

    Attributes:
        shape: How it is drawn: a filled dot, an open ring, or a diamond.
        value: The ratio, above 0.
        low: Lower bound, or None.
        high: Upper bound, or None.
        words: What it is, in print.
    """

    shape: Shape
    value: float
    low: float | None
    high: float | None
    words: str


@dataclass(frozen=True, slots=True)
class Ratios:
    """One row.

    Attributes:
        label: What it speaks of.
        figure: Its numbers in print.
        marks: Its ratios.
        tone: Class of its color.
    """

    label: str
    figure: str
    marks: tuple[Mark, ...]
    tone: str


def ratios(name: str, title: str, desc: str, rows: Sequence[Ratios]) -> Markup:
    """Rows of ratios on one axis; 1 is no change.

    Args:
        name: Identifier, unique in the page.
        title: What they show.
        desc: What can be seen in them.
        rows: The rows.
    """
    seen = [v for row in rows for m in row.marks for v in (m.value, m.low, m.high) if v]
    least, most = ends([*seen, 1.0])
    height = len(rows) * ROW + AXIS
    drawn = [_row(row, at * ROW, least, most) for at, row in enumerate(rows)]
    return picture(name, title, desc, _axis(least, most, height), *drawn, height=height)


def ends(values: Sequence[float]) -> tuple[float, float]:
    """Round numbers below and above all values, 1 between them."""
    low, high = min(values), max(values)
    return (
        max((step for step in _STEPS if step <= low * 1.0001), default=_STEPS[0]),
        min((step for step in _STEPS if step >= high * 0.9999), default=_STEPS[-1]),
    )


def _place(value: float, least: float, most: float) -> float:
    if most <= least:
        return 0.5
    share = math.log(max(value, least) / least) / math.log(most / least)
    return min(max(share, 0.0), 1.0)


def _axis(least: float, most: float, height: float) -> Markup:
    marks = []
    for value in dict.fromkeys((least, 1.0, most)):
        at = _place(value, least, most)
        anchor = "start" if at < 0.05 else "end" if at > 0.95 else "middle"
        line = element("line", x1=pct(at), x2=pct(at), y1=0, y2=height - AXIS + 4, class_="grid")
        times = f"\N{MULTIPLICATION SIGN} {value:g}"
        label = text(pct(at), height - 6, times, class_="axis", text_anchor=anchor)
        marks += [line, label]
    return joined(marks)


def _row(row: Ratios, start: float, least: float, most: float) -> Markup:
    y = start + 27
    words = "; ".join(mark.words for mark in row.marks)
    parts = [
        element("title", f"{row.label}: {words}"),
        text("0", start + 14, shorten(row.label, 20.0), class_="label"),
        text("100%", start + 14, row.figure, class_="figure-text", text_anchor="end"),
    ]
    for mark in row.marks:
        at = _place(mark.value, least, most)
        if mark.low is not None and mark.high is not None:
            x1, x2 = (pct(_place(end, least, most)) for end in (mark.low, mark.high))
            parts.append(element("line", x1=x1, x2=x2, y1=y, y2=y, class_=f"{row.tone} span"))
        if mark.shape == "diamond":
            parts.append(diamond(at, y))
        elif mark.shape == "ring":
            parts.append(element("circle", cx=pct(at), cy=y, r=4.5, class_="other"))
        else:
            parts.append(element("circle", cx=pct(at), cy=y, r=4.5, class_=f"{row.tone} dot"))
    return element("g", *parts)
