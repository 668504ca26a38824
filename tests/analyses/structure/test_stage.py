"""The analysis `structure` against a count by hand."""

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heredity.analyses.registry import ANALYSES
from heredity.analyses.structure.links import KEPT, SKIPPED
from heredity.analyses.structure.stage import EDGE_SETS
from heredity.core.edgesets import RELATIONS
from heredity.core.errors import UserError
from heredity.core.reasons import LOCAL_PATH, SELF_LOOP
from heredity.store import Context, Store
from heredity.store.stage import run_stage
from tests.fabricated import edge, link, model, write
from tests.oracles import structure as oracle

IDS = [f"o{n % 3}/m{n}" for n in range(9)]
STAGE = ANALYSES.get("structure").stage
FORMS = [(False, KEPT), (True, KEPT), (True, SKIPPED)]

ids = st.sampled_from(IDS)
pairs = st.tuples(ids, ids).map(sorted).filter(lambda pair: pair[0] != pair[1])
edge_lists = st.lists(
    st.tuples(pairs, st.sets(st.sampled_from(RELATIONS), min_size=1)),
    max_size=14,
    unique_by=lambda found: tuple(found[0]),
)


def ranked(edges: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The edges with the choice among the parents of each child; nobody has a date."""

    def preferred(e: dict[str, Any]) -> tuple[Any, ...]:
        first = next(at for at, name in enumerate(RELATIONS) if e[name])
        return e["cut"], e["merge"], first, e["parent_id"]

    for e in edges:
        own = sorted((f for f in edges if f["child_id"] == e["child_id"]), key=preferred)
        e["choice"] = own.index(e)
    return edges


def study(folder: Path, models: Any, edges: Any = (), rejects: Any = ()) -> Store:
    store = Store(folder, create=True)
    write(store, "import", models=models, links=())
    link(store, models, edges, rejects)
    return store


def analyzed(store: Store, **params: Any) -> dict[str, list[dict[str, Any]]]:
    run_stage(store, STAGE, Context(store, params))
    return {name: store.arrow(name).to_pylist() for name in STAGE.writes}


def pick(rows: list[dict[str, Any]], **where: Any) -> list[dict[str, Any]]:
    return [row for row in rows if all(row[key] == value for key, value in where.items())]


def counted(rows: list[dict[str, Any]], edge_set: str, compat: bool, stubs: str) -> dict[str, Any]:
    found = pick(rows, edge_set=edge_set, compat=compat, stubs=stubs, section="counts")
    return {row["item"]: row["value"] for row in found}


@settings(max_examples=12)
@given(st.sets(ids, min_size=1), edge_lists, st.booleans())
def test_everything_is_what_one_counts_by_hand(known: set[str], drawn: Any, loop: bool) -> None:
    edges = [edge(child, parent, relations) for (parent, child), relations in drawn]
    if drawn and loop:  # the other way round: closes a cycle, and was cut
        (parent, child), relations = drawn[0]
        edges.append(edge(parent, child, relations, cut=True))
    with tempfile.TemporaryDirectory() as folder:
        store = study(Path(folder) / "s", [model(m) for m in sorted(known)], ranked(edges))
        tables = analyzed(store)
        store.close()
    for name in EDGE_SETS:
        for compat, stubs in FORMS:
            found = counted(tables["structure"], name, compat, stubs)
            expected = oracle.counts(known, edges, name, compat, stubs == SKIPPED)
            assert {item: found[item] for item in expected} == expected
        found = counted(tables["structure"], name, False, KEPT)
        opened = oracle.cycles(edges, name)
        assert {item: found[item] for item in opened} == opened
        for compat in (False, True):
            rows = pick(tables["out_degrees"], edge_set=name, compat=compat)
            ends = oracle.pairs(known, edges, name, compat, skip=compat)
            assert {row["degree"]: row["parents"] for row in rows} == oracle.degrees(ends)
    for name in ("all", "no-merges", "finetune"):
        rows = pick(tables["structure_families"], edge_set=name)
        shapes = oracle.families(known, edges, name)
        assert [row["family_id"] for row in rows] == sorted(shapes)
        for row in rows:
            expected = shapes[row["family_id"]]
            assert {column: row[column] for column in expected} == pytest.approx(expected)


TAGGED = {
    "a/base": [],
    "b/one": ["base_model:a/base", "base_model:finetune:a/base"],
    "b/two": ["base_model:b/one", "base_model:a/base", "base_model:merge:b/one"],
    "c/three": ["base_model:b/one", "base_model:a/base"],
    "c/four": ["base_model:b/one"],
    "d/five": ["base_model:gone/away"],
}


def test_the_published_names_and_lists(tmp_path: Path) -> None:
    models = [model(name, tags=tags) for name, tags in TAGGED.items()]
    models.append(model("e/six", tags=None, base_models=[{"relation": None, "model_id": "c/four"}]))
    listed = oracle.lists(models)
    edges = [edge(child, parent, set()) for child, own in listed.items() for parent in own]
    store = study(tmp_path / "s", models, edges)
    rows = analyzed(store)["structure"]
    found = pick(rows, section="parents", compat=True)
    assert [(row["item"], row["value"]) for row in found] == [
        ("b/one, a/base", 2), ("a/base", 1), ("b/one", 1), ("c/four", 1), ("gone/away", 1),
    ]  # fmt: skip
    texts = Counter(", ".join(own) for own in listed.values())
    assert {row["item"]: row["value"] for row in found} == texts
    named = pick(rows, section="families", compat=True, stubs=SKIPPED, edge_set="all")
    known = {(e["child_id"], e["parent_id"]) for e in edges}
    assert oracle.name("e/six", listed, known) == "a/base"
    assert [(row["item"], row["value"]) for row in named] == [("a/base", 6)]
    kept = pick(rows, section="families", compat=True, stubs=KEPT, edge_set="all")
    assert [(row["item"], row["value"]) for row in kept] == [("a/base", 6), ("d/five", 2)]
    ours = pick(rows, section="families", compat=False, edge_set="all")
    assert [(row["item"], row["value"]) for row in ours] == [("a/base", 6), ("gone/away", 2)]
    children = pick(rows, section="parents", compat=False, edge_set="all")
    assert [(row["item"], row["value"]) for row in children[:2]] == [("a/base", 3), ("b/one", 3)]


def test_what_was_refused_is_counted_once(tmp_path: Path) -> None:
    loop = {"source": "x", "row": 1, "model_id": "a/a", "value": "a/a", "reason": SELF_LOOP}
    rejects = [loop | {"field": field, "stage": "link"} for field in ("tags", "base_models")]
    rejects.append(loop | {"value": "out/ckpt", "reason": LOCAL_PATH, "stage": "link"})
    rejects.append(loop | {"stage": "import"})
    store = study(tmp_path / "s", [model("a/a")], rejects=rejects)
    tables = analyzed(store)
    found = counted(tables["structure"], "all", False, KEPT)
    assert found["self-loops refused"] == 1
    assert found[f"parents refused: {LOCAL_PATH}"] == 1
    assert "self-loops refused" not in counted(tables["structure"], "finetune", False, KEPT)
    assert (found["isolated models"], found["families"]) == (1, 0)
    assert found["structural virality"] is None
    assert tables["tails"] == tables["out_degrees"] == tables["structure_families"] == []


def test_more_edge_sets_can_be_asked_for(tmp_path: Path) -> None:
    store = study(tmp_path / "s", [model("a/a"), model("b/b")], [edge("b/b", "a/a", {"merge"})])
    tables = analyzed(store, edge_sets=["merge,adapter"], family_sets=["merge"], top=1)
    names = {row["edge_set"] for row in tables["structure_families"]}
    assert names == {"all", "adapter+merge", "merge"}
    assert counted(tables["structure"], "adapter+merge", False, KEPT)["families"] == 1
    with pytest.raises(UserError):
        analyzed(store, edge_sets=["cousins"])


def test_the_answer_speaks_of_every_edge_set(tmp_path: Path) -> None:
    models = [model(m, tags=[]) for m in ("a/a", "b/b", "c/c")]
    store = study(tmp_path / "s", models, [edge("b/b", "a/a", {"finetune"})])
    answer = ANALYSES.get("structure").answer
    assert list(answer(store, compat=False)) == []
    analyzed(store)
    ours = list(answer(store, compat=False))
    assert [row[0] for row in ours[0].rows] == sorted(EDGE_SETS)
    assert "Of 3 models, 1 (33.3%) have a parent and 1 (33.3%) neither" in ours[0].sentence
    assert "family of edge set all is that of a/a: 2 members" in ours[1].sentence
    paper = list(answer(store, compat=True))
    assert [one.title for one in paper if "no-merges" in one.title]
