"""The analysis `direction`: is the drift of traits more than chance, and how firm is its order?"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from heredity.analyses.clusters import LEVEL
from heredity.analyses.drift import Drift, drift
from heredity.analyses.forms import OURS
from heredity.analyses.linear_ordering import Floats
from heredity.analyses.mutation import EDGE_SETS, STATES_ORDERED
from heredity.analyses.ordertests import (
    FamilyFlows,
    accounted,
    drawn_again,
    null_of_families,
    null_of_pairs,
    p_value,
    places,
    scores,
)
from heredity.analyses.population import Population
from heredity.analyses.registry import analysis
from heredity.analyses.saying import direction_said
from heredity.analyses.sides import NO_YEAR, read_sides
from heredity.analyses.tallies import family_arrows, tally
from heredity.analyses.transitions import COMPAT, EDGE_SET, TRAIT, Flow, flow
from heredity.core.edgesets import RELATIONS, parse_edge_set
from heredity.core.errors import UserError
from heredity.core.progress import Progress
from heredity.store import Context
from heredity.store.columns import Ints
from heredity.store.plain import stacked
from heredity.store.schema import Column, TableSpec, table
from heredity.store.store import Data

DRAWS: Final = 999

ORDER_TESTS = table(
    TableSpec(
        "order_tests",
        "One test of an ordering: what it accounts for, against what chance would give.",
        (
            TRAIT,
            EDGE_SET,
            COMPAT,
            Column(
                "null",
                "string",
                "What chance does: `families` turns all flows of a family round together, which "
                "is the test to quote; `pairs` turns the net flow of each pair of states round.",
            ),
            Column("states", "int64", "States in the ordering."),
            Column("families", "int64", "Families with a transition between them."),
            Column("accounted", "float64", "Weight that the ordering accounts for.", unit="edges"),
            Column("share", "float64", "The same by all transitions."),
            Column("chance", "float64", "Mean of that share by chance."),
            Column("chance_most", "float64", "Most of it by chance."),
            Column(
                "p",
                "float64",
                "Share of the draws that account for at least as much, the ordering itself "
                "counted as one; never 0.",
            ),
            Column("draws", "int64", "Draws, each with an ordering of its own."),
            Column("seed", "int64", "Seed of the random numbers."),
        ),
        key=("trait", "edge_set", "compat", "null"),
    )
)

PRECEDENCE = table(
    TableSpec(
        "precedence",
        "One pair of states: how often one goes before the other when families are drawn again.",
        (
            TRAIT,
            EDGE_SET,
            Column("state", "string", "The state that goes before in the ordering."),
            Column("other", "string", "The state that goes after."),
            COMPAT,
            Column("probability", "float64", "Share of the draws in which they stand so."),
            Column("draws", "int64", "Draws of the families."),
        ),
        key=("trait", "edge_set", "state", "other", "compat"),
    )
)

RANKS = table(
    TableSpec(
        "ranks",
        "One state's place in its trait's ordering: with an interval, or by a part of the edges.",
        (
            TRAIT,
            EDGE_SET,
            COMPAT,
            Column(
                "parted_by",
                "string",
                "`all`; `year`, children created in one year alone; or `relation`, edges that "
                "carry one alone.",
            ),
            Column("part", "string", "The year or the relation; `all` for all edges of the set."),
            Column("rank", "int64", "Place, from 1 for the most upstream state."),
            Column("state", "string", "The state."),
            Column(
                "low",
                "float64",
                "Lower end of the 95 % interval of its place, families drawn again.",
                null="of a part alone",
            ),
            Column("high", "float64", "Upper end of it.", null="of a part alone"),
            Column(
                "transitions",
                "float64",
                "Weight of all transitions that the ordering rests on.",
                unit="edges",
            ),
        ),
        key=("trait", "edge_set", "compat", "parted_by", "part", "rank"),
    )
)

TRAITS_TESTED: Final = ("license", "license_class", "language", "task", "library")

_SPECS: Final = (ORDER_TESTS, PRECEDENCE, RANKS)
_PARAMS: Final = {
    "traits": "Traits with states to test; license, license_class, language, task and library.",
    "edge_sets": "Edge sets to test over; all and finetune.",
    "k": "States of an ordering; 20.",
    "draws": "Draws of each test; 999.",
}


@dataclass(frozen=True, slots=True)
class _Arrows:
    """Arrows over an edge set by family, with their weights."""

    family: Ints
    year: Ints
    bits: Ints
    source: Ints
    target: Ints
    n: Ints
    weight: Floats


@analysis(
    "direction",
    doc="Whether the drift of traits is more than chance, and how firm its order is.",
    reads=("nodes", "edges", "traits", "members"),
    writes=tuple(spec.name for spec in _SPECS),
    random=True,
    routine=False,
    params=_PARAMS,
    answer=direction_said,
)
def direction(context: Context) -> Mapping[str, Data]:
    """Tests of pairs and of orderings, and the orderings' firmness."""
    if unknown := set(context.params) - set(_PARAMS):
        raise UserError(
            f"The analysis 'direction' has no parameter '{min(unknown)}'.",
            f"Known: {', '.join(_PARAMS)}.",
        )
    traits = list(context.params.get("traits") or TRAITS_TESTED)
    sets = [parse_edge_set(name) for name in context.params.get("edge_sets") or EDGE_SETS]
    k = int(context.params.get("k", STATES_ORDERED))
    draws = int(context.params.get("draws", DRAWS))
    if k < 2 or draws < 1:
        raise UserError(
            f"Orderings of {k} states in {draws} draws make no sense.",
            "Take k of at least 2, and at least one draw.",
        )
    sides = read_sides(Population(context.store), traits)
    context.progress.start("direction", 3 * draws * len(traits) * len(sets), "orderings")
    parts: dict[str, list[Mapping[str, Any]]] = {spec.name: [] for spec in _SPECS}
    for trait in traits:
        arrows = family_arrows(sides, trait, OURS.compat)
        counted = tally(sides, trait, OURS.compat)
        for edge_set in sets:
            chosen = OURS.chosen(edge_set)
            moved = flow(counted, OURS, chosen)
            found = drift(moved, k)
            seed = [context.seed, zlib.crc32(f"{trait} {edge_set.name}".encode())]
            of = {"trait": trait, "edge_set": edge_set.name, "compat": OURS.compat}
            kept = _weighed({name: v[chosen[arrows["bits"]]] for name, v in arrows.items()})
            made = _tested(moved, found, kept, draws, seed, context.progress)
            for name, rows in made:
                parts[name].append(of | rows)
    context.progress.finish()
    return {spec.name: stacked(spec, parts[spec.name]) for spec in _SPECS}


def _weighed(arrows: Mapping[str, Ints]) -> _Arrows:
    return _Arrows(
        arrows["family"], arrows["year"], arrows["bits"], arrows["source"], arrows["target"],
        arrows["n"], arrows["n"] / np.maximum(arrows["total"], 1),
    )  # fmt: skip


def _tested(
    moved: Flow, found: Drift, arrows: _Arrows, draws: int, seed: list[int], progress: Progress
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of one trait and edge set, table by table; none where nothing changes."""
    states = moved.states
    flows = FamilyFlows.gather(
        found.chosen, len(states), arrows.family, arrows.source, arrows.target, arrows.weight
    )
    if flows.flows.shape[0] == 0:
        progress.advance(3 * draws)
        return
    random = np.random.default_rng(seed)
    order = found.best.order
    observed = accounted(flows.matrix(np.ones(flows.flows.shape[0])))[0]
    for null, draw in (("families", null_of_families), ("pairs", null_of_pairs)):
        by_chance = _watched(scores(draw(flows, draws, random), order, observed), progress)
        yield "order_tests", _order_test(flows, observed, by_chance, null, draws, seed[0])
    ranks = _watched(places(drawn_again(flows, draws, random), order), progress)
    names = [states[code] for code in found.chosen]
    yield "precedence", _precedence(names, found.best.order, ranks, draws)
    yield "ranks", _ranks(names, found, ranks)
    yield from (("ranks", rows) for rows in _by_part(moved, found, arrows))


def _watched(batches: Iterable[Any], progress: Progress) -> Any:
    """All draws one below the other, reported as they come."""
    held = []
    for batch in batches:
        held.append(batch)
        progress.advance(len(batch))
    return np.concatenate(held)


def _order_test(
    flows: FamilyFlows, observed: float, by_chance: Floats, null: str, draws: int, seed: int
) -> dict[str, Any]:
    families = flows.flows.shape[0]
    total = float(flows.matrix(np.ones(families)).sum())
    return {
        "null": null,
        "states": flows.size,
        "families": families,
        "accounted": observed,
        "share": observed / total,
        "chance": float(by_chance.mean()) / total,
        "chance_most": float(by_chance.max()) / total,
        "p": p_value(observed, by_chance),
        "draws": draws,
        "seed": seed,
    }


def _precedence(names: list[str], order: list[int], ranks: Ints, draws: int) -> dict[str, Any]:
    first, second = np.triu_indices(len(order), 1)
    ahead, behind = np.array(order, np.int64)[first], np.array(order, np.int64)[second]
    share = (ranks[:, ahead] < ranks[:, behind]).mean(axis=0)
    return {
        "state": [names[at] for at in ahead],
        "other": [names[at] for at in behind],
        "probability": share,
        "draws": draws,
    }


def _ranks(names: list[str], found: Drift, ranks: Ints) -> dict[str, Any]:
    order = found.best.order
    ends = np.percentile(ranks + 1, LEVEL, axis=0)
    return {
        "parted_by": "all",
        "part": "all",
        "rank": np.arange(1, len(order) + 1),
        "state": [names[at] for at in order],
        "low": ends[0][order],
        "high": ends[1][order],
        "transitions": float(found.weights.sum()),
    }


def _by_part(moved: Flow, found: Drift, arrows: _Arrows) -> Iterator[dict[str, Any]]:
    """The ordering of the same states in each year of the children, and along each relation."""
    years = np.unique(arrows.year[arrows.year != NO_YEAR]).tolist()
    parts = [("year", str(year), arrows.year == year) for year in years]
    carried = OURS.relations()
    parts += [("relation", name, carried[name][arrows.bits]) for name in RELATIONS]
    for by, part, kept in parts:
        flows = FamilyFlows.gather(
            found.chosen, len(moved.states), arrows.family[kept], arrows.source[kept],
            arrows.target[kept], arrows.weight[kept],
        )  # fmt: skip
        whole = flows.matrix(np.ones(flows.flows.shape[0]))
        touched = np.flatnonzero(whole.sum(axis=0) + whole.sum(axis=1))
        if len(touched):
            order = accounted(whole[np.ix_(touched, touched)])[1]
            yield {
                "parted_by": by,
                "part": part,
                "rank": np.arange(1, len(order) + 1),
                "state": [moved.states[found.chosen[touched[at]]] for at in order],
                "low": np.nan,
                "high": np.nan,
                "transitions": float(whole.sum()),
            }
