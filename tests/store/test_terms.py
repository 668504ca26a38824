"""Texts taken apart and cleaned by column, against Python."""

from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from heredity.store import terms
from heredity.store.terms import as_texts
from tests.oracles import dna

SHORT = st.text("abc-/é'\\", max_size=12)
WORD = st.text("abc-/é", min_size=0, max_size=4)


@given(st.lists(st.tuples(SHORT, st.lists(WORD, max_size=5)), max_size=8), st.randoms())
def test_words_go_longest_first(rows: list[tuple[str, list[str]]], random: object) -> None:
    pairs = [(at, word) for at, (_, words) in enumerate(rows) for word in words]
    random.shuffle(pairs)  # type: ignore[attr-defined]
    owner = np.array([at for at, _ in pairs], np.int64)
    column = as_texts([text for text, _ in rows])
    found = terms.without_words(column, owner, as_texts([word for _, word in pairs]))
    wanted = [dna.without(text, [w for w in words if w]) for text, words in rows]
    assert found.to_pylist() == wanted


@given(st.lists(st.tuples(SHORT, WORD), max_size=8))
def test_contains_row_by_row(rows: list[tuple[str, str]]) -> None:
    left, right = ([row[side] for row in rows] for side in (0, 1))
    found = terms.contains(as_texts(left), as_texts(right))
    assert found.tolist() == [word in text for text, word in rows]


@given(st.lists(st.one_of(st.none(), st.text(max_size=8)), max_size=8))
def test_literals_are_those_of_python(texts: list[str | None]) -> None:
    found = terms.python_literals(as_texts(texts)).to_pylist()
    assert found == [None if text is None else repr(text) for text in texts]


@given(st.lists(st.one_of(st.none(), st.text(max_size=8)), max_size=8))
def test_code_points_are_those_of_the_lower_case(texts: list[str | None]) -> None:
    points = terms.code_points(as_texts(texts))
    wanted = [(text or "").replace(terms.MARK, " ").lower() for text in texts]
    assert "".join(map(chr, points)) == "".join(terms.MARK + text for text in wanted)


def test_a_slice_of_a_column_has_its_own_bytes() -> None:
    column = as_texts(["xx", "abc", None, "é"])[1:]
    data, ends = terms.byte_content(column)
    held = [bytes(data[first:last]) for first, last in pairwise(ends)]
    assert held == [b"abc", b"", "é".encode()]
    assert terms.byte_lengths(column).tolist() == [3, 0, 2]
    assert "".join(map(chr, terms.code_points(column[:1]))) == terms.MARK + "abc"


def test_numbers_and_times_are_written_as_the_hub_writes_them() -> None:
    numbers = pa.array([1.0, 0.5, None, float("inf"), -3.0])
    assert terms.plain_numbers(numbers).to_pylist() == ["1", "0.5", None, "inf", "-3"]
    assert terms.plain_numbers(pa.array([12, None])).to_pylist() == ["12", None]
    when = [datetime(2024, 12, 1, 6, 0, 34, 120999, UTC), None]
    found = terms.instants(pa.array(when, pa.timestamp("us", "UTC"))).to_pylist()
    assert found == ["2024-12-01T06:00:34.120Z", None]


def test_nothing_comes_from_nothing() -> None:
    none = as_texts([])
    assert len(terms.code_points(none)) == 0
    assert terms.without_words(none, np.zeros(0, np.int64), none).to_pylist() == []
    column = as_texts(["a", "b"])
    assert terms.without_words(column, np.zeros(0, np.int64), none).to_pylist() == ["a", "b"]


def test_rows_of_nothing_but_nulls_are_empty_texts() -> None:
    nothing = as_texts([None, None])
    assert terms.side_by_side([nothing, nothing], " ").to_pylist() == ["", ""]
    assert terms.side_by_side([nothing, as_texts(["a", None])], " ").to_pylist() == ["a", ""]
