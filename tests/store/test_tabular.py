import io
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from heredity.core.errors import InputError
from heredity.store import tabular
from heredity.store.tabular import csv_batches, numbered, parquet_batches, parquet_types


def csv(text: bytes, *columns: str) -> tuple[list[dict], list[tuple], list[tuple]]:
    batches = list(csv_batches(Path("x.csv"), io.BytesIO(text), columns, ","))
    return (
        [row for b in batches for row in b.data.to_pylist()],
        [r for b in batches for r in b.ragged],
        [g for b in batches for g in b.garbled],
    )


def test_csv_with_quotes_and_breaks() -> None:
    rows, ragged, garbled = csv(b'a,b\r\n1,"x\ny, ""z"""\r\n2,\r\n', "a", "b")
    assert rows == [{"a": "1", "b": 'x\ny, "z"'}, {"a": "2", "b": None}]
    assert (ragged, garbled) == ([], [])


def test_rows_of_another_length_are_named() -> None:
    rows, ragged, _ = csv(b"a,b\n1,2\n3\n4,5\n6,7,8\n", "a", "b")
    assert [r["a"] for r in rows] == ["1", "4"]
    assert ragged == [(3, "3"), (5, "6,7,8")]


def test_bytes_that_are_no_text_are_named() -> None:
    rows, _, garbled = csv(b"a,b\n1,\xff\n\xfe,2\n", "a", "b")
    assert rows == [{"a": "1", "b": None}, {"a": None, "b": "2"}]
    assert sorted(garbled) == [(0, "b"), (1, "a")]


def test_a_row_longer_than_a_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabular, "CSV_BLOCK", 100)
    with pytest.raises(InputError, match="a quoted text does not end"):
        csv(b'a,b\n1,"' + b"x" * 500 + b"\n", "a", "b")


def test_parquet_in_batches(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    pq.write_table(pa.table({"a": list(range(10)), "b": ["x"] * 10, "c": [0.5] * 10}), path)
    assert parquet_types(path) == {"a": "int64", "b": "string", "c": "double"}
    batches = list(parquet_batches(path, ["b", "a"], 4))
    assert [t.num_rows for t, _ in batches] == [4, 4, 2]
    assert sum(share for _, share in batches) == pytest.approx(1)
    assert batches[0][0].column_names == ["b", "a"]


def test_numbers_of_rows() -> None:
    assert numbered(pa.table({"a": ["x", "y"]}), 7, "n").to_pylist() == [
        {"n": 7, "a": "x"},
        {"n": 8, "a": "y"},
    ]
