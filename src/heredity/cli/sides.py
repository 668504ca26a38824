"""Two models side by side in a terminal, a hundred columns wide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from heredity.cli.output import short, text
from heredity.cli.screens import table, wrapped

if TYPE_CHECKING:
    from rich.console import RenderableType

    from heredity.export.trust import Comparison, Field


def sides(found: Comparison, every: bool, width: int) -> list[RenderableType]:
    """The parts of the screen, in their order.

    Args:
        found: The comparison.
        every: Whether to show fields that do not differ, too.
        width: Columns.
    """
    parts: list[RenderableType] = [_head(found, width)]
    parts.append(_licenses(found))
    parts += _results(found)
    parts.append(_fields(found, every))
    parts.append(_texts(found, width))
    return parts


def _head(found: Comparison, width: int) -> RenderableType:
    from rich.text import Text

    head = Text()
    for name, report in (("A", found.first), ("B", found.second)):
        head.append(f"{name}  ", style="bold")
        head.append(text(report.model_id, 0), style="bold")
        head.append(f"   {report.date.isoformat()}\n" if report.date else "\n", style="dim")
    head.append("\n" + text(found.kinship.says, 0) + "\n")
    if len(found.kinship.path) > 2:
        head.append(text(" \u2192 ".join(found.kinship.path), 0) + "\n", style="dim")
    return wrapped(head, width)


def _licenses(found: Comparison) -> RenderableType:
    rows = []
    for one in found.licenses:
        way = ("A", "B") if one.upstream == found.first.model_id else ("B", "A")
        how = " and ".join(one.relations) if one.descends else "if it were a fine-tune"
        rows.append([f"{way[0]} \u2192 {way[1]}", how, f"{one.verdict} {one.code}", one.why])
    return table("Each label against the other", ["", "", "verdict", "why"], rows, 2)


def _results(found: Comparison) -> list[RenderableType]:
    if not found.results:
        return []
    rows = [
        [one.metric, one.dataset, f"{one.first[0]:g}", f"{one.second[0]:g}", f"{one.difference:+g}"]
        for one in found.results[:10]
    ]
    columns = ["metric", "data set", "A", "B", "difference"]
    return [table("Results that differ, all keys equal", columns, rows)]


def _fields(found: Comparison, every: bool) -> RenderableType:
    rows = [
        [one.group, one.name.replace("_", " "), "\u2260" if one.differs else "", _cell(one.first),
         _cell(one.second)]
        for one in found.fields
        if every or one.differs
    ]  # fmt: skip
    same = sum(not one.differs for one in found.fields)
    title = "Every field" if every else f"What differs ({same} fields are the same: --all)"
    return table(title, ["group", "field", "", "A", "B"], rows)


def _cell(side: Field) -> Any:
    if side.status != "present":
        return side.status.replace("_", " ")
    big = isinstance(side.value, int) and not isinstance(side.value, bool)
    return short(side.value) if big and side.value >= 1_000_000 else text(side.value, 90)


def _texts(found: Comparison, width: int) -> RenderableType:
    from rich.text import Text

    words = Text()
    for one in found.texts:
        words.append(f"{one.what.capitalize()}: ", style="bold")
        words.append(
            f"similarity {100 * one.similarity:.1f} % ({one.deleted:,} characters deleted, "
            f"{one.inserted:,} inserted, {one.substituted:,} substituted)\n"
        )
    for note in found.notes:
        words.append(text(note, 0) + "\n", style="dim")
    return wrapped(words, width)
