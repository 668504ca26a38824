import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from heredity.core.errors import InputError, UserError
from heredity.store.facts import ASKED
from tests.hub.importers.making import (
    accounted,
    day,
    json_lines,
    models,
    only_model,
    refused,
    table,
    take,
)

CSV = """id,license,languages,downloads,created_at,tags,snapshot_date
a/one,mit,"['en', 'fr']",12,2024-12-01T06:00:34Z,"[""x"", ""license:other""]",2026-01-02
a/two,,en; fr ,,,[],2026-01-03
"""


def test_csv_by_well_known_names(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(CSV)
    store, result = take(tmp_path, tmp_path / "t.csv")
    found = models(store)
    one, two = found["a/one"], found["a/two"]
    assert (one["license"], one["languages"], one["tags"]) == (
        ["mit"],
        ["en", "fr"],
        ["x", "license:other"],
    )
    assert (one["downloads"], one["snapshot"]) == (12, day("2026-01-02"))
    assert one["created_at"] == datetime(2024, 12, 1, 6, 0, 34, tzinfo=UTC)
    assert (two["license"], two["languages"], two["downloads"]) == (None, ["en", "fr"], None)
    # A column of what a model may lack answers; an empty number is no answer.
    assert two["asked"] & ASKED["license"]
    assert not two["asked"] & (ASKED["downloads"] | ASKED["created_at"] | ASKED["task"])
    assert (result.rows, result.models_added) == (2, 2)


def test_the_same_as_json_lines_and_as_an_array(tmp_path: Path) -> None:
    rows = [
        {"id": "a/one", "license": "mit", "languages": ["en", "fr"], "downloads": 12, "task": None},
        {"id": "a/two", "license": ["mit", "other"], "languages": [], "downloads": "x", "task": 3},
    ]
    (tmp_path / "t.json").write_text(json.dumps(rows, indent=1))
    lines = json_lines(tmp_path / "t.jsonl", *rows, "[]", "nothing", "")
    for path, number in ((tmp_path / "t.json", 1), (lines, 2)):
        folder = tmp_path / str(number)
        folder.mkdir()
        store, result = take(folder, path)
        found = models(store)
        assert found["a/one"]["languages"] == ["en", "fr"]
        assert found["a/two"]["license"] == ["mit", "other"]
        assert found["a/two"]["languages"] is None
        assert (found["a/one"]["downloads"], found["a/two"]["downloads"]) == (12, None)
        assert ("a/two", "downloads", "x") in {r[1:4] for r in refused(store)}
        assert accounted(result) == result.rows
    assert result.rejected_rows == 2


def test_columns_named_by_the_user(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text('repo;lic;n;up\na/b;mit;5;"x/y"\n')
    store, _ = take(
        tmp_path,
        tmp_path / "t.csv",
        mapping={"repo": "model_id", "lic": "license", "n": "likes", "up": "card_base_models"},
    )
    model = only_model(store)
    assert (model["license"], model["likes"], model["card_base_models"]) == (["mit"], 5, ["x/y"])


def test_parents_count_like_those_of_a_card(tmp_path: Path) -> None:
    path = json_lines(
        tmp_path / "t.jsonl", {"id": "a/b", "base_models": ["x/y"], "base_model_relation": "merge"}
    )
    model = only_model(take(tmp_path, path)[0])
    assert (model["base_models"], model["card_base_models"], model["card_relation"]) == (
        None,
        ["x/y"],
        "merge",
    )
    assert not model["asked"] & ASKED["base_models"]


def test_parents_as_the_hubs_own_if_the_user_says_so(tmp_path: Path) -> None:
    path = json_lines(
        tmp_path / "t.jsonl", {"id": "a/b", "base_models": ["x/y"], "base_model_relation": "merge"}
    )
    model = only_model(take(tmp_path, path, mapping={"base_models": "base_models"})[0])
    assert model["base_models"] == [{"relation": "merge", "model_id": "x/y"}]
    assert model["card_base_models"] is None
    assert model["asked"] & ASKED["base_models"]


def test_parents_that_the_tags_state_are_no_second_witness(tmp_path: Path) -> None:
    tags = ["base_model:x/y", "base_model:merge:x/z"]
    rows = [
        {
            "id": "a/same",
            "tags": tags,
            "base_models": ["x/y", "x/z"],
            "base_model_relation": "merge",
        },
        {
            "id": "a/more",
            "tags": tags,
            "base_models": ["x/y", "x/u"],
            "base_model_relation": "merge",
        },
        {"id": "a/bare", "tags": [], "base_models": ["x/y"], "base_model_relation": None},
    ]
    found = models(take(tmp_path, json_lines(tmp_path / "t.jsonl", *rows))[0])
    said = {i: (m["card_base_models"], m["card_relation"]) for i, m in found.items()}
    assert said["a/same"] == (None, None)
    assert said["a/more"] == (["x/u"], "merge")
    assert said["a/bare"] == (["x/y"], None)


def test_cards_in_a_table(tmp_path: Path) -> None:
    text = "\n---\nlanguage: no\nbase_model: x/y\n---\n# Hei  \n"
    data = {
        "modelId": ["a/b", "a/c"],
        "card": [text, None],
        "downloads": [3, 4],
        "last_modified": ["2024-01-01T00:00:00Z", None],
    }
    pq.write_table(pa.table(data), tmp_path / "cards.parquet")
    store, _ = take(tmp_path, tmp_path / "cards.parquet")
    (card,) = table(store, "cards")
    assert card["text"] == text
    found = models(store)
    assert (found["a/b"]["languages"], found["a/b"]["card_base_models"]) == (["False"], ["x/y"])
    assert found["a/c"]["asked"] & ASKED["card"]


def test_keys_of_json_text_in_a_column(tmp_path: Path) -> None:
    extra = ['{"parameters": 47797760.0, "gated": false, "n": 3}', '{"parameters": NaN}', None]
    pq.write_table(pa.table({"id": ["a/1", "a/2", "a/3"], "extra": extra}), tmp_path / "t.parquet")
    store, result = take(tmp_path, tmp_path / "t.parquet", mapping={"extra.n": "likes"})
    found = models(store)
    assert [found[f"a/{i}"]["parameters"] for i in (1, 2, 3)] == [47797760, None, None]
    assert (found["a/1"]["gated"], found["a/1"]["likes"]) == ("false", 3)
    assert result.rejected_fields == 0


@pytest.mark.parametrize(
    ("mapping", "error", "words"),
    [
        ({"id": "colour"}, UserError, "'colour' is no field of a model"),
        ({"nothing": "model_id"}, InputError, "has no column 'nothing'"),
        ({"id": "likes"}, InputError, "no column that names the model"),
    ],
)
def test_mappings_that_do_not_fit(tmp_path: Path, mapping: dict, error: type, words: str) -> None:
    (tmp_path / "t.csv").write_text("id,n\na/b,1\n")
    with pytest.raises(error, match=words) as caught:
        take(tmp_path, tmp_path / "t.csv", mapping=mapping)
    assert "\n" in str(caught.value)


def test_a_column_that_can_never_be_its_field(tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": [1, 2], "likes": [3, 4]}), tmp_path / "t.parquet")
    with pytest.raises(InputError, match="column 'id': holds a number, and 'model_id' needs text"):
        take(tmp_path, tmp_path / "t.parquet")


def test_numbers_of_every_kind(tmp_path: Path) -> None:
    data = {
        "id": ["a/1", "a/2", "a/3", "a/4"],
        "likes": pa.array([1.0, 2.5, float("nan"), None]),
        "downloads": pa.array([1, -1, 2**62, None], pa.int64()),
        "created_at": pa.array([datetime(2024, 1, 2)] * 4, pa.timestamp("ms")),  # noqa: DTZ001
    }
    pq.write_table(pa.table(data), tmp_path / "t.parquet")
    store, _ = take(tmp_path, tmp_path / "t.parquet")
    found = [models(store)[f"a/{i}"] for i in (1, 2, 3, 4)]
    assert [m["likes"] for m in found] == [1, None, None, None]
    assert [m["downloads"] for m in found] == [1, None, 2**62, None]
    assert found[0]["created_at"] == datetime(2024, 1, 2, tzinfo=UTC)
    assert {r[1:4] for r in refused(store)} == {("a/2", "likes", "2.5"), ("a/2", "downloads", "-1")}


@pytest.mark.shared
def test_radar(shared_data: Path, tmp_path: Path) -> None:
    store, result = take(tmp_path, shared_data / "hub" / "radar_2026.parquet")
    found = list(models(store).values())
    assert (result.rows, len(found), result.rejected_rows, result.rejected_fields) == (
        15904,
        15904,
        0,
        0,
    )
    assert "where the row's base_model tags do not state them already" in result.notes[0]
    # Its parents repeat its tags in every row: the tags alone are the witness.
    assert all(m["card_base_models"] is None and m["base_models"] is None for m in found)
    assert sum(any(t.startswith("base_model:") for t in m["tags"]) for m in found) == 8279
    assert sum(m["gated"] == "true" for m in found) == 461
    # 23 rows have a license among their tags alone.
    assert sum(m["license"] is not None for m in found) == 15904 - 4426 + 23
    assert sum(m["parameters"] is not None for m in found) == 7874
    assert {m["snapshot"] for m in found} == {day("2026-08-22")}


@pytest.mark.shared
def test_real_cards(shared_data: Path, tmp_path: Path) -> None:
    path = shared_data / "cards" / "cards_dev.parquet"
    store, result = take(tmp_path, path)
    raw = {r["id"]: r for r in pq.read_table(path).to_pylist()}
    cards = {c["model_id"]: c for c in table(store, "cards")}
    assert (result.rows, result.models_added, len(cards)) == (574, 574, 574)
    assert {i: c["text"] for i, c in cards.items()} == {i: r["card_text"] for i, r in raw.items()}
    assert {i: c["words"] for i, c in cards.items()} == {
        i: len(r["card_text"].split()) for i, r in raw.items()
    }
    assert {i: c["characters"] for i, c in cards.items()} == {
        i: len(r["card_text"]) for i, r in raw.items()
    }
    fronts = sum(r["card_text"].lstrip().startswith("---") for r in raw.values())
    assert sum(c["metadata"] is not None for c in cards.values()) == fronts - result.rejected_fields
    # The source cut these at 100,000 characters, in the middle of their front matter.
    assert {r[4] for r in refused(store)} == {"front matter that does not end"}


def test_columns_of_unusual_types(tmp_path: Path) -> None:
    data = {
        "id": pa.array(["a/b", "a/c"]).dictionary_encode(),
        "license": pa.nulls(2),
        "tags": pa.array([["x"], None], pa.large_list(pa.large_string())),
        "task": pa.array(["t", " "], pa.large_string()),
        "likes": pa.array([1, 2], pa.uint64()),
        "created_at": pa.array([datetime(2024, 1, 1)] * 2, pa.timestamp("ns")),  # noqa: DTZ001
        "snapshot": pa.array([day("2024-02-02")] * 2),
        "gated": [True, None],
    }
    pq.write_table(pa.table(data), tmp_path / "t.parquet")
    found = models(take(tmp_path, tmp_path / "t.parquet")[0])
    assert (found["a/b"]["tags"], found["a/b"]["task"], found["a/b"]["likes"]) == (["x"], "t", 1)
    assert found["a/b"]["created_at"] == datetime(2024, 1, 1, tzinfo=UTC)
    assert (found["a/b"]["gated"], found["a/b"]["license"]) == ("true", None)
    assert (found["a/c"]["tags"], found["a/c"]["task"]) == (None, None)
    assert found["a/c"]["snapshot"] == day("2024-02-02")
