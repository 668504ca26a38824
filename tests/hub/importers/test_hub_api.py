import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from heredity.store.facts import ASKED
from tests.hub.importers.making import (
    accounted,
    day,
    json_lines,
    models,
    only_model,
    refused,
    row,
    table,
    take,
)


def asked(model: dict, *names: str) -> bool:
    return all(model["asked"] & ASKED[name] for name in names)


def test_a_list_row_becomes_a_model(tmp_path: Path) -> None:
    store, result = take(tmp_path, json_lines(tmp_path / "list.jsonl", row()))
    model = only_model(store)
    assert (model["owner"], model["name"]) == ("acme", "Tiny-1B")
    assert (model["task"], model["library"]) == ("text-generation", "transformers")
    assert model["license"] == ["mit"]
    assert model["datasets"] == ["squad"]
    assert model["languages"] == ["en", "fr"]  # t5 is no language
    assert (model["downloads"], model["likes"], model["trending_score"]) == (20, 7, 7.0)
    assert model["created_at"] == datetime(2024, 12, 1, 6, 0, 34, tzinfo=UTC)
    assert model["hub_id"] == "674bfb827d6748def2e80ef9"
    assert model["private"] is False
    assert model["gated"] is None
    assert model["snapshot"] == day("2024-12-01")
    assert (model["source"], model["row"]) == ("list.jsonl", 1)
    assert (result.rows, result.models_added, result.cards) == (1, 1, 0)


def test_keys_that_were_not_served_were_not_asked_for(tmp_path: Path) -> None:
    store, _ = take(tmp_path, json_lines(tmp_path / "list.jsonl", row(pipeline_tag=None)))
    model = only_model(store)
    assert model["task"] is None
    # A plain list row answers for task and library although it leaves out those that are empty.
    assert asked(model, "task", "library", "tags", "license", "languages", "datasets", "downloads")
    assert not model["asked"] & (
        ASKED["card_data"] | ASKED["parameters"] | ASKED["sha"] | ASKED["base_models"]
    )


def test_rows_alike_were_asked_for_the_same(tmp_path: Path) -> None:
    full = {"sha": "1f", "cardData": {"license": "mit"}, "safetensors": {"total": 7}}
    path = json_lines(
        tmp_path / "list.jsonl",
        row(id="a/full", **full),
        row(id="a/empty", sha="2f"),
        row(id="a/other"),
    )
    found = models(take(tmp_path, path)[0])
    assert asked(found["a/empty"], "card_data", "parameters")
    assert found["a/empty"]["parameters"] is None
    assert not asked(found["a/other"], "card_data")


def test_a_full_body_becomes_a_model(tmp_path: Path) -> None:
    body = row(
        author="acme",
        sha="38ff4e",
        lastModified="2024-12-07T09:00:42.000Z",
        gated="manual",
        disabled=False,
        cardData={"license": "other", "license_name": "acme-1", "license_link": "LICENSE"},
        tags=["license:other"],
        siblings=[{"rfilename": "README.md"}, {"rfilename": "model.safetensors"}],
        safetensors={"parameters": {"BF16": 70}, "total": 70},
        config={"model_type": "llama"},
        baseModels={"relation": "merge", "models": [{"_id": "1", "id": "x/a"}, {"id": "x/b"}]},
        spaces=["x/y"],
    )
    path = tmp_path / "body.json"
    path.write_text(json.dumps(body, indent=2))
    store, _ = take(tmp_path, path)
    model = only_model(store)
    assert model["license"] == ["other"]
    assert (model["license_name"], model["license_link"]) == ("acme-1", "LICENSE")
    assert (model["gated"], model["disabled"], model["parameters"]) == ("manual", False, 70)
    assert model["files"] == ["README.md", "model.safetensors"]
    assert json.loads(model["config"]) == {"model_type": "llama"}
    assert model["base_models"] == [
        {"relation": "merge", "model_id": "x/a"},
        {"relation": "merge", "model_id": "x/b"},
    ]
    assert model["snapshot"] == day("2024-12-07")
    (card,) = table(store, "cards")
    assert json.loads(card["metadata"])["license_name"] == "acme-1"
    assert card["text"] is None


def test_hashes_of_large_files(tmp_path: Path) -> None:
    large = {"rfilename": "model.safetensors", "lfs": {"sha256": "AB" * 32, "size": 5}}
    odd = [{"rfilename": "a", "lfs": lfs} for lfs in ({"sha256": "ab"}, {"sha256": 5}, "x", None)]
    path = json_lines(
        tmp_path / "list.jsonl",
        row(id="a/b", siblings=[large, *odd, {"rfilename": "README.md"}]),
        row(id="a/mended", siblings=[large, *odd], likes="many"),
        row(id="a/none", siblings=odd),
    )
    found = models(take(tmp_path, path)[0])
    told = [{"file": "model.safetensors", "sha256": "ab" * 32, "bytes": 5}]
    assert [found[name]["hashes"] for name in ("a/b", "a/mended", "a/none")] == [told, told, None]
    assert found["a/b"]["files"] == ["model.safetensors", "a", "a", "a", "a", "README.md"]


@pytest.mark.parametrize("ending", ["jsonl", "jsonl.gz", "jsonl.zst"])
def test_compressed_lines(tmp_path: Path, ending: str) -> None:
    path = json_lines(tmp_path / f"list.{ending}", row(id="a/b"), row(id="a/c"))
    assert set(models(take(tmp_path, path)[0])) == {"a/b", "a/c"}


@pytest.mark.parametrize("indent", [None, 2])
def test_an_array(tmp_path: Path, indent: int | None) -> None:
    path = tmp_path / "list.json"
    rows = [row(id=f"a/{i}", tags=['odd "] , { \\', "}"]) for i in range(5)]
    path.write_text(json.dumps(rows, indent=indent))
    found = models(take(tmp_path, path)[0])
    assert [found[f"a/{i}"]["row"] for i in range(5)] == [1, 2, 3, 4, 5]
    assert found["a/3"]["tags"] == ['odd "] , { \\', "}"]


def test_rows_of_2022_name_the_model_otherwise(tmp_path: Path) -> None:
    old = {"modelId": "gpt2", "tags": ["pytorch"], "pipeline_tag": "text-generation"}
    model = only_model(take(tmp_path, json_lines(tmp_path / "old.jsonl", old))[0])
    assert (model["model_id"], model["owner"], model["name"]) == ("gpt2", None, "gpt2")
    assert not asked(model, "created_at")


def test_a_row_of_a_card_alone_fills_the_cards_only(tmp_path: Path) -> None:
    card = "---\nlicense: mit\n---\n# Hello\n\nthree words here"
    path = json_lines(tmp_path / "cards.jsonl", {"id": "a/b", "card": card})
    store, result = take(tmp_path, path)
    assert store.rows("models") == 0
    (found,) = table(store, "cards")
    assert found["text"] == card
    assert found["characters"] == len(card)
    assert found["words"] == len(card.split())
    assert json.loads(found["metadata"]) == {"license": "mit"}
    assert (result.rows, result.card_rows, result.cards, result.models_added) == (1, 1, 1, 0)


def test_card_fields_fill_what_the_row_lacks(tmp_path: Path) -> None:
    bare = {"id": "a/b", "tags": [], "createdAt": "2024-12-01T06:00:34.000Z"}
    data = {
        "licence": "apache-2.0",
        "language": ["en", False, "zh_CN"],
        "datasets": "squad",
        "base_model": ["x/a", "x/b"],
        "base_model_relation": "merge",
        "pipeline_tag": "fill-mask",
        "library_name": "keras",
    }
    model = only_model(
        take(tmp_path, json_lines(tmp_path / "l.jsonl", {**bare, "cardData": data}))[0]
    )
    assert model["license"] == ["apache-2.0"]
    assert model["languages"] == ["en", "False", "zh_CN"]
    assert model["datasets"] == ["squad"]
    assert model["card_base_models"] == ["x/a", "x/b"]
    assert model["card_relation"] == "merge"
    assert (model["task"], model["library"]) == ("fill-mask", "keras")


def test_no_as_a_language_alone(tmp_path: Path) -> None:
    data = {"language": False, "license": ["mit", "mit", "other"]}
    path = json_lines(tmp_path / "l.jsonl", row(tags=["en"], cardData=data))
    model = only_model(take(tmp_path, path)[0])
    assert model["languages"] == ["False"]
    assert model["license"] == ["mit", "other"]


@pytest.mark.parametrize("value", ["", [], [""]])
def test_an_empty_license_is_stated_and_no_absent_one(tmp_path: Path, value: object) -> None:
    path = json_lines(tmp_path / "l.jsonl", row(tags=[], cardData={"license": value}))
    assert only_model(take(tmp_path, path)[0])["license"] == []


@pytest.mark.parametrize("data", [{}, {"license": None}])
def test_a_license_that_is_not_there_is_absent(tmp_path: Path, data: object) -> None:
    path = json_lines(tmp_path / "l.jsonl", row(tags=[], cardData=data))
    assert only_model(take(tmp_path, path)[0])["license"] is None


def test_wrong_types_cost_the_field_and_not_the_row(tmp_path: Path) -> None:
    wrong = {
        "downloads": "many",
        "likes": -3,
        "tags": "one",
        "createdAt": "yesterday",
        "cardData": [1],
        "gated": 5,
        "private": "yes",
    }
    store, result = take(tmp_path, json_lines(tmp_path / "l.jsonl", row(**wrong), row(id="a/good")))
    bad = models(store)["acme/Tiny-1B"]
    assert [bad[k] for k in ("downloads", "likes", "tags", "created_at", "gated", "private")] == [
        None
    ] * 6
    assert not bad["asked"] & (ASKED["downloads"] | ASKED["tags"])
    assert {(r[2], r[3]) for r in refused(store)} == {
        ("downloads", '"many"'), ("likes", "-3"), ("tags", '"one"'), ("created_at", "yesterday"),
        ("cardData", "[1]"), ("gated", "5"), ("private", '"yes"'),
    }  # fmt: skip
    assert {r[:2] for r in refused(store)} == {(1, "acme/Tiny-1B")}
    assert (result.rejected_fields, result.rejected_rows, result.models_added) == (7, 0, 2)


def test_whole_floats_are_counts_and_huge_numbers_are_not(tmp_path: Path) -> None:
    path = json_lines(
        tmp_path / "l.jsonl",
        row(id="a/float", downloads=12.0),
        row(id="a/huge", downloads=2**63, safetensors={"total": 1e30}),
        row(id="a/half", downloads=1.5),
    )
    store, _ = take(tmp_path, path)
    found = models(store)
    assert [found[i]["downloads"] for i in ("a/float", "a/huge", "a/half")] == [12, None, None]
    assert {r[1:4] for r in refused(store)} == {
        ("a/huge", "downloads", "9223372036854775808"),
        ("a/huge", "parameters", "1e30"),
        ("a/half", "downloads", "1.5"),
    }


def test_rows_that_cannot_be_used(tmp_path: Path) -> None:
    path = json_lines(
        tmp_path / "l.jsonl",
        row(),
        "{broken",
        "",
        "[1, 2]",
        {"tags": ["no id"], "modelId": None},
        {"id": 5, "tags": []},
        row(id="/home/me/model"),
        row(id="a/b/c"),
        row(id=" "),
        b'{"id": "a/\xff"}',
    )
    store, result = take(tmp_path, path)
    assert set(models(store)) == {"acme/Tiny-1B"}
    assert {(r[0], r[4]) for r in refused(store)} == {
        (2, "not JSON"),
        (4, "not a JSON object"),
        (5, "the row names no model"),
        (6, "the row names no model"),
        (7, "no model id"),
        (8, "no model id"),
        (9, "no model id"),
        (10, "not UTF-8"),
    }
    assert all(r[1] is None and r[2] is None for r in refused(store))
    assert (result.rows, result.rejected_rows) == (9, 8)
    assert accounted(result) == result.rows


def test_numbers_that_json_lacks_are_null(tmp_path: Path) -> None:
    text = '{"id": "a/b", "downloads": NaN, "tags": [], "cardData": {"license": "mit", "x": NaN}}'
    store, result = take(tmp_path, json_lines(tmp_path / "l.jsonl", text, row()))
    assert models(store)["a/b"]["downloads"] is None
    assert models(store)["a/b"]["license"] == ["mit"]
    assert json.loads(table(store, "cards")[0]["metadata"]) == {"license": "mit", "x": None}
    assert result.rejected_fields == 0


def test_halves_of_surrogate_pairs_do_not_cost_the_row(tmp_path: Path) -> None:
    text = '{"id": "a/b", "tags": ["\\ud800x"], "pipeline_tag": "t", "createdAt": null}'
    assert only_model(take(tmp_path, json_lines(tmp_path / "l.jsonl", text))[0])["tags"] == ["?x"]


@pytest.mark.parametrize(
    "value",
    [
        {"relation": "finetune", "models": [{"id": "x/y"}]},
        [{"relation": "finetune", "models": [{"_id": "1", "id": "x/y"}]}],
        [{"relation": "finetune", "id": "x/y"}],
    ],
)
@pytest.mark.parametrize("key", ["baseModels", "base_models"])
def test_resolved_parents_in_every_form(tmp_path: Path, value: object, key: str) -> None:
    path = json_lines(tmp_path / "l.jsonl", row(**{key: value}))
    parents = only_model(take(tmp_path, path)[0])["base_models"]
    assert parents == [{"relation": "finetune", "model_id": "x/y"}]


def test_parents_as_bare_ids(tmp_path: Path) -> None:
    path = json_lines(tmp_path / "l.jsonl", row(base_models=["x/y", "x/z"]))
    parents = only_model(take(tmp_path, path)[0])["base_models"]
    assert parents == [{"relation": None, "model_id": i} for i in ("x/y", "x/z")]


def test_unusual_card_data(tmp_path: Path) -> None:
    data = {
        "license": {"name": "x"},
        "language": ["en", ["fr"]],
        "base_model": 7,
        "datasets": [1.5],
    }
    store, _ = take(tmp_path, json_lines(tmp_path / "l.jsonl", row(tags=[], cardData=data)))
    model = only_model(store)
    assert model["license"] is None
    assert model["languages"] is None
    assert model["card_base_models"] == ["7"]
    assert model["datasets"] == ["1.5"]
    assert {(r[2], r[3]) for r in refused(store)} == {
        ("card.license", '{"name": "x"}'),
        ("card.language", '["en", ["fr"]]'),
    }
    assert json.loads(table(store, "cards")[0]["metadata"]) == data


def test_tags_that_are_no_texts(tmp_path: Path) -> None:
    path = json_lines(tmp_path / "l.jsonl", row(tags=["en", {"a": 1}, None, "x"]), row(id="a/b"))
    store, _ = take(tmp_path, path)
    assert models(store)["acme/Tiny-1B"]["tags"] == ["en", "x"]
    assert [(r[1], r[2], r[3]) for r in refused(store)] == [("acme/Tiny-1B", "tags", '{"a":1}')]


@pytest.mark.shared
def test_the_real_list(shared_data: Path, tmp_path: Path) -> None:
    store, result = take(tmp_path, shared_data / "hub" / "api_list_2024.json.gz")
    assert (result.rows, result.models_added, result.rejected_rows) == (4712, 4712, 0)
    assert result.rejected_fields == 0
    found = models(store)
    assert found["meta-llama/Llama-3.3-70B-Instruct"]["license"] == ["llama3.3"]
    assert found["meta-llama/Llama-3.3-70B-Instruct"]["languages"] == [
        "en", "fr", "it", "pt", "hi", "es", "th", "de",
    ]  # fmt: skip
    assert {m["snapshot"] for m in found.values()} == {day("2025-01-12")}
    assert all(asked(m, "task", "library", "tags", "created_at") for m in found.values())


@pytest.mark.shared
def test_the_real_bodies(shared_data: Path, tmp_path: Path) -> None:
    store, result = take(tmp_path, shared_data / "hub" / "api_model_info_2024.json.gz")
    found = models(store).values()
    assert (result.rows, len(found), store.rows("cards")) == (80, 80, 80)
    assert sum(m["gated"] != "false" for m in found) == 20
    assert sum(m["config"] is not None for m in found) == 53
    assert all(asked(m, "parameters", "card_data", "config", "files") for m in found)
    assert all(m["files"] for m in found)
