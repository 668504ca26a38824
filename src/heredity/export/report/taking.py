"""What a reader can take from the page: each picture as SVG and each table as CSV.

Both stand in the page itself as links that hold the whole file, so that the page stays one file
and loads nothing.
"""

from __future__ import annotations

import csv
from base64 import b64encode
from io import StringIO
from typing import Final

from markupsafe import Markup

from heredity.export.report.page import Cell, Figure, Numbers
from heredity.export.report.text import raw

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_FLUID: Final = 'width="100%"'
_PRINTED: Final = 'width="640"'
"""Width of a picture that fills its frame in the page, when it stands alone."""


def csv_link(numbers: Numbers) -> str:
    """A table as a link that holds a CSV file; numbers in full, not as they are printed."""
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow(numbers.grid.heads)
    for row in numbers.grid.rows:
        writer.writerow([_plain(cell) for cell in row])
    return _link("text/csv", file.getvalue())


def csv_name(figure: Figure, at: int) -> str:
    """Name of the file of a figure's nth table."""
    return f"{figure.slug}{f'-{at + 1}' if at else ''}.csv"


def svg_link(figure: Figure, style: str) -> str:
    """A picture as a link that holds an SVG file; see `svg_file`."""
    return _link("image/svg+xml", svg_file(figure, style))


def svg_file(figure: Figure, style: str) -> str:
    """A picture as an SVG file of its own, with the rules that color it.

    Args:
        figure: A figure with a picture.
        style: Rules of the style sheet that pictures use.
    """
    drawn = str(figure.picture or "")
    opened, closed, inner = drawn.partition(">")
    opened = opened.replace(_FLUID, _PRINTED, 1)
    return f"{opened}{closed}<style>{style}</style>{inner}"


def _plain(cell: Cell) -> str:
    """A cell for programs; a text that a spreadsheet would run as a formula is made a text."""
    if cell.value is not None:
        return raw(cell.value)
    return f"'{cell.text}" if cell.text.startswith(_FORMULA) else cell.text


def _link(kind: str, text: str) -> str:
    return Markup(f"data:{kind};base64,{b64encode(text.encode()).decode()}")  # noqa: S704 - base64
