"""The pedigree of a simulated hub: sizes, depth, fans, uploads, dates."""

from __future__ import annotations

import numpy as np
import pytest

from heredity.hub.simulated.growth import created, growth_of
from heredity.hub.simulated.pedigree import Pedigree, grow
from heredity.hub.simulated.plan import MERGE, giants, numbers, seconds
from tests.hub.simulated.conftest import Hub
from tests.oracles.simulated import deepest

MODELS = 60_000


@pytest.fixture(scope="module")
def pedigree() -> Pedigree:
    return grow(MODELS, 3, growth_of(MODELS))


def test_the_relations_follow_the_published_mix(pedigree: Pedigree) -> None:
    child = pedigree.primary >= 0
    assert child.mean() == pytest.approx(0.281, abs=1e-4)
    mix = np.bincount(pedigree.relation[child], minlength=5) / child.sum()
    assert mix[:4] == pytest.approx([0.36, 0.43, 0.19, 0.02], abs=2e-3)
    assert mix[4] == pytest.approx(0.001, abs=1e-4)


def test_parents_are_older_than_their_children(pedigree: Pedigree) -> None:
    real = pedigree.parent < pedigree.models
    assert (pedigree.parent[real] < pedigree.child[real]).all()


def test_every_edge_stands_once_and_first_parents_lead(pedigree: Pedigree) -> None:
    edges = np.stack([pedigree.child, pedigree.parent], axis=1)
    assert len(np.unique(edges, axis=0)) == len(edges)
    first = np.flatnonzero(np.diff(pedigree.child, prepend=-1))
    assert (pedigree.primary[pedigree.child[first]] == pedigree.parent[first]).all()
    several = pedigree.child[np.diff(pedigree.child, prepend=-1) == 0]
    assert (pedigree.relation[several] == MERGE).all()


def test_merges_have_the_parents_that_real_ones_have(pedigree: Pedigree) -> None:
    counts = np.bincount(pedigree.child, minlength=MODELS)
    merges = counts[(pedigree.relation == MERGE) & (pedigree.primary >= 0)]
    assert 2.3 < merges.mean() < 4.2
    assert merges.max() > 10


def test_lineages_reach_depth_15_and_no_further(hub: Hub, pedigree: Pedigree) -> None:
    assert pedigree.generation.max() == 15
    assert deepest(hub.tables["pedigree"]) == 15


def test_generations_count_edges_from_the_founder(pedigree: Pedigree) -> None:
    inner = np.flatnonzero((pedigree.primary >= 0) & (pedigree.primary < MODELS))
    above = pedigree.generation[pedigree.primary[inner]]
    assert (pedigree.generation[inner] == above + 1).all()
    orphans = pedigree.primary >= MODELS
    assert (pedigree.generation[orphans] == 1).all()


def test_giant_fans_scale_with_the_hub(pedigree: Pedigree) -> None:
    children = pedigree.children
    for fan in pedigree.fans:
        wanted = fan.giant.children / numbers()["hub"]["models"] * MODELS
        assert children[fan.founder] == pytest.approx(wanted, rel=0.1, abs=3)
    assert len(pedigree.fans) == len(giants())


def test_out_degrees_follow_a_power_law(pedigree: Pedigree) -> None:
    planted = [fan.founder for fan in pedigree.fans]
    counts = np.sort(np.delete(pedigree.children[:MODELS], planted))[::-1]
    rank = np.arange(5, 500)
    slope = np.polyfit(np.log(rank), np.log(counts[rank]), 1)[0]
    assert -1.4 < slope < -0.7


def test_lost_parents_have_children_only(pedigree: Pedigree) -> None:
    lost = pedigree.parent >= MODELS
    assert 0.03 < lost.mean() < 0.08
    assert pedigree.children[MODELS:].min() >= 1


@pytest.mark.parametrize("models", [0, 1, 2, 3, 11, 120])
def test_tiny_hubs_have_pedigrees(models: int) -> None:
    small = grow(models, 1, growth_of(models))
    assert (small.primary >= 0).sum() == round(0.281 * models)


def test_uploads_are_one_owner_one_family_one_month(hub: Hub) -> None:
    by_id = {row["id"]: row for row in hub.rows}
    children = {(row["child"], row["parent"]) for row in hub.tables["pedigree"]}
    assert hub.tables["uploaders"]
    for upload in hub.tables["uploaders"]:
        owned = [row for row in hub.rows if row.get("author") == upload["owner"]]
        assert len(owned) == upload["models"]
        assert all((row["id"], upload["parent"]) in children for row in owned)
        dates = sorted(row["createdAt"] for row in owned)
        assert (dates[0], dates[-1]) == (upload["first"], upload["last"])
        assert seconds(dates[-1]) - seconds(dates[0]) <= 30 * 86_400
        assert by_id[upload["parent"]]["createdAt"] < dates[0]


def test_births_follow_the_published_growth(pedigree: Pedigree) -> None:
    growth = growth_of(MODELS)
    born = growth.born()
    floor = seconds("2022-03-02T23:29:04Z")
    assert (np.diff(born) >= 0).all()
    assert (born == floor).mean() == pytest.approx(0.0167, abs=1e-3)
    assert born[-1] <= seconds("2025-07-12T17:14:09Z")
    third = seconds("2024-09-01"), seconds("2025-01-01")
    assert 0.17 < ((born >= third[0]) & (born < third[1])).mean() < 0.25
    told = created(born, pedigree.primary, pedigree.uploaded, 3)
    real = (pedigree.primary >= 0) & (pedigree.primary < MODELS)
    early = told[real] < told[pedigree.primary[real]]
    assert 0 < early.mean() < 0.02
