"""Columns of text, against the same work row by row."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given
from hypothesis import strategies as st

from heredity.store.texts import (
    chosen,
    content,
    differ,
    empty,
    fixed,
    folded,
    hexadecimal,
    instants,
    joined,
    lists,
    numbers,
    pick,
    replaced,
    save,
    stacked,
    texts,
    wrapped,
)

WORDS = ["", "a", "Bee", "çä", '"quoted"']


@given(codes=st.lists(st.integers(-5, 4), max_size=40))
def test_pick(codes: list[int]) -> None:
    assert pick(WORDS, np.array(codes, np.int64)).to_pylist() == [WORDS[code] for code in codes]


def test_pick_by_flags() -> None:
    assert pick(["no", "yes"], np.array([True, False])).to_pylist() == ["yes", "no"]


@given(rows=st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5)), max_size=30))
def test_joined_and_content(rows: list[tuple[str, str]]) -> None:
    one, two = texts([row[0] for row in rows]), texts([row[1] for row in rows])
    whole = joined(one, "-", two)
    assert whole.to_pylist() == [f"{a}-{b}" for a, b in rows]
    assert bytes(content(whole)) == "".join(f"{a}-{b}" for a, b in rows).encode()
    assert bytes(content(whole[1:3])) == "".join(whole.to_pylist()[1:3]).encode()


@given(values=st.lists(st.lists(st.sampled_from(WORDS), max_size=4), max_size=20))
def test_lists(values: list[list[str]]) -> None:
    flat = texts([word for row in values for word in row])
    made = lists(flat, np.array([len(row) for row in values], np.int64), ", ")
    assert made.to_pylist() == [", ".join(row) for row in values]


@given(values=st.lists(st.integers(0, 4_000_000_000), max_size=20))
def test_instants(values: list[int]) -> None:
    wanted = [f"{np.datetime64(value, 's')}.000Z" for value in values]
    assert instants(np.array(values, np.int64)).to_pylist() == wanted


@given(rows=st.lists(st.binary(min_size=3, max_size=3), max_size=20))
def test_hexadecimal(rows: list[bytes]) -> None:
    table = np.frombuffer(b"".join(rows), np.uint8).reshape(-1, 3)
    assert hexadecimal(table).to_pylist() == [row.hex() for row in rows]


def test_fixed_and_numbers() -> None:
    assert fixed(np.array([[65, 66], [67, 68]], np.uint8)).to_pylist() == ["AB", "CD"]
    assert fixed(np.empty((0, 4), np.uint8)).to_pylist() == []
    assert numbers(np.array([0, 17])).to_pylist() == ["0", "17"]


def test_chosen_and_wrapped() -> None:
    mask, column = np.array([True, False]), texts(["a", "b"])
    assert chosen(mask, column, "x").to_pylist() == ["a", "x"]
    assert wrapped(mask, "<", column, ">").to_pylist() == ["<a>", ""]


def test_the_rest() -> None:
    column = texts(["Ab", "c"])
    assert folded(column).to_pylist() == ["ab", "c"]
    assert differ(column, folded(column)).tolist() == [True, False]
    assert stacked([column, empty(2)]).to_pylist() == ["Ab", "c", "", ""]
    assert replaced(column, "b", "xx").to_pylist() == ["Axx", "c"]


def test_save_turns_no_number_into_null(tmp_path: Path) -> None:
    path = tmp_path / "made.parquet"
    save(path, {"name": texts(["a", "b"]), "rate": np.array([0.5, np.nan]), "flag": [True, False]})
    table = pq.read_table(path)
    assert table.to_pylist() == [
        {"name": "a", "rate": 0.5, "flag": True},
        {"name": "b", "rate": None, "flag": False},
    ]
    assert table.schema.field("rate").type == pa.float64()
