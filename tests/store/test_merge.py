"""The merge against a literal one, through the importer that feeds it."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heredity.hub.ingest import import_files
from heredity.store import Store
from tests.oracles.merge import Record, merge

records = st.builds(
    Record,
    st.sampled_from(["a/a", "a/b", "a/c"]),
    st.sampled_from([date(2024, 1, day) for day in (1, 2)]),
    st.none() | st.sampled_from([datetime(2023, 1, day) for day in (1, 2)]),  # noqa: DTZ001
    st.integers(0, 1),
)


def as_row(record: Record) -> str:
    return json.dumps({
        "model_id": record.model_id,
        "snapshot": record.snapshot.isoformat(),
        "last_modified": record.last_modified and record.last_modified.isoformat(),
        "likes": record.likes,
    })  # fmt: skip


def as_record(row: dict) -> Record:
    modified = row["last_modified"]
    naive = modified and modified.astimezone(UTC).replace(tzinfo=None)
    return Record(row["model_id"], row["snapshot"], naive, row["likes"])


@settings(max_examples=12)
@given(st.lists(st.lists(records, min_size=1, max_size=8), min_size=1, max_size=3))
def test_imports_add_up_as_record_by_record(
    tmp_path_factory: pytest.TempPathFactory, imports: list
) -> None:
    folder = tmp_path_factory.mktemp("merge")
    store = Store(folder / "study", create=True)
    result = None
    for number, some in enumerate(imports):
        path = folder / f"{number}.jsonl"
        path.write_text("\n".join(map(as_row, some)))
        result = import_files(store, [path], force=True)
    wanted = merge(imports)
    models = [as_record(r) for r in store.arrow("models").to_pylist()]
    assert models == [wanted.models[i] for i in sorted(wanted.models)]
    history = [as_record(r) for r in store.arrow("history").to_pylist()]
    assert sorted(history, key=str) == sorted(wanted.history, key=str)
    assert (result.models_added, result.models_updated) == (wanted.added, wanted.updated)
    assert (result.superseded, result.duplicates) == (wanted.superseded, wanted.duplicates)


def test_tables_are_sorted_by_their_keys(tmp_path: Path) -> None:
    ids = ["b/Z", "b/a", "B/a", "a/ä", "a/z", "gpt2"]
    path = tmp_path / "x.jsonl"
    path.write_text(
        "\n".join(json.dumps({"model_id": i, "card": "x", "likes": n}) for n, i in enumerate(ids))
    )
    store = Store(tmp_path / "study", create=True)
    import_files(store, [path])
    good = sorted(i for i in ids if i.isascii())
    assert store.arrow("models", ["model_id"]).column(0).to_pylist() == good
    assert store.arrow("cards", ["model_id"]).column(0).to_pylist() == good
