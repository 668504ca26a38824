"""The analysis `cards`: what model cards say, what they copy, and how they change along edges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np

from heredity.analyses.along import Along, Cell
from heredity.analyses.cards.answer import answer
from heredity.analyses.cards.clusters import ALIKE, resemblance
from heredity.analyses.cards.gathering import Cards, gather
from heredity.analyses.cards.measures import Measure, ours, published
from heredity.analyses.cards.sections import section_rows
from heredity.analyses.cards.tables import CARD_CHANGES, CARD_FACTS, CARD_RESEMBLANCE
from heredity.analyses.cards.templates import (
    Templates,
    find_templates,
    template_names,
    template_rows,
)
from heredity.analyses.changes import INTERVAL, NO_INTERVAL, Sides, change, published_change
from heredity.analyses.forms import OURS, PAPER, Form
from heredity.analyses.population import NONE, Population
from heredity.analyses.registry import analysis
from heredity.analyses.resampling import Draws, numbered_anew, summed
from heredity.core.edgesets import EdgeSet, parse_edge_set
from heredity.core.errors import UserError
from heredity.store import Context
from heredity.store.columns import Flags, Ints, at, build, spread, texts
from heredity.store.plain import stacked
from heredity.store.store import Data

EDGE_SETS: Final = ("all", "typed", "finetune")
RESAMPLES: Final = 2_000
STRANGERS: Final = 100_000
_SEED: Final = 0xCA2D

_FAMILIES: Final = "cluster bootstrap over the families of all edges, 95 %"


@analysis(
    "cards",
    doc="How long model cards are, what they copy, and how they change from parent to child.",
    reads=("nodes", "edges", "traits", "models", "cards"),
    writes=("card_facts", "card_templates", "card_sections", "card_changes", "card_resemblance"),
    random=True,
    params={
        "edge_sets": "Edge sets to measure over; all, typed and finetune.",
        "resamples": "Resamples for intervals; 2000.",
    },
    answer=answer,
)
def cards(context: Context) -> Mapping[str, Data]:
    """Facts of each card, templates, sections, and changes along edges in both forms."""
    resamples = int(context.params.get("resamples", RESAMPLES))
    if resamples < 0:
        raise UserError("A negative number of resamples makes no sense.", "Take 0 or more.")
    sets = [parse_edge_set(name) for name in context.params.get("edge_sets") or EDGE_SETS]
    population = Population(context.store)
    along = Along(population)
    held = gather(context.store, population, context.progress)
    templates = find_templates(held)
    says, known = population.numbers("card_generated")
    generated = (says > 0) & known
    draws = Draws(resamples, [context.seed, _SEED])
    drawn = {"resamples": resamples, "seed": context.seed}
    changes = [
        row | drawn
        for edge_set in {one.name: one for one in sets}.values()
        for row in _changes(population, along, held, templates, edge_set, draws)
    ]
    alike = [row | drawn for row in _resemblances(along, held, templates, sets, draws)]
    return {
        "card_facts": _facts(population, held, templates, generated, known),
        "card_templates": template_rows(
            context.store, population, held, templates, generated[held.node]
        ),
        "card_sections": section_rows(along, held),
        "card_changes": stacked(CARD_CHANGES, changes),
        "card_resemblance": stacked(CARD_RESEMBLANCE, alike),
    }


def _facts(
    population: Population, held: Cards, templates: Templates, generated: Flags, known: Flags
) -> Any:
    names = texts(template_names(population, held, templates))
    follows = templates.of_card >= 0
    return build(
        CARD_FACTS,
        {
            "model_id": at(population.ids, held.node),
            **{
                name: getattr(held, name)
                for name in ("characters", "words", "body_characters", "body_words", "sections")
            },
            "generated": np.ma.masked_array(generated[held.node], ~known[held.node]),
            "template": spread(at(names, templates.of_card[follows]), follows),
        },
    )


def _changes(
    population: Population,
    along: Along,
    held: Cards,
    templates: Templates,
    edge_set: EdgeSet,
    draws: Draws,
) -> Iterator[dict[str, Any]]:
    if not len(held.node):
        return
    measures = {
        OURS: list(ours(population, held, templates)),
        PAPER: list(published(population, held)),
    }
    for form, group in measures.items():
        cells = list(along.cells(edge_set, form))
        for measure in group:
            for cell in cells:
                yield _change(along, edge_set.name, form, measure, cell, draws)


def _change(
    along: Along, edge_set: str, form: Form, measure: Measure, cell: Cell, draws: Draws
) -> dict[str, Any]:
    child, parent = along.child[cell.edges], along.parent[cell.edges]
    both = measure.known[child] & measure.known[parent]
    sides = Sides(
        measure.values[parent[both]],
        measure.values[child[both]],
        along.family[cell.edges[both]],
        measure.count,
    )
    row = published_change(sides) if form.compat else change(sides, draws)
    return row | {
        "measure": measure.name,
        "edge_set": edge_set,
        "relation": cell.relation,
        "compat": form.compat,
        "population": len(cell.edges),
        "missing": f"{form.population}; {measure.missing}",
        "interval": NO_INTERVAL if form.compat else INTERVAL,
    }


def _resemblances(
    along: Along, held: Cards, templates: Templates, sets: list[EdgeSet], draws: Draws
) -> Iterator[dict[str, Any]]:
    """Rows of `card_resemblance`, those of random pairs too."""
    if not len(held.node):
        return
    signed = np.flatnonzero(held.signed)
    place = np.full(along.population.nodes, NONE, np.int64)
    place[held.node[signed]] = np.arange(len(signed))
    template = templates.of_card[signed]
    for edge_set in {one.name: one for one in sets}.values():
        for cell in along.cells(edge_set, OURS):
            ends = place[along.parent[cell.edges]], place[along.child[cell.edges]]
            both = (ends[0] >= 0) & (ends[1] >= 0)
            pair = ends[0][both], ends[1][both]
            family = along.family[cell.edges[both]]
            row = _alike(held, template, pair, family, draws)
            yield row | _of_cell(edge_set.name, cell.relation, len(cell.edges))
    yield _strangers(held, template, signed, draws)


def _of_cell(edge_set: str, relation: str, population: int) -> dict[str, Any]:
    return {
        "edge_set": edge_set,
        "relation": relation,
        "compat": False,
        "population": population,
        "missing": f"{OURS.population}; an edge counts if both cards have words beside their "
        "front matter",
        "interval": _FAMILIES,
    }


def _strangers(held: Cards, template: Ints, signed: Ints, draws: Draws) -> dict[str, Any]:
    """Pairs of different cards drawn at random, each with replacement of the pair."""
    random = np.random.default_rng([draws.seed, _SEED, 1])
    count = STRANGERS if len(signed) > 1 else 0
    one = random.integers(0, max(len(signed), 1), count)
    other = (one + random.integers(1, max(len(signed), 2), count)) % max(len(signed), 1)
    row = _alike(held, template, (one, other), np.arange(count), draws)
    return (
        row
        | _of_cell("all", "strangers", count)
        | {
            "missing": "cards with words beside their front matter, drawn at random",
            "interval": "bootstrap of the pairs, 95 %",
        }
    )


def _alike(
    held: Cards, template: Ints, pair: tuple[Ints, Ints], family: Ints, draws: Draws
) -> dict[str, Any]:
    if not len(family):
        empty = ("mean", "low", "high", "median", "alike", "same_template")
        return dict.fromkeys(empty, None) | {"edges": 0, "families": 0}
    common = resemblance(held.signatures, *pair)
    code, families = numbered_anew(family)
    parts = np.column_stack([summed(code, families, one) for one in (np.ones(len(common)), common)])
    ends: tuple[float | None, float | None] = (None, None)
    if len(parts) > 1 and draws.resamples:
        drawn = draws.sums(parts)
        ends = draws.interval(drawn[:, 1] / drawn[:, 0])
    one, other = (template[end] for end in pair)
    return {
        "edges": len(family),
        "mean": float(common.mean()),
        "low": ends[0],
        "high": ends[1],
        "median": float(np.median(common)),
        "alike": float((common >= ALIKE).mean()),
        "same_template": float(((one == other) & (one >= 0)).mean()),
        "families": len(parts),
    }
