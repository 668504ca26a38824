"""What a simulated hub planted, and what real rows hold, counted again by hand."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from heredity.analyses.registry import ANALYSES
from heredity.core.errors import StudyError
from heredity.core.reasons import SELF_LOOP
from heredity.hub.simulated import simulate
from heredity.store import Context
from heredity.store.stage import run_stage
from heredity.study import Study
from tests.oracles import structure as oracle
from tests.oracles.pedigree import RELATIONS

STAGE = ANALYSES.get("structure").stage


def analyzed(study: Study) -> dict[str, list[dict[str, Any]]]:
    study.link()
    run_stage(study.store, STAGE, Context(study.store))
    return {name: study.table(name).to_pylist() for name in STAGE.writes}


def counted(
    tables: dict[str, list[dict[str, Any]]], edge_set: str, compat: bool, stubs: str
) -> Any:
    return {
        row["item"]: row["value"]
        for row in tables["structure"]
        if (row["edge_set"], row["compat"], row["stubs"]) == (edge_set, compat, stubs)
        and row["section"] == "counts"
    }


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("planted")
    simulate(3_000, 17, folder / "hub", cards=False)
    study = Study(folder / "study", create=True)
    study.import_([folder / "hub"])
    return folder / "hub" / "truth", analyzed(study)


def test_the_planted_pedigree_is_found(planted: tuple[Path, dict[str, Any]]) -> None:
    truth, tables = planted
    rows = pq.read_table(truth / "pedigree.parquet").to_pylist()
    mess = pq.read_table(truth / "mess.parquet").to_pylist()
    one, other = (row["model_id"] for row in mess if row["kind"] == "two_cycle")
    rows += [{"child": a, "parent": b, "relation": "finetune", "in_hub": True}
             for a, b in ((one, other), (other, one))]  # fmt: skip
    for name in ("all", "finetune", "adapter", "quantized", "merge"):
        wanted = [r for r in rows if name in ("all", r["relation"]) and r["in_hub"]]
        pairs = {(r["child"], r["parent"]) for r in wanted}
        found = counted(tables, name, True, "skipped")
        if name == "all":
            assert found["edges"] == len(pairs)
            assert counted(tables, name, False, "kept")["edges cut to open cycles"] == 1
            assert found["models with a parent"] == len({child for child, _ in pairs})
            several = Counter(child for child, _ in pairs)
            assert found["models with several parents"] == sum(n > 1 for n in several.values())
            linked = {end for pair in pairs for end in pair}
            assert found["families"] == len(oracle.components(linked, sorted(pairs)))
        else:
            # An edge with two relations counts for the last of them alone.
            assert found["edges"] <= len(pairs)
            assert counted(tables, name, False, "kept")["edges"] >= found["edges"]
    children = {row["degree"]: row["parents"] for row in tables["out_degrees"]
                if row["edge_set"] == "all" and row["compat"]}  # fmt: skip
    everyone = {(r["child"], r["parent"]) for r in rows if r["in_hub"]}
    assert children == oracle.degrees(sorted(everyone))


def test_families_add_up(planted: tuple[Path, dict[str, Any]]) -> None:
    _, tables = planted
    for name in ("all", "no-merges", "finetune"):
        own = [row for row in tables["structure_families"] if row["edge_set"] == name]
        found = counted(tables, name, False, "kept")
        assert sum(r["models"] - r["stubs"] for r in own) == found["models in families"]
        assert sum(r["edges"] for r in own) == found["edges"]
        assert max(r["depth"] for r in own) == found["longest lineage"]
        assert sum(r["wiener"] for r in own) == found["Wiener index"]
        for row in own:
            assert row["forest_depth"] <= row["depth"] < row["models"]
            assert row["trees"] == row["founders"]
            assert row["left_out"] == row["edges"] - row["models"] + row["trees"]
            assert row["virality"] is None or 1 <= row["virality"] <= row["models"]


def by_hand(edges: list[dict[str, Any]], models: set[str], edge_set: str) -> dict[str, int]:
    found = oracle.pairs(models, edges, edge_set, compat=True, skip=True)
    parents = Counter(child for child, _ in found)
    return {
        "edges": len(found),
        "models with a parent": len(parents),
        "models with several parents": sum(n > 1 for n in parents.values()),
        "isolated models": len(models - {end for pair in found for end in pair}),
    }


@pytest.mark.shared
@pytest.mark.parametrize("name", ["hub_stats_sample", "radar_2026"])
def test_real_rows(shared_data: Path, tmp_path: Path, name: str) -> None:
    study = Study(tmp_path / "study", create=True)
    study.import_([shared_data / "hub" / f"{name}.parquet"])
    tables = analyzed(study)
    columns = ["child_id", "parent_id", "cut", *RELATIONS]
    edges = study.table("edges").select(columns).to_pylist()
    models = set(study.table("models").column("model_id").to_pylist())
    for edge_set in ("all", "typed", "no-merges", "finetune", "merge"):
        found = counted(tables, edge_set, True, "skipped")
        expected = by_hand(edges, models, edge_set)
        assert {item: found[item] for item in expected} == expected
    rejects = study.table("rejects").to_pylist()
    loops = {row["model_id"] for row in rejects if row["reason"] == SELF_LOOP}
    ours = counted(tables, "all", False, "kept")
    assert ours["self-loops refused"] == len(loops)
    assert ours["edges cut to open cycles"] == sum(edge["cut"] for edge in edges)
    assert ours["dangling parents"] == len({e["parent_id"] for e in edges if not e["cut"]} - models)
    tails = [row for row in tables["tails"] if row["edge_set"] == "all"]
    assert len(tails) == 4
    assert all(np.isfinite(row["alpha"]) and row["tail"] >= 50 for row in tails)


def test_inferred_edges_come_in_where_they_are_asked_for(tmp_path: Path) -> None:
    models = [{"id": "o/Base-7B"}, {"id": "p/Base-7B-GGUF"}, {"id": "q/Else"}]
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in models))
    study = Study(tmp_path / "study", create=True)
    study.import_([tmp_path / "rows.jsonl"])
    study.link()
    with pytest.raises(StudyError):
        run_stage(study.store, STAGE, Context(study.store, {"edge_sets": ["all+inferred"]}))
    study.infer(confident=0.0)
    run_stage(study.store, STAGE, Context(study.store, {"edge_sets": ["all+inferred"]}))
    rows = study.table("structure").to_pylist()
    edges = {row["edge_set"]: row["value"] for row in rows
             if row["item"] == "edges" and not row["compat"]}  # fmt: skip
    assert (edges["all"], edges["all+inferred"]) == (0, 1)
    assert not any(row["compat"] for row in rows if row["edge_set"] == "all+inferred")
