"""The analysis `direction` on a small study."""

from pathlib import Path
from random import Random
from typing import Any

import pytest

from heredity.analyses import ANALYSES, analysis_stages
from heredity.core.errors import UserError
from heredity.store import Context, Store
from heredity.store.stage import run_stage
from tests.fabricated import edge, fabricate, model

STAGE = ANALYSES.get("direction").stage


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Forty families; in most, a parent of task `a` or `b` has a child of the next letter."""
    random = Random(1)
    models, edges = [], []
    for at in range(40):
        start = random.choice("ab")
        after = chr(ord(start) + 1) if random.random() < 0.85 else random.choice("abc")
        created = f"202{3 + at % 2}-05-06T00:00:00+00:00"
        models += [model(f"o/p{at:02}", task=start), model(f"o/c{at:02}", task=after)]
        models[-1]["created_at"] = parsed(created)
        edges.append(edge(f"o/c{at:02}", f"o/p{at:02}", ["finetune"]))
    return fabricate(tmp_path_factory.mktemp("direction") / "s", models, edges)


def parsed(text: str) -> Any:
    from datetime import datetime

    return datetime.fromisoformat(text)


def tables(store: Store, seed: int = 0, **params: Any) -> dict[str, list[dict[str, Any]]]:
    context = Context(store, {"traits": ["task"], "edge_sets": ["all"], **params}, seed=seed)
    run_stage(store, STAGE, context, force=True)
    return {name: store.arrow(name).to_pylist() for name in STAGE.writes}


def test_it_runs_on_request_only() -> None:
    assert "analyze direction" not in [stage.name for stage in analysis_stages()]
    assert [stage.name for stage in analysis_stages(["direction"])] == ["analyze direction"]


def test_a_planted_direction_is_found(store: Store) -> None:
    found = tables(store, draws=99)
    tests = {row["null"]: row for row in found["order_tests"]}
    assert tests["families"]["p"] == 0.01
    assert tests["families"]["accounted"] > tests["families"]["chance"]
    whole = [row for row in found["ranks"] if row["parted_by"] == "all"]
    assert [row["state"] for row in whole] == ["a", "b", "c"]
    assert all(row["low"] <= row["rank"] <= row["high"] for row in whole)
    parts = {(r["parted_by"], r["part"]): r["transitions"] for r in found["ranks"]}
    assert set(parts) == {
        ("all", "all"), ("year", "2023"), ("year", "2024"), ("relation", "finetune"),
    }  # fmt: skip
    assert parts["year", "2023"] + parts["year", "2024"] == parts["all", "all"]
    assert parts["relation", "finetune"] == parts["all", "all"]
    likely = {(r["state"], r["other"]): r["probability"] for r in found["precedence"]}
    assert likely["a", "b"] > 0.95


def test_the_seed_decides_the_draws(store: Store) -> None:
    first, again, other = (tables(store, seed=seed, draws=19) for seed in (1, 1, 2))
    assert first == again
    assert first["order_tests"] != other["order_tests"]


@pytest.mark.parametrize(
    ("params", "says"), [({"draws": 0}, "make no sense"), ({"resamples": 9}, "no parameter")]
)
def test_parameters_without_meaning_are_refused(store: Store, params: Any, says: str) -> None:
    with pytest.raises(UserError, match=says):
        tables(store, **params)


def test_a_study_without_transitions_has_empty_orderings(tmp_path: Path) -> None:
    found = tables(fabricate(tmp_path / "s", [model("a/b", task="t")]), draws=3)
    assert {name: rows for name, rows in found.items() if rows} == {}
