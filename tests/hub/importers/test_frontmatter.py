import json
import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from heredity.hub.importers.frontmatter import (
    NOT_MAPPING,
    NOT_YAML,
    PATTERN,
    TOO_DEEP,
    FrontMatterError,
    FrontMatterReader,
    read_front_matter,
)


def reason(text: str) -> str:
    with pytest.raises(FrontMatterError) as error:
        read_front_matter(text)
    return str(error.value)


def test_what_yaml_makes_of_words() -> None:
    text = (
        "language: no\nversion: 1.0\ndate: 2024-05-01\n1: one\nnull: x\nnan: .nan\ntags: [a, ~]\n"
    )
    assert json.loads(read_front_matter(text)) == {
        "language": False, "version": 1.0, "date": "2024-05-01", "1": "one", "None": "x",
        "nan": None, "tags": ["a", None],
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "a: [b",
        "a: b: c",
        "\ttab: x",
        "a: &x *y",
        "@",
        "a: !!python/object:os.system x",
        "%",
        "a: 2024-13-45",
    ],
)
def test_no_yaml(text: str) -> None:
    assert reason(text) == NOT_YAML


@pytest.mark.parametrize("text", ["- a\n- b", "just text", "5", "false"])
def test_no_mapping(text: str) -> None:
    assert reason(text) == NOT_MAPPING


@pytest.mark.parametrize("text", ["", "# a comment", "~"])
def test_nothing_is_an_empty_mapping(text: str) -> None:
    assert read_front_matter(text) == "{}"


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 100_000,
        "a: " + "[" * 100_000 + "]" * 100_000,
        "- " * 100_000 + "x",
        "? " * 100_000,
        "{" * 5000,
        "\n".join("  " * n + "a:" for n in range(200)),
    ],
)
def test_deep_nesting_ends_no_process(text: str) -> None:
    assert reason(text) in {TOO_DEEP, NOT_YAML}


def test_aliases_do_not_multiply_without_bound() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    assert reason("\n".join(lines)) == TOO_DEEP


def test_merge_keys_do_not_multiply_without_bound() -> None:
    lines = ["a0: &a0 {x: 1}"]
    lines += [f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}" for n in range(1, 60)]
    assert reason("\n".join(lines)) == NOT_YAML


def test_a_list_that_holds_itself() -> None:
    assert reason("a: &a [*a]") == TOO_DEEP


def test_huge_numbers_are_text_or_refused() -> None:
    assert json.loads(read_front_matter(f"a: {2**70}")) == {"a": str(2**70)}
    assert reason("a: " + "9" * 10_000) == NOT_YAML
    assert reason("a: 0x" + "f" * 10_000) == NOT_YAML


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        assert isinstance(json.loads(read_front_matter(text)), dict)
    except FrontMatterError as error:
        assert str(error) in {NOT_YAML, NOT_MAPPING, TOO_DEEP}  # noqa: PT017


# YAML folds line breaks of every kind.
words = st.text(st.characters(categories=("L", "N", "P", "S")))
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | words,
    lambda inner: st.lists(inner) | st.dictionaries(words, inner),
    max_leaves=20,
)


@given(st.dictionaries(words, plain))
def test_what_was_written_is_read_back(value: dict) -> None:
    text = yaml.safe_dump(value, allow_unicode=True)
    assert json.loads(read_front_matter(text)) == value


@pytest.mark.parametrize(
    ("card", "front"),
    [
        ("---\na: 1\n---\ntext", "a: 1"),
        ("---\r\na: 1\r\nb: 2\r\n---\r\n", "a: 1\r\nb: 2"),
        ("\n\n---  \na: 1\n---", "a: 1"),
        ("---\na: 1\n----\nb\n---\n", "a: 1\n----\nb"),
        ("text\n---\na: 1\n---\n", None),
        ("---\na: 1", None),
        ("", None),
    ],
)
def test_where_front_matter_is(card: str, front: str | None) -> None:
    found = re.match(PATTERN, card)
    assert (found and found[1]) == front


def test_the_reader_remembers_so_much_and_no_more() -> None:
    reader = FrontMatterReader(keep=2)
    assert [reader.read(t) for t in ("a: 1", "- x", "a: 1")] == [
        ('{"a":1}', None),
        (None, NOT_MAPPING),
        ('{"a":1}', None),
    ]
    for n in range(10):
        reader.read(f"a: {n}")
    assert len(reader._known) == 2
