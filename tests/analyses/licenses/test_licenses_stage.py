"""Classes, rates and survival of licenses, on a study whose rows are written by hand."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from heredity.analyses import ANALYSES
from heredity.core.errors import UserError
from heredity.knowledge.licenses import licenses, normalize, verdict
from heredity.store import Context, Store
from heredity.store.stage import run_stage
from tests.fabricated import edge, fabricate, model

LABELS = [
    None, "mit", "mit", "apache-2.0", "llama3.1", "llama3.1", "cc-by-nc-4.0", "gpl-3.0", "other",
    "gemma",
]  # fmt: skip
RELATION = ("finetune", "adapter", "quantized", "merge")
DECIDED = {"ok", "ok-if-notices-kept", "conflict", "obligation-dropped"}


def rows(seed: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """150 models in several trees, and one parent that is not there."""
    random = np.random.default_rng(seed)
    labels = [LABELS[int(random.integers(0, len(LABELS)))] for _ in range(150)]
    models = [
        model(f"o{n % 9}/m{n:03}", license=[label] if label else None)
        for n, label in enumerate(labels)
    ]
    edges = [
        edge(
            models[n]["model_id"],
            models[int(random.integers(0, n)) if n % 3 else n % 12]["model_id"],
            {RELATION[int(random.integers(0, 4))]},
        )
        for n in range(12, 150)
    ]
    return models, [*edges, edge(models[0]["model_id"], "gone/away", {"finetune"})]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Any, Any]]:
    models, edges = rows(5)
    store = fabricate(tmp_path_factory.mktemp("licenses") / "study", models, edges)
    run_stage(store, ANALYSES.get("licenses").stage, Context(store, {"resamples": 100}))
    yield store, models, edges
    store.close()


def judged(models: Any, edges: Any) -> list[tuple[str, str, bool]]:
    """Relation, verdict, and whether upstream is restrictive, of each edge."""
    label = {m["model_id"]: (m["license"] or [None])[0] for m in models}
    found = []
    for one in edges:
        child, parent, relations = one["child_id"], one["parent_id"], one
        (relation,) = [name for name in RELATION if relations[name]]
        if parent not in label:
            found.append((relation, "unknown", False))
            continue
        up, down = normalize(label[parent]), normalize(label[child])
        duties = {duty for name in up.ids for duty in licenses()[name].duties}
        said = verdict(up, relation, down).verdict
        found.append((relation, said, bool(duties & set("SXVUBK"))))
    return found


def test_rates_are_counts_of_verdicts_on_edges(made: tuple[Store, Any, Any]) -> None:
    store, models, edges = made
    literal = judged(models, edges)
    table = store.arrow("license_rates").to_pylist()
    for row in table:
        if row["parted_by"] not in ("all", "relation"):
            continue
        part = [e for e in literal if row["part"] in ("all", e[0])]
        drawn_from = [e for e in part if row["base"] != "restrictive" or e[2]]
        base = [e for e in drawn_from if row["base"] == "all" or e[1] in DECIDED]
        wanted = {"lost": {"conflict", "obligation-dropped"}}.get(row["verdict"], {row["verdict"]})
        n = sum(e[1] in wanted for e in base)
        assert (row["n"], row["edges"], row["population"]) == (n, len(base), len(part))
        assert row["coverage"] == pytest.approx(len(base) / len(drawn_from))
        if row["low"] is not None and base:
            assert row["low"] <= row["rate"] <= row["high"]


def test_the_verdicts_of_a_part_are_all_its_edges(made: tuple[Store, Any, Any]) -> None:
    store, _, edges = made
    table = store.arrow("license_rates").to_pylist()
    every = [r["n"] for r in table if (r["parted_by"], r["base"]) == ("all", "all")
             and r["verdict"] != "lost"]  # fmt: skip
    assert sum(every) == len(edges)


def test_clauses_families_and_owners_are_those_with_the_most_lost_terms(
    made: tuple[Store, Any, Any],
) -> None:
    store, models, edges = made
    literal = judged(models, edges)
    lost = Counter(
        one["child_id"].split("/")[0]
        for one, (_, said, _) in zip(edges, literal, strict=True)
        if said in ("conflict", "obligation-dropped")
    )
    table = store.arrow("license_rates").to_pylist()
    told = {
        r["part"]: r["n"]
        for r in table
        if (r["parted_by"], r["base"], r["verdict"]) == ("owner", "all", "lost")
    }
    assert told == dict(lost)
    clauses = {r["part"] for r in table if r["parted_by"] == "clause"}
    assert any("Llama 3.1" in clause for clause in clauses)


def test_the_matrix_of_classes_counts_every_edge_once_for_each_relation(
    made: tuple[Store, Any, Any],
) -> None:
    store, models, edges = made
    table = store.arrow("license_classes").to_pylist()
    for relation in ("any", *RELATION):
        some = [r for r in table if r["relation"] == relation]
        wanted = [e for e in edges if relation == "any" or e[relation]]
        assert sum(r["edges"] for r in some) == len(wanted)
        for source in {r["source_class"] for r in some}:
            assert sum(r["share"] for r in some if r["source_class"] == source) == pytest.approx(1)
    label = {m["model_id"]: (m["license"] or [None])[0] for m in models}
    pairs = sum(
        label.get(e["parent_id"]) in ("llama3.1", "gemma") and label[e["child_id"]] is None
        for e in edges
    )
    (row,) = [
        r for r in table
        if (r["relation"], r["source_class"], r["target_class"]) == ("any", "community", "none")
    ]  # fmt: skip
    assert row["edges"] == pairs


def test_survival_follows_the_terms_of_founders(tmp_path: Any) -> None:
    labels = ["llama3.1", "llama3.1", "mit", "llama3.1", None]
    models = [model(f"a/{n}", license=[one] if one else None) for n, one in enumerate(labels)]
    edges = [edge(f"a/{n + 1}", f"a/{n}", {"finetune"}) for n in range(4)]
    store = fabricate(tmp_path / "study", models, edges)
    run_stage(store, ANALYSES.get("licenses").stage, Context(store))
    names = ("generation", "models", "kept", "lost", "silent", "survival")
    table = store.arrow("license_survival", list(names)).to_pylist()
    assert [tuple(row[name] for name in names) for row in table] == [
        (1, 1, 1, 0, 0, 1.0), (2, 1, 0, 1, 0, 0.0), (3, 1, 1, 0, 0, 1.0), (4, 1, 0, 0, 1, None),
    ]  # fmt: skip
    store.close()


def test_it_says_what_it_found_beside_what_others_did(made: tuple[Store, Any, Any]) -> None:
    said = list(ANALYSES.get("licenses").answer(made[0], False))
    assert "decidable edges" in said[0].sentence
    assert {0.355, 0.0024} <= {row[1] for row in said[1].rows}
    assert "no legal advice" in said[2].sentence


def test_a_study_without_edges_is_no_error(tmp_path: Any) -> None:
    store = fabricate(tmp_path / "study", [model("a/b", license=["mit"])], [])
    run_stage(store, ANALYSES.get("licenses").stage, Context(store))
    said = list(ANALYSES.get("licenses").answer(store, False))
    assert "No edge can be decided." in said[0].sentence
    with pytest.raises(UserError):
        run_stage(store, ANALYSES.get("licenses").stage, Context(store, {"resamples": 0}))
    store.close()
