from pathlib import Path

import pytest

from heredity.store.facts import MODELS
from heredity.store.schema import TABLES
from heredity.store.tablesql import no_rows_sql, parquet_sql, type_sql
from heredity.store.workbench import Workbench


def test_column_types() -> None:
    parents = "list<struct<relation: string, model_id: string>>"
    assert type_sql(parents) == "STRUCT(relation VARCHAR, model_id VARCHAR)[]"
    assert type_sql("timestamp") == "TIMESTAMPTZ"


@pytest.mark.parametrize("name", ["models", "history", "cards", "links", "rejects"])
def test_no_rows_have_the_types_of_the_table(tmp_path: Path, name: str) -> None:
    spec = TABLES.get(name)
    with Workbench(tmp_path) as bench:
        empty = bench.table(no_rows_sql(spec)).drop_columns(["place"])
    assert empty.cast(spec.arrow) == spec.arrow.empty_table()


def test_files() -> None:
    assert parquet_sql([Path("it's")]) == "read_parquet(['it''s'], file_row_number = false)"
    assert MODELS.names[0] == "model_id"
