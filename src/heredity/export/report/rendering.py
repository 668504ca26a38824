"""The page: sections drawn into one self-contained HTML file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from heredity.core.version import __version__
from heredity.export.report.charts.bars import cell_bar
from heredity.export.report.page import Section
from heredity.export.report.reader import Reader, reading
from heredity.export.report.sections import SECTIONS
from heredity.export.report.taking import csv_link, csv_name, svg_file, svg_link
from heredity.export.report.text import clean, count, listing, plural, raw
from heredity.store.store import Store
from heredity.store.streams import write_file

HOW_TO_READ = """
Under each picture a line names the table that its numbers come from, the edge set, the population,
the rule for missing values, and the interval.

“Numbers and query” opens the numbers behind a picture and the command that prints them again from
the study.

A model that says nothing about a trait is left out of that trait's rates; it is never counted as
unchanged.

One edge may carry several relations and then counts in each of them.

A model may state several licenses, languages or datasets; shares of states can then add up to more
than all.

Where an interval is given, families were resampled as wholes, since models of one family are not
independent.

Numbers describe the records of this study. Whether they speak for a whole hub depends on how the
records were chosen.
"""


@dataclass(frozen=True, slots=True)
class ReportResult:
    """What was written.

    Attributes:
        path: The page.
        size: Its size, in bytes.
        figures: Number of figures.
        missing: Commands that would fill the empty sections, by section.
    """

    path: str
    size: int
    figures: int
    missing: dict[str, str]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the report by itself.

    Attributes:
        title: What it shows.
        says: What it says here.
        svg: The picture, an SVG file that loads nothing.
        sql: The queries that give its numbers.
    """

    title: str
    says: str
    svg: str
    sql: tuple[str, ...]

    def _repr_svg_(self) -> str:
        """How a notebook draws it."""
        return self.svg

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"image/svg+xml": self.svg, "text/plain": f"{self.title}. {self.says}"}


def pictures(store: Store) -> dict[str, Picture]:
    """The pictures of a study's report by the names of their figures, in its order."""
    style = _chart_style(environment())
    with reading(store) as reader:
        figures = [figure for build in SECTIONS for figure in build(reader).figures]
    return {
        one.slug: Picture(
            one.title, one.says, svg_file(one, style), tuple(n.sql for n in one.numbers)
        )
        for one in figures
        if one.picture
    }


def render(store: Store, out: Path) -> ReportResult:
    """Write the report of a study: one HTML page that loads nothing.

    Sections whose tables have not been made say which command makes them.

    Args:
        store: The study's tables.
        out: File to write, whole or not at all.

    Raises:
        UserError: The place is a folder.
        OutsideError: The disk refused.
    """
    with reading(store) as reader:
        sections = [build(reader) for build in SECTIONS]
        head = {"lede": _lede(reader, sections), "facts": _facts(reader)}
    page = (
        environment()
        .get_template("page.html.j2")
        .render(
            title=store.folder.resolve().name or "study",
            how=[" ".join(line.split()) for line in HOW_TO_READ.strip().split("\n\n")],
            sections=sections,
            version=__version__,
            made=datetime.now(UTC).strftime("%Y-%m-%d %H:%M"),
            **head,
        )
    )
    data = page.encode()
    write_file(out, data)
    return ReportResult(
        path=str(out),
        size=len(data),
        figures=sum(len(section.figures) for section in sections),
        missing={section.slug: section.advice for section in sections if section.advice},
    )


def environment(*packages: str) -> Environment:
    """Templates of the report, with our ways to escape and to draw.

    Args:
        packages: Packages whose folders `templates` are looked into first.
    """
    made = Environment(
        loader=ChoiceLoader([PackageLoader(p) for p in (*packages, "heredity.export.report")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_safe,
    )
    helpers: dict[str, Callable[..., Any]] = {
        "cell_bar": cell_bar,
        "raw": raw,
        "csv_link": csv_link,
        "csv_name": csv_name,
        "svg_link": partial(svg_link, style=_chart_style(made)),
    }
    made.globals.update(helpers)
    return made


def _chart_style(templates: Environment) -> str:
    """The rules of the style sheet that pictures need where they stand alone."""
    return "".join(
        templates.get_template(f"{part}.css.j2").render() for part in ("palette", "chart")
    )


def _safe(value: Any) -> Any:
    """Control and direction marks in texts become visible; markup made here passes."""
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _lede(reader: Reader, sections: list[Section]) -> str:
    models = reader.store.rows("models")
    if not models:
        return "This study holds no models yet."
    said = f"How {plural(models, 'machine-learning model')} descend from one another"
    if reader.has("edges"):
        said += f", by {plural(reader.store.rows('edges'), 'declared derivation')}"
    empty = [section.title.lower() for section in sections if section.advice]
    return f"{said}." + (f" Not made yet: {listing(empty)}." if empty else "")


DAYS = "SELECT DISTINCT CAST(snapshot AS VARCHAR) AS day FROM models ORDER BY day"
SETS = "SELECT DISTINCT edge_set FROM families ORDER BY edge_set"


def _facts(reader: Reader) -> list[tuple[str, str]]:
    facts = []
    if reader.filled("models"):
        days = [row["day"] for row in reader.ask(DAYS) if row["day"]]
        if days:
            span = (
                days[0] if len(days) == 1 else f"{days[0]} to {days[-1]} ({count(len(days))} days)"
            )
            facts.append(("Snapshot", span))
    if reader.filled("families"):
        facts.append(("Edge sets", ", ".join(row["edge_set"] for row in reader.ask(SETS))))
    facts.append(("Software", f"Heredity {__version__}"))
    return facts
