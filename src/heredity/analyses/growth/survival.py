"""The table `survival`: how long founders' states live on in their descendants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from heredity.analyses.clusters import LEVEL, Floats, resamples
from heredity.analyses.growth.dates import Dates
from heredity.analyses.growth.states import States, states_of
from heredity.analyses.population import NONE, Population
from heredity.analyses.windows import DAY
from heredity.pedigree.graph import Pedigree
from heredity.store.columns import Flags, Ints

TRAITS_FOLLOWED: Final = ("license", "language", "task", "library")
EDGE_SETS: Final = ("all", "finetune")

STEPS: Final = 10
"""Steps that are followed; descendants farther away are left out."""

YEAR: Final = 365.25 * DAY
_EVERY: Final = "all"
_BEFORE: Final = "before"
_MISSING: Final = (
    "descendants that do not state the trait, and those of references that do not, are left out; "
    "a lineage is followed for `at_risk` until a member does not state it"
)
_POPULATION: Final = (
    "models with a record on the forest of primary parents, up to ten steps from a reference with "
    "a record, not older than it where years count; each counted once"
)


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """Descendants that report, each with what became of its reference's states.

    Attributes:
        step: Steps from the reference, from 0; rows beyond the last step are left out.
        kept: Whether the descendant still holds a state of the reference.
        at_risk: Whether its whole lineage did so far; None where lineages are not followed.
        family: Number of its family.
        cohort: Place of its founder's cohort among the cohorts; -1 for none.
        first: Number of the first step.
    """

    step: Ints
    kept: Flags
    at_risk: Flags | None
    family: Ints
    cohort: Ints
    first: int


def survival_parts(
    population: Population, dates: Dates, draws: int, random: np.random.Generator,
    traits: Sequence[str] = TRAITS_FOLLOWED, edge_sets: Sequence[str] = EDGE_SETS,
) -> Iterator[Mapping[str, Any]]:  # fmt: skip
    """The parts of the table."""
    cohorts, cohort = founder_cohorts(population, dates)
    family = _related_families(population)
    for trait in traits:
        states = states_of(population, trait)
        for name in edge_sets:
            pedigree = population.pedigree(name)
            for (reference, clock), found in _followed(
                population, dates, pedigree, states, cohort, family
            ):  # fmt: skip
                for at, words in enumerate((*cohorts, _EVERY)):
                    chosen = found.cohort == at if words != _EVERY else np.s_[:]
                    basis: dict[str, Any] = {
                        "trait": trait,
                        "edge_set": name,
                        "compat": False,
                        "reference": reference,
                        "clock": clock,
                        "cohort": words,
                        "population": _POPULATION,
                        "missing_rule": _MISSING,
                    }
                    yield basis | _curve(found, chosen, draws, random)


def founder_cohorts(population: Population, dates: Dates) -> tuple[list[str], Ints]:
    """Names of the cohorts, and the place of each node's own date among them; -1 for none."""
    year = np.where(dates.floored, 0, population.year)
    names, place = np.unique(year, return_inverse=True)
    shift = int(names[0] == -1) if len(names) else 0
    words = [_BEFORE if name == 0 else str(name) for name in names[shift:].tolist()]
    return words, place - shift


def _related_families(population: Population) -> Ints:
    """Families of two or more, numbered without gaps; -1 for isolated models."""
    size = np.bincount(population.family, minlength=population.families)
    number = np.where(size > 1, np.cumsum(size > 1) - 1, NONE)
    return number[population.family]


def _followed(
    population: Population,
    dates: Dates,
    pedigree: Pedigree,
    states: States,
    cohort: Ints,
    family: Ints,
) -> Iterator[tuple[tuple[str, str], Followed]]:
    """The descendants by reference and clock."""
    founder, generation = pedigree.founder, pedigree.generation
    below = np.flatnonzero((generation > 0) & states.reporting)
    inside = below[states.reporting[founder[below]] & (generation[below] <= STEPS)]
    kept = np.zeros(pedigree.nodes, bool)
    kept[inside] = states.share(inside, founder[inside])
    alive = lineages_alive(pedigree, states.reporting, kept)
    yield ("founder", "generation"), Followed(
        generation[inside] - 1, kept[inside], alive[pedigree.primary[inside]], family[inside],
        cohort[founder[inside]], 1,
    )  # fmt: skip
    parent = pedigree.primary[below]
    known = states.reporting[parent] & (generation[below] <= STEPS)
    one, other = below[known], parent[known]
    yield (
        ("parent", "generation"),
        Followed(
            generation[one] - 1,
            states.share(one, other),
            None,
            family[one],
            cohort[founder[one]],
            1,
        ),
    )
    aged = below[states.reporting[founder[below]] & dates.known[below]]
    aged = aged[dates.known[founder[aged]]]
    years = np.floor((dates.created[aged] - dates.created[founder[aged]]) / YEAR).astype(np.int64)
    soon = (years >= 0) & (years < STEPS)
    aged, years = aged[soon], years[soon]
    held = states.share(aged, founder[aged])
    yield ("founder", "year"), Followed(years, held, None, family[aged], cohort[founder[aged]], 0)


def lineages_alive(pedigree: Pedigree, reporting: Flags, kept: Flags) -> Flags:
    """Whether each node and all above it to its founder report, and keep a founder's state.

    Args:
        pedigree: The pedigree, of which the forest of primary parents counts.
        reporting: Whether each node states the trait.
        kept: Whether each node that is no founder shares a state with its founder.
    """
    alive: Flags = reporting & (pedigree.generation == 0)
    for step in range(1, STEPS + 1):
        nodes = np.flatnonzero((pedigree.generation == step) & kept)
        alive[nodes] = alive[pedigree.primary[nodes]]
    return alive


def _curve(found: Followed, chosen: Any, draws: int, random: np.random.Generator) -> dict[str, Any]:
    """The columns of one cohort: a row for each step that somebody reports at."""
    counts = _by_family(found, chosen)
    totals = counts.sum(axis=0)
    reporting, kept, at_risk, lost = totals
    share, alive = rates(totals[None].astype(np.float64))
    share_ends, alive_ends = _intervals(counts, draws, random)
    rows = np.flatnonzero(reporting)
    columns: dict[str, Any] = {
        "step": rows + found.first,
        "reporting": reporting[rows],
        "kept": kept[rows],
        "share": share[0][rows],
        "low": share_ends[0][rows],
        "high": share_ends[1][rows],
        "families": np.count_nonzero(counts[:, 0], axis=0)[rows],
    }
    followed = {
        "at_risk": at_risk, "lost": lost, "survival": alive[0],
        "survival_low": alive_ends[0], "survival_high": alive_ends[1],
    }  # fmt: skip
    if found.at_risk is None:
        return columns | dict.fromkeys(followed)
    return columns | {name: values[rows] for name, values in followed.items()}


def _by_family(found: Followed, chosen: Any) -> Ints:
    """Descendants by family, kind (reporting, kept, at risk, lost) and step."""
    step, kept, family = found.step[chosen], found.kept[chosen], found.family[chosen]
    risk = np.zeros(len(step), bool) if found.at_risk is None else found.at_risk[chosen]
    families = int(family.max(initial=-1)) + 1
    place = family * STEPS + step
    kinds = [np.ones(len(step), bool), kept, risk, risk & ~kept]
    counted = [np.bincount(place[kind], minlength=families * STEPS) for kind in kinds]
    there = np.flatnonzero(counted[0].reshape(families, STEPS).any(axis=1))
    return np.stack([one.reshape(families, STEPS)[there] for one in counted], axis=1)


def rates(totals: Floats) -> tuple[Floats, Floats]:
    """Share kept and survival by step; NaN where nobody reports, or from where nobody is at risk.

    Args:
        totals: Descendants by case, kind (reporting, kept, at risk, lost) and step.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        share: Floats = totals[:, 1] / totals[:, 0]
        alive: Floats = np.multiply.accumulate(1 - totals[:, 3] / totals[:, 2], axis=1)
    return share, alive


def _intervals(counts: Ints, draws: int, random: np.random.Generator) -> tuple[Floats, Floats]:
    """Ends of the intervals of share and survival by step, families resampled as wholes."""
    nothing = np.full((2, STEPS), np.nan)
    if len(counts) < 2 or draws == 0:
        return nothing, nothing
    cells, times = _cells(counts)
    used = np.flatnonzero(cells.any(axis=0))
    parts = [weights @ cells[:, used] for weights in resamples(times, draws, random)]
    drawn = np.zeros((draws, cells.shape[1]))
    drawn[:, used] = np.concatenate(parts)
    shares, alive = rates(drawn.reshape(draws, 4, STEPS))
    families = np.count_nonzero(counts[:, [0, 0, 2, 2]], axis=0)
    return _ends(shares, families[0] > 1), _ends(alive, families[2] > 1)


def _cells(counts: Ints) -> tuple[Floats, Ints]:
    """Distinct families, as rows of their counts, and how many there are of each."""
    flat = counts.reshape(len(counts), -1)
    # Rows are told apart by one number each, and compared in full afterwards.
    marks = np.random.default_rng(0).integers(1, 1 << 62, flat.shape[1]) | 1
    _, first, same, times = np.unique(
        flat @ marks, return_index=True, return_inverse=True, return_counts=True
    )
    if not (flat[first[same]] == flat).all():
        return flat.astype(np.float64), np.ones(len(flat), np.int64)
    return flat[first].astype(np.float64), times


def _ends(drawn: Floats, enough: Flags) -> Floats:
    """Percentiles by step over the draws in which the step occurs; NaN where families are few."""
    ends = np.full((2, drawn.shape[1]), np.nan)
    for step in np.flatnonzero(enough):
        values = drawn[:, step]
        values = values[~np.isnan(values)]
        if len(values):
            ends[:, step] = np.percentile(values, LEVEL)
    return ends
