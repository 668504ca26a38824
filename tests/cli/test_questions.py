"""Rows of CSV with their line numbers; no row swallows another."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from heredity.cli.questions import Row, read_rows

COLUMNS = ("a", "b", "c")


def read(text: bytes) -> list[Row]:
    return list(read_rows(io.BytesIO(text), COLUMNS))


def test_headers_may_be_there_and_in_any_order() -> None:
    assert read(b"1,2,3\n") == [Row(1, ["1", "2", "3"])]
    assert read(b"\xef\xbb\xbfA, b,C\n1,2,3\n") == [Row(2, ["1", "2", "3"])]
    assert read(b"c,x,a,b\r\n3,9,1,2\r\n") == [Row(2, ["1", "2", "3"])]
    assert read(b"\xef\xbb\xbf1,2,3\n") == [Row(1, ["1", "2", "3"])]
    assert read(b"a,b\n1,2\n")[0].fault


def test_blank_rows_are_left_out_and_others_keep_their_line() -> None:
    assert read(b"\n1,2,3\n\n , ,\n4,5,6,7\n") == [
        Row(2, ["1", "2", "3"]),
        Row(5, ["4", "5", "6"]),
    ]
    assert read(b"") == []


def test_a_cell_may_hold_lines() -> None:
    assert read(b'"1\n1",2,3\n4,5,6\n') == [Row(1, ["1\n1", "2", "3"]), Row(3, ["4", "5", "6"])]


def test_a_quote_that_is_never_closed_swallows_nothing() -> None:
    first, second, third = read(b'1,"2,3\n4,5,6\n7,8,9\n')
    assert (first.line, first.cells) == (1, [])
    assert "quote" in first.fault
    assert (second, third) == (Row(2, ["4", "5", "6"]), Row(3, ["7", "8", "9"]))


def test_cells_beyond_all_bounds_are_a_fault() -> None:
    first, second = read(b"x" * 200_000 + b",2,3\n4,5,6\n")
    assert "CSV" in first.fault
    assert second == Row(2, ["4", "5", "6"])


CELLS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\ufeff\r"), min_size=1, max_size=5
)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=6))
def test_what_is_written_is_read(rows: list[list[str]]) -> None:
    kept = [["h", "h", "h"], *(row for row in rows if any(cell.strip() for cell in row))]
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(kept)
    assert [row.cells for row in read(out.getvalue().encode())] == kept


@given(st.binary(max_size=200))
def test_anything_is_read(data: bytes) -> None:
    assert all(row.fault or len(row.cells) == 3 for row in read(data))
