"""Traits of which a model has one state: license, task, library."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from heredity.core.edgesets import TYPED
from heredity.hub.simulated.fans import Fan
from heredity.hub.simulated.flows import Flow, design
from heredity.hub.simulated.plan import Flags, Floats, Ints, TraitPlan, draw, quota

SILENT = -1
"""Code of a model that does not report the trait; others are positions in the plan's states."""


@dataclass(slots=True)
class States:
    """One trait of all models.

    Attributes:
        plan: The trait.
        code: State of each model and ghost, or `SILENT`.
        expected: Probability of a mutation on each model's first edge, given its parent's state.
        flow: How states change.
    """

    plan: TraitPlan
    code: Ints
    expected: Floats
    flow: Flow


def found(plan: TraitPlan, founders: Ints, size: int, fans: tuple[Fan, ...],
          rng: np.random.Generator) -> States:  # fmt: skip
    """Give founders of families their states.

    Args:
        plan: The trait.
        founders: Founders of families, ghosts included.
        size: Number of models and ghosts.
        fans: Founders with planted states.
        rng: Random numbers.
    """
    code = np.full(size, SILENT)
    code[founders] = quota(rng, plan.founding, len(founders))
    code[founders[rng.random(len(founders)) >= plan.founders]] = SILENT
    for fan in fans:
        code[fan.founder] = plan.states.index(fan.giant.states[plan.name])
    none = np.zeros((len(TYPED), plan.ordered))
    return States(plan, code, np.full(size, np.nan), Flow(none, none[:, :, None]))


def plan_flow(trait: States, relation: Ints, parent: Ints) -> None:
    """Design the trait's flow from the states that founders hand down.

    Args:
        trait: The trait.
        relation: Relation of each edge from a founder.
        parent: The founder.
    """
    plan = trait.plan
    code = trait.code[parent]
    known = code != SILENT
    cell = relation[known] * plan.ordered + code[known]
    exposure = np.bincount(cell, minlength=len(TYPED) * plan.ordered).astype(float)
    trait.flow = design(plan, exposure.reshape(len(TYPED), -1), plan.more["rate"])


def inherit(
    trait: States, child: Ints, parent: Ints, relation: Ints, may: Flags, rng: np.random.Generator
) -> None:
    """Hand states down along edges.

    Args:
        trait: The trait.
        child: Children of one generation.
        parent: Their first parents.
        relation: Their relations.
        may: Whether the child can report the trait at all.
        rng: Random numbers.
    """
    plan, above = trait.plan, trait.code[parent]
    known = above != SILENT
    chance = np.where(known, 1 - plan.loss[relation], plan.gain[relation])
    reports = (rng.random(len(child)) < chance) & may
    leaving = trait.flow.leaving(relation, np.where(known, above, 0))
    changed = known & (rng.random(len(child)) < leaving)
    below = above.copy()
    below[changed] = trait.flow.move(relation[changed], above[changed], rng)
    below[~known] = draw(rng, plan.founding, int((~known).sum()))
    trait.code[child] = np.where(reports, below, SILENT)
    both = known & reports
    trait.expected[child[both]] = leaving[both]


def fill(
    trait: States, models: int, strangers: Ints, total: float, rng: np.random.Generator
) -> None:
    """Give models outside all families the states that are missing from the published shares.

    Args:
        trait: The trait.
        models: Number of models; what stands behind them are ghosts.
        strangers: Models that may report it.
        total: Models that shall report it, those in families included.
        rng: Random numbers.
    """
    told = trait.code[:models]
    have = np.bincount(told[told != SILENT], minlength=len(trait.plan.states))
    count = min(max(round(total - have.sum()), 0), len(strangers))
    wanted = trait.plan.share * (have.sum() + count)
    lacking = np.maximum(wanted - have, 0)
    if not count or not lacking.sum():
        return
    trait.code[rng.permutation(strangers)[:count]] = quota(rng, lacking, count)


def at_home(task: States, library: States, of: Ints, rng: np.random.Generator) -> None:
    """Exchange libraries among models so that each stands, where it can, at its task.

    Args:
        task: The tasks.
        library: The libraries.
        of: Models that may exchange.
        rng: Random numbers.
    """
    both = of[(task.code[of] != SILENT) & (library.code[of] != SILENT)]
    homes = library.plan.more["homes"]
    home = np.array([
        task.plan.states.index(homes[name]) if name in homes else -1
        for name in library.plan.states
    ])  # fmt: skip
    held = library.code[both]
    place, mover = task.code[both], home[held]
    settled = np.flatnonzero(mover >= 0)
    _, to, who = np.intersect1d(
        ranked(place, len(both)),
        ranked(mover[settled], len(both)),
        assume_unique=True,
        return_indices=True,
    )
    new = np.full(len(both), SILENT)
    new[to] = held[settled[who]]
    rest = np.delete(held, settled[who])
    new[new == SILENT] = rng.permutation(rest)
    library.code[both] = new


def ranked(group: Ints, most: int) -> Ints:
    """A number for each row that names its group and its rank within the group.

    Args:
        group: Group of each row.
        most: No group has more rows; the same for all columns that are compared.
    """
    order = np.argsort(group, kind="stable")
    ordered = group[order]
    start = np.searchsorted(ordered, ordered)
    rank = np.empty(len(group), np.int64)
    rank[order] = np.arange(len(group)) - start
    found: Ints = group * (most + 1) + rank
    return found
