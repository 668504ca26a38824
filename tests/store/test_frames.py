"""Tables as frames: same rows, same nulls, in every library."""

import sys
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import polars as pl
import pytest

from heredity.core.errors import UserError
from heredity.store.arrow import Table
from heredity.store.columns import rows_of
from heredity.store.frames import FRAMES, frame

ROWS: list[tuple[Any, ...]] = [
    ("a/b", 1, True, ["x", "y"], datetime(2024, 5, 1, tzinfo=UTC)),
    ("c/d", None, None, None, None),
]


@pytest.fixture
def table() -> Table:
    kinds = {"id": "string", "n": "int64", "yes": "bool", "tags": "list<string>", "at": "timestamp"}
    return rows_of(kinds, ROWS)


def test_pandas_keeps_types_and_nulls(table: Table) -> None:
    got = frame(table, "pandas")
    assert isinstance(got, pd.DataFrame)
    assert got["n"].dtype == "int64[pyarrow]"
    assert got["n"].isna().tolist() == [False, True]
    assert list(got["tags"][0]) == ["x", "y"]


def test_polars_keeps_types_and_nulls(table: Table) -> None:
    got = frame(table, "polars")
    assert isinstance(got, pl.DataFrame)
    assert got.rows() == ROWS


def test_arrow_is_the_table_itself(table: Table) -> None:
    assert frame(table, "arrow") is table


def test_other_kinds_and_missing_libraries_say_what_to_do(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UserError, match="no frame 'excel'"):
        frame(table, "excel")

    for kind in set(FRAMES) - {"arrow"}:
        monkeypatch.setitem(sys.modules, kind, None)
        with pytest.raises(UserError, match=rf"'{kind}' is not installed") as caught:
            frame(table, kind)
        assert "heredity[frames]" in caught.value.hint
