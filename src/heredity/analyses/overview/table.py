"""The table `overview`: one number a row, with all that it takes to read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from heredity.store.schema import Column, TableSpec, table

OVERVIEW = table(
    TableSpec(
        "overview",
        "One number about the whole study: a count, or a place in a ranking.",
        (
            Column(
                "section",
                "string",
                "What it belongs to: `counts`, `structure`, `status`, `sources`, `snapshots`, "
                "`rejects`, `parents`, `founders`, `families`, `downloads` and `likes` (models by "
                "them), `tags` (those without a prefix), `impossible papers`, or the column of "
                "`traits` whose states are ranked; followed by ` lengths` for models by the number "
                "of their states, by ` bins` for models by powers of ten.",
            ),
            Column("trait", "string", "Trait that it speaks of.", null="not about one trait"),
            Column("edge_set", "string", "Edge set that it speaks of.", null="not about edges"),
            Column("rank", "int64", "Place within section, trait and edge set, from 1."),
            Column("item", "string", "What is counted: a quantity, a state, or a model."),
            Column("value", "float64", "The count."),
            Column(
                "share",
                "float64",
                "The value divided by `population`.",
                null="no population",
                unit="1",
            ),
            Column(
                "population",
                "int64",
                "How many the share is of: for a state, the models that report the trait.",
                null="the value is a total",
            ),
            Column(
                "share_of_all",
                "float64",
                "The value divided by all models of the study.",
                null="not a number of models",
                unit="1",
            ),
            Column("unit", "string", "What the value counts: models, edges, families, rows..."),
            Column("table_name", "string", "Table that it was counted in."),
            Column("missing_rule", "string", "What was done with missing values."),
            Column(
                "compat",
                "bool",
                "Whether states are read as in the published tables.",
                null="written before version 2",
                since=2,
            ),
            Column(
                "owners",
                "int64",
                "Different owners of the models that hold the state.",
                null="not a state of a trait",
                since=2,
            ),
            Column(
                "top_owner_share",
                "float64",
                "Share of them that one owner holds at most.",
                null="as for `owners`",
                unit="1",
                since=2,
            ),
            Column(
                "generated_share",
                "float64",
                "Share of their cards that say they were generated.",
                null="not a state of a trait, or no card of a holder was asked for",
                unit="1",
                since=2,
            ),
            Column(
                "mark",
                "string",
                "Why the count may tell of a program rather than of models: `template`, `hub`, "
                "`builder` (well known, see `reason`), `impossible` (no such paper can be), "
                "`generated cards` (found: nearly all holders' cards are generated), `one owner` "
                "(found: one owner has most holders).",
                null="nothing odd was found",
                since=2,
            ),
            Column(
                "reason", "string", "The reason for the mark, in words.", null="no mark", since=2
            ),
        ),
        key=("section", "trait", "edge_set", "rank"),
        version=2,
    )
)

_LATER = ("compat", "owners", "top_owner_share", "generated_share", "mark", "reason")

COMPLETE = "nothing is missing: every row is counted"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table, before it has its rank; the fields are its columns."""

    section: str
    item: str
    value: int
    unit: str
    table_name: str
    missing_rule: str = COMPLETE
    population: int | None = None
    all_models: int | None = None
    trait: str | None = None
    edge_set: str | None = None
    compat: bool = False
    owners: int | None = None
    top_owner_share: float | None = None
    generated_share: float | None = None
    mark: str | None = None
    reason: str | None = None

    @property
    def group(self) -> tuple[str, str | None, str | None]:
        """The ranking that it has a place in."""
        return self.section, self.trait, self.edge_set


def columns(rows: Iterable[Row]) -> dict[str, list[Any]]:
    """The rows as sorted columns; ranks follow the order in which a group's rows come."""
    ranks: dict[tuple[str, str | None, str | None], Iterator[int]] = {}
    placed = [(row, next(ranks.setdefault(row.group, count(1)))) for row in rows]
    placed.sort(key=_sort_key)
    made: dict[str, list[Any]] = {name: [] for name in OVERVIEW.names}
    for row, rank in placed:
        for name, value in _written(row, rank).items():
            made[name].append(value)
    return made


def _sort_key(placed: tuple[Row, int]) -> tuple[Any, ...]:
    """By the table's key, rows without a trait or an edge set last as in every table."""
    row, rank = placed
    trait, edge_set = row.trait, row.edge_set
    return row.section, trait is None, trait or "", edge_set is None, edge_set or "", rank


def _written(row: Row, rank: int) -> dict[str, Any]:
    return {
        "section": row.section,
        "trait": row.trait,
        "edge_set": row.edge_set,
        "rank": rank,
        "item": row.item,
        "value": float(row.value),
        "share": _ratio(row.value, row.population),
        "population": row.population,
        "share_of_all": _ratio(row.value, row.all_models),
        "unit": row.unit,
        "table_name": row.table_name,
        "missing_rule": row.missing_rule,
        **{name: getattr(row, name) for name in _LATER},
    }


def _ratio(value: int, whole: int | None) -> float | None:
    return value / whole if whole else None
