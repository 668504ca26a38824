import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heredity.store import columns
from heredity.store.derived import NODES

TEXTS = st.lists(st.text(max_size=4))


@given(st.sets(st.text(max_size=4)), TEXTS, TEXTS)
def test_numbers_are_ranks_in_binary_order(known: set[str], one: list[str], other: list[str]):
    first = sorted(known, key=str.encode)
    chunked = [pa.chunked_array([pa.array(part, pa.string())]) for part in (one, other)]
    found = columns.number(pa.array(first, pa.string()), chunked)
    every = sorted({*first, *one, *other}, key=str.encode)
    assert found.texts.to_pylist() == every
    assert [every[n] for n in found.known] == first
    assert [[every[n] for n in column] for column in found.columns] == [one, other]


@given(st.sets(st.text(max_size=3)), st.text(max_size=3))
def test_texts_are_found_in_binary_order(known: set[str], wanted: str):
    every = sorted(known, key=str.encode)
    place = columns.find_text(pa.array(every, pa.string()), wanted)
    assert place == (every.index(wanted) if wanted in known else -1)


@given(st.lists(st.tuples(st.integers(0, 4), st.text(max_size=2))))
def test_texts_are_gathered_by_owner(rows: list[tuple[int, str]]):
    owner = np.array([at for at, _ in rows], np.int64)
    values = pa.array([text for _, text in rows], pa.string())
    found = columns.gathered(owner, values, 5).to_pylist()
    assert found == [sorted((t for o, t in rows if o == at), key=str.encode) for at in range(5)]


def test_integers_times_and_flags():
    assert columns.integers(pa.array([1, None, 3]), null=-1).tolist() == [1, -1, 3]
    times = pa.array([5, None], pa.timestamp("us", tz="UTC"))
    assert columns.integers(times, null=9).tolist() == [5, 9]
    assert columns.integers(pa.chunked_array([], pa.int64())).tolist() == []
    assert columns.flags(pa.array([True, None, False])).tolist() == [True, False, False]


def test_tables_are_built_from_arrays_and_one_text():
    ids = columns.texts(["x", "y"])
    made = columns.build(
        NODES, {"node": np.arange(2), "model_id": ids, "in_snapshot": np.array([True, False])}
    )
    assert made.schema.equals(NODES.arrow)
    assert columns.at(ids, np.array([1, 0])).to_pylist() == ["y", "x"]
    lists = columns.at_list([("a",), ()], np.array([1, 0, 1]))
    assert lists.to_pylist() == [[], ["a"], []]
    assert columns.at_list([], np.array([], np.int64)).to_pylist() == []


def test_rows_and_slices():
    made = columns.rows_of({"a": "string", "n": "int64"}, [("x", 1), (None, 2)])
    assert made.to_pylist() == [{"a": "x", "n": 1}, {"a": None, "n": 2}]
    assert columns.rows_of({"a": "string"}, []).num_rows == 0
    assert columns.without(made, "a").num_rows == columns.with_value(made, "a").num_rows == 1
    pieces = list(columns.slices(columns.CHUNK + 1))
    assert [piece.stop - piece.start for piece in pieces] == [columns.CHUNK, 1]
    assert list(columns.slices(0)) == []


@pytest.mark.parametrize(("text", "last"), [("a/B", "b"), ("B", "b"), ("a/b/C", "c")])
def test_names_in_lower_case(text: str, last: str):
    lower = columns.lowered(columns.texts([text]))
    assert columns.last_parts(lower).to_pylist() == [last]
    assert columns.rows_equal(lower, text.lower()).tolist() == [0]
