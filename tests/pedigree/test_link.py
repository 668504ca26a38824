"""The stage on tiny studies: every mess of real parents, one by one."""

from typing import Any

import pytest

from heredity.core.ids import SPACES
from heredity.core.reasons import BLANK, LOCAL_PATH, NOT_AN_ID, OTHER_SITE, SELF_LOOP
from heredity.pedigree.evidence import BARE
from heredity.pedigree.link import LINK
from heredity.pedigree.refused import UNREADABLE
from heredity.store import Context
from heredity.store.facts import ASKED
from heredity.store.stage import run_stage
from tests.pedigree.conftest import Make, carried, edges_of, rejects_of


def resolved(relation: str | None, *parents: str) -> list[dict[str, Any]]:
    return [{"relation": relation, "model_id": parent} for parent in parents]


def test_every_kind_of_evidence_gives_the_edge(make: Make):
    models = {
        "a/base": {},
        "b/one": {"base_models": resolved("finetune", "a/base")},
        "b/two": {"tags": ["base_model:a/base", "base_model:adapter:a/base"]},
        "b/three": {"card_base_models": ["a/base"], "card_relation": "quantized"},
        "b/four": {},
    }
    found = edges_of(make(models, [{"child": "b/four", "parent": "a/base", "relation": "merge"}]))
    assert {pair: (edge["evidence"], carried(edge)) for pair, edge in found.items()} == {
        ("b/one", "a/base"): (["resolved"], {"finetune"}),
        ("b/two", "a/base"): (["tag"], {"adapter"}),
        ("b/three", "a/base"): (["card"], {"quantized"}),
        ("b/four", "a/base"): (["curated"], {"merge"}),
    }
    assert all(edge["parent_in_snapshot"] and not edge["inferred"] for edge in found.values())
    by_kind = {edge["evidence"][0]: edge["confidence"] for edge in found.values()}
    assert by_kind["resolved"] > by_kind["tag"] > by_kind["card"] > by_kind["curated"]


def test_evidence_of_one_edge_is_gathered_and_the_most_trusted_relation_holds(make: Make):
    models = {
        "a/base": {},
        "b/model": {
            "base_models": resolved("finetune", "a/base"),
            "tags": ["license:mit", "base_model:a/base", "base_model:merge:a/base"],
            "card_base_models": ["a/base"],
            "card_relation": "quantized",
        },
    }
    links = [{"child": "b/model", "parent": "a/base", "relation": "finetune"}]
    (edge,) = edges_of(make(models, links)).values()
    assert edge["evidence"] == ["resolved", "tag", "card", "curated"]
    assert carried(edge) == {"finetune"}
    assert edge["disagreements"] == ["tag:merge", "card:quantized"]
    assert edge["confidence"] == 0.99


def test_a_relation_from_less_trusted_evidence_counts_if_nothing_better_names_one(make: Make):
    models = {
        "a/base": {},
        "b/model": {
            "base_models": resolved(None, "a/base"),
            "tags": ["base_model:a/base"],
            "card_base_models": ["a/base"],
            "card_relation": "adapter",
        },
        "b/silent": {"tags": ["base_model:a/base"]},
    }
    found = edges_of(make(models))
    assert carried(found["b/model", "a/base"]) == {"adapter"}
    assert found["b/model", "a/base"]["disagreements"] == []
    assert carried(found["b/silent", "a/base"]) == {"unspecified"}


def test_a_typed_tag_alone_and_two_relations_on_one_edge(make: Make):
    models = {
        "a/base": {},
        "b/alone": {"tags": ["base_model:finetune:a/base"]},
        "b/both": {"tags": ["base_model:adapter:a/base", "base_model:finetune:a/base"]},
    }
    links = [{"child": "b/alone", "parent": "a/base", "relation": "adapter,finetune"}]
    found = edges_of(make(models, links))
    assert carried(found["b/alone", "a/base"]) == {"finetune"}
    assert found["b/alone", "a/base"]["disagreements"] == ["curated:adapter"]
    assert carried(found["b/both", "a/base"]) == {"finetune", "adapter"}


def test_parents_are_found_in_all_their_forms(make: Make):
    forms = {
        "https://huggingface.co/a/Base": "a/Base",
        "hf://models/a/Base@main": "a/Base",
        "a/Base:Q4_K_M": "a/Base",
        " 'a/Base' ": "a/Base",
        "models--a--Base": "a/Base",
        "A/BASE": "a/Base",
        "gpt2": "openai-community/gpt2",
        "gone/elsewhere@main": "gone/elsewhere",
    }
    models: dict[str, dict[str, Any]] = {"a/Base": {}}
    models |= {f"b/m{i}": {"card_base_models": [form]} for i, form in enumerate(forms)}
    found = edges_of(make(models))
    assert len(found) == len(forms)
    for i, (form, parent) in enumerate(forms.items()):
        edge = found[f"b/m{i}", parent]
        assert edge["declared_as"] == [form]
        assert edge["parent_in_snapshot"] == (parent == "a/Base")


def test_forms_of_one_parent_make_one_edge(make: Make):
    models = {
        "a/Base": {},
        "b/model": {
            "tags": ["base_model:a/Base", "base_model:finetune:a/base"],
            "card_base_models": ["https://hf.co/a/Base", "a/Base", "a/Base"],
        },
    }
    (edge,) = edges_of(make(models)).values()
    assert edge["declared_as"] == ["a/base", "https://hf.co/a/Base"]
    assert edge["evidence"] == ["tag", "card"]
    assert carried(edge) == {"finetune"}


def test_ids_that_differ_in_case_alone_stay_apart(make: Make):
    models = {
        "a/Base": {},
        "a/base": {},
        "b/exact": {"card_base_models": ["a/base"]},
        "b/neither": {"card_base_models": ["A/BASE"]},
    }
    found = edges_of(make(models))
    assert set(found) == {("b/exact", "a/base"), ("b/neither", "A/BASE")}
    assert not found["b/neither", "A/BASE"]["parent_in_snapshot"]


def test_legacy_names_both_ways_round(make: Make):
    """An old snapshot knows the bare name, a new one the id with its owner."""
    old = make({"gpt2": {}, "b/m": {"tags": ["base_model:openai-community/gpt2"]}})
    assert list(edges_of(old)) == [("b/m", "gpt2")]
    new = make({"openai-community/gpt2": {}, "b/m": {"card_base_models": ["gpt2"]}})
    assert list(edges_of(new)) == [("b/m", "openai-community/gpt2")]
    neither = make({"b/m": {"card_base_models": ["gpt2"]}, "b/n": {"card_base_models": ["gpt2"]}})
    assert {parent for _, parent in edges_of(neither)} == {"openai-community/gpt2"}
    assert neither.rows("nodes") == 3


def test_what_is_refused_is_kept_with_its_reason(make: Make):
    models: dict[str, dict[str, Any]] = {
        "b/m": {
            "base_models": resolved("finetune", "b/m"),
            "tags": ["base_model:b/m", "base_model:finetune:b/m", "base_model:adapter:/data/base"],
            "card_base_models": [
                "outputs/checkpoint-500", "C:\\Models\\x", "Llama 3", "None", "merge",
                "https://github.com/a/b", "B/M",
            ],
        },
    }  # fmt: skip
    store = make(models)
    assert edges_of(store) == {}
    assert sorted(rejects_of(store)) == sorted(
        [
            ("b/m", "base_models", "b/m", SELF_LOOP),
            ("b/m", "tags", "b/m", SELF_LOOP),
            ("b/m", "tags", "/data/base", LOCAL_PATH),
            ("b/m", "card_base_models", "outputs/checkpoint-500", LOCAL_PATH),
            ("b/m", "card_base_models", "C:\\Models\\x", LOCAL_PATH),
            ("b/m", "card_base_models", "Llama 3", SPACES),
            ("b/m", "card_base_models", "None", BLANK),
            ("b/m", "card_base_models", "merge", BARE),
            ("b/m", "card_base_models", "https://github.com/a/b", OTHER_SITE),
            ("b/m", "card_base_models", "B/M", SELF_LOOP),
        ]
    )
    assert all(row["source"] == "rows.jsonl" and row["row"] == 1 and row["stage"] == "link"
               for row in store.arrow("rejects").to_pylist())  # fmt: skip
    assert store.rows("nodes") == 1


def test_a_bare_name_is_a_model_only_if_more_than_a_card_says_so(make: Make):
    models = {
        "b/card": {"card_base_models": ["someword"]},
        "b/tag": {"card_base_models": ["otherword"], "tags": ["base_model:otherword"]},
    }
    store = make(models, [{"child": "b/tag", "parent": "thirdword"}])
    assert set(edges_of(store)) == {("b/tag", "otherword"), ("b/tag", "thirdword")}
    assert rejects_of(store) == [("b/card", "card_base_models", "someword", BARE)]
    assert BARE.startswith(NOT_AN_ID)


def test_tags_that_name_no_relation_of_ours(make: Make):
    models = {"b/m": {"tags": ["base_model:distill:a/x", "base_models:a/x", "base_model", "a/x"]}}
    store = make(models)
    assert edges_of(store) == {}
    assert [row[1:3] for row in rejects_of(store)] == [("tags", "distill:a/x")]


def test_long_values_are_cut_in_rejects_alone(make: Make):
    store = make({"b/m": {"card_base_models": ["/" + "x" * 500]}})
    ((_, _, value, reason),) = rejects_of(store)
    assert (value, reason) == ("/" + "x" * 199, LOCAL_PATH)


def test_curated_links(make: Make):
    links = [
        {"child": "b/stub", "parent": "a/base", "relation": "Quantization"},
        {"child": "B/M", "parent": "a/base", "relation": "fine-tuned"},
        {"child": "a/base", "parent": "a/base", "relation": "merge"},
        {"child": "/tmp/x", "parent": "a/base", "relation": "merge"},
        {"child": "b/m", "parent": "./y", "relation": "merge"},
        {"child": "b/m", "parent": "a/other", "relation": "inspired by"},
        {"child": "b/m", "parent": None},
    ]  # fmt: skip
    store = make({"a/base": {}, "b/m": {}}, links)
    found = edges_of(store)
    assert {pair: carried(edge) for pair, edge in found.items()} == {
        ("b/stub", "a/base"): {"quantized"},
        ("b/m", "a/base"): {"finetune"},
        ("b/m", "a/other"): {"unspecified"},
    }
    nodes = {n["model_id"]: n["in_snapshot"] for n in store.arrow("nodes").to_pylist()}
    assert nodes == {"a/base": True, "a/other": False, "b/m": True, "b/stub": False}
    rows = store.arrow("rejects").to_pylist()
    assert [(r["row"], r["model_id"], r["field"], r["value"], r["reason"]) for r in rows] == [
        (3, "a/base", "parent", "a/base", SELF_LOOP),
        (4, "/tmp/x", "child", "/tmp/x", LOCAL_PATH),
        (5, "b/m", "parent", "./y", LOCAL_PATH),
        (6, "b/m", "relation", "inspired by", UNREADABLE),
        (7, "b/m", "parent", None, BLANK),
    ]
    assert {row["source"] for row in rows} == {"links.csv"}


def test_relations_that_are_not_understood_are_rejects_and_the_link_stays(make: Make):
    models = {
        "a/base": {},
        "b/m": {"card_base_models": ["a/base"], "card_relation": "distilled with love"},
        "b/n": {"base_models": resolved("cloned", "a/base")},
    }
    store = make(models)
    assert [carried(edge) for edge in edges_of(store).values()] == [{"unspecified"}] * 2
    assert rejects_of(store) == [
        ("b/m", "card_relation", "distilled with love", UNREADABLE),
        ("b/n", "base_models", "cloned", UNREADABLE),
    ]


def test_front_matter_that_came_apart_from_the_record(make: Make):
    asked = sum(ASKED.values()) - ASKED["card_data"]
    models = {
        "a/base": {},
        "b/one": {"asked": asked},
        "b/list": {"asked": asked},
        "b/odd": {"asked": asked},
        "b/asked": {},
    }
    cards = [
        {"model_id": "b/one", "metadata": '{"base_model":"a/base","base_model_relation":"merge"}'},
        {"model_id": "b/list", "metadata": '{"base_model":["a/base",7,"c/gone"]}'},
        {"model_id": "b/odd", "metadata": '["base_model"]'},
        # The record was asked for card data and holds none: the card is of another day.
        {"model_id": "b/asked", "metadata": '{"base_model":"a/base"}'},
        {"model_id": "b/nobody", "metadata": '{"base_model":"a/base"}'},
    ]
    found = edges_of(make(models, cards=cards))
    assert {pair: carried(edge) for pair, edge in found.items()} == {
        ("b/one", "a/base"): {"merge"},
        ("b/list", "a/base"): {"unspecified"},
        ("b/list", "c/gone"): {"unspecified"},
    }


def test_cycles_are_cut_at_the_least_trusted_edge(make: Make):
    models = {
        "a/one": {"base_models": resolved("finetune", "a/two")},
        "a/two": {"card_base_models": ["a/one"]},
    }
    found = edges_of(make(models))
    assert {pair: edge["cut"] for pair, edge in found.items()} == {
        ("a/one", "a/two"): False,
        ("a/two", "a/one"): True,
    }


def test_of_equals_the_edge_that_points_back_in_time_is_cut(make: Make):
    models = {
        "a/young": {"tags": ["base_model:z/old"], "created_at": "2024-05-01"},
        "z/old": {"tags": ["base_model:a/young"], "created_at": "2023-05-01"},
    }
    for row in models.values():
        row["created_at"] = _day(str(row["created_at"]))
    found = edges_of(make(models))
    assert [pair for pair, edge in found.items() if edge["cut"]] == [("z/old", "a/young")]


def _day(text: str) -> Any:
    from datetime import UTC, datetime

    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_the_choice_of_a_primary_parent(make: Make):
    models = {
        "a/merge": {},
        "a/adapter": {},
        "z/older": {"created_at": _day("2022-05-01")},
        "a/younger": {"created_at": _day("2023-05-01")},
        "b/m": {
            "tags": [
                "base_model:merge:a/merge",
                "base_model:adapter:a/adapter",
                "base_model:finetune:a/younger",
                "base_model:finetune:z/older",
                "base_model:finetune:a/undated",
            ]
        },
    }
    found = edges_of(make(models))
    choice = sorted((edge["choice"], parent) for (_, parent), edge in found.items())
    assert [parent for _, parent in choice] == [
        "z/older", "a/younger", "a/undated", "a/adapter", "a/merge",
    ]  # fmt: skip


def test_families_and_members_of_each_edge_set(make: Make):
    models = {
        "a/base": {},
        "b/child": {"tags": ["base_model:finetune:a/base"]},
        "c/grandchild": {"tags": ["base_model:adapter:b/child"]},
        "d/alone": {},
        "e/orphan": {"tags": ["base_model:quantized:gone/parent"]},
    }
    store = make(models, edge_sets=("finetune", "all", "adapter,quantized"))
    families = {
        (row["edge_set"], row["family_id"]): row for row in store.arrow("families").to_pylist()
    }
    assert set(families) == {
        ("adapter+quantized", "a/base"), ("adapter+quantized", "b/child"),
        ("adapter+quantized", "d/alone"), ("adapter+quantized", "e/orphan"),
        ("all", "a/base"), ("all", "d/alone"), ("all", "e/orphan"),
        ("finetune", "a/base"), ("finetune", "c/grandchild"), ("finetune", "d/alone"),
        ("finetune", "e/orphan"), ("finetune", "gone/parent"),
    }  # fmt: skip
    assert families["all", "a/base"] | {} == {
        "edge_set": "all", "family_id": "a/base", "founder_id": "a/base", "models": 3, "stubs": 0,
        "founders": 1, "edges": 2, "depth": 2,
    }  # fmt: skip
    assert families["all", "e/orphan"]["founder_id"] == "gone/parent"
    assert families["all", "e/orphan"]["stubs"] == 1
    members = store.arrow("members").to_pylist()
    assert len(members) == 3 * store.rows("nodes") == 18
    generations = {m["model_id"]: m["generation"] for m in members if m["edge_set"] == "all"}
    assert generations == {
        "a/base": 0, "b/child": 1, "c/grandchild": 2, "d/alone": 0, "e/orphan": 1,
        "gone/parent": 0,
    }  # fmt: skip
    assert [(m["edge_set"], m["model_id"]) for m in members] == sorted(
        (m["edge_set"], m["model_id"]) for m in members
    )


def test_an_empty_study_and_one_without_parents(make: Make):
    empty = make({})
    assert [empty.rows(name) for name in LINK.writes] == [0, 0, 0, 0, 0]
    lone = make({"a/one": {}, "a/two": {"tags": [], "base_models": [], "card_base_models": []}})
    assert [lone.rows(name) for name in LINK.writes] == [2, 0, 4, 4, 0]


def test_the_stage_is_skipped_when_nothing_changed(make: Make):
    store = make({"a/base": {}})
    params = {"edge_sets": ["all", "finetune"]}
    assert run_stage(store, LINK, Context(store, params)).skipped
    assert not run_stage(store, LINK, Context(store, {"edge_sets": ["all"]})).skipped


@pytest.mark.parametrize("repeat", range(2))
def test_rejects_of_other_stages_stay(make: Make, repeat: int):
    store = make({"b/m": {"card_base_models": ["b/m"]}})
    run_stage(store, LINK, Context(store), force=bool(repeat))
    assert len(rejects_of(store)) == 1
