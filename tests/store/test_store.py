"""Tables are written whole, read in their present version, and never misread."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from heredity.core.errors import OutsideError, StudyError
from heredity.store import Column, Store, TableSpec
from heredity.store.files import write_parquet
from heredity.store.schema import TABLES

OLD = TableSpec("kin", "One relative.", (Column("name", "string", "Its name."),), key=("name",))
NEW = TableSpec(
    "kin",
    "One relative.",
    (Column("name", "string", "Its name."), Column("age", "int64", "Its age.", since=2)),
    key=("name",),
    version=2,
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "study", create=True)


@pytest.fixture
def kin(monkeypatch: pytest.MonkeyPatch):
    def register(spec: TableSpec) -> None:
        monkeypatch.setitem(TABLES._members, "kin", spec)

    return register


def put(store: Store, spec: TableSpec, columns: dict) -> None:
    path, _ = store.stage_file(spec, columns, "test", "key")
    path.replace(store.path(spec.name))


def test_a_missing_folder_is_refused_with_advice(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="is not a study") as caught:
        Store(tmp_path / "nowhere")
    assert "heredity import" in caught.value.hint


def test_a_folder_of_other_files_is_never_taken_over(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(StudyError, match="holds other files"):
        Store(tmp_path, create=True)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["thesis.txt"]


def test_a_file_is_no_study(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StudyError, match="is a file"):
        Store(tmp_path / "file", create=True)


def test_a_study_of_another_format_is_refused(store: Store) -> None:
    (store.folder / "heredity.json").write_text(json.dumps({"format": 99}))
    with pytest.raises(StudyError, match="format 99"):
        Store(store.folder)


def test_a_damaged_marker_is_refused(store: Store) -> None:
    (store.folder / "heredity.json").write_text("{")
    with pytest.raises(StudyError, match="damaged"):
        Store(store.folder)


def test_a_missing_table_names_the_command_that_writes_it(store: Store) -> None:
    with pytest.raises(StudyError) as caught:
        store.table("models")
    assert "heredity import" in caught.value.hint
    with pytest.raises(StudyError) as caught:
        store.arrow("edges")
    assert "heredity run" in caught.value.hint


def test_expressions_are_sorted_by_the_key(store: Store, kin) -> None:
    kin(OLD)
    put(store, OLD, {"name": ["b", "a"]})
    put(store, OLD, store.engine.load(store.arrow("kin")))
    assert store.arrow("kin").to_pydict() == {"name": ["a", "b"]}
    assert store.run(store.table("kin")).to_pydict() == {"name": ["a", "b"]}


def test_a_column_that_came_later_reads_as_null(store: Store, kin) -> None:
    kin(OLD)
    put(store, OLD, {"name": ["a"]})
    kin(NEW)
    assert store.arrow("kin").to_pylist() == [{"name": "a", "age": None}]
    assert store.run(store.table("kin")).to_pylist() == [{"name": "a", "age": None}]


def test_a_table_of_a_newer_version_is_refused(store: Store, kin) -> None:
    kin(NEW)
    put(store, NEW, {"name": ["a"], "age": [3]})
    kin(OLD)
    for read in (store.table, store.arrow):
        with pytest.raises(StudyError, match="newer Heredity") as caught:
            read("kin")
        assert "Update" in caught.value.hint


def test_a_table_too_old_to_migrate_is_refused(store: Store, kin) -> None:
    kin(OLD)
    put(store, OLD, {"name": ["a"]})
    kin(TableSpec("kin", "One relative.", NEW.columns, key=("name",), version=2, oldest=2))
    with pytest.raises(StudyError, match="older Heredity") as caught:
        store.arrow("kin")
    assert "import your files again" in caught.value.hint


def test_a_damaged_table_is_refused(store: Store, kin) -> None:
    kin(OLD)
    store.path("kin").write_bytes(b"PAR1 no")
    with pytest.raises(StudyError, match="not a readable table"):
        store.arrow("kin")


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    def rows():
        yield pa.RecordBatch.from_pydict({"name": ["a"]})
        raise OSError(28, "No space left on device")

    with pytest.raises(OutsideError, match="No space left on device"):
        write_parquet(tmp_path / "kin.tmp", OLD, rows(), {})
    assert list(tmp_path.iterdir()) == []


def test_the_footer_names_table_and_version(store: Store, kin) -> None:
    kin(NEW)
    put(store, NEW, {"name": [], "age": []})
    note = json.loads(pq.read_schema(store.path("kin")).metadata[b"heredity"])
    assert (note["table"], note["version"], note["keys"]) == ("kin", 2, {"test": "key"})


def test_shared_tables_keep_the_rows_of_other_stages(store: Store) -> None:
    spec = TABLES.get("rejects")

    def reject(stage: str, value: str) -> dict:
        row = {
            "source": "f",
            "row": 1,
            "model_id": None,
            "field": "x",
            "value": value,
            "reason": "bad",
            "stage": stage,
        }
        return {name: [cell] for name, cell in row.items()}

    for stage, value in (("link", "1"), ("import", "2"), ("link", "3")):
        path, rows = store.stage_file(spec, reject(stage, value), stage, value)
        assert rows == 1
        path.replace(store.path("rejects"))
    found = store.arrow("rejects", ["stage", "value"]).to_pylist()
    assert found == [{"stage": "import", "value": "2"}, {"stage": "link", "value": "3"}]
    assert store.keys("rejects") == {"link": "3", "import": "2"}
