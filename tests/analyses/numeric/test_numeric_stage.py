"""Numbers along edges against the oracle, on a study whose rows are written by hand."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from heredity.analyses import ANALYSES
from heredity.core.errors import UserError
from heredity.store import Context, Store
from heredity.store.stage import run_stage
from heredity.traits.metadata import BACKFILLED
from tests.fabricated import edge, fabricate, family_of, model
from tests.oracles import numeric as oracle

RELATION = ("finetune", "adapter", "quantized", "merge")
START = datetime(2023, 1, 1, tzinfo=UTC)


def rows(seed: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Some 120 models in trees of several sizes, one of them with a floored date or no number."""
    random = np.random.default_rng(seed)
    models, edges = [], []
    for number in range(120):
        born = START + timedelta(days=int(random.integers(0, 900)))
        models.append(
            model(
                f"o{number % 7}/m{number:03}",
                downloads=None if number % 11 == 0 else int(random.integers(0, 50)),
                likes=int(random.integers(0, 4)),
                parameters=int(random.integers(1, 9)) * 10**9 if number % 3 else None,
                created_at=BACKFILLED if number % 13 == 0 else born,
            )
        )
    for number in range(10, 115):
        parent = int(random.integers(0, number)) if number % 4 else number % 10
        kinds = {RELATION[int(random.integers(0, 4))], RELATION[int(random.integers(0, 4))]}
        edges.append(edge(models[number]["model_id"], models[parent]["model_id"], kinds))
    edges.append(edge(models[119]["model_id"], "gone/away", {"finetune"}))
    return models, edges


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Any, Any]]:
    models, edges = rows(4)
    store = fabricate(tmp_path_factory.mktemp("numeric") / "study", models, edges)
    run_stage(store, ANALYSES.get("numeric").stage, Context(store, {"resamples": 200}))
    yield store, models, edges
    store.close()


def sides(models: Any, edges: Any, trait: str, relation: str) -> list[tuple[float, float, str]]:
    """Parent's number, child's number and family of the edges of the set all."""
    column = {"created": "created_at"}.get(trait, trait)
    values = {}
    for row in models:
        value = row[column]
        if trait == "created" and value is not None:
            value = None if value == BACKFILLED else value.timestamp() / 86_400
        if value is not None:
            values[row["model_id"]] = float(value)
    pairs = [(e["child_id"], e["parent_id"]) for e in edges]
    nodes = sorted({row["model_id"] for row in models} | {p for _, p in pairs})
    family = family_of(nodes, pairs)
    return [
        (values[e["parent_id"]], values[e["child_id"]], family[e["child_id"]])
        for e in edges
        if (relation == "any" or e[relation])
        and e["parent_id"] in values
        and e["child_id"] in values
    ]


@pytest.mark.parametrize("relation", ["any", *RELATION])
@pytest.mark.parametrize("trait", ["downloads", "likes", "parameters", "created"])
def test_every_number_is_the_oracles(made: Any, trait: str, relation: str) -> None:
    store, models, edges = made
    found = next(
        row
        for row in store.arrow("numeric").to_pylist()
        if row["trait"] == trait
        and row["relation"] == relation
        and row["edge_set"] == "all"
        and row["generation"] == "any"
        and not row["compat"]
    )
    expected = oracle.change(sides(models, edges, trait, relation))
    if trait == "created":
        expected.pop("mean_relative", None)
    else:
        expected |= oracle.logs(sides(models, edges, trait, relation))
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, rel=1e-9, abs=1e-9), name
    assert found["population"] == sum(relation == "any" or e[relation] for e in edges)


def test_the_published_form_counts_floored_dates_and_gives_means_alone(made: Any) -> None:
    store, models, edges = made
    table = store.arrow("numeric").to_pylist()
    dated = {row["model_id"]: row["created_at"] for row in models}
    pairs = [
        (dated[e["parent_id"]], dated[e["child_id"]]) for e in edges if e["parent_id"] in dated
    ]
    (found,) = [
        row
        for row in table
        if row["compat"]
        and (row["trait"], row["edge_set"], row["relation"]) == ("created", "all", "any")
    ]
    days = [(c - p).total_seconds() / 86_400 for p, c in pairs]
    assert found["edges"] == len(days)
    assert found["mean_difference"] == pytest.approx(sum(days) / len(days))
    assert found["median_difference"] is None
    assert found["interval"] == "none"


def test_generations_part_the_edges(made: Any) -> None:
    table = made[0].arrow("numeric").to_pylist()
    whole = [
        row
        for row in table
        if row["trait"] == "likes" and row["edge_set"] == "all" and not row["compat"]
        and row["relation"] == "any"
    ]  # fmt: skip
    total = {row["generation"]: row["population"] for row in whole}
    assert total.pop("any") == sum(total.values())
    assert len(total) > 2


def test_intervals_hold_their_estimates(made: Any) -> None:
    for row in made[0].arrow("numeric").to_pylist():
        for name in ("mean_difference", "median_difference", "mean_log_ratio", "share_increasing"):
            if row[f"{name}_low"] is not None:
                assert row[f"{name}_low"] <= row[name] <= row[f"{name}_high"], (name, row)


def test_spread_gives_quantiles_of_known_numbers(made: Any) -> None:
    store, models, _ = made
    known = sorted(row["downloads"] for row in models if row["downloads"] is not None)
    found = {
        row["item"]: row
        for row in store.arrow("numeric_spread").to_pylist()
        if row["trait"] == "downloads"
    }
    assert found["quantile 0.5"]["value"] == np.median(known)
    assert found["mean"]["value"] == pytest.approx(np.mean(known))
    assert (found["least"]["value"], found["most"]["value"]) == (known[0], known[-1])
    assert found["mean"]["population"] == len(known)
    middle = found["quantile 0.5"]
    assert middle["low"] <= middle["value"] <= middle["high"]


@pytest.mark.parametrize("params", [{"traits": ["license"]}, {"resamples": -1}])
def test_parameters_without_meaning_are_refused(made: Any, params: dict[str, Any]) -> None:
    with pytest.raises(UserError):
        ANALYSES.get("numeric").run(Context(made[0], params))


def test_the_answer_says_what_was_measured(made: Any) -> None:
    for compat in (False, True):
        (said,) = ANALYSES.get("numeric").answer(made[0], compat)
        assert said.rows
        assert "Edge set all" in said.sentence
