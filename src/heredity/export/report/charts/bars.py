"""Horizontal bars: ranked values, and shares of a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from heredity.export.report.charts.svg import element, joined, pct, picture, text
from heredity.export.report.text import shorten

ROW = 30
LABEL_WIDTH = 21.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar.

    Attributes:
        label: What it stands for.
        value: Its length, not negative.
        figure: The value in print.
        tone: Class of its color.
    """

    label: str
    value: float
    figure: str
    tone: str = "tone-ink"


def bars(
    name: str,
    title: str,
    desc: str,
    rows: Sequence[Bar],
    scale: float = 0.0,
    room: float = LABEL_WIDTH,
) -> Markup:
    """Ranked bars, each under its label.

    Args:
        name: Identifier, unique in the page.
        title: What they show.
        desc: What can be seen in them.
        rows: The bars.
        scale: Value that fills the width; 0 for that of the longest bar.
        room: Widest label, in units of the font size; what is wider loses its middle.
    """
    full = scale or max((row.value for row in rows), default=0.0) or 1.0
    drawn = [_bar(row, at * ROW, row.value / full, room) for at, row in enumerate(rows)]
    return picture(name, title, desc, *drawn, height=max(len(rows), 1) * ROW)


def _bar(row: Bar, top: float, share: float, room: float) -> Markup:
    return element(
        "g",
        element("title", f"{row.label}: {row.figure}"),
        text("0", top + 14, shorten(row.label, room), class_="label"),
        text("100%", top + 14, row.figure, class_="figure-text", text_anchor="end"),
        element("rect", x="0", y=top + 19, width="100%", height=6, rx=3, class_="track"),
        element("rect", x="0", y=top + 19, width=pct(share), height=6, rx=3, class_=row.tone),
    )


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a whole.

    Attributes:
        label: What it stands for.
        share: Its share, from 0 to 1.
        figure: The share in print.
        tone: Class of its color.
    """

    label: str
    share: float
    figure: str
    tone: str


@dataclass(frozen=True, slots=True)
class Whole:
    """One bar made of parts.

    Attributes:
        label: What is parted.
        figure: Words at its right end.
        parts: The parts in order; shares add up to 1 at most.
    """

    label: str
    figure: str
    parts: tuple[Part, ...]


def stacked(name: str, title: str, desc: str, rows: Sequence[Whole]) -> Markup:
    """Bars of equal length, each parted by shares."""
    drawn = [_whole(row, at * (ROW + 6)) for at, row in enumerate(rows)]
    return picture(name, title, desc, *drawn, height=max(len(rows), 1) * (ROW + 6))


def _whole(row: Whole, top: float) -> Markup:
    pieces, at = [], 0.0
    for part in row.parts:
        if part.share > 0:
            pieces.append(_part(part, at, top + 20))
        at += part.share
    return element(
        "g",
        text("0", top + 14, shorten(row.label, LABEL_WIDTH), class_="label"),
        text("100%", top + 14, row.figure, class_="figure-text", text_anchor="end"),
        joined(pieces),
    )


def _part(part: Part, at: float, top: float) -> Markup:
    return element(
        "rect",
        element("title", f"{part.label}: {part.figure}"),
        x=pct(at),
        y=top,
        width=pct(part.share),
        height=11,
        class_=f"{part.tone} part",
    )


def cell_bar(share: float) -> Markup:
    """A bar for a table's cell; the number stands beside it, so that readers need not see it."""
    share = min(max(share, 0.0), 1.0)
    return element(
        "svg",
        element("rect", x="0", y="0", width="100%", height="8", rx="2", class_="track"),
        element("rect", x="0", y="0", width=pct(share), height="8", rx="2", class_="tone-ink"),
        class_="cell-bar",
        width="72",
        height="8",
        aria_hidden="true",
        focusable="false",
    )
