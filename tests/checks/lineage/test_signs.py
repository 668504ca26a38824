"""Relations that tags and files contradict; what is not known is no evidence."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from heredity.checks.examples import EVERYTHING, edge, model
from heredity.store.facts import ASKED

Found = Callable[..., list[dict]]
PLAIN = ["transformers", "safetensors", "en", "license:mit", "region:us"]
NO_FILES = EVERYTHING - ASKED["files"]
NO_TAGS = EVERYTHING - ASKED["tags"]


def one(relation: str, **columns: Any) -> dict[str, list[dict]]:
    return {
        "models": [model("a/Thing-7B", **({"tags": PLAIN} | columns))],
        "edges": [edge("a/Thing-7B", "b/Base", relation)],
    }


@pytest.mark.parametrize("relation", ["quantized", "adapter"])
@pytest.mark.parametrize(
    ("columns", "trust"),
    [
        ({"asked": NO_FILES}, 0.6),
        ({"files": ["config.json", "model.safetensors"]}, 0.8),
        ({"files": None}, 0.6),
        ({"asked": NO_FILES, "tags": []}, 0.6),
        ({"asked": NO_TAGS, "tags": None}, None),
        ({"asked": 0, "tags": None}, None),
    ],
)
def test_nothing_speaks_of_the_relation(
    found: Found, relation: str, columns: dict[str, Any], trust: float | None
) -> None:
    rows = found("LIN005", one(relation, **columns))
    assert [row["confidence"] for row in rows] == ([] if trust is None else [trust])


@pytest.mark.parametrize(
    ("relation", "columns"),
    [
        ("quantized", {"tags": [*PLAIN, "4-bit"]}),
        ("quantized", {"library": "MLX"}),
        ("quantized", {"name": "Thing-7B-Q4_K_M"}),
        ("quantized", {"files": ["model-int8.bin"]}),
        ("quantized", {"config": '{"quantization_config": {}}'}),
        ("quantized", {"gguf": "{}"}),
        ("adapter", {"tags": [*PLAIN, "LoRA"]}),
        ("adapter", {"library": "peft"}),
        ("adapter", {"files": ["adapter_config.json"]}),
        ("merge", {"tags": ["mergekit"]}),
        ("finetune", {"files": ["model.Q4_K_M.gguf", "model.safetensors"]}),
        ("finetune", {"files": ["model.gguf"], "asked": NO_FILES}),
        ("finetune", {}),
    ],
)
def test_one_sign_is_enough(found: Found, relation: str, columns: dict[str, Any]) -> None:
    assert found("LIN005", one(relation, **columns)) == []


def test_the_parent_tag_itself_is_no_sign(found: Found) -> None:
    tags = [*PLAIN, "base_model:quantized:b/Base", "base_model:b/Base-GGUF", "dataset:x/gguf"]
    (row,) = found("LIN005", one("quantized", tags=tags))
    assert json.loads(row["evidence"])["tags"] == tags


def test_a_finetune_of_gguf_files_only(found: Found) -> None:
    (row,) = found("LIN005", one("finetune", files=["README.md", "Thing.Q8_0.GGUF"]))
    assert (row["severity"], row["confidence"]) == ("warn", 0.6)
    assert "all its weights are GGUF files" in row["message"]


def test_a_merge_of_one_is_information(found: Found) -> None:
    (row,) = found("LIN005", one("merge"))
    assert (row["severity"], row["confidence"]) == ("info", 0.5)
    two = one("merge")
    two["edges"].append(edge("a/Thing-7B", "b/Other", "merge"))
    assert found("LIN005", two) == []


def test_an_edge_of_two_relations_is_left_to_the_sources(found: Found) -> None:
    rows = one("quantized")
    rows["edges"] = [edge("a/Thing-7B", "b/Base", "quantized", "merge")]
    assert found("LIN005", rows) == []
