"""Every row on names and cards hits its example and passes its counterexample, in two engines."""

import re
from collections.abc import Callable

import duckdb
import pytest

from heredity.knowledge.inference import (
    ITEM,
    NAMED,
    NORMAL,
    Follows,
    Sentence,
    Suffix,
    coefficients,
    following,
    follows_regex,
    sentences,
    suffix_regex,
    suffixes,
    threshold,
)
from heredity.pedigree.infer.features import CLASSES

Find = Callable[[str, str], str | None]


def by_python(pattern: str, text: str) -> str | None:
    found = re.search(pattern, text)
    return found.group(1) if found else None


def by_engine(pattern: str, text: str) -> str | None:
    row = duckdb.execute("SELECT regexp_extract(?, ?, 1)", [text, pattern]).fetchone()
    return (row[0] or None) if row else None


def normal(name: str) -> str:
    return re.sub(NORMAL, "-", name.lower())


def named(find: Find, sentence: Sentence, text: str) -> list[str]:
    """The models that a sentence names in a text."""
    hit = find(sentence.regex, text)
    texts = [hit] if not sentence.listed else [find(ITEM, line) for line in (hit or "").split("\n")]
    kept = [each for each in texts if each and re.search(NAMED, each)]
    return [re.sub("^https?://[^/]*/", "", each) for each in kept]


@pytest.mark.parametrize("suffix", suffixes(), ids=lambda suffix: suffix.example)
def test_a_suffix_is_taken_off_its_example_and_not_off_its_counterexample(suffix: Suffix) -> None:
    pattern = suffix_regex(suffix.relation)
    assert re.sub(pattern, "", normal(suffix.example)) == suffix.gives
    assert re.sub(pattern, "", normal(suffix.passes)) == normal(suffix.passes)


@pytest.mark.parametrize("suffix", suffixes(), ids=lambda suffix: suffix.example)
def test_engines_agree_on_suffixes(suffix: Suffix) -> None:
    name, pattern = normal(suffix.example), suffix_regex(suffix.relation)
    row = duckdb.execute("SELECT regexp_replace(?, ?, '', 'g')", [name, pattern]).fetchone()
    assert row == (suffix.gives,)


def test_a_name_of_suffixes_alone_keeps_its_first_word() -> None:
    assert re.sub(suffix_regex("quantized"), "", "gguf-4bit") == "gguf"


def test_soft_words_are_no_hard_ones() -> None:
    hard = suffix_regex("quantized", hard=True)
    assert re.sub(hard, "", "tale-7b-bf16-gguf") == "tale-7b-bf16"
    assert re.sub(suffix_regex("quantized"), "", "tale-7b-bf16-gguf") == "tale-7b"


@pytest.mark.parametrize("word", following(), ids=lambda word: word.example)
def test_a_following_word_stands_in_its_example_and_not_in_its_counterexample(
    word: Follows,
) -> None:
    pattern = follows_regex(word.means)
    found = [each for each in normal(word.example).split("-") if re.search(pattern, each)]
    assert word.gives in found
    assert not re.search(pattern, normal(word.passes).split("-")[-1])


@pytest.mark.parametrize("find", [by_python, by_engine])
@pytest.mark.parametrize("sentence", sentences(), ids=lambda sentence: sentence.kind)
def test_a_sentence_names_what_its_example_names(sentence: Sentence, find: Find) -> None:
    assert tuple(named(find, sentence, sentence.example)) == sentence.gives
    assert named(find, sentence, sentence.passes) == []


def test_kinds_are_told_apart_and_relations_are_known() -> None:
    kinds = [sentence.kind for sentence in sentences()]
    assert len(kinds) == len(set(kinds))
    relations = {each.relation for each in sentences()}
    assert relations <= {"finetune", "adapter", "quantized", "merge"}


def test_there_are_weights_for_every_class() -> None:
    assert set(coefficients()) == set(CLASSES)
    assert 0 < threshold() < 1
