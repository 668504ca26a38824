"""Sets of texts as numbers."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from heredity.store.sets import NO_SET, coded_sets

some = st.lists(st.sampled_from("abcde"), max_size=4, unique=True).map(sorted)
lists = st.lists(st.none() | some)


@given(lists)
def test_lists_keep_their_texts(rows: list[list[str] | None]) -> None:
    found = coded_sets(pa.array(rows, pa.list_(pa.string())))
    back = [None if c == NO_SET else [found.names[i] for i in found.sets[c]] for c in found.codes]
    assert back == rows
    assert len({tuple(one) for one in found.sets}) == len(found.sets)


def test_texts_and_flags_are_sets_of_one() -> None:
    found = coded_sets(pa.chunked_array([["b", None], ["a"]]))
    assert (found.codes.tolist(), found.sets, found.names) == ([1, -1, 0], [[0], [1]], ["a", "b"])
    flags = coded_sets(pa.array([True, None, False]))
    assert (flags.codes.tolist(), flags.names) == ([1, -1, 0], ["false", "true"])


def test_an_empty_column_has_no_sets() -> None:
    found = coded_sets(pa.array([], pa.list_(pa.string())))
    assert (found.codes.tolist(), found.sets, found.names) == ([], [], [])
