import errno
import gzip
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from heredity.core.errors import HeredityError, InputError, OutsideError, StudyLocked, UserError
from heredity.hub import ingest
from heredity.hub.ingest import import_files
from heredity.store import Store
from heredity.store import files as store_files
from heredity.store.lock import write_lock
from heredity.store.workbench import Workbench
from tests.hub.importers.making import (
    accounted,
    day,
    json_lines,
    models,
    new_study,
    refused,
    row,
    table,
    take,
)


def contents(store: Store) -> dict[str, Any]:
    """All tables but the runs, and the names of all files."""
    tables = {name: table(store, name) for name in store.tables() if name != "runs"}
    return tables | {
        "": sorted(p.name for p in store.folder.rglob("*") if not p.name.startswith(".lock"))
    }


# ---- adding up ----------------------------------------------------------------------------------


def test_the_newer_record_wins_and_the_older_is_history(tmp_path: Path) -> None:
    old = json_lines(tmp_path / "hub_2024-01-01.jsonl", row(likes=1), row(id="a/gone", likes=5))
    new = json_lines(tmp_path / "hub_20250101.jsonl", row(likes=2), row(id="a/new"))
    for name, order in (("forth", (old, new)), ("back", (new, old))):
        store = Store(tmp_path / name, create=True)
        first = import_files(store, [order[0]])
        second = import_files(store, [order[1]])
        found = models(store)
        assert {i: m["snapshot"] for i, m in found.items()} == {
            "acme/Tiny-1B": day("2025-01-01"),
            "a/gone": day("2024-01-01"),
            "a/new": day("2025-01-01"),
        }
        assert found["acme/Tiny-1B"]["likes"] == 2
        assert [(h["likes"], h["snapshot"]) for h in table(store, "history")] == [
            (1, day("2024-01-01"))
        ]
        assert (first.models_added, second.models_added) == (2, 1)
        assert (second.models_updated, second.superseded) == ((1, 0) if name == "forth" else (0, 1))
        assert accounted(second) == second.rows


def test_on_the_same_day_the_last_commit_then_the_later_import_wins(tmp_path: Path) -> None:
    early, late = "2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z"
    store = new_study(tmp_path)
    for likes, modified in ((1, early), (2, late), (3, early), (4, late)):
        path = json_lines(
            tmp_path / f"{likes}_2024-02-01.jsonl", row(likes=likes, lastModified=modified)
        )
        import_files(store, [path])
    assert [m["likes"] for m in table(store, "models")] == [4]
    assert sorted(h["likes"] for h in table(store, "history")) == [1, 2, 3]


def test_exact_duplicates_are_only_counted(tmp_path: Path) -> None:
    path = json_lines(tmp_path / "a_2024-01-01.jsonl", row(), row(), row(likes=9))
    store, result = take(tmp_path, path)
    assert (result.rows, result.models_added, result.duplicates, result.superseded) == (3, 1, 1, 1)
    again = json_lines(tmp_path / "b_2024-01-01.jsonl", row(), row(likes=9))
    result = import_files(store, [again])
    assert (result.duplicates, result.superseded, result.models_updated) == (2, 0, 0)
    assert (store.rows("models"), store.rows("history")) == (1, 1)
    assert accounted(result) == result.rows


def test_cards_and_front_matter_come_together(tmp_path: Path) -> None:
    store = new_study(tmp_path)
    listed = json_lines(tmp_path / "hub_2024-01-01.jsonl", row(cardData={"license": "mit"}))
    cards = json_lines(tmp_path / "cards_2024-01-02.jsonl", {"id": "acme/Tiny-1B", "card": "# Hi"})
    import_files(store, [cards])
    import_files(store, [listed])
    (card,) = table(store, "cards")
    assert (card["text"], json.loads(card["metadata"])) == ("# Hi", {"license": "mit"})
    assert (card["source"], card["snapshot"]) == ("cards_2024-01-02.jsonl", day("2024-01-02"))
    newer = json_lines(
        tmp_path / "more_2024-01-03.jsonl",
        {"id": "acme/Tiny-1B", "card": "---\nlicense: other\n---\n"},
    )
    import_files(store, [newer])
    (card,) = table(store, "cards")
    assert (card["characters"], json.loads(card["metadata"])) == (23, {"license": "other"})


def test_several_files_are_one_import(tmp_path: Path) -> None:
    folder = tmp_path / "hub"
    (folder / "truth").mkdir(parents=True)
    json_lines(folder / "models.jsonl", row())
    json_lines(folder / "cards.jsonl", {"id": "acme/Tiny-1B", "card": "# Hi"})
    json_lines(folder / "links.jsonl", {"child": "acme/Tiny-1B", "parent": "x/y"})
    (folder / "README.md").write_text("# About\n")
    (folder / "truth" / "models.jsonl").write_text("not looked at")
    store, result = take(tmp_path, folder)
    assert (store.rows("models"), store.rows("cards"), store.rows("links")) == (1, 1, 1)
    assert (result.files, result.rows, result.card_rows, result.link_rows) == (3, 3, 1, 1)
    assert len(result.skipped) == 1
    assert "README.md" in result.skipped[0]
    assert store.rows("runs") == 1


def test_rejects_of_all_imports_stay(tmp_path: Path) -> None:
    one = json_lines(tmp_path / "one.jsonl", row(id="a/b", likes="x"), "broken")
    two = json_lines(tmp_path / "two.jsonl", row(id="a/c", downloads="y"))
    store, _ = take(tmp_path, one)
    import_files(store, [two])
    assert len(refused(store)) == 3
    import_files(store, [one], force=True)
    assert len(refused(store)) == 3


# ---- the day of a record ------------------------------------------------------------------------


def test_the_day_that_records_describe(tmp_path: Path) -> None:
    dated = {"id": "a/b", "likes": 1, "snapshot_date": "2023-03-03"}
    plain = {"id": "a/b", "likes": 1, "created_at": "2024-04-04T10:00:00Z"}
    bare = {"id": "a/b", "likes": 1}
    for number, (data, name, given, wanted) in enumerate(
        [
            (dated, "x_2025-05-05.jsonl", date(2026, 6, 6), "2026-06-06"),
            (dated, "x_2025-05-05.jsonl", None, "2023-03-03"),
            (plain, "x_2025-05-05.jsonl", None, "2025-05-05"),
            (plain, "x_2025-02-30.jsonl", None, "2024-04-04"),
            (plain, "x_120250505.jsonl", None, "2024-04-04"),
            (plain | {"created_at": "9999-01-01"}, "x_20250505.jsonl", None, "2025-05-05"),
        ]
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        store, _ = take(folder, json_lines(folder / name, data), snapshot=given)
        assert table(store, "models")[0]["snapshot"] == day(wanted)
    folder = tmp_path / "bare"
    folder.mkdir()
    path = json_lines(folder / "x.jsonl", bare)
    store, result = take(folder, path)
    (note,) = result.notes
    assert "nothing in it has a date" in note
    assert table(store, "models")[0]["snapshot"] == date.fromtimestamp(path.stat().st_mtime)  # noqa: DTZ012


# ---- skipping -----------------------------------------------------------------------------------


def test_an_unchanged_file_is_not_read_again(tmp_path: Path) -> None:
    path = json_lines(tmp_path / "a_2024-01-01.jsonl", row())
    store, _ = take(tmp_path, path)
    other = json_lines(tmp_path / "b_2024-01-02.jsonl", row(likes=8))
    result = import_files(store, [path, other, other])
    assert (result.files, result.rows, result.models_updated) == (1, 1, 1)
    assert result.skipped == [f"{p}: imported before, unchanged" for p in (path, other)]
    before = store.keys("models")
    result = import_files(store, [path, other])
    assert (result.files, len(result.skipped)) == (0, 2)
    assert store.keys("models") == before
    assert import_files(store, [path], snapshot=date(2020, 1, 1)).superseded == 1
    assert import_files(store, [path], force=True).duplicates == 1
    assert store.keys("models") != before
    json_lines(path, row(likes=100))
    assert import_files(store, [path]).files == 1


def test_a_table_that_was_deleted_is_no_reason_to_skip(tmp_path: Path) -> None:
    path = json_lines(tmp_path / "a.jsonl", row())
    store, _ = take(tmp_path, path)
    store.path("cards").unlink()
    assert import_files(store, [path]).duplicates == 1
    for name in ("models", "history", "cards", "links", "rejects"):
        store.path(name).unlink()
    assert import_files(store, [path]).models_added == 1


def test_new_data_change_the_keys_of_the_tables(tmp_path: Path) -> None:
    store, _ = take(tmp_path, json_lines(tmp_path / "a.jsonl", row()))
    before = {name: store.keys(name) for name in ("models", "cards", "links", "rejects")}
    import_files(store, [json_lines(tmp_path / "b.jsonl", row(id="a/b"))])
    assert all(store.keys(name) != before[name] for name in before)


# ---- bad input ----------------------------------------------------------------------------------


def bad_files(folder: Path) -> Iterator[tuple[str, Path, str]]:
    lines = b"".join(json.dumps(row(id=f"a/{i}")).encode() + b"\n" for i in range(2000))

    def file(name: str, data: bytes) -> Path:
        (folder / name).write_bytes(data)
        return folder / name

    yield "gzip", file("cut.jsonl.gz", gzip.compress(lines)[:-200]), "damaged"
    packed = pa.compress(lines, codec="zstd", asbytes=True)
    yield "zstd", file("cut.jsonl.zst", packed[:-200]), "damaged"
    csv = b"model_id,likes\n" + b"".join(b"a/%d,1\n" % i for i in range(3000))
    yield "csv", file("cut.csv.gz", gzip.compress(csv)[:-50]), "damaged"
    yield "array", file("cut.json", json.dumps([row()] * 3).encode()[:-20]), "in the middle"
    yield "png", file("logo.json", b"\x89PNG\r\n\x1a\n..."), "a PNG image"
    yield "empty", file("empty.jsonl", b""), "is empty"
    yield "prose", file("notes.csv", b"Dear diary.\n"), "no format that can be told"
    yield "columns", file("other.csv", b"a,b\n1,2\n"), "its columns: a, b"
    yield "missing", folder / "nothing.json", "Cannot read"


@pytest.mark.parametrize(
    "which", ["gzip", "zstd", "csv", "array", "png", "empty", "prose", "columns", "missing"]
)
def test_a_file_that_cannot_be_imported_leaves_the_study_as_it_was(
    tmp_path: Path, which: str
) -> None:
    store, _ = take(tmp_path, json_lines(tmp_path / "good.jsonl", row()))
    before = contents(store)
    path, words = next((p, w) for name, p, w in bad_files(tmp_path) if name == which)
    with pytest.raises(InputError, match=words) as error:
        import_files(store, [json_lines(tmp_path / "more.jsonl", row(id="a/b")), path])
    assert str(path) in error.value.what
    assert error.value.hint
    assert contents(store) == before


def test_parquet_without_the_columns_of_its_format(tmp_path: Path) -> None:
    pa.parquet.write_table(pa.table({"x": [1], "y": [2]}), tmp_path / "t.parquet")
    with pytest.raises(InputError, match="its columns: x, y"):
        take(tmp_path, tmp_path / "t.parquet")
    store = Store(tmp_path / "other", create=True)
    for name, words in (
        ("hub-stats", "no Parquet file with a column 'id'"),
        ("table", "no column that names the model"),
        ("links", "no column for the child"),
    ):
        with pytest.raises(InputError, match=words):
            import_files(store, [tmp_path / "t.parquet"], format=name)


def test_a_parquet_file_that_breaks_inside(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pa.parquet.write_table(
        pa.table({"id": [f"a/{i}" for i in range(50_000)], "likes": list(range(50_000))}), path
    )
    data = bytearray(path.read_bytes())
    data[1000:3000] = b"\x00" * 2000
    path.write_bytes(data)
    with pytest.raises(InputError, match="damaged"):
        take(tmp_path, path)


def test_options_that_do_not_fit(tmp_path: Path) -> None:
    path = json_lines(tmp_path / "a.jsonl", row())
    store = new_study(tmp_path)
    with pytest.raises(UserError, match="There is no format 'hub'"):
        import_files(store, [path], format="hub")
    with pytest.raises(UserError, match="--map goes with tables"):
        import_files(store, [path], format="hub-api", mapping={"id": "model_id"})
    (tmp_path / "void").mkdir()
    with pytest.raises(InputError, match="holds no files"):
        import_files(store, [tmp_path / "void"])


# ---- what fails outside -------------------------------------------------------------------------


def test_a_full_disk_leaves_the_study_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, _ = take(tmp_path, json_lines(tmp_path / "a.jsonl", row()))
    before = contents(store)
    more = json_lines(tmp_path / "b.jsonl", row(id="a/b"))

    def full(*args: Any, **named: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(store_files.pq.ParquetWriter, "write_table", full)
        with pytest.raises(OutsideError, match="No space left"):
            import_files(store, [more])
    assert contents(store) == before

    def full_scratch(self: Workbench, text: str, path: Path) -> None:
        self.run(f"COPY ({text}) TO '/dev/full' (FORMAT csv)")

    with monkeypatch.context() as patch:
        patch.setattr(Workbench, "save", full_scratch)
        with pytest.raises(OutsideError, match="scratch space"):
            import_files(store, [more])
    assert contents(store) == before
    assert import_files(store, [more]).models_added == 1


def moments(monkeypatch: pytest.MonkeyPatch, number: int) -> list[int]:
    """Interrupt at the n-th statement that a workbench runs, or batch that is written."""
    seen = [0]

    def counted(function: Any) -> Any:
        def step(*args: Any, **named: Any) -> Any:
            seen[0] += 1
            if seen[0] == number:
                raise KeyboardInterrupt
            return function(*args, **named)

        return step

    for name in ("run", "rows", "table", "stream"):
        monkeypatch.setattr(Workbench, name, counted(getattr(Workbench, name)))
    monkeypatch.setattr(store_files, "conform", counted(store_files.conform))
    monkeypatch.setattr(ingest, "rows_of", counted(ingest.rows_of))
    return seen


def test_an_interrupt_at_any_moment_leaves_the_study_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, _ = take(tmp_path, json_lines(tmp_path / "a.jsonl", row(cardData={"license": "mit"})))
    before = contents(store)
    more = json_lines(tmp_path / "b.jsonl", row(likes=8), {"id": "a/b", "card": "# Hi"})
    with monkeypatch.context() as patch:
        steps = moments(patch, -1)
        spare = Store(tmp_path / "spare", create=True)
        import_files(spare, [more])
    total = steps[0]
    assert total > 30
    for number in range(1, total, 9):
        with monkeypatch.context() as patch:
            moments(patch, number)
            with pytest.raises(KeyboardInterrupt):
                import_files(store, [more])
        assert contents(store) == before, number
    assert import_files(store, [more]).models_updated == 1


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    store = new_study(tmp_path)
    path = json_lines(tmp_path / "a.jsonl", row())
    with write_lock(store.folder, "link"), pytest.raises(StudyLocked):
        import_files(store, [path])
    assert import_files(store, [path]).models_added == 1


def test_what_broken_imports_left_behind_is_swept(tmp_path: Path) -> None:
    store = new_study(tmp_path)
    left = store.folder / ".scratch" / "import-left"
    left.mkdir(parents=True)
    (left / "models-1.parquet").write_bytes(b"x")
    import_files(store, [json_lines(tmp_path / "a.jsonl", row())])
    assert list((store.folder / ".scratch").iterdir()) == []


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[str, Any]] = []

    class Teller:
        def start(self, label: str, total: float | None = None, unit: str = "rows") -> None:
            told.append((label, total))

        def advance(self, amount: float = 1) -> None:
            told.append(("+", amount))

        def finish(self) -> None:
            told.append(("done", None))

    path = json_lines(tmp_path / "a.jsonl.gz", row())
    take(tmp_path, path, progress=Teller())
    assert told[0] == ("read a.jsonl.gz", path.stat().st_size)
    assert (
        sum(n for word, n in told[: told.index(("done", None))] if word == "+")
        == path.stat().st_size
    )
    assert told[-1] == ("done", None)


def test_errors_are_all_of_the_house() -> None:
    assert issubclass(InputError, HeredityError)
    assert not issubclass(duckdb.Error, HeredityError)
