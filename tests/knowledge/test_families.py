"""Architecture words and model types."""

import tomllib
from importlib.resources import files

import pytest

from heredity.knowledge.families import (
    is_known,
    kinship,
    model_types,
    series,
    type_of_class,
    words_of,
)

ROWS = tomllib.loads(files("heredity.knowledge").joinpath("families.toml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("xlm-roberta-base", ("xlm-roberta",)),
        ("XLM-RoBERTa-base", ("xlm-roberta",)),
        ("gpt-j-6b", ("gpt-j",)),
        ("Llama-3.1-8B", ("llama",)),
        ("llama3-8b", ("llama",)),
        ("flan-t5-xl", ("flan-t5",)),
        ("maskformer-swin-tiny-coco", ("maskformer", "swin")),
        ("hubert-base-ls960", ("hubert",)),
        ("hubert-qa-milqa", ()),
        ("led-zeppelin", ()),
        ("phi-2", ("phi",)),
        ("sentiment", ()),
        ("", ()),
    ],
)
def test_words_of_names(name: str, words: tuple[str, ...]) -> None:
    assert words_of(name) == words


@pytest.mark.parametrize(
    ("word", "kind", "kin"),
    [
        ("bert", "bert", "same"),
        ("biobert", "bert", "implemented-as"),
        ("swin", "maskformer", "backbone-of"),
        ("mpnet", "xlm-roberta", "distilled-from"),
        ("bge", "bert", "implemented-as"),
        ("bert", "encoder-decoder", "composite"),
        ("roberta", "xlm-roberta", "is-a"),
        ("roberta", "xlm_roberta", "is-a"),
        ("distilbert", "roberta", None),
    ],
)
def test_kinship(word: str, kind: str, kin: str | None) -> None:
    assert kinship(word, kind) == kin


def test_every_row_has_a_source_and_a_meaning() -> None:
    for kind in ("edge", "homonym", "composite", "series"):
        assert all(row["source"] for row in ROWS[kind])
    own = {word for family in ROWS["family"] for word in family["words"]}
    own |= {word for edge in ROWS["edge"] for word in edge["from"]}
    assert {row["word"] for row in ROWS["homonym"]} <= own
    assert ROWS["registry"]["source"]


def test_types_and_classes() -> None:
    assert {"bert", "llama", "qwen2", "t5"} <= model_types()
    assert type_of_class("XLMRobertaForTokenClassification") == "xlm-roberta"
    assert type_of_class("GPT2LMHeadModel") == "gpt2"
    assert type_of_class("MyOwnModel") is None
    assert is_known("qwen2")
    assert not is_known("my_own_type")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("qwen2.5-7b", ["Qwen2.5"]),
        ("qwen3-8b", ["Qwen3"]),
        ("gemma-2b", []),
        ("qwen2-7b", ["Qwen2"]),
    ],
)
def test_series(name: str, found: list[str]) -> None:
    assert [s.name for s in series() if s.named(name)] == found
