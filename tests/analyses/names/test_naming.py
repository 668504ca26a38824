"""How models are named, against the oracle, on a study written by hand and on a simulated one."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from heredity.analyses import ANALYSES
from heredity.analyses.names.practice import beside
from heredity.analyses.names.reading import names_batch
from heredity.core.errors import StudyError, UserError
from heredity.hub.simulated import simulate
from heredity.knowledge.names import parse, parse_many
from heredity.store import Context, Store
from heredity.store.columns import present
from heredity.store.stage import run_stage
from heredity.study import Study
from tests.fabricated import edge, fabricate, model
from tests.oracles import naming as oracle

STAGES = ("names", "naming")
SUMS = pytest.approx


def run(store: Store, *names: str, **params: Any) -> None:
    for name in names:
        run_stage(store, ANALYSES.get(name).stage, Context(store, params), force=True)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Study]:
    folder = tmp_path_factory.mktemp("naming")
    simulate(700, 5, folder / "hub", cards=False)
    made = Study(folder / "study", create=True)
    made.import_([folder / "hub"])
    made.link()
    made.describe()
    run(made.store, "names")
    run(made.store, "naming", resamples=100)
    yield made
    made.store.close()


def rows(store: Store, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = store.arrow(table).to_pylist()
    return found


def of_stubs(ids: list[str]) -> list[dict[str, Any]]:
    totals = np.full(len(ids), np.nan)
    found: list[dict[str, Any]] = names_batch(parse_many(ids), totals, totals > 0).to_pylist()
    return found


def pairs_of(store: Store) -> dict[str, list[tuple[dict[str, Any], dict[str, Any]]]]:
    """Names of both sides of the edges, by relation."""
    by_id = {row["model_id"]: row for row in rows(store, "names")}
    stubs = [row["model_id"] for row in rows(store, "nodes") if not row["in_snapshot"]]
    by_id |= {row["model_id"]: row for row in of_stubs(stubs)}
    found = defaultdict(list)
    for row in rows(store, "edges"):
        if row["cut"]:
            continue
        pair = by_id[row["parent_id"]], by_id[row["child_id"]]
        found["any"].append(pair)
        for relation in ("finetune", "adapter", "quantized", "merge", "unspecified"):
            if row[relation]:
                found[relation].append(pair)
    return found


def check(store: Store) -> None:
    """Every number of the tables that does not come from resampling."""
    names = rows(store, "names")
    popular = {row["model_id"] for row in rows(store, "traits") if (row["downloads"] or 0) > 50}
    naming = rows(store, "naming")
    for scope, held in (
        ("all models", names),
        ("over 50 downloads", [row for row in names if row["model_id"] in popular]),
    ):
        expected = oracle.shares(held) if held else {}
        ours = [r for r in naming if (r["scope"], r["grouping"]) == (scope, "all")]
        for row in ours:
            if row["codes"] in {"language never", "language always"}:
                continue
            key = row["measure"], row["codes"], row["item"]
            assert row["value"] == SUMS(expected.get(key, 0.0)), key
            assert row["of"] == len(held)
        compared = {(r["measure"], r["codes"], r["item"]) for r in ours}
        assert {k for k in expected if k[0] != "set"} <= compared
    for relation, pairs in pairs_of(store).items():
        expected_outcomes = oracle.inherited(pairs)
        found = {
            (r["item"], r["outcome"]): r
            for r in rows(store, "naming_inherited")
            if r["relation"] == relation
        }
        assert set(found) == set(expected_outcomes)
        for outcome, (count, of) in expected_outcomes.items():
            assert (found[outcome]["count"], found[outcome]["of"]) == (SUMS(count, rel=1e-5), of)
        for field in ("version", "params", "bits", "context", "quant", "format"):
            moved = {
                r["change"]: (r["count"], r["of"])
                for r in rows(store, "naming_drift")
                if (r["relation"], r["year"], r["field"]) == (relation, "any", field)
            }
            assert moved == oracle.drift(pairs, field), (relation, field)


def test_a_simulated_study_gives_what_the_oracle_counts(study: Study) -> None:
    check(study.store)
    assert len(rows(study.store, "naming_drift")) > 100
    assert {r["scope"] for r in rows(study.store, "naming")} == {"all models", "over 50 downloads"}


def test_intervals_hold_their_values(study: Study) -> None:
    for table in ("naming", "naming_inherited", "naming_affixes", "naming_drift"):
        for row in rows(study.store, table):
            if row["low"] is not None and row["effective_clusters"] > 30:
                assert row["low"] - 1e-6 <= row["value"] <= row["high"] + 1e-6, row
            assert row["clusters"] >= row["effective_clusters"] - 1e-6


def test_parts_of_a_grouping_make_the_whole(study: Study) -> None:
    total = study.store.rows("models")
    found: dict[str, int] = defaultdict(int)
    for row in rows(study.store, "naming"):
        key = row["scope"], row["measure"], row["codes"], row["item"]
        if key == ("all models", "element", "ours", "A"):
            found[row["grouping"]] += row["of"]
    assert {g for g, n in found.items() if n == total} == {
        "all", "year", "task", "library", "owner", "downloads",
    }  # fmt: skip
    assert found["relation"] >= total


def test_what_is_said_names_the_survey(study: Study) -> None:
    said = {
        one.title: one for name in STAGES for one in ANALYSES.get(name).answer(study.store, False)
    }
    assert len(said) == 6
    elements = next(one for title, one in said.items() if title.startswith("Elements"))
    assert elements.rows[0][:4] == ("A", "architecture", "63.9%", "83.3%")
    assert all(one.sentence for one in said.values())
    compat = list(ANALYSES.get("naming").answer(study.store, True))
    assert "over 50 downloads" in compat[0].title


MODELS = [
    ("base/Orca-2-7B", 2022, 100, None),
    ("base/Orca-3-7B", 2023, 10, "transformers"),
    ("quanter/Orca-3-7B-GGUF", 2023, 60, "transformers"),
    ("quanter/Orca-2-7B-AWQ", 2024, 70, None),
    ("tuner/my_orca_3_7b", 2024, 0, None),
    ("tuner/bert-base-finetuned-squad", 2024, 51, "transformers"),
    ("tuner/opus-mt-en-de", 2024, 50, None),
    ("gpt2", 2022, 5, None),
]
EDGES = [
    ("base/Orca-3-7B", "base/Orca-2-7B", {"finetune"}),
    ("quanter/Orca-3-7B-GGUF", "base/Orca-3-7B", {"quantized"}),
    ("quanter/Orca-2-7B-AWQ", "base/Orca-2-7B", {"quantized"}),
    ("tuner/my_orca_3_7b", "base/Orca-3-7B", {"finetune", "merge"}),
    ("tuner/bert-base-finetuned-squad", "gone/bert-base", {"finetune"}),
]


def by_hand(folder: Path) -> Store:
    models = [
        model(
            name, downloads=downloads, library=library, created_at=datetime(year, 5, 1, tzinfo=UTC)
        )
        for name, year, downloads, library in MODELS
    ]
    edges = [edge(child, parent, relations) for child, parent, relations in EDGES]
    return fabricate(folder, models, edges)


def value(store: Store, table: str, **where: Any) -> Any:
    (found,) = (r for r in rows(store, table) if all(r[k] == v for k, v in where.items()))
    return found


def test_a_study_by_hand(tmp_path: Path) -> None:
    store = by_hand(tmp_path / "s")
    run(store, *STAGES)
    check(store)
    suffix = value(store, "naming_affixes", relation="quantized", place="suffix", affix="gguf")
    assert (suffix["count"], suffix["of"], suffix["owners"], suffix["top_owner"]) == (
        1, 2, 1, "quanter",
    )  # fmt: skip
    contains = value(store, "naming_inherited", relation="any", item="name", outcome="contains")
    assert (contains["count"], contains["of"]) == (4, 5)
    up = value(store, "naming_drift", relation="any", year="any", field="version", change="up")
    assert (up["count"], up["of"]) == (1, 4)
    year = value(store, "naming", scope="all models", grouping="year", part="2022",
                 measure="element", codes="ours", item="V")  # fmt: skip
    assert year["of"] == 2
    always = value(store, "naming", scope="over 50 downloads", grouping="all", measure="convention",
                   codes="language pair", item="I+AT")  # fmt: skip
    assert always["compat"]
    assert always["wanted"] == pytest.approx(106 / 176, abs=1e-4)


def test_one_language_is_a_task_only_where_asked(tmp_path: Path) -> None:
    store = fabricate(tmp_path / "s", [model("a/whisper-small-zh"), model("a/opus-mt-en-de")])
    run(store, *STAGES)

    def task(language: str) -> float:
        held = [r for r in rows(store, "naming") if r["codes"] == f"language {language}"]
        return sum(
            r["count"] for r in held
            if r["scope"] == "all models" and r["grouping"] == "all" and "AT" in r["item"]
        )  # fmt: skip

    for language in ("never", "pair", "always"):
        names = ("whisper-small-zh", "opus-mt-en-de")
        expected = sum("AT" in parse(n, language_as_task=language).convention for n in names)  # type: ignore[arg-type]
        assert task(language) == expected
    assert task("pair") < task("always")


def test_without_the_table_names_are_read_at_once(tmp_path: Path) -> None:
    store = by_hand(tmp_path / "s")
    run(store, "naming")
    alone = {name: store.arrow(name) for name in ANALYSES.get("naming").writes}
    run(store, *STAGES)
    for name, table in alone.items():
        assert store.arrow(name).equals(table), name


def test_names_of_other_models_are_refused(tmp_path: Path) -> None:
    store = by_hand(tmp_path / "s")
    run(store, "names")
    other = fabricate(tmp_path / "o", [model("a/b")])
    store.path("names").rename(other.path("names"))
    with pytest.raises(StudyError, match="other models"):
        run(other, "naming")
    with pytest.raises(UserError, match="negative"):
        run(store, "naming", resamples=-1)


def test_nothing_gives_empty_tables(tmp_path: Path) -> None:
    store = fabricate(tmp_path / "s", [])
    run(store, *STAGES)
    assert {
        store.rows(name) for name in ANALYSES.get("naming").writes if name != "naming_trends"
    } == {0}
    assert all(one.sentence for name in STAGES for one in ANALYSES.get(name).answer(store, False))
    assert present(store.arrow("naming_trends").column("slope")).sum() == 0


def test_what_the_survey_did_not_ask_is_nothing() -> None:
    assert beside("element", "survey", "H") == (None, pytest.approx(0.0062))
    assert beside("element", "ours", "A") == (None, None)
    assert beside("convention", "language never", "I")[1] == pytest.approx(0.594)
    assert beside("set", "survey", "O") == (None, None)
