"""Traits of a simulated hub against the published shares, and their planted laws."""

from __future__ import annotations

import numpy as np
import pytest

from heredity.hub.simulated.counts import edges_of, on_edges, transitions
from heredity.hub.simulated.languages import bits, keep_weight, set_of, single
from heredity.hub.simulated.plan import SINGLE, TRAITS, numbers, trait_plan
from heredity.hub.simulated.states import ranked
from heredity.hub.simulated.world import World, imagine
from tests.oracles.simulated import best_order

MODELS = 50_000


@pytest.fixture(scope="module")
def world() -> World:
    return imagine(MODELS, 11)


@pytest.fixture(scope="module")
def big() -> World:
    return imagine(600_000, 5)


def test_two_thirds_have_a_card(world: World) -> None:
    assert world.traits.card[:MODELS].mean() == pytest.approx(0.67036, abs=1e-4)


@pytest.mark.parametrize("trait", SINGLE)
def test_states_follow_the_published_shares(world: World, trait: str) -> None:
    held = world.traits.states[trait]
    code = held.code[:MODELS]
    assert (code >= 0).mean() == pytest.approx(numbers()["hub"][f"with_{trait}"], abs=1e-3)
    share = np.bincount(code[code >= 0], minlength=len(held.plan.states)) / (code >= 0).sum()
    assert np.abs(share - held.plan.share).sum() / 2 < 0.05
    frequent = held.plan.share > 0.02
    assert share[frequent] == pytest.approx(held.plan.share[frequent], rel=0.15)


def test_languages_follow_the_published_shares(world: World) -> None:
    mask = world.traits.language.mask[:MODELS]
    told = mask != 0
    assert told.mean() == pytest.approx(0.1392, abs=1e-3)
    plan = trait_plan("language")
    share = bits(mask[told]).mean(axis=0)
    assert share[plan.states.index("en")] == pytest.approx(0.8556, abs=0.04)
    assert share[plan.states.index("zh")] == pytest.approx(0.0499, abs=0.02)
    listed = np.array([plan.states.index(state) for state in plan.more["counts"]])
    others = np.setdiff1d(np.arange(len(plan.states)), listed)
    assert share[listed].min() > 0.5 * share[others].max()
    several = (np.bitwise_count(mask[told]) > 1).mean()
    assert several == pytest.approx(29_803 / 258_938, abs=0.03)


def test_cards_carry_licenses_and_languages(world: World) -> None:
    silent = ~world.traits.card
    assert (world.traits.states["license"].code[silent] < 0).all()
    assert (world.traits.language.mask[silent] == 0).all()


def test_tags_that_name_no_license_stay_outside_families(world: World) -> None:
    held = world.traits.states["license"]
    apart = held.code >= held.plan.ordered
    assert apart.sum() > 100
    assert np.isin(np.flatnonzero(apart), world.traits.strangers).all()


@pytest.mark.parametrize("trait", TRAITS)
def test_realized_rates_lie_about_the_planted_ones(world: World, trait: str) -> None:
    edges = edges_of(world)
    seen = on_edges(world, edges, trait)
    for name in ("finetune", "adapter", "quantized", "merge"):
        first = edges.of(name) & ~np.isnan(seen.expected)
        planted, found = seen.expected[first].mean(), seen.distance[first].mean()
        error = np.sqrt(planted * (1 - planted) / first.sum())
        assert abs(found - planted) < 4 * error


@pytest.mark.parametrize("trait", SINGLE)
def test_planted_rates_are_near_what_was_aimed_at(world: World, trait: str) -> None:
    edges = edges_of(world)
    seen = on_edges(world, edges, trait)
    for name, target in zip(
        ("finetune", "adapter", "quantized"), trait_plan(trait).more["rate"], strict=False
    ):
        first = edges.of(name) & ~np.isnan(seen.expected)
        assert seen.expected[first].mean() == pytest.approx(target, rel=0.25)


@pytest.mark.parametrize("trait", SINGLE)
def test_states_are_lost_and_gained_as_planted(world: World, trait: str) -> None:
    edges, plan = edges_of(world), trait_plan(trait)
    seen = on_edges(world, edges, trait)
    for code, name in enumerate(("finetune", "adapter", "quantized")):
        of = edges.of(name) & edges.first & world.traits.card[edges.child]
        kept, known = (of & seen.both).sum(), (of & seen.above).sum()
        found, wanted = 1 - kept / known, plan.loss[code]
        assert abs(found - wanted) < 4 * np.sqrt(wanted * (1 - wanted) / known)
        silent = of & ~seen.above
        found, wanted = (silent & seen.below).sum() / silent.sum(), plan.gain[code]
        assert abs(found - wanted) < 4 * np.sqrt(wanted * (1 - wanted) / silent.sum())


@pytest.mark.parametrize("trait", TRAITS)
def test_the_planted_order_is_the_best_one(big: World, trait: str) -> None:
    edges, plan = edges_of(big), trait_plan(trait)
    flow, _ = transitions(big, edges, trait, edges.of("all"))
    top = np.sort(np.argsort(-plan.share[: plan.ordered])[:9])
    states = [plan.states[code] for code in top]
    counts = {
        (plan.states[a], plan.states[b]): float(flow[a, b]) for a in top for b in top if a != b
    }
    assert best_order(states, counts) == states


@pytest.mark.parametrize("trait", TRAITS)
def test_net_flow_of_frequent_pairs_follows_the_order(big: World, trait: str) -> None:
    edges, plan = edges_of(big), trait_plan(trait)
    flow, _ = transitions(big, edges, trait, edges.of("all"))
    net = (flow - flow.T)[np.triu_indices(plan.ordered, 1)]
    total = (flow + flow.T)[np.triu_indices(plan.ordered, 1)]
    well_seen = total >= 10
    assert well_seen.sum() > 30
    assert (net[well_seen] > 0).mean() > 0.97


def test_children_list_fewer_languages(world: World) -> None:
    edges = edges_of(world)
    mask = world.traits.language.mask
    of = edges.of("finetune") & (mask[edges.child] != 0) & (mask[edges.parent] != 0)
    parents = np.bitwise_count(mask[edges.parent[of]]).mean()
    assert parents > 1.3 * np.bitwise_count(mask[edges.child[of]]).mean()


def test_downstream_languages_are_kept_rather_than_upstream_ones() -> None:
    weight = keep_weight(trait_plan("language"))
    assert (np.diff(weight) > 0).all()


def test_sets_of_languages_are_bits() -> None:
    plan = trait_plan("language")
    both = set_of(plan, "en zh")
    assert sorted(np.flatnonzero(bits(np.array([both], np.uint64))[0])) == sorted(
        [plan.states.index("zh"), plan.states.index("en")]
    )
    assert (bits(single(np.arange(64))) == np.eye(64, dtype=bool)).all()
    assert set_of(plan, "") == 0


def test_libraries_stand_at_their_tasks(world: World) -> None:
    task, library = world.traits.states["task"], world.traits.states["library"]
    image = library.plan.states.index("diffusers")
    both = (library.code[:MODELS] == image) & (task.code[:MODELS] >= 0)
    strangers = np.zeros(MODELS, bool)
    strangers[world.traits.strangers] = True
    painted = task.code[:MODELS][both & strangers] == task.plan.states.index("text-to-image")
    assert painted.mean() > 0.9


def test_ranks_within_groups_are_distinct() -> None:
    group = np.array([3, 1, 3, 3, 1])
    assert ranked(group, 5).tolist() == [18, 6, 19, 20, 7]
