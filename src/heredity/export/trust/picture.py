"""A model's lineage as a picture: founders on top, the model below, each parent above its child."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from heredity.export.report.charts.svg import element, joined, number, picture, text
from heredity.export.report.text import plural, shorten

if TYPE_CHECKING:
    from heredity.export.trust.report import TrustReport

WIDE, HIGH, GAP, RISE, EDGE = 190.0, 44.0, 14.0, 46.0, 8.0
NAME: Final = (WIDE - 10) / 13.6
NOTE: Final = (WIDE - 10) / 10.5
"""Room for the two lines of a box, in units of their size; the first is bold."""
ACROSS: Final = 5
"""Models of one generation that are drawn; the others stand together in one box."""
DEEP: Final = 12
"""Generations that are drawn, nearest first."""


@dataclass(frozen=True, slots=True)
class Box:
    """One drawn model, or the rest of a generation.

    Attributes:
        label: Its id, or how many models it stands for.
        note: Its license.
        kind: `self`, `known`, `stub` or `rest`.
        column: Its place in its generation.
        row: Edges on the longest way from it down to the model.
    """

    label: str
    note: str
    kind: str
    column: int
    row: int


def boxes(report: TrustReport) -> tuple[list[Box], dict[str, Box]]:
    """What is drawn, and the box that each model stands in."""
    own = ", ".join([report.license.declared] if report.license.declared else ["no license"])
    kind = "self" if report.in_snapshot else "self stub"
    drawn = [Box(report.model_id, own, kind, 0, 0)]
    place = {report.model_id: drawn[0]}
    height = heights(report)
    for row in range(1, min(max(height.values()), DEEP) + 1):
        layer = [one for one in report.lineage if height[one.model_id] == row]
        shown = layer if len(layer) <= ACROSS + 1 else layer[:ACROSS]
        for column, one in enumerate(shown):
            note = ", ".join(one.license or []) or (
                "no license" if one.in_snapshot else "no record"
            )
            box = Box(one.model_id, note, "known" if one.in_snapshot else "stub", column, row)
            drawn.append(box)
            place[one.model_id] = box
        rest = layer[len(shown) :]
        if rest:
            drawn.append(Box(f"and {len(rest):,} more", "", "rest", len(shown), row))
            place |= dict.fromkeys((one.model_id for one in rest), drawn[-1])
    return drawn, place


def heights(report: TrustReport) -> dict[str, int]:
    """Edges on the longest way from each ancestor down to the model: parents stand above."""
    height = {report.model_id: 0} | {one.model_id: one.generations for one in report.lineage}
    joins = [one for one in report.joins if not one.cut and one.parent in height]
    for _ in range(len(height)):
        changed = False
        for one in joins:
            if one.child in height and height[one.parent] <= height[one.child]:
                height[one.parent] = height[one.child] + 1
                changed = True
        if not changed:
            break
    return height


def lineage_picture(report: TrustReport) -> Markup | None:
    """The picture; None where there is nothing above the model."""
    if not report.lineage:
        return None
    drawn, place = boxes(report)
    rows = max(box.row for box in drawn) + 1
    crowd = [sum(box.row == row for box in drawn) for row in range(rows)]
    width = max(*crowd, ACROSS) * (WIDE + GAP) - GAP + 2 * EDGE
    height = rows * (HIGH + RISE) - RISE + 2 * EDGE
    at = {box: _corner(box, crowd, rows, width) for box in drawn}
    parts = _edges(report, place, at) + [_drawn(box, at[box]) for box in drawn]
    ancestors = plural(len(report.lineage) + report.more_ancestors, "ancestor")
    desc = f"{ancestors}, {plural(rows - 1, 'generation')}"
    return picture(
        "lineage", f"Lineage of {report.model_id}", desc, joined(parts), height=height, width=width,
        wide=True,
    )  # fmt: skip


Point = tuple[float, float]


def _corner(box: Box, crowd: Sequence[int], rows: int, width: float) -> Point:
    taken = crowd[box.row] * (WIDE + GAP) - GAP
    left = (width - taken) / 2 + box.column * (WIDE + GAP)
    return left, EDGE + (rows - 1 - box.row) * (HIGH + RISE)


def _edges(report: TrustReport, place: Mapping[str, Box], at: Mapping[Box, Point]) -> list[Markup]:
    """From parents down to children; what leads to boxes that are not drawn is left out."""
    seen: set[tuple[Box, Box, str]] = set()
    parts = []
    for one in report.joins:
        parent, child = place.get(one.parent), place.get(one.child)
        if one.cut or parent is None or child is None or parent == child:
            continue
        kind = one.relations[0] if one.relations else "unspecified"
        if (parent, child, kind) in seen:
            continue
        seen.add((parent, child, kind))
        (x1, y1), (x2, y2) = at[parent], at[child]
        start, end = (x1 + WIDE / 2, y1 + HIGH), (x2 + WIDE / 2, y2)
        bend = (start[1] + end[1]) / 2
        points = [number(v) for v in (*start, start[0], bend, end[0], bend, *end)]
        path = "M{} {} C{} {} {} {} {} {}".format(*points)
        words = f"{one.child}: {' and '.join(one.relations)} of {one.parent}"
        parts.append(element("path", element("title", words), d=path, class_=f"edge rel-{kind}"))
    return parts


def _drawn(box: Box, corner: Point) -> Markup:
    x, y = corner
    owner, _, name = box.label.rpartition("/")
    lines = [
        text(x + WIDE / 2, y + 18, shorten(name, NAME), class_="box-name", text_anchor="middle"),
        text(x + WIDE / 2, y + 34, shorten(" · ".join(p for p in (owner, box.note) if p), NOTE),
             class_="axis", text_anchor="middle"),
    ]  # fmt: skip
    frame = element("rect", x=x, y=y, width=WIDE, height=HIGH, rx=7, class_=f"box {box.kind}")
    words = f"{box.label}{f' ({box.note})' if box.note else ''}"
    return element("g", element("title", words), frame, *lines)
