"""The analysis `mutation`: how often traits change along edges, and which way they drift."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from heredity.analyses.arrows import ARROWS
from heredity.analyses.drift import DRIFT, ORDERING, drift, drift_columns, ordering_columns
from heredity.analyses.forms import FORMS, OURS, Form
from heredity.analyses.gains import GAINS, gain_columns
from heredity.analyses.groups import (
    LEAST,
    MUTATION_FAMILIES,
    MUTATION_GROUPS,
    family_columns,
    group_rows,
)
from heredity.analyses.pairtests import PAIR_TESTS, pair_columns
from heredity.analyses.population import Population
from heredity.analyses.rates import MUTATION, rates
from heredity.analyses.registry import analysis
from heredity.analyses.saying import mutation_said
from heredity.analyses.sides import STATED, Sides, read_sides
from heredity.analyses.steps import STEPPED, STEPS, step_rows
from heredity.analyses.swaps import arrow_columns
from heredity.analyses.tallies import Tally, family_arrows, tally
from heredity.analyses.transitions import (
    STATES,
    TRANSITIONS,
    flow,
    state_columns,
    transition_columns,
)
from heredity.core.edgesets import EdgeSet, parse_edge_set
from heredity.core.errors import UserError
from heredity.core.progress import Progress
from heredity.store import Context
from heredity.store.columns import Ints
from heredity.store.plain import stacked
from heredity.store.store import Data
from heredity.traits import TRAITS

EDGE_SETS: Final = ("all", "finetune")
STATES_ORDERED: Final = 20
RESAMPLES: Final = 2_000

RATES_ALONE: Final = ("author",)
"""Traits whose states are names of their own: that they change counts, not into which."""

PUBLISHED: Final = ("license", "language", "task", "library")
"""Traits that the published tables speak of, whose readings may be the same as ours."""

FINAL_GENERATION: Final = ("finetune", ("library", "task"), 10)
"""Edge set, traits and number of states of the published orderings with fewer states."""


def traits_measured() -> list[str]:
    """Names of all registered traits: every kind says of itself how a child may differ."""
    return [one.name for one in TRAITS.members()]


@dataclass(frozen=True, slots=True)
class Settings:
    """Parameters of the analysis.

    Attributes:
        traits: Traits of any kind.
        edge_sets: Edge sets.
        k: States of an ordering.
        resamples: Resamples for intervals.
        least: Reporting edges that a family needs for a rate of its own.
        compat: Forms: `ours`, `paper` or `both`.
        seed: Seed of the random numbers.
    """

    traits: tuple[str, ...] = ()
    edge_sets: tuple[EdgeSet, ...] = field(default_factory=tuple)
    k: int = STATES_ORDERED
    resamples: int = RESAMPLES
    least: int = LEAST
    compat: str = "both"
    seed: int = 0

    @classmethod
    def read(cls, params: Mapping[str, Any], seed: int) -> Settings:
        """Take the parameters of a run.

        Raises:
            UserError: A parameter has no meaning.
        """
        known = ("traits", "edge_sets", "k", "resamples", "least", "compat")
        unknown = set(params) - set(known)
        if unknown:
            raise UserError(
                f"The analysis 'mutation' has no parameter '{min(unknown)}'.",
                f"Known: {', '.join(known)}.",
            )
        k, resamples = int(params.get("k", STATES_ORDERED)), int(params.get("resamples", RESAMPLES))
        least = int(params.get("least", LEAST))
        if k < 2 or resamples < 0 or least < 1:
            raise UserError(
                f"An ordering of {k} states, {resamples} resamples and families of {least} edges "
                "make no sense.",
                "Take k of at least 2, no negative number of resamples, and least of at least 1.",
            )
        names = dict.fromkeys(params.get("edge_sets") or EDGE_SETS)
        sets = {one.name: one for one in map(parse_edge_set, names)}
        traits = tuple(dict.fromkeys(params.get("traits") or traits_measured()))
        for name in traits:
            TRAITS.get(name)
        return cls(traits, tuple(sets.values()), k, resamples, least, _form(params), seed)

    def of_kinds(self, kinds: tuple[str, ...]) -> list[str]:
        """Its traits of some kinds."""
        return [name for name in self.traits if TRAITS.get(name).kind in kinds]

    def states(self, trait: str, edge_set: EdgeSet, form: Form) -> int:
        """States of one ordering; the published tables have fewer for some."""
        where, which, fewer = FINAL_GENERATION
        if form.compat and edge_set.name == where and trait in which:
            return min(self.k, fewer)
        return self.k


def _form(params: Mapping[str, Any]) -> str:
    """The wanted forms.

    Raises:
        UserError: There is no such form.
    """
    given = params.get("compat") or "both"
    form = str(given if isinstance(given, str) else given[0])
    if form not in ("ours", "paper", "both"):
        raise UserError(f"There is no form '{form}'.", "Known: ours, paper, both.")
    return form


def forms_of(trait: str, wanted: str = "both") -> tuple[Form, ...]:
    """The wanted forms of a trait: the published one only where the published tables have one."""
    there = FORMS if trait in PUBLISHED or TRAITS.get(trait).paper else (OURS,)
    return tuple(one for one in there if wanted in ("both", "paper" if one.compat else "ours"))


_SPECS: Final = (
    MUTATION, MUTATION_GROUPS, MUTATION_FAMILIES, GAINS, STEPS, TRANSITIONS, STATES, PAIR_TESTS,
    ARROWS, ORDERING, DRIFT,
)  # fmt: skip

Row = tuple[str, Mapping[str, Any]]
"""A table, and rows of it: values or columns by name."""


@analysis(
    "mutation",
    doc="How often traits change along edges, and which way they drift.",
    reads=("nodes", "edges", "traits"),
    writes=tuple(spec.name for spec in _SPECS),
    random=True,
    params={
        "traits": "Traits to measure; all that are registered.",
        "edge_sets": "Edge sets to measure over; all and finetune.",
        "k": "States of an ordering; 20.",
        "resamples": "Resamples for intervals; 2000.",
        "least": f"Edges that a family needs for a rate of its own; {LEAST}.",
        "compat": "Forms: ours, paper or both; both.",
    },
    answer=mutation_said,
)
def mutation(context: Context) -> Mapping[str, Data]:
    """Rates, gains and losses, steps, transitions, orderings and what they explain."""
    settings = Settings.read(context.params, context.seed)
    stated, stepped = settings.of_kinds(STATED), settings.of_kinds(STEPPED)
    sides = read_sides(Population(context.store), stated)
    parts: dict[str, list[Mapping[str, Any]]] = {spec.name: [] for spec in _SPECS}
    context.progress.start("mutation", len(stated) + len(stepped), "traits")
    for name, rows in _measured(sides, stated, stepped, settings, context.progress):
        parts[name].append(rows)
    context.progress.finish()
    return {spec.name: stacked(spec, parts[spec.name]) for spec in _SPECS}


def _measured(
    sides: Sides, stated: list[str], stepped: list[str], settings: Settings, progress: Progress
) -> Iterator[Row]:
    for trait in stated:
        yield from _stated(sides, trait, settings)
        progress.advance()
    for trait in stepped:
        for edge_set in settings.edge_sets:
            rows = step_rows(sides, trait, edge_set, settings.resamples, settings.seed)
            yield from (("steps", row) for row in rows)
        progress.advance()


def _stated(sides: Sides, trait: str, settings: Settings) -> Iterator[Row]:
    """All rows of one trait with states."""
    flows = trait not in RATES_ALONE and TRAITS.get(trait).kind != "flag"
    for form in forms_of(trait, settings.compat):
        counted = tally(sides, trait, form.compat, flows)
        arrows = family_arrows(sides, trait, form.compat) if flows and not form.compat else {}
        for edge_set in settings.edge_sets:
            found = rates(counted, trait, edge_set, form, settings.resamples, settings.seed)
            yield from (("mutation", row) for row in found)
            if not form.compat:
                yield from _parted(counted, sides, trait, edge_set, settings)
            if flows:
                yield from _flows(counted, sides, trait, edge_set, form, settings, arrows)


def _parted(
    counted: Tally, sides: Sides, trait: str, edge_set: EdgeSet, settings: Settings
) -> Iterator[Row]:
    """Rates group by group and family by family; gains and losses state by state."""
    groups = group_rows(counted, sides, trait, edge_set, settings.resamples, settings.seed)
    yield from (("mutation_groups", row) for row in groups)
    yield "mutation_families", family_columns(counted, sides, trait, edge_set, settings.least)
    if trait not in RATES_ALONE:
        yield from (("gains", columns) for columns in gain_columns(sides, trait, edge_set))


def _flows(
    counted: Tally, sides: Sides, trait: str, edge_set: EdgeSet, form: Form, settings: Settings,
    arrows: Mapping[str, Ints],
) -> Iterator[Row]:  # fmt: skip
    """Transitions, their tests, and their ordering."""
    chosen, name = form.chosen(edge_set), edge_set.name
    moved = flow(counted, form, chosen)
    k = settings.states(trait, edge_set, form)
    found = drift(moved, k)
    yield "transitions", transition_columns(trait, name, form, moved)
    yield "states", state_columns(trait, name, form, moved)
    yield "ordering", ordering_columns(trait, name, form, moved, found)
    yield "drift", drift_columns(trait, name, form, moved, found, k)
    if form.compat:
        return
    kept = {column: values[chosen[arrows["bits"]]] for column, values in arrows.items()}
    of = {"trait": trait, "edge_set": name, "compat": False}
    yield "pair_tests", of | pair_columns(moved.states, kept)
    for expected in arrow_columns(sides, trait, edge_set, found.chosen):
        yield "arrows", expected
