"""The trust report on one screen of a terminal, a hundred columns wide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from heredity.cli.output import short, text

if TYPE_CHECKING:
    from rich.console import RenderableType

    from heredity.export.trust import TrustReport

WIDTH: Final = 100
LINEAGE: Final = 8
FINDINGS: Final = 6
STYLES: Final = {
    "conflict": "bold red", "obligation-dropped": "red", "undeclared": "yellow",
    "unknown": "yellow", "ok": "green", "carried": "green", "unclear": "yellow",
    "contradicted": "red", "agrees": "green", "open": "red", "found": "yellow", "error": "red",
    "warn": "yellow",
    "absent": "yellow", "not_checkable": "dim", "not claimed": "dim", "not compared": "dim",
}  # fmt: skip


def screen(report: TrustReport, every: bool, width: int) -> list[RenderableType]:
    """The parts of the screen, in their order.

    Args:
        report: The report.
        every: Whether to show every field.
        width: Columns.
    """
    parts: list[RenderableType] = [_head(report, width)]
    parts += _lineage(report)
    parts += _guesses(report)
    parts += _duties(report)
    parts += _facts(report)
    parts += _names(report)
    parts += _risks(report)
    parts += _findings(report)
    parts += _stated(report, width)
    if every:
        parts += _fields(report)
    return parts


def _head(report: TrustReport, width: int) -> RenderableType:
    from rich.text import Text

    head = Text(text(report.model_id, 0), style="bold")
    if report.date:
        head.append(f"   {report.date.isoformat()}", style="dim")
    for at, sentence in enumerate(report.answer):
        head.append("\n" if at else "\n\n")
        style = "bold" if sentence.startswith("Signal") else "not bold"
        head.append(text(sentence, 0), style=style)
    head.append(f"\n{report.caution}", style="dim")
    for note in report.notes:
        head.append(f"\n{text(note, 0)}", style="yellow")
    head.append("\n")
    return wrapped(head, width)


def wrapped(part: RenderableType, width: int) -> RenderableType:
    """A part no wider than so many columns."""
    from rich.constrain import Constrain

    return Constrain(part, width)


def table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], styled: int | None = None
) -> RenderableType:
    """A table whose cells are folded, not cut; one column may be colored by its words."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in columns:
        table.add_column(name, overflow="fold")
    for row in rows:
        cells = [text(cell, 160) for cell in row]
        styles = ["" if at != styled else _style(cell) for at, cell in enumerate(cells)]
        table.add_row(*(Text(c, style=s) for c, s in zip(cells, styles, strict=True)))
    head = [Text(title, style="bold")] if title else []
    return Group(*head, wrapped(table, WIDTH), Text(""))


def _style(words: str) -> str:
    return next((style for name, style in STYLES.items() if words.startswith(name)), "")


def _lineage(report: TrustReport) -> list[RenderableType]:
    if not report.lineage:
        return []
    below = {one.parent: one for one in reversed(report.joins) if not one.cut}
    line = sorted(report.lineage, key=lambda one: (-one.generations, one.model_id))
    hidden = len(line) - LINEAGE
    if hidden > 0:
        line = line[: LINEAGE // 2] + line[-(LINEAGE - LINEAGE // 2) :]
    rows: list[list[Any]] = []
    for at, one in enumerate(line):
        if hidden > 0 and at == LINEAGE // 2:
            rows.append(
                ["…", f"{hidden + report.more_ancestors} more: heredity lineage", "", "", ""]
            )
        how = below.get(one.model_id)
        rows.append([
            one.generations,
            one.model_id + ("" if one.in_snapshot else "  (no record)"),
            _licenses(one.license, one.license_name),
            _how(how, report.model_id) if how else "",
        ])  # fmt: skip
    columns = ["up", "ancestor", "license", "how it comes in"]
    return [table("Lineage, founders first", columns, rows)]


def _licenses(found: list[str] | None, name: str | None) -> str:
    said = ", ".join(found or []) or "none declared"
    return f"{said} ({name})" if name else said


def _how(join: Any, model_id: str) -> str:
    child = "" if join.child == model_id else f" → {join.child}"
    return (
        f"{'+'.join(join.relations)}{child} ({join.evidence[0] if join.evidence else 'inferred'})"
    )


def _duties(report: TrustReport) -> list[RenderableType]:
    if not report.duties:
        return []
    rows = [
        [
            one.license,
            one.origin,
            ", ".join(one.asks[:4]) or "its terms are not known",
            _state(one, report.model_id),
        ]
        for one in report.duties[:LINEAGE]
    ]
    return [table("What ancestors ask", ["license", "of", "asks", "here"], rows, 3)]


def _state(duty: Any, model_id: str) -> str:
    said = f"{duty.state} ({duty.code})" if duty.code else duty.state
    said += ", at use" if duty.at_use else ""
    if duty.dropped_at is None:
        return said
    return f"{said}, since {'here' if duty.dropped_at == model_id else duty.dropped_at}"


FACTS: Final = (
    "architecture", "assessed_architecture", "parameters", "weight_formats", "file_size", "memory",
    "context_length", "languages", "commit",
)  # fmt: skip
"""Fields that people look at first, where they are known."""


def _facts(report: TrustReport) -> list[RenderableType]:
    """What it is made of, in one paragraph; the name is held against it below."""
    from rich.text import Text

    known = {one.name: one for one in report.fields if one.status == "present"}
    words = Text("Facts: ", style="bold")
    said = [known[name] for name in FACTS if name in known]
    for at, one in enumerate(said):
        words.append("; " if at else "", style="not bold")
        words.append(f"{one.name.replace('_', ' ')} {_short(one.value)}", style="not bold")
        if one.name in {"assessed_architecture", "memory"}:
            words.append(f" ({text(one.evidence, 0)})", style="not bold dim")
    words.append(".\n", style="not bold")
    return [wrapped(words, WIDTH)] if said else []


def _names(report: TrustReport) -> list[RenderableType]:
    rows = [
        [one.what, _short(one.claimed), _short(one.found), one.verdict]
        for one in report.name_claims
        if one.claimed is not None
    ]
    columns = ["", "the name says", "the record shows", "verdict"]
    return [table("Name and facts", columns, rows, 3)] if rows else []


def _short(value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return short(value)
    return text(value, 60)


def _risks(report: TrustReport) -> list[RenderableType]:
    from rich.text import Text

    found = [one for one in report.risks if one.state == "found"]
    others = {
        state: ", ".join(one.title for one in report.risks if one.state == state)
        for state in ("clear", "not_checkable")
    }
    lines = Text()
    if others["clear"]:
        lines.append(f"Looked for and not found: {others['clear']}.", style="dim")
    if others["not_checkable"]:
        lines.append("\n" if others["clear"] else "")
        lines.append(f"Not checkable: {others['not_checkable']}.", style="dim")
    rows = [[one.title, one.says, one.source] for one in found]
    shown = [table("Look at", ["", "what", "read from"], rows)] if rows else []
    return [*shown, wrapped(lines, WIDTH), Text("")]


def _findings(report: TrustReport) -> list[RenderableType]:
    rows: list[list[Any]] = [
        [row["code"], row["severity"], round(row["confidence"], 2), row["message"]]
        for row in report.findings[:FINDINGS]
    ]
    if not rows:
        return []
    more = len(report.findings) - len(rows)
    title = f"Findings ({more} more: --format json)" if more > 0 else "Findings"
    return [table(title, ["code", "severity", "confidence", "message"], rows, 1)]


def _stated(report: TrustReport, width: int) -> list[RenderableType]:
    from rich.text import Text

    words = Text("Stated of what people look for: ", style="bold")
    for at, one in enumerate(one for one in report.completeness if one.applicable):
        words.append("; " if at else "", style="dim")
        words.append(f"{one.group} {one.present}/{one.applicable}", style="not bold")
        if one.missing:
            missing = ", ".join(name.replace("_", " ") for name in one.missing)
            words.append(f" without {missing}", style="not bold yellow")
    unknown = [one.group for one in report.completeness if not one.applicable]
    if unknown:
        words.append(f". Nothing can be checked of {', '.join(unknown)}", style="not bold dim")
    words.append(".", style="not bold dim")
    return [wrapped(words, width), *_reach(report)]


def _reach(report: TrustReport) -> list[RenderableType]:
    from rich.text import Text

    near = report.nearest
    if near is None:
        return []
    words = Text("Reach: ", style="bold")
    children = f"{near.children:,} {'child' if near.children == 1 else 'children'}"
    kinds = ", ".join(f"{count:,} {name}" for name, count in near.children_by_relation.items())
    words.append(f"{children}{f' ({kinds})' if kinds else ''}", style="not bold")
    descendants = "descendant" if near.descendants == 1 else "descendants"
    words.append(f", {near.descendants:,} {descendants}", style="not bold")
    for name, said in (("downloads", " in 30 days"), ("likes", "")):
        value = near.facts.get(name)
        if isinstance(value, int):
            noun = name.removesuffix("s") if value == 1 else name
            words.append(f", {value:,} {noun}{said}", style="not bold")
    return [wrapped(words, WIDTH)]


def _guesses(report: TrustReport) -> list[RenderableType]:
    if report.nearest is None or not report.nearest.guesses:
        return []
    rows = [
        [
            one.model_id + ("" if one.in_snapshot else "  (no record)"),
            one.relations,
            one.evidence,
            f"{one.confidence:.2f}",
            "yes" if one.confident else "no",
        ]
        for one in report.nearest.guesses
    ]
    columns = ["parent", "relation", "evidence", "confidence", "confident"]
    return [table("Inferred parents, which nobody declared", columns, rows)]


def _fields(report: TrustReport) -> list[RenderableType]:
    parts: list[RenderableType] = []
    for group in dict.fromkeys(one.group for one in report.fields):
        rows = [
            [
                one.name.replace("_", " "),
                one.value if one.status == "present" else one.status.replace("_", " "),
                one.evidence,
                one.source,
                one.date.isoformat() if one.date else "",
            ]
            for one in report.fields
            if one.group == group
        ]
        parts.append(table(group, ["field", "value", "evidence", "source", "date"], rows))
    return parts
