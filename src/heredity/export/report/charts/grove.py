"""Several families side by side, small: their shapes are what is to be compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from heredity.export.report.charts.pedigree import SIDE, Leaf, crown, lay_out
from heredity.export.report.charts.svg import element, picture, text
from heredity.export.report.text import shorten

CELL = 240.0
HEAD = 36.0
ACROSS = 4


@dataclass(frozen=True, slots=True)
class Tree:
    """One family.

    Attributes:
        label: Its name.
        note: A few words on its shape.
        leaves: Its drawn models.
    """

    label: str
    note: str
    leaves: tuple[Leaf, ...]


def grove(name: str, title: str, desc: str, trees: Sequence[Tree]) -> Markup:
    """The families in rows, each under its name."""
    across = min(len(trees), ACROSS) or 1
    rows = -(-len(trees) // across)
    drawn = [_tree(tree, at % across, at // across) for at, tree in enumerate(trees)]
    size = (across * CELL, rows * (CELL + HEAD))
    return picture(name, title, desc, *drawn, width=size[0], height=size[1], wide=True)


def _tree(tree: Tree, column: int, row: int) -> Markup:
    left, top = column * CELL, row * (CELL + HEAD)
    middle = left + CELL / 2
    return element(
        "g",
        text(middle, top + 13, shorten(tree.label, 17.0), class_="label", text_anchor="middle"),
        text(middle, top + 28, tree.note, class_="axis", text_anchor="middle"),
        element(
            "svg",
            crown(tree.leaves, lay_out(tree.leaves)),
            x=left + 6,
            y=top + HEAD,
            width=CELL - 12,
            height=CELL - 12,
            viewBox=f"0 0 {SIDE:.0f} {SIDE:.0f}",
        ),
    )
