"""Numbers and dates on the two sides of edges, by edge set, relation and generation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from heredity.analyses.along import Along, Cell
from heredity.analyses.changes import (
    COLUMNS,
    INTERVAL,
    NO_INTERVAL,
    Sides,
    change,
    published_change,
)
from heredity.analyses.clusters import Floats
from heredity.analyses.forms import FORMS, OURS, PAPER, Form
from heredity.analyses.numeric.answer import answer
from heredity.analyses.numeric.spread import NUMERIC_SPREAD, spread
from heredity.analyses.population import Population
from heredity.analyses.registry import analysis
from heredity.analyses.resampling import Draws
from heredity.analyses.transitions import COMPAT, EDGE_SET
from heredity.core.edgesets import EdgeSet, parse_edge_set
from heredity.core.errors import UserError
from heredity.store import Context
from heredity.store.columns import Flags, integers, present, whole
from heredity.store.plain import stacked
from heredity.store.schema import Column, TableSpec, table
from heredity.store.store import Data
from heredity.traits import TRAITS, Trait

EDGE_SETS: Final = ("all", "finetune")
RESAMPLES: Final = 2_000
KINDS: Final = ("number", "time")
DAY: Final = 86_400e6
"""Microseconds of a day."""

NUMERIC = table(
    TableSpec(
        "numeric",
        "How a number or a date changes along the edges of a set that carry a relation.",
        (
            Column("trait", "string", "The trait; `created` is in days, later is more."),
            EDGE_SET,
            Column("relation", "string", "Relation that the edges carry; `any` for all."),
            Column(
                "generation",
                "string",
                "Generation of the children on the forest of primary parents; `any` for all, "
                "`5+` for the fifth and later.",
            ),
            COMPAT,
            *COLUMNS,
        ),
        key=("trait", "edge_set", "relation", "generation", "compat"),
    )
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Parameters of the analysis.

    Attributes:
        traits: The numbers and dates to measure.
        edge_sets: Edge sets.
        resamples: Resamples for intervals.
    """

    traits: tuple[Trait, ...]
    edge_sets: tuple[EdgeSet, ...]
    resamples: int

    @classmethod
    def read(cls, params: Mapping[str, Any]) -> Settings:
        """Take the parameters of a run.

        Raises:
            UserError: A trait is no number, or the resamples are negative.
        """
        named = params.get("traits") or [t.name for t in TRAITS.members() if t.kind in KINDS]
        traits = tuple(TRAITS.get(name) for name in dict.fromkeys(named))
        for one in traits:
            if one.kind not in KINDS:
                raise UserError(
                    f"The trait '{one.name}' is a {one.kind}, not a number or a date.",
                    "Name traits such as downloads, likes, parameters or created.",
                )
        resamples = int(params.get("resamples", RESAMPLES))
        if resamples < 0:
            raise UserError("A negative number of resamples makes no sense.", "Take 0 or more.")
        sets = {one.name: one for one in map(parse_edge_set, params.get("edge_sets") or EDGE_SETS)}
        return cls(traits, tuple(sets.values()), resamples)


@analysis(
    "numeric",
    doc="How downloads, likes, parameters, ages and other numbers change along edges.",
    reads=("nodes", "edges", "traits", "models"),
    writes=("numeric", "numeric_spread"),
    random=True,
    params={
        "traits": "Numbers and dates to measure; all that are registered.",
        "edge_sets": "Edge sets to measure over; all and finetune.",
        "resamples": "Resamples for intervals; 2000.",
    },
    answer=answer,
)
def numeric(context: Context) -> Mapping[str, Data]:
    """Changes along edges in both forms, and how the numbers are spread."""
    settings = Settings.read(context.params)
    population = Population(context.store)
    along = Along(population)
    cells = {
        (edge_set.name, form.compat): list(along.cells(edge_set, form, not form.compat))
        for edge_set in settings.edge_sets
        for form in FORMS
    }
    draws = Draws(settings.resamples, [context.seed, 0x4E55])
    drawn = {"resamples": settings.resamples, "seed": context.seed}
    changes: list[dict[str, Any]] = []
    spreads: list[dict[str, Any]] = []
    context.progress.start("numeric", len(settings.traits), "traits")
    for trait in settings.traits:
        changes += [row | drawn for row in _changes(population, along, trait, cells, draws)]
        values, known = _ours(population, trait)
        about = {
            "edge_set": "all",
            "compat": False,
            "models": len(population.models),
            "missing": trait.missing,
            "interval": "cluster bootstrap over the families of all edges, 95 %",
        }
        rows = spread(population, trait.name, values, known, draws)
        spreads += [row | about | drawn for row in rows]
        context.progress.advance()
    context.progress.finish()
    return {
        "numeric": stacked(NUMERIC, changes),
        "numeric_spread": stacked(NUMERIC_SPREAD, spreads),
    }


def _ours(population: Population, trait: Trait) -> tuple[Floats, Flags]:
    """The number of each node; dates in days; and which nodes have it."""
    values, known = population.numbers(trait.name)
    return values / (DAY if trait.kind == "time" else 1.0), known


def _published(population: Population, trait: Trait) -> tuple[Floats, Flags]:
    """The same as the published tables read it: dates that the hub put in are dates."""
    if trait.name != "created":
        return _ours(population, trait)
    column = whole(population.text("models", "created_at"))
    return integers(column) / DAY, present(column)


def _changes(
    population: Population,
    along: Along,
    trait: Trait,
    cells: Mapping[tuple[str, bool], list[Cell]],
    draws: Draws,
) -> Iterator[dict[str, Any]]:
    read = {OURS.compat: _ours, PAPER.compat: _published}
    for form in FORMS:
        values, known = read[form.compat](population, trait)
        both = known[along.child] & known[along.parent]
        parent, child = values[along.parent], values[along.child]
        for (name, compat), group in cells.items():
            if compat != form.compat:
                continue
            for cell in group:
                at = cell.edges[both[cell.edges]]
                sides = Sides(parent[at], child[at], along.family[at], trait.kind == "number")
                row = published_change(sides) if compat else change(sides, draws)
                yield row | _about(trait, name, form, cell)


def _about(trait: Trait, edge_set: str, form: Form, cell: Cell) -> dict[str, Any]:
    floored = "dates that the hub put in place of older ones count" if form.compat else ""
    rule = floored if trait.name == "created" and floored else f"left out: {trait.missing}"
    return {
        "trait": trait.name,
        "edge_set": edge_set,
        "relation": cell.relation,
        "generation": cell.generation,
        "compat": form.compat,
        "population": len(cell.edges),
        "missing": f"{form.population}; an edge counts if both sides have a number; {rule}",
        "interval": NO_INTERVAL if form.compat else INTERVAL,
    }
