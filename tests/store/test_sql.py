"""SQL reads the study's tables, and can do nothing else."""

import json
from pathlib import Path

import pyarrow.csv as pcsv
import pyarrow.parquet as pq
import pytest

from heredity.core.errors import UserError
from heredity.store import Store
from heredity.store.schema import TABLES
from heredity.store.sql import query, save


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "a study's", create=True)
    columns = {
        "code": ["LIN001", "LIN002"],
        "severity": ["warn", "error"],
        "confidence": [1.0, 0.5],
        "model_id": ["a/b", "c/d"],
        "parent_id": ["x", None],
        "message": ["m", "n"],
        "evidence": ["{}", "{}"],
        "stage": ["s", "s"],
    }
    path, _ = store.stage_file(TABLES.get("findings"), columns, "s", "k")
    path.replace(store.path("findings"))
    return store


def ask(store: Store, text: str) -> list[dict]:
    with query(store, text) as reader:
        return reader.read_all().to_pylist()


def test_it_reads(store: Store) -> None:
    assert ask(store, "SELECT code FROM findings ORDER BY 1 DESC LIMIT 1") == [{"code": "LIN002"}]
    assert ask(store, "WITH f AS (FROM findings) SELECT count(*) n FROM f;") == [{"n": 2}]


@pytest.mark.parametrize(
    "text",
    [
        "COPY findings TO 'out.csv'",
        "COPY (SELECT 1) TO '{study}/findings.parquet'",
        "EXPLAIN ANALYZE COPY (SELECT 1) TO '{study}/findings.parquet'",
        "CREATE TABLE t AS SELECT 1",
        "DROP VIEW findings",
        "INSERT INTO findings SELECT * FROM findings",
        "UPDATE findings SET code = 'x'",
        "ATTACH '{study}/x.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "PRAGMA database_list",
        "EXPORT DATABASE '{study}'",
        "CALL pragma_version()",
        "SELECT 1; DROP VIEW findings",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM read_csv('{study}/heredity.json')",
        "SELECT * FROM read_parquet('{study}/../other.parquet')",
        "SELECT * FROM read_parquet('{study}/findings.parquet/../../other.parquet')",
        "SELECT * FROM read_parquet('http://127.0.0.1:9/x.parquet')",
        "SELECT * FROM glob('/etc/*')",
        "SELECT getenv('HOME')",
        "nonsense",
        "",
        "SELECT * FROM nowhere",
    ],
)
def test_it_can_do_nothing_else(store: Store, text: str, tmp_path: Path) -> None:
    (tmp_path / "other.parquet").write_bytes(store.path("findings").read_bytes())
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    with pytest.raises(UserError):
        ask(store, text.replace("{study}", str(store.folder).replace("'", "''")))
    after = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    assert after == before


def test_errors_while_streaming_are_clear(store: Store) -> None:
    with pytest.raises(UserError, match="SQL"):
        ask(store, "SELECT error(code) FROM findings")


def test_rows_are_saved_whole(store: Store, tmp_path: Path) -> None:
    with query(store, "SELECT code, [code, 'x'] AS both FROM findings ORDER BY 1") as reader:
        assert save(reader, tmp_path / "f.parquet") == 2
    assert pq.read_table(tmp_path / "f.parquet").num_rows == 2
    with query(store, "SELECT code, [code, 'x'] AS both FROM findings ORDER BY 1") as reader:
        assert save(reader, tmp_path / "f.csv") == 2
    cells = pcsv.read_csv(tmp_path / "f.csv").to_pylist()
    assert json.loads(cells[0]["both"]) == ["LIN001", "x"]
    with query(store, "SELECT 1") as reader, pytest.raises(UserError, match=r"\.parquet or \.csv"):
        save(reader, tmp_path / "f.docx")
