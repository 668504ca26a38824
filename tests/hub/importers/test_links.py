from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from heredity.core.errors import InputError, UserError
from tests.hub.importers.making import accounted, day, json_lines, refused, table, take


def test_a_list_of_links(tmp_path: Path) -> None:
    data = {
        "child": ["a/b", " a/c ", None, "a/d"],
        "parent": ["x/y", "x/y", "x/y", ""],
        "relation": ["adapter,finetune", None, None, None],
        "source": ["somebody", None, None, None],
        "snapshot_date": ["2026-07-29", "2026-08", None, None],
    }
    pq.write_table(pa.table(data), tmp_path / "links_2025-01-02.parquet")
    store, result = take(tmp_path, tmp_path / "links_2025-01-02.parquet")
    assert [tuple(link.values()) for link in table(store, "links")] == [
        ("a/b", "x/y", "adapter,finetune", "somebody", 1, day("2026-07-29")),
        ("a/c", "x/y", None, "links_2025-01-02.parquet", 2, day("2026-08-01")),
    ]
    assert [r[0] for r in refused(store)] == [3, 4]
    assert [r[4] for r in refused(store)] == ["the link names no child", "the link names no parent"]
    assert (result.rows, result.link_rows, result.rejected_rows) == (4, 2, 2)
    assert accounted(result) == result.rows
    assert store.rows("models") == 0


def test_links_as_text(tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_text("child_id,parent_id\na/b,x/y\n")
    assert table(take(tmp_path, tmp_path / "l.csv")[0], "links")[0]["parent"] == "x/y"
    other = tmp_path / "other"
    other.mkdir()
    path = json_lines(tmp_path / "l.jsonl", {"kid": "a/b", "of": "x/y"})
    store, _ = take(other, path, mapping={"kid": "child", "of": "parent"})
    assert table(store, "links")[0]["child"] == "a/b"


def test_the_same_link_twice_is_one(tmp_path: Path) -> None:
    pair = {"child": "a/b", "parent": "x/y"}
    store, result = take(
        tmp_path, json_lines(tmp_path / "l.jsonl", pair, pair, pair | {"relation": "merge"})
    )
    assert store.rows("links") == 2
    assert (result.link_rows, result.link_duplicates) == (3, 1)


@pytest.mark.parametrize(
    ("mapping", "error"),
    [
        ({"a": "child", "b": "mother"}, UserError),
        ({"a": "child"}, InputError),
        ({"z": "child"}, InputError),
    ],
)
def test_mappings_that_do_not_fit(tmp_path: Path, mapping: dict, error: type) -> None:
    (tmp_path / "l.csv").write_text("a,b\nx,y\n")
    with pytest.raises(error):
        take(tmp_path, tmp_path / "l.csv", mapping=mapping)


@pytest.mark.shared
def test_real_links(shared_data: Path, tmp_path: Path) -> None:
    path = shared_data / "hub" / "edges_dev.parquet"
    store, result = take(tmp_path, path)
    raw = pq.read_table(path, columns=["source"]).column(0).value_counts().to_pylist()
    counts = store.arrow("links", ["source"]).column(0).value_counts().to_pylist()
    assert {c["values"]: c["counts"] for c in counts} == {c["values"]: c["counts"] for c in raw}
    assert (result.link_rows, result.rejected_rows, result.link_duplicates) == (59619, 0, 0)
