"""The whole stage against a reading by the letter, on random little hubs full of mess."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from heredity.core.edgesets import TYPED
from heredity.pedigree.link import LINK
from heredity.store import Context, Store
from heredity.store.stage import run_stage
from tests.fabricated import write
from tests.oracles import pedigree as oracle
from tests.pedigree.conftest import full_links, full_models

IDS = ["a/Base", "a/base", "b/one", "b/Two", "c/three", "gpt2", "google-bert/bert-base-uncased"]
OTHERS = [
    "A/BASE", "B/TWO", "C/Three", "openai-community/gpt2", "bert-base-uncased", "roberta-base",
    "https://huggingface.co/b/one", "b/one@main", "c/three:Q4", "hf://a/Base", "models--b--one",
    "gone/away", "Gone/Away", "/tmp/x", "outputs/checkpoint-5", "word", "two words", "", "None",
    "https://github.com/a/b", "finetune:b/one", "x:b/one", "a/b/c",
]  # fmt: skip
NAMES = st.sampled_from(IDS + OTHERS)
RELATION = st.sampled_from([None, "finetune", "adapter", "merge", "LoRA", "adapter,merge", "odd"])
TAGS = st.one_of(
    NAMES.map(lambda name: f"base_model:{name}"),
    st.tuples(st.sampled_from(TYPED), NAMES).map(lambda two: f"base_model:{two[0]}:{two[1]}"),
    st.sampled_from(["license:mit", "base_model:", "base_model:merge:", "en"]),
)
LINK_OF = st.fixed_dictionaries({"relation": RELATION, "model_id": NAMES})
MODEL = st.fixed_dictionaries(
    {
        "base_models": st.none() | st.lists(LINK_OF, max_size=2),
        "tags": st.none() | st.lists(TAGS, max_size=4),
        "card_base_models": st.none() | st.lists(NAMES, max_size=3),
        "card_relation": RELATION,
    }
)
HUB = st.dictionaries(st.sampled_from(IDS), MODEL, max_size=5)
ENDS = st.none() | NAMES
LINKS = st.lists(
    st.fixed_dictionaries({"child": ENDS, "parent": ENDS, "relation": RELATION}), max_size=4
)


def linked(folder: Path, models: dict[str, Any], links: list[Any], engine: str = "duckdb") -> Store:
    store = Store(folder, engine=engine, create=True)
    tables = {"models": full_models(models)} | ({"links": full_links(links)} if links else {})
    write(store, "import", **tables)
    run_stage(store, LINK, Context(store))
    return store


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(HUB, LINKS)
@example(
    {},
    [
        {"child": "a/Base", "parent": "gpt2", "relation": None},
        {"child": "gpt2", "parent": None, "relation": None},
    ],
)
def test_edges_rejects_and_nodes_are_those_of_the_letter(models: dict[str, Any], links: list[Any]):
    with tempfile.TemporaryDirectory() as folder:
        store = linked(Path(folder) / "study", models, links)
        edges = store.arrow("edges").to_pylist()
        rejects = store.arrow("rejects").to_pylist()
        nodes = store.arrow("nodes").to_pylist()
        store.close()
    wanted = oracle.link(full_models(models), links)
    columns = next(iter(wanted.edges.values()), {})
    found = {(e["child_id"], e["parent_id"]): {c: e[c] for c in columns} for e in edges}
    assert found == wanted.edges
    refused = {
        (r["model_id"], r["field"], r["value"], r["reason"])
        for r in rejects
        if not r["reason"].startswith("a relation")
    }
    assert refused == wanted.rejects
    assert {n["model_id"]: n["in_snapshot"] for n in nodes} == wanted.nodes
    assert [n["model_id"] for n in nodes] == sorted(wanted.nodes)
    number = {n["model_id"]: n["node"] for n in nodes}
    assert [(e["child"], e["parent"]) for e in edges] == sorted(
        (number[child], number[parent]) for child, parent in wanted.edges
    )


@pytest.mark.spark
def test_both_engines_write_the_same_tables(tmp_path: Path, spark: str):
    """One hub with every name in every place."""
    every = IDS + OTHERS
    models = {
        name: {
            "base_models": [{"relation": "finetune", "model_id": every[at]}],
            "tags": [f"base_model:{other}" for other in every]
            + [f"base_model:merge:{other}" for other in every[at::2]],
            "card_base_models": every[at::3],
            "card_relation": [None, "LoRA", "odd"][at % 3],
        }
        for at, name in enumerate(IDS)
    }
    links = [{"child": c, "parent": p, "relation": "quantized"} for c in every for p in every[::4]]
    links += [{"child": None, "parent": "a/Base"}, {"child": "a/Base", "parent": None}]
    ours, theirs = (linked(tmp_path / name, models, links, name) for name in ("duckdb", spark))
    for name in LINK.writes:
        one, other = ours.arrow(name), theirs.arrow(name)
        assert one.num_rows > 0
        assert one.equals(other), name
    ours.close()
    theirs.close()
