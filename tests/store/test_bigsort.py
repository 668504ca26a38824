import json
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heredity.hub.ingest import import_files
from heredity.store import Store, merge
from heredity.store.bigsort import parquet_size, sorted_rows
from heredity.store.workbench import Workbench


@settings(max_examples=15)
@given(
    st.lists(st.tuples(st.text(max_size=3), st.integers(0, 5)), max_size=60), st.integers(1, 400)
)
def test_dealt_out_or_not_the_order_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, rows: list, size: int
) -> None:
    folder = tmp_path_factory.mktemp("sort")
    with Workbench(folder) as bench:
        texts, numbers = zip(*rows, strict=True) if rows else ((), ())
        table = pa.table({"k": pa.array(texts, pa.string()), "n": pa.array(numbers, pa.int64())})
        bench.show("given", table)
        bench.run("CREATE TABLE t AS FROM given")
        batches = sorted_rows(bench, "FROM t", ["k", "n"], size, 20, folder / "dealt")
        found = [(r["k"], r["n"]) for b in batches for r in b.to_pylist()]
    assert found == sorted(rows, key=lambda row: (row[0].encode(), row[1]))


def test_rows_that_agree_in_the_key_stay_together(tmp_path: Path) -> None:
    with Workbench(tmp_path) as bench:
        bench.run("CREATE TABLE t AS SELECT 'k' || (i % 50) AS k, i AS n FROM range(1000) r(i)")
        sums = sorted_rows(
            bench, "FROM t", ["k"], 1000, 100, tmp_path / "dealt",
            lambda rows: f"SELECT k, sum(n)::BIGINT AS n FROM {rows} GROUP BY k",
        )  # fmt: skip
        found = [r for b in sums for r in b.to_pylist()]
    assert [r["k"] for r in found] == sorted({f"k{i}" for i in range(50)})
    assert sum(r["n"] for r in found) == sum(range(1000))


def test_a_study_is_the_same_however_it_is_sorted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = []
    for day in (1, 2):
        rows = [
            {"id": f"a/{i * 7 % 40:02}", "card": f"---\nn: {day}\n---\n{i}" if i % 3 else None,
             "likes": day, "tags": ["x"]} for i in range(40)
        ]  # fmt: skip
        path = tmp_path / f"t_2024-01-0{day}.jsonl"
        path.write_text("\n".join(map(json.dumps, rows)))
        files.append(path)
    studies = []
    for most in (1 << 30, 500):
        monkeypatch.setattr(merge, "MOST_MODELS", most)
        monkeypatch.setattr(merge, "MOST_CARDS", most)
        store = Store(tmp_path / f"study{most}", create=True)
        for path in files:
            import_files(store, [path], format="table")
        studies.append({n: store.arrow(n) for n in ("models", "history", "cards")})
    assert studies[0] == studies[1]
    assert studies[0]["history"].num_rows == 40


def test_how_much_rows_take(tmp_path: Path) -> None:
    pa.parquet.write_table(pa.table({"a": ["x" * 100] * 10, "b": [1] * 10}), tmp_path / "f.parquet")
    with Workbench(tmp_path) as bench:
        whole = parquet_size(bench, [tmp_path / "f.parquet"])
        assert whole > parquet_size(bench, [tmp_path / "f.parquet"], "b") > 0
        assert parquet_size(bench, []) == 0
