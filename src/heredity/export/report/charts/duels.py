"""Two means on one line, and spreads of shares: what masks and controls leave of a difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from heredity.export.report.charts.svg import element, joined, pct, picture, text

ROW, HEAD, AXIS = 22.0, 26.0, 24.0
LEFT: Final = 0.2
"""Share of the width that labels take."""


@dataclass(frozen=True, slots=True)
class Duel:
    """Two means that are compared.

    Attributes:
        group: Heading that it stands under.
        label: What sets it apart there.
        first: The first mean, drawn filled.
        second: The second, drawn hollow.
        verdict: `first`, `second` or `undecided`.
        figure: The numbers in print.
    """

    group: str
    label: str
    first: float
    second: float
    verdict: str
    figure: str


@dataclass(frozen=True, slots=True)
class Spread:
    """How a share is spread.

    Attributes:
        label: What it speaks of.
        ends: The 10th, 25th, 50th, 75th and 90th percentile.
        figure: The numbers in print.
    """

    label: str
    ends: tuple[float, float, float, float, float]
    figure: str


def duels(name: str, title: str, desc: str, rows: Sequence[Duel]) -> Markup:
    """Pairs of means, group by group, on an axis from 0 to 1."""
    parts, y, group = [], 0.0, ""
    for row in rows:
        if row.group != group:
            group, y = row.group, y + HEAD
            parts.append(text("0", y - 6, group, class_="label", font_weight="600"))
        parts.append(_duel(row, y))
        y += ROW
    return picture(name, title, desc, _axis(y), *parts, height=y + AXIS)


def _axis(bottom: float) -> Markup:
    lines = []
    for share in (0.0, 0.5, 1.0):
        at = pct(_place(share))
        lines += [
            element("line", x1=at, x2=at, y1=0, y2=bottom + 4, class_="grid"),
            text(at, bottom + 18, f"{share:g}", class_="axis", text_anchor="middle"),
        ]
    return joined(lines)


def _place(value: float) -> float:
    return LEFT + min(max(value, 0.0), 1.0) * (0.98 - LEFT)


def _duel(row: Duel, y: float) -> Markup:
    middle = y + ROW / 2
    color = {"first": "var(--accent)", "second": "var(--up)"}.get(row.verdict, "var(--soft)")
    ends = pct(_place(row.first)), pct(_place(row.second))
    return element(
        "g",
        element("title", f"{row.group}, {row.label}: {row.figure}"),
        text("0", middle + 4, row.label, class_="axis"),
        element("line", x1=ends[0], x2=ends[1], y1=middle, y2=middle, stroke=color, stroke_width=4,
                stroke_opacity=0.55),
        element("circle", cx=ends[1], cy=middle, r=5, fill="var(--sheet)", stroke=color,
                stroke_width=2),
        element("circle", cx=ends[0], cy=middle, r=5, fill=color),
    )  # fmt: skip


def spreads(name: str, title: str, desc: str, rows: Sequence[Spread]) -> Markup:
    """Percentiles of a share, with a line at one half."""
    parts = [_spread(row, at * 34.0) for at, row in enumerate(rows)]
    return picture(name, title, desc, _axis(len(rows) * 34.0), *parts,
                   height=len(rows) * 34.0 + AXIS)  # fmt: skip


def _spread(row: Spread, y: float) -> Markup:
    middle = y + 22
    at = [pct(_place(end)) for end in row.ends]
    return element(
        "g",
        element("title", f"{row.label}: {row.figure}"),
        text("0", middle + 4, row.label, class_="label"),
        text("100%", y + 10, row.figure, class_="figure-text", text_anchor="end"),
        element("line", x1=at[0], x2=at[4], y1=middle, y2=middle, stroke="var(--soft)",
                stroke_width=1.5),
        element("line", x1=at[1], x2=at[3], y1=middle, y2=middle, stroke="var(--accent)",
                stroke_width=9, stroke_opacity=0.6),
        element("circle", cx=at[2], cy=middle, r=5, fill="var(--ink)"),
    )  # fmt: skip
