import numpy as np
import pyarrow as pa

from heredity.store.choosing import at_or_null, integers_or_null, lists_of, texts_at


def test_a_negative_row_is_none() -> None:
    rows = np.array([1, -1, 0])
    assert at_or_null(pa.chunked_array([["a"], ["b"]]), rows).to_pylist() == ["b", None, "a"]
    assert texts_at(["x", None], rows).to_pylist() == [None, None, "x"]
    assert texts_at([], np.array([-1])).to_pylist() == [None]
    assert integers_or_null(rows).to_pylist() == [1, None, 0]


def test_lists_may_be_null() -> None:
    offsets, null = np.array([0, 2, 2, 2]), np.array([False, True, False])
    found = lists_of(pa.array(["a", "b"]), offsets, null)
    assert found.to_pylist() == [["a", "b"], None, []]
