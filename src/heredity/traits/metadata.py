"""Traits that are read from a model's record as they stand there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from heredity.store.expr import ArrayValue, Column, Table, ifelse, literal, null
from heredity.traits.registry import Reading, trait

BACKFILLED: Final = datetime(2022, 3, 2, 23, 29, 4, tzinfo=UTC)
"""Creation date that the hub gave to every model that is older."""

_AFTER: Final = BACKFILLED + timedelta(seconds=1)


def _text(column: Column) -> Reading:
    word = column.strip()
    return Reading(state=word.nullif(""), stated=column.notnull(), blank=word == "")


def _number(column: Column) -> Reading:
    return Reading(state=column, stated=column.notnull())


def _distinct(column: ArrayValue) -> ArrayValue:
    words = column.map(lambda value: value.strip()).filter(lambda value: value != "")
    return words.unique().sort()


@trait(
    "task",
    kind="category",
    doc="Task that the model is tagged with.",
    source="pipeline tag",
    missing="no task, or an empty one",
    asked=("task",),
)
def task(rows: Table) -> Reading:
    """Pipeline tag."""
    return _text(rows.task)


@trait(
    "library",
    kind="category",
    doc="Library that loads the model.",
    source="library name",
    missing="no library, or an empty one",
    asked=("library",),
)
def library(rows: Table) -> Reading:
    """Library name."""
    return _text(rows.library)


@trait(
    "datasets",
    kind="set",
    doc="Data sets that the model was trained on, as declared.",
    source="`dataset:` tags, else the card's datasets",
    missing="no data set, or empty ones",
    asked=("datasets", "tags", "card_data"),
)
def datasets(rows: Table) -> Reading:
    """Data sets."""
    states = _distinct(rows.datasets)
    return Reading(state=states, stated=rows.datasets.notnull(), blank=states.length() == 0)


@trait(
    "author",
    kind="category",
    doc="Account that owns the repository.",
    source="the model's id",
    missing="a legacy id without an owner",
)
def author(rows: Table) -> Reading:
    """Owner."""
    return _text(rows.owner)


@trait(
    "created",
    kind="time",
    doc="Creation of the repository.",
    source="created_at",
    missing="no date, or 2022-03-02T23:29:04Z, which stands for anything older",
    asked=("created_at",),
)
def created(rows: Table) -> Reading:
    """Creation date; the one that the hub gave to all older models is marked."""
    floored = rows.created_at < literal(_AFTER)
    date = rows.created_at
    return Reading(
        state=ifelse(floored, null().cast(date.type()), date),
        stated=date.notnull(),
        floored=floored,
    )


@trait(
    "downloads",
    kind="number",
    doc="Downloads of the last 30 days.",
    source="downloads",
    missing="no count",
    asked=("downloads",),
)
def downloads(rows: Table) -> Reading:
    """Downloads."""
    return _number(rows.downloads)


@trait("likes", kind="number", doc="Likes.", source="likes", missing="no count", asked=("likes",))
def likes(rows: Table) -> Reading:
    """Likes."""
    return _number(rows.likes)


@trait(
    "parameters",
    kind="number",
    doc="Parameters, by the headers of the weights.",
    source="parameters",
    missing="no weights with headers, or a count below 1",
    asked=("parameters",),
)
def parameters(rows: Table) -> Reading:
    """Parameter count."""
    count = rows.parameters
    return Reading(
        state=ifelse(count > 0, count, null().cast(count.type())), stated=count.notnull()
    )
