"""Planted flows between states."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heredity.hub.simulated.flows import design
from heredity.hub.simulated.plan import ADAPTER, trait_plan

RATES = [0.2, 0.1, 0.1, 0.3]


@given(seed=st.integers(0, 10_000), trait=st.sampled_from(["license", "task", "library"]))
def test_net_flow_follows_the_order_for_any_exposure(seed: int, trait: str) -> None:
    plan = trait_plan(trait)
    exposure = np.random.default_rng(seed).pareto(0.8, (4, plan.ordered)) * 1000
    flow = design(plan, exposure, RATES)
    for relation in range(4):
        seen = exposure[relation] / exposure[relation].sum()
        known = 0.95 * seen + 0.05 * plan.founding
        moved = known[:, None] * flow.leave[relation][:, None] * flow.target[relation]
        capped = flow.leave[relation] >= 0.97
        net = (moved - moved.T)[~capped][:, ~capped]
        assert (net[np.triu_indices(len(net), 1)] >= 0).all()


@pytest.mark.parametrize("trait", ["license", "task"])
def test_the_mean_rate_is_the_one_aimed_at(trait: str) -> None:
    plan = trait_plan(trait)
    exposure = np.random.default_rng(1).pareto(0.9, (4, plan.ordered))
    flow = design(plan, exposure, RATES)
    share = exposure / exposure.sum(axis=1, keepdims=True)
    assert (share * flow.leave).sum(axis=1) == pytest.approx(RATES, rel=1e-6)
    assert flow.target.sum(axis=2) == pytest.approx(np.ones((4, plan.ordered)))
    assert (np.diagonal(flow.target, axis1=1, axis2=2) == 0).all()


def test_moves_come_as_often_as_planted() -> None:
    plan = trait_plan("library")
    flow = design(plan, np.tile(plan.founding * 1000, (4, 1)), [0.1, 0.8, 0.1, 0.1])
    state = plan.states.index("transformers")
    count = 200_000
    moved = flow.move(np.full(count, ADAPTER), np.full(count, state), np.random.default_rng(2))
    found = np.bincount(moved, minlength=plan.ordered) / count
    assert found == pytest.approx(flow.target[ADAPTER, state], abs=5e-3)
    assert plan.states[int(found.argmax())] == "peft"


def test_a_relation_that_nobody_has_still_has_flows() -> None:
    plan = trait_plan("license")
    flow = design(plan, np.zeros((4, plan.ordered)), RATES)
    assert np.isfinite(flow.leave).all()
    assert np.isfinite(flow.target).all()
