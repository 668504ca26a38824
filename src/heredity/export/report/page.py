"""What the page is made of: sections of figures, each with its basis, its numbers and its query."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from markupsafe import Markup

from heredity.export.report.text import command

NO_EDGES = "not about edges"


@dataclass(frozen=True, slots=True)
class Basis:
    """What the numbers of a figure rest on.

    Attributes:
        tables: Tables that they come from.
        population: What was counted or sampled, with its size.
        missing: What is done with missing values.
        edge_set: Edge set that they speak of; empty where edges play no part.
        interval: What the interval is; empty for complete counts.
    """

    tables: tuple[str, ...]
    population: str
    missing: str
    edge_set: str = ""
    interval: str = ""

    @property
    def facts(self) -> list[str]:
        """The parts of the caption."""
        noun = "table" if len(self.tables) == 1 else "tables"
        edge_set = f"edge set {self.edge_set}" if self.edge_set else NO_EDGES
        interval = self.interval or "complete count, no interval"
        return [
            f"{noun} {', '.join(self.tables)}",
            edge_set,
            self.population,
            self.missing,
            interval,
        ]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table.

    Attributes:
        text: What is printed.
        value: The number behind the text, or None.
        kind: `text`, `number`, `model`, `state` or `code`.
        bar: Length of the bar in the cell, from 0 to 1, or None for no bar.
    """

    text: str
    value: float | None = None
    kind: Literal["text", "number", "model", "state", "code"] = "text"
    bar: float | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of numbers.

    Attributes:
        heads: Column titles.
        rows: Cells in rows.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers with the query that gives them.

    Attributes:
        grid: The numbers.
        sql: The query.
        title: What they are, where a figure has several.
    """

    grid: Grid
    sql: str
    title: str = ""

    @property
    def command(self) -> str:
        """The shell command that prints them."""
        return command(self.sql)


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of a legend.

    Attributes:
        tone: Class of its color.
        label: What the color means.
    """

    tone: str
    label: str


@dataclass(frozen=True, slots=True)
class Tile:
    """One number in large print.

    Attributes:
        label: What it counts.
        text: The number in print.
        value: The number; None where there is none.
        note: Its edge set or its share.
    """

    label: str
    text: str
    value: float | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One picture with all that it takes to trust it.

    Attributes:
        slug: Identifier, unique in the page.
        title: What it shows.
        means: What its words mean, for those who have not read the paper.
        says: What it shows here, computed from the numbers.
        basis: What the numbers rest on.
        numbers: The numbers that it shows.
        picture: The chart, or None where the table is the picture.
        tiles: Numbers in large print.
        legend: What the colors mean.
        names: Names of the models that have numbers in the chart.
        notes: Cautions, shown under the picture.
        span: Columns of three that it takes.
        tall: Whether it takes two rows.
        folded: Whether its numbers wait to be opened although it has no picture.
    """

    slug: str
    title: str
    means: str
    says: str
    basis: Basis
    numbers: tuple[Numbers, ...]
    picture: Markup | None = None
    tiles: tuple[Tile, ...] = ()
    legend: tuple[Key, ...] = ()
    names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    span: Literal[1, 2, 3] = 1
    tall: bool = False
    folded: bool = False

    @property
    def is_table(self) -> bool:
        """Whether the numbers are shown at once, for want of a picture."""
        return self.picture is None and not self.tiles and not self.folded


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the page.

    Attributes:
        slug: Identifier, unique in the page.
        title: Its heading.
        lead: What it is about.
        figures: Its pictures.
        columns: Figures side by side on a wide screen.
        advice: What to run where a table is missing; empty where nothing is.
        notes: Cautions.
    """

    slug: str
    title: str
    lead: str
    figures: tuple[Figure, ...] = ()
    advice: str = ""
    notes: tuple[str, ...] = field(default=())
    columns: Literal[2, 3] = 3


def words(value: str) -> Cell:
    """A cell of text."""
    return Cell(value)


def model(value: str | None) -> Cell:
    """A cell with a model's name."""
    return Cell(value or "", kind="model")


def state(value: str) -> Cell:
    """A cell with a state of a trait."""
    return Cell(value, kind="state")


def figure(value: float | None, shown: str, bar: float | None = None) -> Cell:
    """A cell with a number."""
    return Cell(shown, value, "number", bar)
