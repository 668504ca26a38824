"""The written truth against a literal reading of the written rows."""

from __future__ import annotations

import json
from collections import Counter, defaultdict

import pytest

from heredity.core.ids import normalize_id
from heredity.core.reasons import LOCAL_PATH, NOT_AN_ID, SELF_LOOP
from heredity.hub.simulated.plan import TRAITS, trait_plan
from tests.hub.simulated.conftest import Hub
from tests.oracles import simulated as oracle


def test_rates_are_those_of_the_rows(hub: Hub) -> None:
    found = oracle.rates(hub.rows, hub.tables["pedigree"])
    assert len(hub.tables["rates"]) == 4 * 6
    for row in hub.tables["rates"]:
        edges, mutated = found.get((row["trait"], row["relation"]), (0, 0.0))
        assert (row["edges"], row["mutated"]) == (edges, pytest.approx(mutated))
        if edges:
            assert row["realized_rate"] == pytest.approx(mutated / edges)


@pytest.mark.parametrize("trait", TRAITS)
def test_transitions_are_those_of_the_rows(hub: Hub, trait: str) -> None:
    shared, whole = oracle.arrows(hub.rows, hub.tables["pedigree"], trait)
    rows = [
        row
        for row in hub.tables["transitions"]
        if row["trait"] == trait and row["relation"] == "all"
    ]
    key = [(row["source_state"], row["target_state"]) for row in rows]
    assert dict(zip(key, [row["n"] for row in rows], strict=True)) == pytest.approx(shared)
    assert dict(zip(key, [row["n_compat"] for row in rows], strict=True)) == pytest.approx(whole)


def test_gains_and_losses_are_those_of_the_rows(hub: Hub) -> None:
    by_id = {row["id"]: row for row in hub.rows}
    for trait, read in oracle.READERS.items():
        found = Counter(
            (bool(read(by_id[parent])), bool(read(by_id[child])))
            for child, parent in oracle.edges(hub.tables["pedigree"])
        )
        row = next(
            row for row in hub.tables["rates"] if (row["trait"], row["relation"]) == (trait, "all")
        )
        assert (row["lost"], row["gained"], row["neither"]) == (
            found[True, False],
            found[False, True],
            found[False, False],
        )


def test_probabilities_are_of_single_states(hub: Hub) -> None:
    total: dict[tuple[str, str, str], float] = defaultdict(float)
    for row in hub.tables["transitions"]:
        if row["probability"] is not None:
            total[row["trait"], row["relation"], row["source_state"]] += row["probability"]
    assert {relation for _, relation, _ in total} == {"finetune", "adapter", "quantized", "merge"}
    assert 0 < max(total.values()) <= 0.97 + 1e-9


def test_the_ordering_holds_every_ordered_state_once(hub: Hub) -> None:
    for trait in TRAITS:
        rows = [row for row in hub.tables["ordering"] if row["trait"] == trait]
        plan = trait_plan(trait)
        assert [row["state"] for row in rows] == list(plan.states[: plan.ordered])
        assert [row["rank"] for row in rows] == list(range(1, plan.ordered + 1))
        read = oracle.READERS[trait]
        held = Counter(state for row in hub.rows for state in read(row))
        odd = sum(
            abs(row["models"] - held[row["state"]]) for row in rows
        )  # a license in a list of two, or a language behind a broken card, is seen otherwise
        assert odd <= 4


def test_declared_pairs_are_those_of_the_rows(hub: Hub) -> None:
    by_id = {row["id"]: row for row in hub.rows}
    tags, cards = set(), set()
    for row in hub.rows:
        for tag in row["tags"]:
            if tag.startswith("base_model:"):
                tags.add((row["id"], tag.split(":", 2)[-1] if tag.count(":") > 1 else tag[11:]))
        for parent in oracle.as_list(row.get("cardData", {}).get("base_model")):
            cards.add((row["id"], parent))
    told = hub.tables["declared"]
    assert {(row["child"], row["written"]) for row in told if row["tag"]} == tags
    assert {(row["child"], row["written"]) for row in told if row["card"]} == cards
    for row in told:
        assert (row["parent"] in by_id) == (row["fate"] in {"edge", "cycle", SELF_LOOP})


def test_fates_agree_with_the_rules_of_ids(hub: Hub) -> None:
    lower = defaultdict(set)
    for row in hub.rows:
        lower[row["id"].lower()].add(row["id"])
    for row in hub.tables["declared"]:
        read = normalize_id(row["written"])
        if row["fate"] == LOCAL_PATH:
            assert read.reason == LOCAL_PATH
        elif row["fate"] == "dangling":
            assert read.id == row["parent"]
            assert read.id.lower() not in lower
        elif row["fate"] == NOT_AN_ID:
            assert "/" not in row["written"]
            assert row["written"].lower() not in lower
        elif row["fate"] == SELF_LOOP:
            assert read.id == row["child"]
        else:
            assert read.id is not None
            assert lower[read.id.lower()] == {row["parent"]}


def test_the_pedigree_is_what_is_declared(hub: Hub) -> None:
    declared = {
        (row["child"], row["parent"]) for row in hub.tables["declared"] if row["fate"] == "edge"
    }
    assert set(oracle.edges(hub.tables["pedigree"])) == declared
    by_tag = defaultdict(set)
    for row in hub.rows:
        for tag in row["tags"]:
            if tag.startswith("base_model:") and tag.count(":") > 1:
                _, relation, parent = tag.split(":", 2)
                by_tag[row["id"], parent.lower()].add(relation)
    for (child, parent), relations in oracle.edges(hub.tables["pedigree"]).items():
        assert by_tag.get((child, parent.lower()), {"unspecified"}) == relations


def test_lost_parents_are_listed(hub: Hub) -> None:
    ids = {row["id"] for row in hub.rows}
    lost = {row["parent"] for row in hub.tables["pedigree"] if not row["in_hub"]}
    assert lost
    assert not lost & ids
    assert sum(row["fate"] == "dangling" for row in hub.tables["declared"]) == hub.truth.dangling


def test_the_summary_counts(hub: Hub) -> None:
    facts = json.loads((hub.folder / "truth" / "truth.json").read_text())
    assert facts["models"] == len(hub.rows) == 5000
    assert facts["edges"] == len(oracle.edges(hub.tables["pedigree"]))
    assert facts["cards"] == len(hub.cards)
    assert facts["with_parent"] == hub.truth.with_parent
    assert set(facts["notes"]) <= set(hub.tables)
