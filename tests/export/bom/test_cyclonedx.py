"""CycloneDX documents: valid for others, with all ancestors, and never an invented fact."""

import json
from typing import Any

import pytest
from hypothesis import given, settings

from heredity.export.bom.cyclonedx import DEEPEST, build, faults
from heredity.export.bom.facts import Gathered, Weight
from heredity.export.bom.registry import Request
from tests.export.bom.makers import (
    AT,
    HASH,
    SHA,
    UNTIMED,
    assert_cyclonedx,
    closure,
    full,
    gathered,
    licensing,
    lineages,
    model,
    nested,
    parent,
)

SPECS = ["1.6", "1.7"]


def made(facts: Gathered, spec: str = "1.6", others: bool = True) -> dict[str, Any]:
    document = build(facts, UNTIMED[spec])
    assert faults(document, spec) == []
    if others:
        assert_cyclonedx(document)
    return document


def properties(component: dict[str, Any]) -> dict[str, str]:
    return {one["name"].removeprefix("heredity:"): one["value"] for one in component["properties"]}


def one(document: dict[str, Any]) -> dict[str, Any]:
    return document["components"][0]


@settings(max_examples=40)
@given(lineages())
def test_every_document_is_valid_and_holds_all_ancestors(facts: Gathered) -> None:
    for spec in SPECS:
        document = build(facts, UNTIMED[spec])
        assert faults(document, spec) == []
        for name, component in zip(facts.asked, document["components"], strict=False):
            assert nested(component) == closure(facts.parents, name)
        assert document == build(facts, UNTIMED[spec])


@settings(max_examples=8)
@given(lineages())
def test_every_document_is_valid_for_others(facts: Gathered) -> None:
    for spec in SPECS:
        assert_cyclonedx(build(facts, UNTIMED[spec]))


@pytest.mark.parametrize("spec", SPECS)
def test_a_model_of_which_everything_is_known(spec: str) -> None:
    found = one(made(gathered({}, "acme/tiny", models=[full("acme/tiny")]), spec))
    assert (found["group"], found["name"], found["version"]) == ("acme", "tiny", SHA)
    assert found["purl"] == f"pkg:huggingface/acme/tiny@{SHA}"
    assert found["hashes"] == [{"alg": "SHA-256", "content": HASH}]
    card = found["modelCard"]
    assert card["modelParameters"]["datasets"] == [{"ref": "dataset:org/data"}]
    assert card["modelParameters"]["inputs"] == [{"format": "text"}]
    assert card["quantitativeAnalysis"]["performanceMetrics"] == [
        {"type": "accuracy", "value": "0.5", "slice": "text / glue / test"}
    ]
    assert card["considerations"]["technicalLimitations"] == ["Small."]
    assert card["properties"] == [
        {"name": "heredity:hyperparameter:learning_rate", "value": "2e-05"}
    ]
    kinds = {one["type"]: one["url"] for one in found["externalReferences"]}
    assert kinds["documentation"] == "https://arxiv.org/abs/2001.00001"
    assert kinds["license"] == "https://example.org/LICENSE"


def test_a_commit_that_is_not_known_is_never_invented() -> None:
    found = one(made(gathered({}, "a/x", models=[model("a/x")])))
    assert "version" not in found
    assert found["purl"] == "pkg:huggingface/a/x"
    assert properties(found)["version"] == "unknown"


def test_letters_keep_their_case_and_bare_names_have_no_group() -> None:
    document = made(gathered({}, "Acme/Tiny", "gpt2"))
    assert [c["purl"] for c in document["components"]] == [
        "pkg:huggingface/Acme/Tiny",
        "pkg:huggingface/gpt2",
    ]
    assert "group" not in document["components"][1]


def test_declared_and_concluded_licenses_stand_side_by_side() -> None:
    said = licensing(["mit"], "LicenseRef-HF-llama3.1 AND MIT")
    facts = gathered({}, "a/x", models=[model("a/x", licensing=said)])
    old, new = one(made(facts))["licenses"], one(made(facts, "1.7"))["licenses"]
    declared = {"license": {"id": "MIT", "acknowledgement": "declared"}}
    assert old == [
        declared,
        {"license": {"name": "LicenseRef-HF-llama3.1", "acknowledgement": "concluded"}},
        {"license": {"id": "MIT", "acknowledgement": "concluded"}},
    ]
    assert new == [
        declared,
        {"expression": "LicenseRef-HF-llama3.1 AND MIT", "acknowledgement": "concluded"},
    ]


@pytest.mark.parametrize(
    ("declared", "names"),
    [
        (["apache-2.0"], {"id": "Apache-2.0"}),
        (["gemma"], {"name": "LicenseRef-HF-gemma"}),
        (["gpl"], {"name": "LicenseRef-HF-gpl"}),
        (["other"], {"name": "other"}),
        (["gpl-2.0 WITH classpath-exception-2.0"], {"name": None}),
        (["nobody knows this"], {"name": "nobody knows this"}),
    ],
)
def test_only_listed_ids_stand_as_ids(declared: list[str], names: dict[str, str]) -> None:
    facts = gathered({}, "a/x", models=[model("a/x", licensing=licensing(declared))])
    held = one(made(facts))["licenses"][0]["license"]
    (key,) = names
    assert names[key] in {held[key], None}
    assert "id" in held or "name" in held


def test_a_model_without_a_license_declares_none() -> None:
    facts = gathered({}, "a/x", models=[model("a/x", licensing=licensing())])
    found = one(made(facts))
    kinds = [one["license"]["acknowledgement"] for one in found["licenses"]]
    assert kinds == ["concluded"]
    assert properties(found)["license:expression"] == "NONE"


def test_several_files_of_weights_are_components_of_their_own() -> None:
    weights = (Weight("a.safetensors", HASH, 3), Weight("b.safetensors"))
    found = one(made(gathered({}, "a/x", models=[model("a/x", weights=weights)])))
    assert "hashes" not in found
    assert [inner["name"] for inner in found["components"]] == ["a.safetensors", "b.safetensors"]
    assert found["components"][0]["hashes"] == [{"alg": "SHA-256", "content": HASH}]


def test_the_pedigree_says_how_and_who_says_so() -> None:
    line = {"a/x": [parent("b/y", "quantized")], "b/y": [parent("c/z", evidence=("tag", "card"))]}
    found = one(made(gathered(line, "a/x")))
    assert found["pedigree"]["notes"] == "quantized; evidence: tag"
    (above,) = found["pedigree"]["ancestors"]
    assert above["pedigree"]["notes"] == "finetune; evidence: tag, card"
    assert properties(above)["relation"] == "quantized"
    assert properties(above)["confidence"] == "0.98"


def test_a_merge_has_all_its_parents_and_each_is_shown_in_full_once() -> None:
    line = {
        "a/m": [parent("b/1", "merge"), parent("b/2", "merge")],
        "b/1": [parent("c/base")],
        "b/2": [parent("c/base")],
        "c/base": [parent("d/root")],
    }
    found = one(made(gathered(line, "a/m")))
    first, second = found["pedigree"]["ancestors"]
    assert "b/1: merge; evidence: tag\nb/2: merge" in found["pedigree"]["notes"]
    assert "pedigree" in first["pedigree"]["ancestors"][0]
    again = second["pedigree"]["ancestors"][0]
    assert "pedigree" not in again
    assert "lineage:shown" in properties(again)
    refs = json.dumps(found).count('"bom-ref"')
    assert refs == 5


def test_a_merge_of_a_hundred() -> None:
    line = {"a/m": [parent(f"p/{at}", "merge") for at in range(100)]}
    assert len(nested(one(made(gathered(line, "a/m"), others=False)))) == 100


def test_many_diamonds_stay_small() -> None:
    line = {}
    for at in range(30):
        pair = [parent(f"l/{at + 1}", "merge"), parent(f"r/{at + 1}", "merge")]
        line |= {f"l/{at}": pair, f"r/{at}": pair}
    found = one(made(gathered(line, "l/0"), others=False))
    assert nested(found) == closure(line, "l/0")
    assert len(json.dumps(found)) < 200_000


@pytest.mark.parametrize("length", [DEEPEST - 1, DEEPEST, DEEPEST + 1, 300])
def test_a_long_line_is_nested_as_deep_as_parsers_go(length: int) -> None:
    line = {f"m/{at}": [parent(f"m/{at + 1}")] for at in range(length)}
    document = made(gathered(line, "m/0"), others=length == DEEPEST)
    assert nested(one(document)) == {f"m/{at}" for at in range(1, length + 1)}
    assert depth(document) <= 64


def depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(depth, inner), default=0) if isinstance(value, dict | list) else 0


def test_a_cycle_is_cut_and_a_stub_is_said_to_be_one() -> None:
    line = {"a/x": [parent("a/y"), parent("z/gone")], "a/y": [parent("a/x", cut=True)]}
    stub = model("z/gone", known=False)
    found = one(made(gathered(line, "a/x", models=[stub])))
    other, gone = found["pedigree"]["ancestors"]
    assert properties(other)["lineage:cycle"] == "a/x (finetune) left out"
    assert properties(gone)["resolution"] == "not_in_snapshot"
    assert "licenses" not in gone


def test_the_base_of_an_adapter_is_needed_at_run_time() -> None:
    line = {"a/lora": [parent("b/base", "adapter")], "b/base": [parent("c/root")]}
    document = made(gathered(line, "a/lora", models=[full("a/lora"), full("b/base")]))
    refs = [component["bom-ref"] for component in document["components"]]
    assert refs == ["model:a/lora", "model:b/base", "dataset:org/data"]
    needs = {one["ref"]: one.get("dependsOn") for one in document["dependencies"]}
    assert needs["model:a/lora"] == ["model:b/base", "dataset:org/data"]
    assert needs["model:b/base"] == ["dataset:org/data"]


def test_copies_are_variants_when_they_are_wanted() -> None:
    facts = gathered({"a/x": [parent("b/y")]}, "a/x", models=[model("a/x-gguf")])
    facts = Gathered(facts.asked, facts.models, facts.parents, {"a/x": ["a/x-gguf"]}, True)
    found = one(made(facts))
    assert [v["name"] for v in found["pedigree"]["variants"]] == ["x-gguf"]


def test_references_are_unique_and_lead_somewhere() -> None:
    line = {"a/x": [parent("a/y", "adapter"), parent("a/z")], "a/y": [parent("a/z")]}
    document = made(gathered(line, "a/x", "a/z", models=[full("a/y")]))
    refs = list(references(document))
    assert len(refs) == len(set(refs))
    needed = [ref for one in document["dependencies"] for ref in one.get("dependsOn", ())]
    assert set(needed) <= set(refs)


def references(value: Any) -> Any:
    if isinstance(value, dict):
        yield from [value["bom-ref"]] if "bom-ref" in value else []
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one_ in inner:
        yield from references(one_)


def test_time_is_all_that_differs_between_two_writings() -> None:
    facts = gathered({"a/x": [parent("b/y")]}, "a/x")
    timed = build(facts, Request("1.6", AT))
    assert timed["metadata"].pop("timestamp") == "2026-01-02T03:04:05Z"
    assert json.dumps(timed) == json.dumps(build(facts, UNTIMED["1.6"]))
    other = build(gathered({"a/x": [parent("b/z")]}, "a/x"), UNTIMED["1.6"])
    assert other["serialNumber"] != timed["serialNumber"]
