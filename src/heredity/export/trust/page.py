"""The trust report as one HTML page that loads nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from heredity.core.version import __version__
from heredity.export.report.charts.difference import caption, drawn
from heredity.export.report.text import clean, count
from heredity.export.trust.comparing import Comparison
from heredity.export.trust.picture import lineage_picture
from heredity.export.trust.registry import GROUPS
from heredity.export.trust.report import TrustReport
from heredity.store.streams import write_file

MOST_LINEAGE: Final = 60
MOST_RESULTS: Final = 60


def write_page(report: TrustReport, out: Path) -> int:
    """Write the page of a report, whole or not at all.

    Returns:
        Its size in bytes.

    Raises:
        UserError: The place is a folder.
        OutsideError: The disk refused.
    """
    return write_html(page(report), out)


def write_comparison(found: Comparison, out: Path) -> int:
    """Write two models side by side as a page; see `write_page`."""
    return write_html(comparison_page(found), out)


def comparison_page(found: Comparison) -> str:
    """The page of two models side by side."""
    pictures = [
        drawn(f"text-{at}", f"{one.what} of both", one) for at, one in enumerate(found.texts)
    ]
    return (
        environment()
        .get_template("compare.html.j2")
        .render(
            found=found,
            groups=GROUPS,
            texts=[(caption(one), made) for one, made in zip(found.texts, pictures, strict=True)],
            version=__version__,
            made=datetime.now(UTC).strftime("%Y-%m-%d %H:%M"),
        )
    )


def page(report: TrustReport) -> str:
    """The page of a report."""
    return (
        environment()
        .get_template("trust.html.j2")
        .render(
            report=report,
            groups=GROUPS,
            picture=lineage_picture(report),
            joins={one.parent: one for one in reversed(report.joins) if not one.cut},
            lineage=sorted(report.lineage, key=lambda one: (-one.generations, one.model_id))[
                :MOST_LINEAGE
            ],
            results=report.evaluations[:MOST_RESULTS],
            version=__version__,
            made=datetime.now(UTC).strftime("%Y-%m-%d %H:%M"),
        )
    )


def environment() -> Environment:
    """Templates of this room, and the style of the report; whatever is printed is escaped."""
    made = Environment(
        loader=ChoiceLoader(
            [PackageLoader("heredity.export.trust"), PackageLoader("heredity.export.report")]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_safe,
    )
    made.filters["said"] = said
    made.filters["words"] = _words
    return made


def said(value: Any) -> str:
    """A value as people read it."""
    if value is None:
        return "\N{EN DASH}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return count(value)
    if isinstance(value, float):
        return count(value) if value.is_integer() else f"{value:.4g}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value) or "none"
    return str(value)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _safe(value: Any) -> Any:
    """Control and direction marks in texts become visible; markup made here passes."""
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def write_html(text: str, out: Path) -> int:
    """Write a page, whole or not at all.

    Returns:
        Its size in bytes.

    Raises:
        UserError: The place is a folder.
        OutsideError: The disk refused.
    """
    data = text.encode()
    write_file(out, data)
    return len(data)
