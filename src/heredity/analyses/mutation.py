"""The analysis `mutation`: how often traits change along edges, and which way they drift."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from heredity.analyses.drift import DRIFT, ORDERING, drift, drift_columns, ordering_columns
from heredity.analyses.forms import FORMS, Form
from heredity.analyses.rates import MUTATION, rates
from heredity.analyses.registry import analysis
from heredity.analyses.sides import read_sides
from heredity.analyses.tallies import tallies
from heredity.analyses.transitions import (
    STATES,
    TRANSITIONS,
    flow,
    state_columns,
    transition_columns,
)
from heredity.core.edgesets import EdgeSet, parse_edge_set
from heredity.core.errors import UserError
from heredity.store import Context
from heredity.store.plain import stacked
from heredity.store.store import Data

TRAITS_MEASURED: Final = ("license", "language", "task", "library")
EDGE_SETS: Final = ("all", "finetune")
STATES_ORDERED: Final = 20
RESAMPLES: Final = 2_000

FINAL_GENERATION: Final = ("finetune", ("library", "task"), 10)
"""Edge set, traits and number of states of the published orderings with fewer states."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Parameters of the analysis.

    Attributes:
        traits: Traits of the kinds `set` and `category`.
        edge_sets: Edge sets.
        k: States of an ordering.
        resamples: Resamples for intervals.
        seed: Seed of the random numbers.
    """

    traits: tuple[str, ...] = TRAITS_MEASURED
    edge_sets: tuple[EdgeSet, ...] = field(default_factory=tuple)
    k: int = STATES_ORDERED
    resamples: int = RESAMPLES
    seed: int = 0

    @classmethod
    def read(cls, params: Mapping[str, Any], seed: int) -> Settings:
        """Take the parameters of a run.

        Raises:
            UserError: A parameter has no meaning.
        """
        unknown = set(params) - {"traits", "edge_sets", "k", "resamples"}
        if unknown:
            raise UserError(
                f"The analysis 'mutation' has no parameter '{min(unknown)}'.",
                "Known: traits, edge_sets, k, resamples.",
            )
        k, resamples = int(params.get("k", STATES_ORDERED)), int(params.get("resamples", RESAMPLES))
        if k < 2 or resamples < 0:
            raise UserError(
                f"An ordering of {k} states and {resamples} resamples make no sense.",
                "Take k of at least 2, and no negative number of resamples.",
            )
        names = dict.fromkeys(params.get("edge_sets") or EDGE_SETS)
        sets = {one.name: one for one in map(parse_edge_set, names)}
        traits = tuple(dict.fromkeys(params.get("traits") or TRAITS_MEASURED))
        return cls(traits, tuple(sets.values()), k, resamples, seed)

    def states(self, trait: str, edge_set: EdgeSet, form: Form) -> int:
        """States of one ordering; the published tables have fewer for some."""
        where, which, fewer = FINAL_GENERATION
        if form.compat and edge_set.name == where and trait in which:
            return min(self.k, fewer)
        return self.k


_SPECS: Final = (MUTATION, TRANSITIONS, STATES, ORDERING, DRIFT)


@analysis(
    "mutation",
    doc="How often traits change along edges, and which way they drift.",
    reads=("nodes", "edges", "traits", "members"),
    writes=("mutation", "transitions", "states", "ordering", "drift"),
    random=True,
    params={
        "traits": "Traits with states to measure; license, language, task and library.",
        "edge_sets": "Edge sets to measure over; all and finetune.",
        "k": "States of an ordering; 20.",
        "resamples": "Resamples for intervals; 2000.",
    },
)
def mutation(context: Context) -> Mapping[str, Data]:
    """Rates, transitions, states, orderings and what they explain, in both forms."""
    settings = Settings.read(context.params, context.seed)
    counted = tallies(read_sides(context.store, settings.traits))
    parts: dict[str, list[Mapping[str, Any]]] = {spec.name: [] for spec in _SPECS}
    steps = len(settings.traits) * len(settings.edge_sets) * len(FORMS)
    context.progress.start("mutation", steps, "orderings")
    for trait, edge_set, form in _steps(settings):
        tally, name = counted[trait, form.compat], edge_set.name
        chosen = form.chosen(edge_set)
        moved = flow(tally, form, chosen)
        k = settings.states(trait, edge_set, form)
        found = drift(moved, k)
        parts["mutation"] += rates(tally, trait, edge_set, form, settings.resamples, settings.seed)
        parts["transitions"].append(transition_columns(trait, name, form, moved))
        parts["states"].append(state_columns(trait, name, form, moved))
        parts["ordering"].append(ordering_columns(trait, name, form, moved, found))
        parts["drift"].append(drift_columns(trait, name, form, moved, found, k))
        context.progress.advance()
    context.progress.finish()
    return {spec.name: stacked(spec, parts[spec.name]) for spec in _SPECS}


def _steps(settings: Settings) -> Iterator[tuple[str, EdgeSet, Form]]:
    for trait in settings.traits:
        for edge_set in settings.edge_sets:
            for form in FORMS:
                yield trait, edge_set, form
