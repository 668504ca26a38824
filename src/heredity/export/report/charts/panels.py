"""Small pictures side by side: panels of lines, of columns over time, and of bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from heredity.export.report.charts.bars import Bar
from heredity.export.report.charts.svg import element, joined, number, picture, text
from heredity.export.report.text import shorten

GAP: Final = 26.0
_HEAD: Final = 24.0
_FOOT: Final = 20.0
_FONT: Final = 12.5
_BAR_ROW: Final = 27.0

Point = tuple[float, float]
"""Place in a panel: both from 0 to 1, from the left and from the bottom."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line through a panel.

    Attributes:
        points: Its corners, from left to right.
        tone: Class of its color.
        steps: Whether it runs level from each point to the next one.
    """

    points: tuple[Point, ...]
    tone: str = "line"
    steps: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """A shaded area between a lower and an upper line.

    Attributes:
        low: Corners of the lower line.
        high: Corners of the upper one.
        label: What it is, said where a pointer rests on it.
        tone: Class of its color.
    """

    low: tuple[Point, ...]
    high: tuple[Point, ...]
    label: str = ""
    tone: str = "shade"


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark at an axis.

    Attributes:
        at: Its place, from 0 to 1.
        label: Its words.
    """

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Panel:
    """One small picture.

    Attributes:
        title: What it shows.
        lines: Its lines.
        bands: Its shaded areas, drawn below the lines.
        across: Marks at the bottom.
        up: Marks at the side.
        note: Words at the right of the title.
    """

    title: str
    lines: tuple[Line, ...] = ()
    bands: tuple[Band, ...] = ()
    across: tuple[Tick, ...] = ()
    up: tuple[Tick, ...] = ()
    note: str = ""


def panels(
    name: str, title: str, desc: str, drawn: Sequence[Panel], columns: int, height: float = 190.0,
    width: float = 1160.0,
) -> Markup:  # fmt: skip
    """Panels of lines in rows and columns; the picture scales as a whole.

    Args:
        name: Identifier, unique in the page.
        title: What they show.
        desc: What can be seen in them.
        drawn: The panels.
        columns: Panels side by side.
        height: Height of a panel.
        width: Width of the picture.
    """
    inner = (width - GAP * (columns - 1)) / columns
    rows = max(-(-len(drawn) // columns), 1)
    placed = [
        _placed(_panel(one, inner, height), at, columns, inner, height)
        for at, one in enumerate(drawn)
    ]
    whole = rows * (height + GAP) - GAP
    return picture(name, title, desc, *placed, height=whole, width=width, wide=True)


def _placed(drawn: Markup, at: int, columns: int, width: float, height: float) -> Markup:
    x, y = at % columns * (width + GAP), at // columns * (height + GAP)
    return element("g", drawn, transform=f"translate({number(x)},{number(y)})")


def _panel(one: Panel, width: float, height: float) -> Markup:
    room = height - _HEAD - _FOOT
    words = (width - 0.55 * _FONT * len(one.note)) / _FONT - 1
    parts = [
        element("title", f"{one.title} {one.note}".strip()),
        text(0, 14, shorten(one.title, words), class_="label"),
        text(width, 14, one.note, class_="figure-text", text_anchor="end"),
        element("rect", x=0, y=_HEAD, width=width, height=room, class_="field"),
        *(_level(tick, width, room) for tick in one.up),
        *(_across(tick, width, height) for tick in one.across),
        *(_band(band, width, room) for band in one.bands),
        *(_line(line, width, room) for line in one.lines),
        *(_up(tick, room) for tick in one.up),
    ]
    return joined(parts)


def _level(tick: Tick, width: float, room: float) -> Markup:
    y = _HEAD + (1 - tick.at) * room
    return element("line", x1=0, x2=width, y1=y, y2=y, class_="grid")


def _up(tick: Tick, room: float) -> Markup:
    y = _HEAD + (1 - tick.at) * room
    return text(4, y - 3 if tick.at < 0.9 else y + 11, tick.label, class_="axis amount")


def _across(tick: Tick, width: float, height: float) -> Markup:
    x = tick.at * width
    anchor = "start" if tick.at < 0.05 else "end" if tick.at > 0.95 else "middle"
    return joined(
        [
            element("line", x1=x, x2=x, y1=height - _FOOT, y2=height - _FOOT + 4, class_="tick"),
            text(x, height - 5, tick.label, class_="axis", text_anchor=anchor),
        ]
    )


def _corner(point: Point, width: float, room: float) -> str:
    x, y = min(max(point[0], 0.0), 1.0), min(max(point[1], 0.0), 1.0)
    return f"{number(x * width)},{number(_HEAD + (1 - y) * room)}"


def _line(line: Line, width: float, room: float) -> Markup:
    points: list[Point] = []
    for point in line.points:
        if line.steps and points:
            points.append((point[0], points[-1][1]))
        points.append(point)
    corners = " ".join(_corner(point, width, room) for point in points)
    return element("polyline", points=corners, class_=line.tone)


def _band(band: Band, width: float, room: float) -> Markup:
    points = (*band.low, *reversed(band.high))
    corners = " ".join(_corner(point, width, room) for point in points)
    label = [element("title", band.label)] if band.label else []
    return element("polygon", *label, points=corners, class_=band.tone)


def bar_panels(
    name: str, title: str, desc: str, drawn: Sequence[tuple[str, Sequence[Bar]]], columns: int,
    width: float = 1160.0,
) -> Markup:  # fmt: skip
    """Panels of ranked bars in rows and columns.

    Args:
        name: Identifier, unique in the page.
        title: What they show.
        desc: What can be seen in them.
        drawn: Title and bars of each panel.
        columns: Panels side by side.
        width: Width of the picture.
    """
    inner = (width - GAP * (columns - 1)) / columns
    most = max((len(rows) for _, rows in drawn), default=0)
    height = _HEAD + max(most, 1) * _BAR_ROW + 6
    placed = [
        _placed(_bars(heading, rows, inner), at, columns, inner, height)
        for at, (heading, rows) in enumerate(drawn)
    ]
    whole = max(-(-len(drawn) // columns), 1) * (height + GAP) - GAP
    return picture(name, title, desc, *placed, height=whole, width=width, wide=True)


def _bars(heading: str, rows: Sequence[Bar], width: float) -> Markup:
    full = max((row.value for row in rows), default=0.0) or 1.0
    parts = [
        text(0, 14, heading, class_="panel-title"),
        element("line", x1=0, x2=width, y1=20, y2=20, class_="tick"),
    ]
    for at, row in enumerate(rows):
        top = _HEAD + at * _BAR_ROW
        room = (width - 0.6 * _FONT * len(row.figure)) / _FONT - 1
        parts.append(element(
            "g",
            element("title", f"{row.label}: {row.figure}"),
            text(0, top + 13, shorten(row.label, room), class_="label"),
            text(width, top + 13, row.figure, class_="figure-text", text_anchor="end"),
            element("rect", x=0, y=top + 17, width=width, height=5, rx=2.5, class_="track"),
            element("rect", x=0, y=top + 17, width=row.value / full * width, height=5, rx=2.5,
                    class_=row.tone),
        ))  # fmt: skip
    return joined(parts)


@dataclass(frozen=True, slots=True)
class Post:
    """One column of a chart over time.

    Attributes:
        value: Its height.
        label: What it stands for, said where a pointer rests on it.
        tone: Class of its color.
    """

    value: float
    label: str
    tone: str = "tone-ink"


def posts(
    name: str, title: str, desc: str, drawn: Sequence[Post], across: Sequence[Tick],
    up: Sequence[Tick], top: float, height: float = 260.0, width: float = 1160.0,
) -> Markup:  # fmt: skip
    """Columns side by side over time.

    Args:
        name: Identifier, unique in the page.
        title: What they show.
        desc: What can be seen in them.
        drawn: The columns, from left to right.
        across: Marks at the bottom.
        up: Marks at the side.
        top: Value at the upper end.
        height: Height of the picture.
        width: Its width.
    """
    room, step = height - _HEAD - _FOOT, width / max(len(drawn), 1)
    parts = [_level(tick, width, room) for tick in up]
    for at, post in enumerate(drawn):
        tall = post.value / (top or 1.0) * room
        parts.append(element(
            "rect", element("title", post.label), x=at * step + step * 0.08,
            y=height - _FOOT - tall, width=step * 0.84, height=tall, class_=post.tone,
        ))  # fmt: skip
    parts += [_across(tick, width, height) for tick in across]
    parts += [_up(tick, room) for tick in up]
    return picture(name, title, desc, *parts, height=height, width=width, wide=True)


def round_top(value: float) -> float:
    """The smallest round number not below a value: 1, 2, 2.5, 3, 4, 5, 6, 8 times 10, 100..."""
    power = 1.0
    while power * 10 <= value:
        power *= 10
    return next(
        step * power
        for step in (1, 2, 2.5, 3, 4, 5, 6, 8, 10)
        if step * power >= value * (1 - 1e-9)
    )
