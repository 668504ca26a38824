"""The differences of two models, as values and as a picture in a file."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from heredity.core.errors import UserError
from heredity.export.differences import WHATS, Difference, compare, have_cards
from heredity.export.report.charts.difference import as_html, as_svg
from heredity.store import Store
from heredity.store.streams import write_file

__all__ = ["Difference", "diff"]

_DRAW: Final = {".svg": as_svg, ".html": as_html}


def diff(
    store: Store, first: str, second: str, what: str, out: Path | None
) -> tuple[list[Difference], list[str]]:
    """Compare two models.

    Args:
        store: The study.
        first: Id of the first model.
        second: Id of the second.
        what: `metadata`, `card`, or `both`: then cards are left out where one is missing.
        out: A picture to write, `.svg` or `.html`, whole or not at all.

    Returns:
        The differences, and notes on what was left out.

    Raises:
        UserError: A text that was asked for is missing, or no such picture can be drawn.
        OutsideError: The disk refused.
    """
    if out is not None and out.suffix.lower() not in _DRAW:
        raise UserError(
            f"No picture can be written as '{out.name}'.",
            "Name a file: --out FILE.svg or FILE.html",
        )
    whats = list(WHATS) if what == "both" else [what]
    notes = []
    if what == "both" and not have_cards(store, first, second):
        whats.remove("card")
        notes.append("Not both models have a card with a text in this study; cards are left out.")
    found = compare(store, first, second, whats)
    if out is not None:
        write_file(out, _DRAW[out.suffix.lower()](found).encode())
    return found, notes
