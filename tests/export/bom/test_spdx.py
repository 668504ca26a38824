"""SPDX documents: the project's own model reads them; the AI profile is claimed only if met."""

import json
from typing import Any

import pytest
from hypothesis import given, settings

from heredity.export.bom.facts import Gathered, Weight
from heredity.export.bom.registry import Request
from heredity.export.bom.spdx import build, faults
from tests.export.bom.makers import (
    AT,
    HASH,
    UNTIMED,
    assert_spdx,
    closure,
    full,
    gathered,
    licensing,
    lineages,
    model,
    other_engine,
    parent,
)


def made(facts: Gathered) -> dict[str, Any]:
    document = build(facts, UNTIMED["3.0.1"])
    assert faults(document, "3.0.1") == []
    assert_spdx(document)
    return document


def of(document: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [one for one in document["@graph"] if one["type"] == kind]


def links(document: dict[str, Any], kind: str) -> list[tuple[str, str]]:
    name = {one.get("spdxId"): one.get("name") for one in document["@graph"]}
    return [
        (name[one["from"]], name.get(to, to))
        for one in of(document, "Relationship")
        if one["relationshipType"] == kind
        for to in one["to"]
    ]


@settings(max_examples=25)
@given(lineages())
def test_every_document_is_valid_and_descends_from_all_ancestors(facts: Gathered) -> None:
    document = made(facts)
    found: dict[str, list[Any]] = {}
    for child, above in links(document, "descendantOf"):
        found.setdefault(child, []).append(parent(above))
    for name in facts.asked:
        assert closure(found, name) == closure(facts.parents, name)
    assert document == build(facts, UNTIMED["3.0.1"])


def test_another_engine_finds_no_fault_either() -> None:
    line = {"a/x": [parent("b/y", "quantized")], "b/y": [parent("c/z", "adapter")]}
    said = licensing(["gemma"], "LicenseRef-HF-gemma AND MIT")
    facts = gathered(line, "a/x", models=[full("a/x"), model("b/y", licensing=said)])
    other_engine().validate(made(facts))


def test_the_ai_profile_is_claimed_where_everything_is_known() -> None:
    document = made(gathered({"a/x": [parent("b/y")]}, "a/x", models=[full("a/x"), full("b/y")]))
    (root,) = of(document, "SpdxDocument")
    assert root["profileConformance"] == ["core", "software", "simpleLicensing", "ai"]
    assert root["comment"].startswith("Licenses: signals with reasons")
    package = of(document, "ai_AIPackage")[0]
    assert package["releaseTime"] == "2024-01-01T00:00:00Z"
    assert package["software_primaryPurpose"] == "model"
    assert package["verifiedUsing"][0]["hashValue"] == HASH


@pytest.mark.parametrize(
    "lost",
    [
        {"revision": ""},
        {"created": None},
        {"owner": ""},
        {"licensing": licensing()},
        {"known": False},
    ],
)
def test_a_missing_fact_lowers_the_claim_and_is_named(lost: dict[str, Any]) -> None:
    one = full("a/x", **lost)
    document = made(gathered({}, one.model_id, models=[one]))
    (root,) = of(document, "SpdxDocument")
    assert root["profileConformance"] == ["core", "software"]
    assert one.model_id in root["comment"]


def test_a_claim_that_is_not_met_is_a_fault() -> None:
    document = build(gathered({}, "a/x", models=[full("a/x")]), UNTIMED["3.0.1"])
    del of(document, "ai_AIPackage")[0]["releaseTime"]
    assert faults(document, "3.0.1") == ["a/x: the AI profile wants releaseTime"]


def test_each_package_has_one_declared_and_one_concluded_license() -> None:
    line = {"a/x": [parent("b/y")]}
    said = licensing(["mit"], "LicenseRef-HF-llama3.1 AND MIT")
    document = made(gathered(line, "a/x", models=[model("a/x", licensing=said)]))
    for kind in ("hasDeclaredLicense", "hasConcludedLicense"):
        assert sorted(name for name, _ in links(document, kind)) == ["a/x", "b/y"]
    assert ("b/y", "expandedlicensing_NoAssertionLicense") in links(document, "hasDeclaredLicense")
    (custom,) = of(document, "expandedlicensing_CustomLicense")
    assert custom["name"].startswith("Llama 3.1")
    assert custom["expandedlicensing_seeAlso"][0].startswith("https://")
    entries = [
        entry
        for one in of(document, "simplelicensing_LicenseExpression")
        for entry in one.get("simplelicensing_customIdToUri", ())
    ]
    assert entries == [
        {"type": "DictionaryEntry", "key": "LicenseRef-HF-llama3.1", "value": custom["spdxId"]}
    ]


def test_relationships_by_relation() -> None:
    line = {"a/q": [parent("a/lora", "quantized")], "a/lora": [parent("a/base", "adapter")]}
    document = made(gathered(line, "a/q", models=[full("a/lora")]))
    assert links(document, "descendantOf") == [("a/q", "a/lora"), ("a/lora", "a/base")]
    assert links(document, "hasVariant") == [("a/lora", "a/q")]
    assert links(document, "dependsOn") == [("a/lora", "a/base")]
    assert links(document, "trainedOn") == [("a/lora", "org/data")]
    assert links(document, "testedOn") == [("a/lora", "glue")]


def test_several_files_of_weights_are_contained() -> None:
    weights = (Weight("a.bin", HASH), Weight("b.bin"), Weight("a.bin", HASH))
    document = made(gathered({}, "a/x", models=[model("a/x", weights=weights)]))
    assert links(document, "contains") == [("a/x", "a.bin"), ("a/x", "b.bin")]


def test_a_cycle_is_cut_and_noted() -> None:
    line = {"a/x": [parent("a/y")], "a/y": [parent("a/x", cut=True)]}
    document = made(gathered(line, "a/x"))
    notes = [one["statement"] for one in of(document, "Annotation")]
    assert any("heredity:lineage:cycle=a/x (finetune) left out" in text for text in notes)


def test_time_is_all_that_differs_between_two_writings() -> None:
    facts = gathered({"a/x": [parent("b/y")]}, "a/x", models=[full("a/x")])
    timed, plain = build(facts, Request("3.0.1", AT)), build(facts, UNTIMED["3.0.1"])
    assert timed["@graph"][0].pop("created") == "2026-01-02T03:04:05Z"
    assert plain["@graph"][0].pop("created") == "2026-08-22T00:00:00Z"
    assert plain["@graph"][0].pop("comment")
    assert json.dumps(timed) == json.dumps(plain)
