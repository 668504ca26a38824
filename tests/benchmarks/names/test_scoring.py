"""Scores are counted as the decisions on labels say."""

import json
from pathlib import Path

import pytest

from benchmarks.names.labels import Labeled, Span, read_labels
from benchmarks.names.scoring import (
    SCORED,
    Tokens,
    conventions,
    field_scores,
    overlaps,
    same,
)
from heredity.knowledge.names import Element, parse

DATA = Path(__file__).parents[2] / "data" / "names"
SETS = sorted(DATA.glob("*.jsonl"))


def test_a_span_is_right_if_half_of_the_shorter_is_shared_and_it_is_not_much_longer() -> None:
    name = "BioLinkBERT-base"
    label = Span("BERT", 7, 11, ("A",))
    assert overlaps(name, Element("A", "BERT", 7, 11), label)
    assert overlaps(name, Element("A", "LinkBERT", 3, 11), label)
    assert not overlaps(name, Element("A", name, 0, 16), label)
    assert not overlaps(name, Element("A", "base", 12, 16), label)


def test_lenient_scores_take_every_accepted_code_and_strict_ones_the_first() -> None:
    parsed = parse("Qwen2.5-7B-it")
    spans = [
        Span("Qwen", 0, 4, ("B",)),
        Span("2.5", 4, 7, ("V",)),
        Span("7B", 8, 10, ("P",)),
        Span("it", 11, 13, ("R",)),
    ]
    lenient, strict = Tokens(), Tokens()
    lenient.add(parsed, spans, strict=False)
    strict.add(parsed, spans, strict=True)
    assert lenient.score(SCORED) == (1.0, 1.0, 1.0)
    assert strict.score(SCORED)[0] == 0.5
    assert strict.score("P") == (1.0, 1.0, 1.0)


@pytest.mark.parametrize(
    ("field", "value", "wanted", "equal"),
    [
        ("params", 7.05e9, 7e9, True),
        ("params", 7.1e9, 7e9, False),
        ("version", "2.0", "v2", True),
        ("version", "3_1", "3.1", True),
        ("version", "3.1", "3.2", False),
        ("context", 131_072, 128_000, True),
        ("quant", "q4_k_m", "Q4_K_M", True),
        ("bits", None, 4.0, False),
        ("bits", None, None, True),
    ],
)
def test_fields_are_equal_within_their_room(
    field: str, value: object, wanted: object, equal: bool
) -> None:
    assert same(field, value, wanted) is equal


def test_values_where_none_is_claimed_are_invented() -> None:
    label = Labeled("x-7b-v2", (), {"params": [], "version": ["2", None]}, ("I", "O"))
    table = field_scores([parse("x-7b-v2")], [label])
    assert table["params"] == [0, 0, 1, 1]
    assert table["version"] == [1, 1, 0, 0]
    strict, lenient, by_label = conventions([parse("x-v2")], [label])
    assert (strict, lenient, by_label["I"][1]) == (0.0, 1.0, 0.0)


def test_files_may_hold_conventions_alone(tmp_path: Path) -> None:
    file = tmp_path / "labels.jsonl"
    file.write_text(json.dumps({"name": "bert-base", "convention": "I"}) + "\n")
    assert read_labels(file) == [Labeled("bert-base", None, {}, ("I",))]


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_our_labels_hold_what_they_say(path: Path) -> None:
    for label in read_labels(path):
        for span in label.elements or ():
            assert label.id[span.start : span.end] == span.text


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_our_labels_are_read(path: Path) -> None:
    labels = read_labels(path)
    parsed = [parse(label.id) for label in labels]
    tokens = Tokens()
    for one, label in zip(parsed, labels, strict=True):
        tokens.add(one, label.elements or (), strict=False)
    if any(label.elements for label in labels):
        assert tokens.score(SCORED)[2] > 0.9
    assert conventions(parsed, labels)[1] > 0.85


@pytest.mark.shared
def test_conventions_that_people_labeled(shared_data: Path) -> None:
    labels = read_labels(shared_data / "naming" / "dev_conventions.jsonl")
    strict, _, table = conventions([parse(label.id) for label in labels], labels)
    assert strict >= 0.9
    assert min(both for _, _, both in table.values()) > 0.85
