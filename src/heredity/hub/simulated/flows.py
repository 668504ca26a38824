"""How states change into one another, so that a planted order is true.

The flow between two states is symmetric, but for a factor `back` against the order. A state is
left the more readily, the more upstream it stands; the net flow of every pair follows the order,
whatever the families' sizes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from heredity.core.edgesets import TYPED
from heredity.hub.simulated.plan import Floats, Ints, TraitPlan, numbers

_TRUST = 0.95
_STEPS = 100


@dataclass(frozen=True, slots=True)
class Flow:
    """Probabilities of single states to change, by relation.

    Attributes:
        leave: Probability that a state changes (relation, state).
        target: Probability of each new state if it does (relation, state, new state).
    """

    leave: Floats
    target: Floats

    def leaving(self, relation: Ints, state: Ints) -> Floats:
        """Probability of a change on each edge, given the parent's state."""
        found: Floats = self.leave[relation, state]
        return found

    def move(self, relation: Ints, state: Ints, rng: np.random.Generator) -> Ints:
        """New states of edges on which the state changes."""
        states = self.target.shape[-1]
        ends = np.cumsum(self.target, axis=-1).reshape(-1, states)
        row = relation * states + state
        line = (ends + np.arange(len(ends))[:, None]).ravel()
        at = np.searchsorted(line, row + rng.random(len(row)) * ends[row, -1], side="right")
        found: Ints = np.minimum(at - row * states, states - 1)
        return found


def design(plan: TraitPlan, exposure: Floats, rate: Sequence[float]) -> Flow:
    """Flows whose mean mutation rate is the one aimed at.

    Args:
        plan: The trait; its states stand in their order.
        exposure: Expected number of parents by relation and state.
        rate: Mutation rate aimed at, by relation.
    """
    leave, target = zip(
        *[_of_relation(plan, exposure[code], code, rate[code]) for code in range(len(TYPED))],
        strict=True,
    )
    return Flow(np.array(leave), np.array(target))


def _of_relation(
    plan: TraitPlan, exposure: Floats, relation: int, rate: float
) -> tuple[Floats, Floats]:
    seen = exposure / exposure.sum() if exposure.sum() else plan.founding
    known = _TRUST * seen + (1 - _TRUST) * plan.founding
    flow = _symmetric(known, plan) * _direction(len(known)) * _pull(plan, relation)
    out = flow.sum(axis=1)
    target = flow / np.where(out > 0, out, 1)[:, None]
    readiness = out / known
    most = numbers()["flows"]["most"]
    return np.minimum(most, readiness * _scale(seen, readiness, rate, most)), target


def _symmetric(known: Floats, plan: TraitPlan) -> Floats:
    """Flow between each two states, the same both ways."""
    table = numbers()["flows"]
    rank = np.arange(len(known))
    apart = np.abs(rank[:, None] - rank[None, :])
    near = np.minimum(known[:, None], known[None, :]) * table["reach"] ** (apart - 1.0)
    far = known[:, None] * known[None, :]
    for part in (near, far):
        part[rank, rank] = 0
    total = table["near"] * near / near.sum() + (1 - table["near"]) * far / far.sum()
    still = [state in plan.more.get("keeps", ()) for state in plan.states[: len(known)]]
    mobile = np.where(still, table["keeps"], 1.0)
    found: Floats = total * mobile[:, None] * mobile[None, :]
    return found


def _direction(states: int) -> Floats:
    rank = np.arange(states)
    return np.where(rank[:, None] < rank[None, :], 1.0, numbers()["flows"]["back"])


def _pull(plan: TraitPlan, relation: int) -> Floats:
    """How much each new state attracts; only the last of the order may attract more than 1."""
    found = np.ones(plan.ordered)
    pull: dict[str, Any] = plan.more.get("pull", {})
    if pull and TYPED[relation] == pull["relation"]:
        found[plan.states.index(pull["state"])] = pull["by"]
    return found


def _scale(seen: Floats, readiness: Floats, rate: float, most: float) -> float:
    """The factor at which the mean probability of a change is the rate aimed at."""
    low, high = 0.0, 1e9
    for _ in range(_STEPS):
        middle = (low + high) / 2
        enough = (seen * np.minimum(most, readiness * middle)).sum() >= rate
        low, high = (low, middle) if enough else (middle, high)
    return high
