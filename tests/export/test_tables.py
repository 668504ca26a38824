"""CSV, JSON lines and Parquet, read back."""

import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from heredity.checks.examples import edge, model
from heredity.core.errors import StudyError, UserError
from heredity.export import export
from heredity.store import Store
from tests.export.family import FAMILY

NAN = float("nan")
ODD = {
    "models": [
        model("a/1", task="", license=["mit", 'x"y'], languages=[], trending_score=NAN,
              created_at=datetime(2024, 1, 2, 3, 4, 5, 600_000, tzinfo=UTC),
              base_models=[{"relation": "finetune", "model_id": None}]),
        model("a/2", task=None, trending_score=1.5, created_at=datetime(2022, 3, 2, tzinfo=UTC)),
    ],
}  # fmt: skip


@pytest.fixture
def odd(study: Callable[..., Store]) -> Store:
    return study(ODD)


def test_csv_tells_null_from_empty_and_keeps_lists(odd: Store, tmp_path: Path) -> None:
    out = tmp_path / "models.csv"
    assert export(odd, "csv", out).rows == 2
    with out.open(newline="") as file:
        first, second = csv.DictReader(file)
    assert (first["model_id"], json.loads(first["license"])) == ("a/1", ["mit", 'x"y'])
    assert json.loads(first["base_models"]) == [{"relation": "finetune", "model_id": None}]
    assert (first["languages"], second["languages"]) == ("[]", "")
    assert first["created_at"] == "2024-01-02T03:04:05.6Z"
    assert second["created_at"] == "2022-03-02T00:00:00Z"
    lines = out.read_text().splitlines()
    assert '"a/1","a","1",""' in lines[1]
    assert '"a/2","a","2",,' in lines[2]


def test_json_lines_are_objects_with_every_column(odd: Store, tmp_path: Path) -> None:
    out = tmp_path / "models.jsonl"
    assert export(odd, "json", out).rows == 2
    first, second = (json.loads(line) for line in out.read_text().splitlines())
    assert list(first) == list(second) == list(odd.table("models").columns)
    assert (first["task"], second["task"]) == ("", None)
    assert (first["trending_score"], second["trending_score"]) == (None, 1.5)
    assert first["license"] == ["mit", 'x"y']
    assert first["base_models"] == [{"relation": "finetune", "model_id": None}]
    assert datetime.fromisoformat(first["created_at"]) - datetime(
        2024, 1, 2, 3, 4, 5, tzinfo=UTC
    ) == timedelta(milliseconds=600)


def test_parquet_keeps_types_and_order(odd: Store, tmp_path: Path) -> None:
    out = tmp_path / "models.parquet"
    assert export(odd, "parquet", out).rows == 2
    table, own = pq.read_table(out), odd.arrow("models")
    assert table.column_names == own.column_names
    assert (
        table.drop_columns("trending_score").to_pylist()
        == own.drop_columns("trending_score").to_pylist()
    )


@pytest.mark.parametrize("name", ["csv", "json", "parquet"])
def test_one_family_of_a_table(study: Callable[..., Store], tmp_path: Path, name: str) -> None:
    store = study(FAMILY)
    assert export(store, name, tmp_path / "t", model="y/1").rows == 2
    assert export(store, name, tmp_path / "t", table="edges", model="y/1").rows == 2
    assert export(store, name, tmp_path / "t", table="edges", model="x/lone").rows == 0
    assert export(store, name, tmp_path / "t", table="nodes", model="a/base").rows == 6


def test_tables_that_do_not_fit_are_named(odd: Store, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="table 'modles'"):
        export(odd, "csv", tmp_path / "t", table="modles")
    with pytest.raises(StudyError, match="heredity"):
        export(odd, "csv", tmp_path / "t", table="families")
    with pytest.raises(UserError, match="do not speak of single models"):
        export(odd, "csv", tmp_path / "t", table="runs", model="a/1")
    assert list(tmp_path.glob("t*")) == []


def test_rows_come_in_the_order_of_their_keys(study: Callable[..., Store], tmp_path: Path) -> None:
    store = study({"edges": [edge(f"a/{n:04}", "b/base") for n in range(3_000, 0, -1)]})
    export(store, "json", tmp_path / "edges", table="edges")
    rows = [json.loads(line) for line in (tmp_path / "edges").read_text().splitlines()]
    assert [row["child"] for row in rows] == sorted(row["child"] for row in rows)
