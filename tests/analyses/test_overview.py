"""The overview against a count by hand, on both engines alike."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heredity.analyses.overview.structure import EDGE_SETS, RANKED_SETS
from heredity.analyses.registry import ANALYSES
from heredity.core.edgesets import RELATIONS
from heredity.core.errors import HeredityError
from heredity.core.reasons import LOCAL_PATH, SELF_LOOP
from heredity.store import Context, Store
from heredity.store.engine import open_engine
from heredity.store.stage import run_stage
from tests.fabricated import edge, fabricate, model, write
from tests.oracles import overview as oracle

IDS = [f"o{n % 3}/m{n}" for n in range(9)]
STAGE = ANALYSES.get("overview").stage

ids = st.sampled_from(IDS)
pairs = st.tuples(ids, ids).map(sorted).filter(lambda pair: pair[0] != pair[1])
edge_lists = st.lists(
    st.tuples(pairs, st.sets(st.sampled_from(RELATIONS), min_size=1), st.booleans()),
    max_size=14,
    unique_by=lambda found: tuple(found[0]),
)


def overview_of(store: Store) -> list[dict[str, Any]]:
    run_stage(store, STAGE, Context(store))
    return store.arrow("overview").to_pylist()


def pick(rows: Sequence[Mapping[str, Any]], section: str, **where: Any) -> list[dict[str, Any]]:
    return [
        dict(row)
        for row in rows
        if row["section"] == section and all(row[key] == value for key, value in where.items())
    ]


@settings(max_examples=10)
@given(st.sets(ids, min_size=1), edge_lists)
def test_structure_is_what_one_counts_by_hand(known: set[str], drawn: list[Any]) -> None:
    edges = [edge(child, parent, relations, cut=cut) for (parent, child), relations, cut in drawn]
    with tempfile.TemporaryDirectory() as folder:
        store = fabricate(Path(folder) / "s", [model(m) for m in sorted(known)], edges)
        rows = overview_of(store)
        store.close()
    for name in EDGE_SETS:
        found = {r["item"]: int(r["value"]) for r in pick(rows, "structure", edge_set=name)}
        expected = oracle.structure(sorted(known), edges, name)
        assert {item: found[item] for item in expected} == expected
    for name in RANKED_SETS:
        for section, founders_only in (("parents", False), ("founders", True)):
            ranked = pick(rows, section, edge_set=name)
            expected_ranking = oracle.by_children(edges, name, founders_only)
            assert [(r["item"], int(r["value"])) for r in ranked] == expected_ranking
            assert [r["rank"] for r in ranked] == list(range(1, len(ranked) + 1))


LICENSES = [["mit"], ["mit", "apache-2.0"], ["other"], [], None, ["apache-2.0"], ["mit"]]


def licensed(folder: Path, engine: str = "duckdb") -> Store:
    models = [
        model(f"o/m{at}", license=value, task="fill-mask" if at < 3 else None, library="")
        for at, value in enumerate(LICENSES)
    ]
    edges = [
        edge("o/m1", "o/m0", {"finetune"}),
        edge("o/m2", "o/m0", {"finetune", "merge"}, disagreements=["card:adapter"]),
        edge("o/m3", "gone/base", {"quantized"}),
        edge("o/m0", "o/m2", {"finetune"}, cut=True),
    ]
    rejects = [
        {"source": "models", "row": at, "model_id": "o/m4", "reason": reason, "stage": "link"}
        for at, reason in enumerate([SELF_LOOP, LOCAL_PATH, LOCAL_PATH])
    ]
    cards = [{"model_id": name, "text": "# A", "characters": 3} for name in ("o/m0", "not/there")]
    return fabricate(folder, models, edges, rejects, cards, engine)


def test_states_are_shares_of_the_models_that_report(tmp_path: Path) -> None:
    rows = overview_of(licensed(tmp_path / "s"))
    ranked = pick(rows, "license")
    assert [(r["item"], r["value"], r["population"]) for r in ranked] == [
        ("mit", 3.0, 4),
        ("apache-2.0", 2.0, 4),
    ]
    assert [(r["share"], r["share_of_all"]) for r in ranked] == [(3 / 4, 3 / 7), (2 / 4, 2 / 7)]
    assert oracle.states([v or [] for v in LICENSES if v != ["other"]]) == [
        (r["item"], r["value"]) for r in ranked
    ]
    statuses = {r["item"]: r["value"] for r in pick(rows, "status", trait="license")}
    assert statuses["present"] == 4
    assert sum(statuses.values()) == len(LICENSES)
    assert {r["item"]: r["value"] for r in pick(rows, "status", trait="library")}["empty"] == 7


def test_counts_of_the_whole_study(tmp_path: Path) -> None:
    rows = overview_of(licensed(tmp_path / "s"))
    found = {r["item"]: r["value"] for r in pick(rows, "counts") if r["trait"] is None}
    assert found == {
        "models": 7,
        "models with a card": 1,
        "stubs": 1,
        "edges and cut edges": 4,
        "edges cut to open cycles": 1,
        "edges on which the evidence disagrees": 1,
        "rejects": 3,
        "self-loops refused": 1,
        "local paths refused as parents": 2,
    }
    assert [(r["item"], r["value"]) for r in pick(rows, "rejects")] == [
        (LOCAL_PATH, 2.0),
        (SELF_LOOP, 1.0),
    ]
    assert [(r["item"], r["value"]) for r in pick(rows, "snapshots")] == [("2026-08-22", 7.0)]


def test_families_are_ranked_by_members(tmp_path: Path) -> None:
    rows = overview_of(licensed(tmp_path / "s"))
    assert [(r["item"], r["value"]) for r in pick(rows, "families", edge_set="all")] == [
        ("o/m0", 3.0),
        ("gone/base", 2.0),
    ]
    structure = {r["item"]: r["value"] for r in pick(rows, "structure", edge_set="finetune")}
    assert structure["families of two or more"] == 1
    assert structure["members of the largest family"] == 3
    assert structure["longest lineage"] == 1


def test_more_edge_sets_are_counted_on_request(tmp_path: Path) -> None:
    store = licensed(tmp_path / "s")
    run_stage(store, STAGE, Context(store, {"edge_sets": ["quantized,merge"], "top": 1}))
    rows = store.arrow("overview").to_pylist()
    found = {r["item"]: r["value"] for r in pick(rows, "structure", edge_set="quantized+merge")}
    assert (found["edges"], found["dangling parents"]) == (2.0, 1.0)
    assert len(pick(rows, "parents", edge_set="quantized+merge")) == 1


def test_every_number_says_what_it_rests_on(tmp_path: Path) -> None:
    rows = overview_of(licensed(tmp_path / "s"))
    assert all(row["unit"] and row["table_name"] and row["missing_rule"] for row in rows)
    assert all((row["share"] is None) == (not row["population"]) for row in rows)
    keys = [(row["section"], row["trait"], row["edge_set"], row["rank"]) for row in rows]
    assert len(set(keys)) == len(keys)


def test_rows_come_sorted_by_their_key(tmp_path: Path) -> None:
    store = licensed(tmp_path / "s")
    overview_of(store)
    made = store.arrow("overview")
    key = [(name, "ascending") for name in ("section", "trait", "edge_set", "rank")]
    assert made.equals(made.sort_by(key))


def test_without_other_tables_it_counts_the_models(tmp_path: Path) -> None:
    store = Store(tmp_path / "s", create=True)
    write(store, "import", models=[model("a/b")])
    assert [r["item"] for r in overview_of(store)] == ["models", "2026-08-22", "rows.jsonl"]


def test_a_study_without_models_has_zeros(tmp_path: Path) -> None:
    rows = overview_of(fabricate(tmp_path / "s", []))
    assert {r["value"] for r in pick(rows, "structure")} == {0.0}
    assert {r["share"] for r in rows} == {None}


@pytest.mark.spark
def test_spark_gives_the_same_table(tmp_path: Path) -> None:
    try:
        open_engine("spark", tmp_path / "scratch").close()
    except HeredityError as error:
        pytest.skip(f"Spark does not start here: {error}")
    tables = [overview_of(licensed(tmp_path / engine, engine)) for engine in ("duckdb", "spark")]
    assert tables[0] == tables[1]
