import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from heredity.core.errors import InputError
from heredity.store.facts import ASKED
from tests.hub.importers.making import day, models, only_model, refused, table, take

TYPES = {
    "id": pa.string(),
    "author": pa.string(),
    "createdAt": pa.timestamp("us"),
    "lastModified": pa.timestamp("us"),
    "downloads": pa.int64(),
    "downloadsAllTime": pa.int64(),
    "likes": pa.int64(),
    "trendingScore": pa.float64(),
    "tags": pa.list_(pa.string()),
    "cardData": pa.string(),
    "safetensors": pa.struct(
        {"parameters": pa.struct({"BF16": pa.int64(), "miku": pa.int64()}), "total": pa.int64()}
    ),
    "gguf": pa.string(),
    "baseModels": pa.struct(
        {
            "relation": pa.string(),
            "models": pa.list_(pa.struct({"_id": pa.string(), "id": pa.string()})),
        }
    ),
    "pipeline_tag": pa.string(),
    "library_name": pa.string(),
}
ROW: dict[str, Any] = {
    "id": "acme/Tiny-1B",
    "author": "acme",
    "createdAt": datetime(2024, 2, 28, 15, 24, 14),  # noqa: DTZ001
    "lastModified": datetime(2026, 3, 22, 2, 39, 37),  # noqa: DTZ001
    "downloads": 5,
    "downloadsAllTime": 50,
    "likes": 8,
    "trendingScore": 0.5,
    "tags": ["transformers", "license:mit", "no"],
    "cardData": '{"license": "mit", "base_model": "x/y"}',
    "safetensors": {"parameters": {"BF16": 7, "miku": 1}, "total": 8},
    "gguf": None,
    "baseModels": {"relation": "merge", "models": [{"_id": "1", "id": "x/y"}, {"id": "x/z"}]},
    "pipeline_tag": None,
    "library_name": "transformers",
}


def dump(path: Path, *rows: dict[str, Any], types: dict[str, Any] = TYPES) -> Path:
    data = [{name: row.get(name) for name in types} for row in rows]
    pq.write_table(pa.Table.from_pylist(data, schema=pa.schema(types.items())), path)
    return path


def test_a_row_of_the_dump_becomes_a_model(tmp_path: Path) -> None:
    store, result = take(tmp_path, dump(tmp_path / "dump.parquet", ROW))
    model = only_model(store)
    assert model["created_at"] == datetime(2024, 2, 28, 15, 24, 14, tzinfo=UTC)
    assert (model["downloads"], model["downloads_all_time"], model["parameters"]) == (5, 50, 8)
    assert model["base_models"] == [
        {"relation": "merge", "model_id": "x/y"},
        {"relation": "merge", "model_id": "x/z"},
    ]
    assert model["card_base_models"] == ["x/y"]
    assert model["languages"] == ["no"]
    assert model["task"] is None
    assert model["asked"] & ASKED["task"]
    assert not model["asked"] & (ASKED["sha"] | ASKED["gated"] | ASKED["files"])
    assert model["snapshot"] == day("2026-03-22")
    assert json.loads(table(store, "cards")[0]["metadata"])["license"] == "mit"
    assert result.cards == 1


def test_null_means_none_where_the_column_is_there(tmp_path: Path) -> None:
    bare = ROW | {"id": "a/bare", "baseModels": None, "cardData": None, "safetensors": None}
    model = models(take(tmp_path, dump(tmp_path / "d.parquet", ROW, bare))[0])["a/bare"]
    assert model["base_models"] is None
    assert model["asked"] & ASKED["base_models"]
    assert model["asked"] & ASKED["card_data"]
    assert model["asked"] & ASKED["parameters"]


def test_a_cut_of_the_columns_answers_for_no_more(tmp_path: Path) -> None:
    types = {name: TYPES[name] for name in ("id", "createdAt", "likes")}
    model = only_model(take(tmp_path, dump(tmp_path / "d.parquet", ROW, types=types))[0])
    assert model["asked"] == ASKED["created_at"] | ASKED["likes"]


def test_a_row_gathered_elsewhere_answers_for_what_it_states(tmp_path: Path) -> None:
    partial = {
        "id": "a/b",
        "createdAt": ROW["createdAt"],
        "tags": ["llama"],
        "safetensors": {"total": 3},
    }
    model = only_model(take(tmp_path, dump(tmp_path / "d.parquet", partial))[0])
    assert model["asked"] == ASKED["created_at"] | ASKED["tags"] | ASKED["parameters"]


def test_gguf_tells_the_parameters_too(tmp_path: Path) -> None:
    quant = ROW | {"safetensors": None, "gguf": '{"total": 99, "architecture": "llama"}'}
    assert only_model(take(tmp_path, dump(tmp_path / "d.parquet", quant))[0])["parameters"] == 99


@pytest.mark.parametrize("text", ["[1]", '"x"', "{broken", "5"])
def test_card_data_that_is_no_object(tmp_path: Path, text: str) -> None:
    store, result = take(tmp_path, dump(tmp_path / "d.parquet", ROW | {"cardData": text}))
    assert refused(store) == [
        (1, "acme/Tiny-1B", "card_data", text, "card data that is no JSON object")
    ]
    assert store.rows("cards") == 0
    assert result.models_added == 1


def test_structs_as_json_text(tmp_path: Path) -> None:
    types = TYPES | {"baseModels": pa.string(), "safetensors": pa.string()}
    texts = {k: json.dumps(ROW[k]) for k in ("baseModels", "safetensors")}
    model = only_model(take(tmp_path, dump(tmp_path / "d.parquet", ROW | texts, types=types))[0])
    assert model["parameters"] == 8
    assert [p["model_id"] for p in model["base_models"]] == ["x/y", "x/z"]


def test_a_column_that_can_never_be_read(tmp_path: Path) -> None:
    types = TYPES | {"tags": pa.int64()}
    path = dump(tmp_path / "d.parquet", ROW | {"tags": 5}, types=types)
    with pytest.raises(InputError, match="column 'tags': holds a number") as error:
        take(tmp_path, path)
    assert "--map" in str(error.value)


def test_numbers_as_text_are_read_one_by_one(tmp_path: Path) -> None:
    types = TYPES | {"likes": pa.string()}
    path = dump(
        tmp_path / "d.parquet",
        ROW | {"id": "a/1", "likes": "12"},
        ROW | {"id": "a/2", "likes": "a dozen"},
        types=types,
    )
    store, _ = take(tmp_path, path)
    assert {i: m["likes"] for i, m in models(store).items()} == {"a/1": 12, "a/2": None}
    assert refused(store) == [(2, "a/2", "likes", "a dozen", "not a count")]


def test_many_row_groups(tmp_path: Path) -> None:
    rows = [ROW | {"id": f"a/{i:04}"} for i in range(2500)]
    data = pa.Table.from_pylist(rows, schema=pa.schema(TYPES.items()))
    pq.write_table(data, tmp_path / "d.parquet", row_group_size=300)
    store, _ = take(tmp_path, tmp_path / "d.parquet")
    assert store.arrow("models", ["model_id"]).column(0).to_pylist() == [r["id"] for r in rows]
    assert [m["row"] for m in models(store).values()] == list(range(1, 2501))


@pytest.mark.shared
def test_the_real_dump(shared_data: Path, tmp_path: Path) -> None:
    path = shared_data / "hub" / "hub_stats_sample.parquet"
    store, result = take(tmp_path, path)
    found = list(models(store).values())
    assert (result.rows, len(found), result.rejected_rows, result.rejected_fields) == (
        4167,
        4167,
        0,
        0,
    )
    assert sum(m["base_models"] is not None for m in found) == 4167 - 1581
    raw = pq.read_table(path).to_pylist()
    resolved = {
        r["id"]: [p["id"] for p in r["baseModels"]["models"]] for r in raw if r["baseModels"]
    }
    assert {
        m["model_id"]: [p["model_id"] for p in m["base_models"]] for m in found if m["base_models"]
    } == resolved
    cards = {r["id"]: json.loads(r["cardData"]) for r in raw if r["cardData"]}
    stated = {i: c["base_model"] for i, c in cards.items() if c.get("base_model")}
    assert {m["model_id"]: m["card_base_models"] for m in found if m["card_base_models"]} == {
        i: v if isinstance(v, list) else [v] for i, v in stated.items()
    }
    assert sum(m["card_relation"] is not None for m in found) == 22
    assert sum(m["license_name"] is not None for m in found) == 277
    assert sum(m["parameters"] is not None for m in found) > 3700
    assert {m["snapshot"] for m in found} == {day("2026-05-20")}
    assert store.rows("cards") == len(cards)
    misspelled = [i for i, c in cards.items() if "licence" in c and "license" not in c]
    licenses = {m["model_id"]: m["license"] for m in found}
    assert misspelled
    assert all(licenses[i] for i in misspelled)
