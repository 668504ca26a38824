"""Points on two axes, each linear or logarithmic, with lines of what was fitted to them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from heredity.export.report.charts.svg import Value, element, joined, number, picture, text

WIDTH, HEIGHT = 560.0, 380.0
LEFT, RIGHT, TOP, BOTTOM = 58.0, 14.0, 12.0, 44.0
Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Dot:
    """One point.

    Attributes:
        x: Its place along the axis below.
        y: Its place along the axis to the left.
        label: What it stands for.
        radius: Its size, in pixels.
        tone: Class of its color.
        name: Words beside it; empty for none.
    """

    x: float
    y: float
    label: str
    radius: float = 2.6
    tone: str = "tone-ink"
    name: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line through places.

    Attributes:
        places: The places in order.
        label: What it stands for.
        dashes: Pattern of its dashes; empty for a whole line.
    """

    places: tuple[Place, ...]
    label: str
    dashes: str = ""


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis.

    Attributes:
        title: What it measures.
        low: Its lower end.
        high: Its upper end.
        ticks: Values that are marked, with their words.
        log: Whether equal steps are equal ratios.
    """

    title: str
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...] = field(default=())
    log: bool = False

    def share(self, value: float) -> float:
        """Place of a value between the ends, from 0 to 1."""
        if not self.log:
            return (value - self.low) / (self.high - self.low)
        return math.log(value / self.low) / math.log(self.high / self.low)


def decades(title: str, least: float, most: float, words: dict[int, str] | None = None) -> Axis:
    """A logarithmic axis from one power of ten to another that holds some values.

    Args:
        title: What it measures.
        least: Smallest value, above 0.
        most: Largest value.
        words: What stands at powers of ten, where that is not the plain number.
    """
    low, high = math.floor(math.log10(least) + 1e-9), math.ceil(math.log10(most) - 1e-9)
    high = max(high, low + 1)
    step = 1 if high - low <= 7 else 2
    ticks = tuple(
        (10.0**at, (words or {}).get(at, f"{10**at:,}" if at >= 0 else f"1e{at}"))
        for at in range(low, high + 1, step)
    )
    return Axis(title, 10.0**low, 10.0**high, ticks, log=True)


def steps(title: str, low: float, high: float, most: int = 8) -> Axis:
    """A linear axis with marks at round numbers."""
    span = max(high - low, 1e-9)
    power = 10.0 ** math.floor(math.log10(span / most))
    step = next(power * by for by in (1, 2, 5, 10) if span / (power * by) <= most)
    first, last = math.floor(low / step), math.ceil(high / step)
    ticks = tuple((at * step, number(at * step)) for at in range(first, last + 1))
    return Axis(title, first * step, max(last, first + 1) * step, ticks)


def points(
    name: str,
    title: str,
    desc: str,
    axes: tuple[Axis, Axis],
    dots: Sequence[Dot],
    lines: Sequence[Line] = (),
) -> Markup:
    """The points, over the lines, over the marks of both axes."""
    drawn = [_marks(*axes)]
    drawn += [_line(line, *axes) for line in lines if len(line.places) > 1]
    drawn += [_dot(dot, *axes) for dot in dots]
    return picture(name, title, desc, *drawn, width=WIDTH, height=HEIGHT)


def _at(x: float, y: float, across: Axis, upward: Axis) -> Place:
    return (
        LEFT + across.share(x) * (WIDTH - LEFT - RIGHT),
        HEIGHT - BOTTOM - upward.share(y) * (HEIGHT - TOP - BOTTOM),
    )


def _marks(across: Axis, upward: Axis) -> Markup:
    parts = []
    for value, words in across.ticks:
        x, _ = _at(value, upward.low, across, upward)
        parts.append(element("line", x1=x, x2=x, y1=TOP, y2=HEIGHT - BOTTOM, class_="grid"))
        parts.append(text(x, HEIGHT - BOTTOM + 16, words, class_="axis", text_anchor="middle"))
    for value, words in upward.ticks:
        _, y = _at(across.low, value, across, upward)
        parts.append(element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, class_="grid"))
        parts.append(text(LEFT - 6, y + 3.5, words, class_="axis", text_anchor="end"))
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(text(middle, HEIGHT - 8, across.title, class_="axis", text_anchor="middle"))
    turned: dict[str, Value] = {"transform": f"rotate(-90 11 {number(HEIGHT / 2)})"}
    parts.append(text(11, HEIGHT / 2, upward.title, class_="axis", text_anchor="middle", **turned))
    return joined(parts)


def _line(line: Line, across: Axis, upward: Axis) -> Markup:
    inside = [_at(x, y, across, upward) for x, y in line.places if upward.low <= y <= upward.high]
    path = "M" + " L".join(f"{number(x)},{number(y)}" for x, y in inside)
    words = element("title", line.label)
    return element("path", words, d=path, class_="other", stroke_dasharray=line.dashes or None)


def _dot(dot: Dot, across: Axis, upward: Axis) -> Markup:
    x, y = _at(dot.x, dot.y, across, upward)
    spot = element(
        "circle", element("title", dot.label), cx=x, cy=y, r=dot.radius, class_=dot.tone,
        fill_opacity=0.75,
    )  # fmt: skip
    if not dot.name:
        return spot
    late = x > WIDTH * 0.62
    beside = x - dot.radius - 3 if late else x + dot.radius + 3
    anchor = "end" if late else "start"
    named = text(beside, y + 3.5, dot.name, class_="axis", text_anchor=anchor)
    return element("g", spot, named)
