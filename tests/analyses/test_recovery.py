"""What was planted in a simulated hub is found again, mess and all."""

from typing import Any

import pyarrow.parquet as pq
import pytest

from heredity.core.edgesets import TYPED
from heredity.hub.simulated import simulate
from heredity.study import Study

TRAITS = ("license", "language", "task", "library")
Truth = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> tuple[Study, Truth]:
    folder = tmp_path_factory.mktemp("recovery")
    simulate(20_000, 5, folder / "hub", cards=False)
    study = Study(folder / "study", create=True)
    study.import_([folder / "hub"])
    study.link()
    study.describe()
    study.analyze("mutation", edge_sets=["all", "finetune"])
    place = folder / "hub" / "truth"
    names = ("rates", "ordering")
    return study, {name: pq.read_table(place / f"{name}.parquet").to_pylist() for name in names}


def rate(study: Study, trait: str, relation: str) -> dict[str, Any]:
    (row,) = study.select(
        f"SELECT * FROM mutation WHERE trait = '{trait}' AND edge_set = 'all' "
        f"AND relation = '{relation}' AND NOT compat"
    )
    return row


def truths(truth: Truth, name: str, trait: str) -> list[dict[str, Any]]:
    return [row for row in truth[name] if row["trait"] == trait]


@pytest.mark.parametrize("trait", TRAITS)
def test_every_mutation_gain_and_loss_is_counted(hub: tuple[Study, Truth], trait: str) -> None:
    study, truth = hub
    for row in truths(truth, "rates", trait):
        found = rate(study, trait, "any" if row["relation"] == "all" else row["relation"])
        assert found["edges"] == row["edges"]
        assert found["mutated"] == pytest.approx(row["mutated"])
        assert (found["losses"], found["gains"]) == (row["lost"], row["gained"])


def test_planted_rates_lie_within_their_intervals(hub: tuple[Study, Truth]) -> None:
    study, truth = hub
    within = []
    for trait in TRAITS:
        for row in truths(truth, "rates", trait):
            # States are handed down along first parents only, which other merges do not follow.
            if row["relation"] in set(TYPED) - {"merge"}:
                found = rate(study, trait, row["relation"])
                within.append(found["low"] <= row["planted_rate"] <= found["high"])
    assert len(within) == 12
    assert sum(within) >= 10, within


@pytest.mark.parametrize("trait", TRAITS)
@pytest.mark.parametrize("edge_set", ["all", "finetune"])
def test_the_planted_order_is_found(hub: tuple[Study, Truth], trait: str, edge_set: str) -> None:
    study, truth = hub
    true = {row["state"]: row["rank"] for row in truths(truth, "ordering", trait)}
    where = f"trait = '{trait}' AND edge_set = '{edge_set}' AND NOT compat"
    rows = study.select(f"SELECT * FROM ordering WHERE {where} ORDER BY rank")
    place = {row["state"]: row["rank"] for row in rows}
    undetermined = {(row["state"], other) for row in rows for other in row["undetermined"]}
    right = wrong = clear = 0.0
    for flow in study.select(f"SELECT * FROM transitions WHERE {where} AND n > reverse"):
        pair = flow["source_state"], flow["target_state"]
        if set(pair) <= set(place) & set(true) and pair not in undetermined:
            agrees = (place[pair[0]] < place[pair[1]]) == (true[pair[0]] < true[pair[1]])
            net = flow["n"] - flow["reverse"]
            right, wrong = right + agrees * net, wrong + (not agrees) * net
            if net > 2.5 * (flow["n"] + flow["reverse"]) ** 0.5:
                clear += 1
                assert agrees, pair
    assert clear >= 1
    assert wrong / (right + wrong) < 0.08, "more than chance among small flows explains"
