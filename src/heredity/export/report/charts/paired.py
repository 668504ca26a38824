"""Several shares of one thing on one axis: what is wanted, what was found, and what is here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from heredity.export.report.charts.intervals import axis_lines, diamond
from heredity.export.report.charts.svg import element, pct, picture, text
from heredity.export.report.text import shorten

ROW: Final = 36
_AXIS: Final = 24


@dataclass(frozen=True, slots=True)
class Paired:
    """Shares of one thing.

    Attributes:
        label: What it is.
        figure: The shares in print.
        here: Share here; None where it is not defined.
        low: Lower end of its interval, or None.
        high: Upper end, or None.
        earlier: Share that somebody else found; None if nobody did.
        wanted: Share that people want; None if nobody asked.
    """

    label: str
    figure: str
    here: float | None
    low: float | None
    high: float | None
    earlier: float | None
    wanted: float | None


def paired(name: str, title: str, desc: str, rows: Sequence[Paired]) -> Markup:
    """A row for each thing: a dot with its interval, a diamond, and a ring for what is wanted.

    Args:
        name: Identifier, unique in the page.
        title: What they show.
        desc: What can be seen in them.
        rows: The things.
    """
    height = len(rows) * ROW + _AXIS
    drawn = [_row(row, at * ROW) for at, row in enumerate(rows)]
    return picture(name, title, desc, axis_lines(1.0, height), *drawn, height=height)


def _row(row: Paired, start: float) -> Markup:
    y = start + 25
    parts = [
        element("title", f"{row.label}: {row.figure}"),
        text("0", start + 14, shorten(row.label, 14.0), class_="label"),
        text("100%", start + 14, row.figure, class_="figure-text", text_anchor="end"),
    ]
    if row.here is not None and row.wanted is not None:
        parts.append(_line(row.here, row.wanted, y, "tick"))
    if row.low is not None and row.high is not None:
        parts.append(_line(row.low, row.high, y, "tone-ink span"))
    if row.earlier is not None:
        parts.append(diamond(row.earlier, y))
    if row.wanted is not None:
        parts.append(element("circle", cx=pct(row.wanted), cy=y, r=5.5, class_="other"))
    if row.here is not None:
        parts.append(element("circle", cx=pct(row.here), cy=y, r=4.5, class_="tone-ink dot"))
    return element("g", *parts)


def _line(one: float, other: float, y: float, style: str) -> Markup:
    return element("line", x1=pct(one), x2=pct(other), y1=y, y2=y, class_=style)
