"""Matrices side by side: what is upstream in rows, what is downstream in columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from markupsafe import Markup

from heredity.export.report.charts.svg import element, joined, number, picture, text
from heredity.export.report.text import shorten

WIDTH: Final = 1160.0
_CELL: Final = 26.0
_SIDE: Final = 128.0
_HEAD: Final = 112.0
_GAP: Final = 34.0


@dataclass(frozen=True, slots=True)
class Spot:
    """One cell.

    Attributes:
        row, column: Its place.
        share: Area of its square, from 0 to 1.
        marked: Part of that area that is marked, from 0 to `share`.
        label: What it is, said where a pointer rests on it.
    """

    row: int
    column: int
    share: float
    marked: float
    label: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """One matrix.

    Attributes:
        title: What it shows.
        names: Names of its rows and columns.
        spots: Its cells that are not empty.
    """

    title: str
    names: tuple[str, ...]
    spots: tuple[Spot, ...]


def matrices(name: str, title: str, desc: str, drawn: Sequence[Matrix]) -> Markup:
    """Matrices in rows, as many side by side as there is room for.

    Args:
        name: Identifier, unique in the page.
        title: What they show.
        desc: What can be seen in them.
        drawn: The matrices.
    """
    wide = max((len(one.names) for one in drawn), default=1) * _CELL + _SIDE
    tall = max((len(one.names) for one in drawn), default=1) * _CELL + _HEAD
    columns = max(int((WIDTH + _GAP) // (wide + _GAP)), 1)
    step = max((WIDTH + _GAP) / columns, wide + _GAP)
    placed = [
        element(
            "g",
            _matrix(one),
            transform=f"translate({number(at % columns * step)},"
            f"{number(at // columns * (tall + _GAP))})",
        )
        for at, one in enumerate(drawn)
    ]
    rows = max(-(-len(drawn) // columns), 1)
    whole = rows * (tall + _GAP) - _GAP
    return picture(name, title, desc, *placed, height=whole, width=WIDTH, wide=True)


def _matrix(one: Matrix) -> Markup:
    parts = [text(0, 14, one.title, class_="label")]
    for at, name in enumerate(one.names):
        middle = at * _CELL + _CELL / 2
        short = shorten(name, 11.0)
        parts += [
            text(_SIDE - 8, _HEAD + middle + 4, short, class_="axis", text_anchor="end"),
            text(
                0, 0, short, class_="axis",
                transform=f"translate({number(_SIDE + middle + 3)},{number(_HEAD - 8)}) "
                "rotate(-50)",
            ),
        ]  # fmt: skip
        parts += [
            element(
                "rect", x=_SIDE + other * _CELL + 1, y=_HEAD + at * _CELL + 1, width=_CELL - 2,
                height=_CELL - 2, rx=3, class_="track",
            )
            for other in range(len(one.names))
        ]  # fmt: skip
    return joined([*parts, *(_spot(spot) for spot in one.spots)])


def _spot(spot: Spot) -> Markup:
    x = _SIDE + (spot.column + 0.5) * _CELL
    y = _HEAD + (spot.row + 0.5) * _CELL
    squares = [element("title", spot.label), _square(x, y, spot.share, "tone-ink")]
    if spot.marked > 0:
        squares.append(_square(x, y, spot.marked, "severity-error"))
    return element("g", *squares)


def _square(x: float, y: float, share: float, tone: str) -> Markup:
    side = max((_CELL - 4) * sqrt(min(share, 1.0)), 1.5)
    return element(
        "rect", x=x - side / 2, y=y - side / 2, width=side, height=side, rx=2, class_=tone
    )
