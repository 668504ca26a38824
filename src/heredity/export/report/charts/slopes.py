"""From parent to child: one sloping line for each relation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from heredity.export.report.charts.intervals import diamond
from heredity.export.report.charts.svg import element, joined, pct, picture, text

HEIGHT: Final = 230.0
LEFT, RIGHT = 0.27, 0.73
_TOP, _BOTTOM, _APART = 34.0, 14.0, 15.0


@dataclass(frozen=True, slots=True)
class Slope:
    """One line.

    Attributes:
        label: What it stands for.
        parent: Where it begins.
        child: Where it ends.
        figures: Both values in print.
        tone: Class of its color.
        published: The two values that were published, or None.
    """

    label: str
    parent: float
    child: float
    figures: tuple[str, str]
    tone: str
    published: tuple[float, float] | None = None


def slopes(name: str, title: str, desc: str, rows: Sequence[Slope]) -> Markup:
    """Lines from parents' to children's values on one scale from 0.

    Args:
        name: Identifier, unique in the page.
        title: What they show.
        desc: What can be seen in them.
        rows: The lines.
    """
    seen = [v for row in rows for v in (row.parent, row.child, *(row.published or ()))]
    top = max(seen, default=0.0) or 1.0
    sides = [[_height(row.parent, top) for row in rows], [_height(row.child, top) for row in rows]]
    labels = [spread_out(side, _TOP, HEIGHT - _BOTTOM + 6) for side in sides]
    drawn = [_slope(row, top, (labels[0][at], labels[1][at])) for at, row in enumerate(rows)]
    return picture(name, title, desc, _frame(), *drawn, height=HEIGHT)


def _height(value: float, top: float) -> float:
    return _TOP + (HEIGHT - _TOP - _BOTTOM) * (1 - value / top)


def _frame() -> Markup:
    """The two posts, with what they stand for."""
    posts = []
    for place, words in ((LEFT, "parents"), (RIGHT, "children")):
        posts += [
            element("line", x1=pct(place), x2=pct(place), y1=_TOP - 8, y2=HEIGHT - _BOTTOM + 4,
                    class_="grid"),
            text(pct(place), 14, words, class_="axis", text_anchor="middle"),
        ]  # fmt: skip
    return joined(posts)


def _slope(row: Slope, top: float, labels: tuple[float, float]) -> Markup:
    one, other = _height(row.parent, top), _height(row.child, top)
    words = f"{row.label}: {row.figures[0]} to {row.figures[1]}"
    marks = []
    if row.published is not None:
        places = zip((LEFT, RIGHT), row.published, strict=True)
        marks = [diamond(place, _height(value, top)) for place, value in places]
    return element(
        "g",
        element("title", words),
        element("line", x1=pct(LEFT), x2=pct(RIGHT), y1=one, y2=other, class_=f"{row.tone} span"),
        *(
            element("circle", cx=pct(place), cy=y, r=4.5, class_=f"{row.tone} dot")
            for place, y in ((LEFT, one), (RIGHT, other))
        ),
        *marks,
        text(pct(LEFT - 0.025), labels[0] + 4, f"{row.label} {row.figures[0]}",
             class_="figure-text", text_anchor="end"),
        text(pct(RIGHT + 0.025), labels[1] + 4, row.figures[1], class_="figure-text"),
    )  # fmt: skip


def spread_out(places: Sequence[float], least: float, most: float) -> list[float]:
    """Heights moved apart, so that labels there do not meet; their order stays.

    Args:
        places: Heights.
        least: The highest that one may stand.
        most: The lowest.
    """
    order = sorted(range(len(places)), key=lambda at: places[at])
    moved = list(places)
    edge = least - _APART
    for at in order:
        edge = moved[at] = max(moved[at], edge + _APART)
    edge = most + _APART
    for at in reversed(order):
        edge = moved[at] = min(moved[at], edge - _APART)
    return moved
