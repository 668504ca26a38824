"""What was planted in simulated hubs is found, mess and all: rates, gains, losses, flows, order.

The quick half of this stands in tests/analyses/test_recovery.py; here are more hubs, more truths.
"""

from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from heredity.core.edgesets import TYPED
from heredity.hub.simulated import simulate
from heredity.study import Study
from verification.conftest import Measured

SEEDS = (21, 22, 23)
TRAITS = ("license", "language", "task", "library")
HANDED_DOWN = tuple(name for name in TYPED if name != "merge")
"""States are handed down along first parents only, which other merges do not follow."""

Hub = tuple[Study, dict[str, list[dict[str, Any]]]]


@pytest.fixture(scope="module")
def hubs(tmp_path_factory: pytest.TempPathFactory) -> list[Hub]:
    made = []
    for seed in SEEDS:
        folder = tmp_path_factory.mktemp("hub")
        simulate(20_000, seed, folder / "hub", cards=False)
        study = Study(folder / "study", create=True)
        study.import_([folder / "hub"])
        study.link()
        study.describe()
        study.analyze("mutation", edge_sets=["all"], params={"traits": list(TRAITS)})
        truth = {
            name: pq.read_table(folder / "hub" / "truth" / f"{name}.parquet").to_pylist()
            for name in ("rates", "transitions")
        }
        made.append((study, truth))
    return made


def rows(study: Study, table: str) -> list[dict[str, Any]]:
    return [row for row in study.table(table).to_pylist() if not row["compat"]]


def test_planted_rates_lie_within_their_intervals(hubs: list[Hub], measured: Measured) -> None:
    inside = []
    for study, truth in hubs:
        found = {(r["trait"], r["relation"]): r for r in rows(study, "mutation")}
        for row in truth["rates"]:
            if row["relation"] in HANDED_DOWN:
                rate = found[row["trait"], row["relation"]]
                inside.append(rate["low"] <= row["planted_rate"] <= rate["high"])
    share = float(np.mean(inside))
    measured("planted rates within 95 % intervals", 0.95, share, f"{len(inside)} rates")
    assert share >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / len(inside))


def test_every_gain_and_loss_is_counted(hubs: list[Hub], measured: Measured) -> None:
    same = []
    for study, truth in hubs:
        found = {(r["trait"], r["relation"]): r for r in rows(study, "mutation")}
        for row in truth["rates"]:
            relation = "any" if row["relation"] == "all" else row["relation"]
            rate = found.get((row["trait"], relation))
            if rate:
                counts = rate["gains"], rate["losses"], rate["edges"]
                same.append(counts == (row["gained"], row["lost"], row["edges"]))
    measured("gains, losses and edges as planted", 1.0, float(np.mean(same)), f"{len(same)} rows")
    assert all(same)


def test_every_transition_is_counted(hubs: list[Hub], measured: Measured) -> None:
    far, compared = 0.0, 0
    for study, truth in hubs:
        found = {
            (r["trait"], r["source_state"], r["target_state"]): r["n"]
            for r in rows(study, "transitions")
        }
        for row in truth["transitions"]:
            if row["relation"] == "all":
                key = row["trait"], row["source_state"], row["target_state"]
                far = max(far, abs(found.get(key, 0.0) - row["n"]))
                compared += 1
    measured("largest difference of a transition from the truth", 0.0, far, f"{compared} flows")
    assert far < 1e-6


def test_planted_tendencies_lie_within_their_spread(hubs: list[Hub], measured: Measured) -> None:
    """The share of a parent's state that turns into another, against what was planted."""
    inside = []
    for study, truth in hubs:
        of_state = {(r["trait"], r["state"]): r for r in rows(study, "states")}
        total: dict[tuple[str, str, str], float] = {}
        for row in truth["transitions"]:
            key = row["trait"], row["source_state"], row["target_state"]
            if row["trait"] != "language" and row["relation"] in HANDED_DOWN:
                total[key] = max(total.get(key, 0.0), row["probability"])
        found = {
            (r["trait"], r["source_state"], r["target_state"]): r["share"]
            for r in rows(study, "transitions")
        }
        for key, most in total.items():
            exposed = of_state.get(key[:2], {}).get("parents", 0)
            if exposed >= 200 and most > 0:
                slack = 4 * np.sqrt(most * (1 - most) / exposed)
                inside.append(found.get(key, 0.0) <= most + slack)
    share = float(np.mean(inside))
    measured("tendencies below the highest planted one", 1.0, share, f"{len(inside)} arrows")
    assert share >= 0.95
