import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heredity.store.rowtexts import count_words, line_spans, row_table, text_table, valid_texts


@given(st.binary(max_size=200))
def test_lines_are_those_between_breaks(data: bytes) -> None:
    table, bad = row_table(data, line_spans(data), 1)
    lines = data.split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    found = dict(zip(*table.to_pydict().values(), strict=True))
    assert len(found) + len(bad) == len(lines)
    for number, line in enumerate(lines, start=1):
        try:
            text = line.decode()
        except UnicodeDecodeError:
            assert (number, line) in bad
        else:
            assert found[number] == text


@given(st.lists(st.text()))
def test_words_are_those_that_python_splits(texts: list[str]) -> None:
    # Python also splits at the information separators of ASCII; no card has them.
    texts = [t.translate(dict.fromkeys(range(0x1C, 0x20))) for t in texts]
    column = pa.chunked_array([pa.array(texts, pa.string())])
    assert count_words(column).to_pylist() == [len(t.split()) for t in texts]


def test_bytes_that_are_no_text_become_null() -> None:
    column, bad = valid_texts(pa.array([b"a", None, b"\xff", "é".encode()], pa.binary()))
    assert (column.to_pylist(), bad) == (["a", None, None, "é"], [2])


@pytest.mark.parametrize("rows", [[], [(3, "x")]])
def test_a_table_from_few_texts(rows: list) -> None:
    assert text_table(rows).to_pylist() == [{"row": n, "line": t} for n, t in rows]
