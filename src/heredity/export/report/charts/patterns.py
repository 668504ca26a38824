"""Patterns of relatives: each marked pair as a small drawn graph beside its mean similarity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from heredity.export.report.charts.svg import element, joined, picture, text
from heredity.export.report.text import shorten

WIDTH, COLUMNS, GUTTER = 1140.0, 3, 30.0
ROW, HEAD, FOOT = 50.0, 30.0, 22.0
ICON, PLOT = 46.0, 92.0

Place = tuple[float, float]

SHAPES: Final[dict[str, tuple[dict[str, Place], tuple[str, ...]]]] = {
    "random": ({"u": (0.25, 0.5), "v": (0.75, 0.5)}, ()),
    "edge": ({"u": (0.5, 0.15), "v": (0.5, 0.85)}, ("uv",)),
    "fork2": ({"u": (0.5, 0.15), "v": (0.2, 0.85), "w": (0.8, 0.85)}, ("uv", "uw")),
    "fork3": (
        {"u": (0.5, 0.15), "v": (0.15, 0.85), "w": (0.5, 0.85), "d": (0.85, 0.85)},
        ("uv", "uw", "ud"),
    ),
    "chain3": ({"u": (0.5, 0.1), "v": (0.5, 0.5), "c": (0.5, 0.9)}, ("uv", "vc")),
    "stem+fork": (
        {"u": (0.5, 0.1), "v": (0.5, 0.5), "c": (0.2, 0.9), "d": (0.8, 0.9)},
        ("uv", "vc", "vd"),
    ),
    "fork+tail": (
        {"u": (0.5, 0.1), "v": (0.25, 0.5), "w": (0.8, 0.5), "c": (0.25, 0.9)},
        ("uv", "uw", "vc"),
    ),
    "chain4": (
        {"t": (0.5, 0.06), "u": (0.5, 0.35), "v": (0.5, 0.65), "c": (0.5, 0.94)},
        ("tu", "uv", "vc"),
    ),
    "cousins": (
        {"u": (0.5, 0.1), "v": (0.2, 0.5), "w": (0.8, 0.5), "c": (0.2, 0.9), "d": (0.8, 0.9)},
        ("uv", "uw", "vc", "wd"),
    ),
}
"""Where the models of each pattern stand, and its edges from parent to child."""

MARKED: Final[dict[str, tuple[str, ...]]] = {
    "random": ("uv",),
    "edge": ("uv",),
    "fork2": ("uv", "vw"),
    "chain3": ("uc", "vc", "uv"),
    "fork3": ("uv", "vw"),
    "stem+fork": ("uc", "vc", "uv", "cd"),
    "fork+tail": ("uc", "wc", "vc", "uv", "vw"),
    "chain4": ("tc", "uc", "tv", "vc", "uv", "tu"),
    "cousins": ("cd",),
}
"""The two models of each marked pair, by its number from 1."""

ORDER: Final = (
    "random", "edge", "cousins", "fork2", "fork3", "chain3", "stem+fork", "fork+tail", "chain4",
)  # fmt: skip
"""Panels, row after row."""

_SHADES: Final = (1.0, 0.72, 0.48, 0.3)
"""How strong pairs are drawn, by the generations between them."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One marked pair with its mean.

    Attributes:
        pattern: Its pattern.
        pair: Its number there.
        label: What the two are to each other.
        gap: Generations between them; None for strangers.
        mean: Mean similarity, or None.
        low: Lower bound, or None.
        high: Upper bound, or None.
        masked: The mean under the strictest mask, or None.
        other: The published mean, or None.
        figure: The numbers in print.
    """

    pattern: str
    pair: int
    label: str
    gap: int | None
    mean: float | None
    low: float | None
    high: float | None
    masked: float | None
    other: float | None
    figure: str


def icon(pattern: str, pair: int, x: float, y: float, size: float = ICON - 8) -> Markup:
    """The graph of a pattern, the two models of the pair filled and joined by a dashed line."""
    places, edges = SHAPES[pattern]
    marked = MARKED[pattern][pair - 1]
    at = {name: (x + px * size, y + py * size) for name, (px, py) in places.items()}
    parts = [_line(at[edge[0]], at[edge[1]], "svg-edge") for edge in edges]
    if marked not in edges:
        parts.append(_line(at[marked[0]], at[marked[1]], "svg-pair"))
    else:
        parts.append(_line(at[marked[0]], at[marked[1]], "svg-kin"))
    parts += [_node(place, name in marked) for name, place in at.items()]
    return joined(parts)


_STROKES: Final = {
    "svg-edge": ("var(--soft)", 1.2, None),
    "svg-kin": ("var(--accent)", 2.6, None),
    "svg-pair": ("var(--accent)", 1.8, "3 2.5"),
}


def _line(one: Place, other: Place, kind: str) -> Markup:
    stroke, width, dash = _STROKES[kind]
    return element(
        "line", x1=one[0], y1=one[1], x2=other[0], y2=other[1], stroke=stroke,
        stroke_width=width, stroke_dasharray=dash,
    )  # fmt: skip


def _node(place: Place, marked: bool) -> Markup:
    fill = "var(--accent)" if marked else "var(--sheet)"
    stroke = "var(--accent)" if marked else "var(--soft)"
    return element(
        "circle", cx=place[0], cy=place[1], r=4.2 if marked else 3.2, fill=fill, stroke=stroke
    )


def patterns(name: str, title: str, desc: str, pairs: Sequence[Pair]) -> Markup:
    """One panel for each pattern, one row in it for each marked pair, on an axis from 0 to 1."""
    there = [one for one in ORDER if any(pair.pattern == one for pair in pairs)]
    drawn, top = [], 0.0
    width = (WIDTH - GUTTER * (COLUMNS - 1)) / COLUMNS
    for start in range(0, len(there), COLUMNS):
        line = there[start : start + COLUMNS]
        of = [[pair for pair in pairs if pair.pattern == one] for one in line]
        height = HEAD + max(map(len, of)) * ROW + FOOT
        drawn += [
            _panel(one, rows, at * (width + GUTTER), top, width)
            for at, (one, rows) in enumerate(zip(line, of, strict=True))
        ]
        top += height
    return picture(name, title, desc, *drawn, height=top, width=WIDTH, wide=True)


def _panel(pattern: str, rows: Sequence[Pair], x: float, y: float, width: float) -> Markup:
    left, right = x + PLOT, x + width - 12
    bottom = y + HEAD + len(rows) * ROW
    parts = [text(x, y + 18, pattern, class_="label", font_weight="600", font_size=15)]
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        at = left + share * (right - left)
        parts.append(element("line", x1=at, x2=at, y1=y + HEAD - 2, y2=bottom, class_="grid"))
        if share in {0.0, 0.5, 1.0}:
            parts.append(text(at, bottom + 14, f"{share:g}", class_="axis", text_anchor="middle"))
    parts += [_row(pair, x, y + HEAD + at * ROW, left, right) for at, pair in enumerate(rows)]
    return joined(parts)


def _row(pair: Pair, x: float, y: float, left: float, right: float) -> Markup:
    middle = y + 30
    shade = 0.55 if pair.gap is None else _SHADES[min(pair.gap, 3)]

    def at(value: float) -> float:
        return left + min(max(value, 0.0), 1.0) * (right - left)

    parts = [
        element("title", f"{pair.pattern}, {pair.label}: {pair.figure}"),
        icon(pair.pattern, pair.pair, x + 14, y + 4),
        text(left + 3, y + 13, shorten(pair.label, 30.0), class_="label", font_size=12),
        text(right, y + 13, pair.figure, class_="figure-text", text_anchor="end", font_size=12),
    ]
    if pair.low is not None and pair.high is not None:
        parts.append(
            element(
                "line", x1=at(pair.low), x2=at(pair.high), y1=middle, y2=middle,
                stroke="var(--ink)", stroke_width=5, stroke_linecap="round",
                stroke_opacity=0.3 * shade + 0.1,
            )
        )  # fmt: skip
    if pair.masked is not None:
        parts.append(
            element("circle", cx=at(pair.masked), cy=middle, r=4.6, fill="none",
                    stroke="var(--up)", stroke_width=1.8)
        )  # fmt: skip
    if pair.mean is not None:
        parts.append(
            element("circle", cx=at(pair.mean), cy=middle, r=5.2, fill="var(--ink)",
                    fill_opacity=shade, stroke="var(--ink)")
        )  # fmt: skip
    if pair.other is not None:
        parts.append(
            element("path", d="M0,-6 L6,0 L0,6 L-6,0 Z", class_="other",
                    transform=f"translate({at(pair.other):.2f} {middle:.2f})")
        )  # fmt: skip
    return element("g", *parts)
