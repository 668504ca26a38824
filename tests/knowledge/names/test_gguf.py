"""Names of GGUF files."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heredity.knowledge.names import keeps_convention, read_gguf_name

OFFICIAL = re.compile(
    r"^(?:(?:mmproj|mtp)-)?[A-Za-z0-9]*(?:(?:-(?:(?:[A-Za-z][A-Za-z0-9]*)|(?:[0-9]*)))*)"
    r"-(?:(?:(?:\d+x)?(?:\d+\.)?\d+[A-Za-z](?:-[A-Za-z]+(?:\d+\.)?\d+[A-Za-z]+)?)"
    r"(?:-(?:[A-Za-z0-9-]+))?)-(?:v\d+(?:\.\d+)*)(?:-(?:(?!LoRA|vocab)\w+))?"
    r"(?:-(?:LoRA|vocab))?(?:-(?:\d{5}-of-\d{5}))?\.gguf$",
    re.ASCII,
)
"""The validating expression of the convention, without its spaces."""


@pytest.mark.parametrize(
    ("name", "keeps"),
    [
        ("Mixtral-8x7B-v0.1-KQ2.gguf", True),
        ("Grok-100B-v1.0-Q4_0-00003-of-00009.gguf", True),
        ("Phi-3-mini-3.8B-ContextLength4k-instruct-v1.0.gguf", True),
        ("mmproj-Foo-7B-v1.0-F16.gguf", True),
        ("Hermes-2-Pro-Llama-3-8B-F16.gguf", False),
        ("Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf", False),
        ("Foo-v1.0.gguf", False),
        ("Foo-7B-v1.0", False),
    ],
)
def test_conformance(name: str, keeps: bool) -> None:
    assert keeps_convention(name) is keeps
    assert read_gguf_name(name).conforms is keeps


def test_parts_from_the_right() -> None:
    one = read_gguf_name("repo/Meta-Llama-3.1-8B-Instruct-UD-Q4_K_XL-00001-of-00002.gguf")
    assert (one.base, one.size, one.tune) == ("Meta-Llama-3.1", "8B", "Instruct")
    assert (one.encoding, one.shard, one.version) == ("UD-Q4_K_XL", (1, 2), "v1.0")
    dotted = read_gguf_name("mixtral-8x7b-v0.1.Q4_K_M.gguf")
    assert (dotted.size, dotted.version, dotted.encoding) == ("8x7b", "v0.1", "Q4_K_M")
    assert read_gguf_name("mmproj-model-f16.gguf").sidecar == "mmproj"
    assert read_gguf_name("Foo-7B-v1.0-LoRA.gguf").type == "LoRA"


WORDS = st.lists(
    st.sampled_from(
        ("Foo 3 7B 8x7B v1 v1.0 F16 Q4_0 LoRA vocab 00001 of 00002 mtp a3B x4k 3.1 -").split()  # noqa: SIM905
    ),
    min_size=1,
    max_size=6,
).map("-".join)


@given(WORDS)
def test_the_same_answer_as_the_validating_expression(stem: str) -> None:
    assert keeps_convention(f"{stem}.gguf") is bool(OFFICIAL.match(f"{stem}.gguf"))


@given(st.text(max_size=80))
def test_never_raises(text: str) -> None:
    read_gguf_name(text)
    read_gguf_name(f"{text}.gguf")
