"""Every sign hits its example, passes its counterexample, and reads alike in every engine."""

import re

import pytest

from heredity.knowledge.signs import GGUF_FILE, WEIGHTS_BUT_GGUF, Sign, sign_regex, signs


@pytest.mark.parametrize("sign", signs(), ids=lambda sign: sign.example)
def test_a_sign_hits_its_example_and_passes_its_counterexample(sign: Sign) -> None:
    assert re.search(sign.regex, sign.example.lower())
    assert not (sign.passes and re.search(sign.regex, sign.passes.lower()))


def test_a_relation_is_hit_by_all_its_signs() -> None:
    for sign in signs():
        assert re.search(sign_regex(sign.relation), sign.example.lower())


@pytest.mark.parametrize("relation", ["quantized", "adapter", "merge"])
@pytest.mark.parametrize(
    "text",
    [
        "meta-llama/llama-3-8b-instruct",
        "qwen2.5-7b-instruct-1m",
        "safetensors\ntransformers\nen",
        "bert-base-uncased",
        "text-generation\nconversational\nendpoints_compatible",
        "fp16",
        "bf16",
    ],
)
def test_plain_models_carry_no_sign(relation: str, text: str) -> None:
    assert not re.search(sign_regex(relation), text)


def test_files_of_weights_are_told_apart() -> None:
    only_gguf = ".gitattributes\nreadme.md\nmodel-q4_k_m.gguf"
    both = f"{only_gguf}\nmodel-00001-of-00002.safetensors"
    assert re.search(GGUF_FILE, only_gguf)
    assert not re.search(WEIGHTS_BUT_GGUF, only_gguf)
    assert re.search(GGUF_FILE, both)
    assert re.search(WEIGHTS_BUT_GGUF, both)
