"""A table of shares as shaded cells, each with its number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from heredity.export.report.charts.svg import element, picture, text
from heredity.export.report.text import percent, shorten

WIDTH: Final = 1160.0
ROW: Final = 30.0
_HEAD: Final = 26.0
_LABEL: Final = 150.0
_DARKEST: Final = 0.7
"""Strength of the color of a full share: the number in it must stay legible."""


@dataclass(frozen=True, slots=True)
class Shade:
    """One cell.

    Attributes:
        share: How dark it is, from 0 to 1.
        label: Its words where a pointer rests on it.
    """

    share: float
    label: str


def heat(
    name: str,
    title: str,
    desc: str,
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Mapping[tuple[str, str], Shade],
    tones: Mapping[str, str],
) -> Markup:
    """Cells in rows and columns; one that is not given stays empty.

    Args:
        name: Identifier, unique in the page.
        title: What it shows.
        desc: What can be seen in it.
        rows: Names of the rows.
        columns: Names of the columns.
        cells: The cells by row and column.
        tones: Class of the color of each column.
    """
    wide = (WIDTH - _LABEL) / max(len(columns), 1)
    drawn = [
        text(_LABEL + (at + 0.5) * wide, 16, column, class_="label", text_anchor="middle")
        for at, column in enumerate(columns)
    ]
    for down, row in enumerate(rows):
        top = _HEAD + down * ROW
        drawn.append(text(0, top + 19, shorten(row, 11.5), class_="label"))
        for across, column in enumerate(columns):
            if cell := cells.get((row, column)):
                drawn.append(_cell(cell, _LABEL + across * wide, top, wide, tones[column]))
    height = _HEAD + len(rows) * ROW + 4
    return picture(name, title, desc, *drawn, height=height, width=WIDTH, wide=True)


def _cell(cell: Shade, left: float, top: float, wide: float, tone: str) -> Markup:
    share = min(max(cell.share, 0.0), 1.0)
    return element(
        "g",
        element("title", cell.label),
        element("rect", x=left + 1, y=top + 1, width=wide - 2, height=ROW - 2, class_="track"),
        element("rect", x=left + 1, y=top + 1, width=wide - 2, height=ROW - 2, class_=tone,
                fill_opacity=0.06 + (_DARKEST - 0.06) * share),
        text(left + wide / 2, top + 20, percent(share, 0), class_="label", text_anchor="middle"),
    )  # fmt: skip
