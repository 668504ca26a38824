"""Words and numbers in print."""

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heredity.export.report import text

BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"


@given(st.text())
def test_clean_leaves_no_control_or_direction_marks(value: str) -> None:
    cleaned = text.clean(value)
    assert not set(cleaned) & (set(BIDI) | {chr(n) for n in range(32)})
    assert text.clean(cleaned) == cleaned


def test_clean_spells_out_what_it_takes() -> None:
    assert text.clean("a\u202eb") == "a⟨U+202E⟩b"
    assert text.clean("a\tb\nc") == "a b c"


@given(st.text(), st.floats(2, 40))
def test_shortened_text_fits(value: str, limit: float) -> None:
    short = text.shorten(value, limit)
    assert text.width(short) <= limit + 1e-9
    if text.width(text.clean(value)) <= limit:
        assert short == text.clean(value)


def test_shorten_keeps_both_ends() -> None:
    short = text.shorten("meta-llama/" + "x" * 90 + "-Instruct", 20)
    assert short.startswith("meta-llama/x")
    assert short.endswith("Instruct")
    assert text.ELLIPSIS in short


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (0.0, "0.0 %"),
        (0.2418974, "24.2 %"),
        (1.0, "100.0 %"),
        (0.0004, "< 0.1 %"),
        (None, text.DASH),
        (float("nan"), text.DASH),
    ],
)
def test_percent(share: float | None, shown: str) -> None:
    assert text.percent(share).replace(text.NBSP, " ") == shown


def test_counts_and_nouns() -> None:
    assert text.count(1234567) == "1,234,567"
    assert text.measure(0.25) == "0.2"
    assert text.measure(3.0) == "3"
    assert text.plural(1, "child", "children") == f"1{text.NBSP}child"
    assert text.plural(2, "child", "children") == f"2{text.NBSP}children"
    assert text.listing(["a", "b", "c"]) == "a, b and c"


@given(st.text(st.characters(codec="ascii", exclude_characters="\0")))
def test_command_reads_back_as_the_query(sql: str) -> None:
    assert shlex.split(text.command(sql)) == ["heredity", "sql", sql]


@pytest.mark.parametrize(("value", "shown"), [(3, "3"), (3.0, "3"), (0.1, "0.1"), (1e-9, "1e-09")])
def test_raw_numbers_read_back(value: float, shown: str) -> None:
    assert text.raw(value) == shown
    assert float(text.raw(value)) == value
