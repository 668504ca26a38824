"""Orderings against chance."""

from typing import Any

import numpy as np
import pytest

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


def gathered(rows: list[tuple[int, int, int]], states: int) -> FamilyFlows:
    family, source, target = np.array(rows, np.int64).reshape(-1, 3).T
    chosen = np.arange(states)
    return FamilyFlows.gather(chosen, states, family, source, target, np.ones(len(family)))


def drawn(batches: Any, states: int, observed: float) -> np.ndarray:
    return np.concatenate(list(scores(batches, range(states), observed)))


def test_flows_are_gathered_by_family() -> None:
    flows = gathered([(7, 0, 1), (7, 0, 1), (9, 1, 0)], 2)
    assert flows.matrix(np.array([1.0, 1.0])).tolist() == [[0, 2], [1, 0]]
    assert flows.matrix(np.array([1.0, 0.0])).tolist() == [[0, 2], [0, 0]]
    assert accounted(flows.matrix(np.ones(2))) == (2.0, [0, 1])


def test_states_that_are_not_chosen_stay_out() -> None:
    family = source = np.array([0, 1])
    flows = FamilyFlows.gather(
        np.array([2, 0]), 3, family, source, np.array([2, 2]), np.array([1.0, 5.0])
    )
    assert flows.matrix(np.ones(1)).tolist() == [[0, 0], [1, 0]]


def test_chance_keeps_what_a_family_does_together() -> None:
    # One family with all the flow: turning it round leaves an ordering that is as good.
    flows = gathered([(0, 0, 1), (0, 1, 2), (0, 0, 2)], 3)
    observed = accounted(flows.matrix(np.ones(1)))[0]
    random = np.random.default_rng(1)
    assert set(drawn(null_of_families(flows, 20, random), 3, observed)) == {observed} == {3.0}
    # Turning pairs alone makes circles, which no ordering accounts for in full.
    assert set(drawn(null_of_pairs(flows, 60, random), 3, observed)) == {2.0, 3.0}


def test_a_planted_order_is_told_from_chance() -> None:
    random = np.random.default_rng(2)
    rows = []
    for family in range(120):
        low, high = sorted(random.choice(6, 2, replace=False))
        rows.append((family, low, high) if random.random() < 0.85 else (family, high, low))
    flows = gathered(rows, 6)
    observed = accounted(flows.matrix(np.ones(120)))[0]
    chance = drawn(null_of_families(flows, 99, random), 6, observed)
    assert p_value(observed, chance) == 0.01
    ranks = np.concatenate(list(places(drawn_again(flows, 60, random), range(6))))
    assert np.corrcoef(ranks.mean(axis=0), np.arange(6))[0, 1] > 0.9


@pytest.mark.slow
def test_p_values_are_even_where_there_is_no_direction() -> None:
    random = np.random.default_rng(3)
    values = []
    for _ in range(120):
        rows = [(family, *random.choice(5, 2, replace=False)) for family in range(40)]
        flows = gathered(rows, 5)
        observed = accounted(flows.matrix(np.ones(40)))[0]
        chance = drawn(null_of_families(flows, 39, random), 5, observed)
        values.append(p_value(observed, chance))
    assert np.mean(np.array(values) <= 0.05) < 0.12
    assert 0.4 < np.mean(values) < 0.65


def test_a_p_value_is_never_zero() -> None:
    assert p_value(5.0, np.array([1.0, 2.0, 3.0])) == 0.25
    assert p_value(5.0, np.array([5.0, 5.0, 3.0])) == 0.75
