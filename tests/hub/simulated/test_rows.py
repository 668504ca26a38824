"""Rows as the hub serves them."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.hub.simulated.conftest import Hub

ORDER = ["_id", "id", "author", "gated", "lastModified", "likes", "trendingScore", "private", "sha",
         "config", "cardData", "downloads", "tags", "pipeline_tag", "library_name", "siblings",
         "createdAt", "modelId", "safetensors"]  # fmt: skip
DATE = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z")


def test_keys_stand_in_the_hubs_order_and_are_absent_when_empty(hub: Hub) -> None:
    for row in hub.rows:
        assert list(row) == [key for key in ORDER if key in row]
        assert not any(row[key] in (None, "", {}) for key in row if key != "tags")


def test_values_have_the_hubs_forms(hub: Hub) -> None:
    for row in hub.rows:
        assert re.fullmatch("[0-9a-f]{24}", row["_id"])
        assert re.fullmatch("[0-9a-f]{40}", row["sha"])
        assert row["modelId"] == row["id"]
        assert row["gated"] in (False, "auto", "manual")
        assert row["private"] is False
        assert DATE.fullmatch(row["createdAt"])
        assert DATE.fullmatch(row["lastModified"])
        assert row["createdAt"] <= row["lastModified"]
        assert row["downloads"] >= 0
        assert row["likes"] >= 0
        assert row["tags"][-1] == "region:us"
        assert len(set(row["tags"])) == len(row["tags"])
        assert row["siblings"][0] == {"rfilename": ".gitattributes"}


def test_record_ids_begin_with_the_creation(hub: Hub) -> None:
    assert len({row["_id"] for row in hub.rows}) == len(hub.rows)
    floor = [row["_id"] for row in hub.rows if row["createdAt"] == "2022-03-02T23:29:04.000Z"]
    assert {text[:8] for text in floor} == {"621ffdc0"}
    assert len(floor) == pytest.approx(0.0167 * 5000, abs=5)


def test_tags_repeat_task_library_and_card(hub: Hub) -> None:
    for row in hub.rows:
        for key in ("pipeline_tag", "library_name"):
            if key in row:
                assert row[key] in row["tags"]
        license_ = row.get("cardData", {}).get("license")
        if isinstance(license_, str):
            assert f"license:{license_}" in row["tags"]
        for dataset in row.get("cardData", {}).get("datasets", []):
            assert f"dataset:{dataset}" in row["tags"]


def test_files_go_with_what_a_model_is(hub: Hub) -> None:
    for row in hub.rows:
        files = [file["rfilename"] for file in row["siblings"]]
        assert ("README.md" in files) == (row["id"] in hub.cards)
        if "gguf" in row["tags"]:
            assert any(file.endswith(".gguf") for file in files)
        if "peft" in row.get("config", {}):
            assert "adapter_config.json" in files
    kinds = Counter(file["rfilename"] for row in hub.rows for file in row["siblings"])
    assert {"model.safetensors", "pytorch_model.bin", "adapter_config.json"} <= set(kinds)


def test_traps_among_the_tags_occur(hub: Hub) -> None:
    tags = Counter(tag for row in hub.rows for tag in row["tags"])
    assert {"region:us", "deploy:azure", "endpoints_compatible", "arxiv:1910.09700"} <= set(tags)
    for prefix in ("arxiv:", "dataset:", "doi:"):
        assert any(tag.startswith(prefix) for tag in tags)


def test_a_few_models_have_most_of_the_downloads(hub: Hub) -> None:
    counts = sorted((row["downloads"] for row in hub.rows), reverse=True)
    assert sum(counts[:50]) > 0.3 * sum(counts)
    assert counts[len(counts) // 2] < 30


@pytest.mark.shared
def test_shared_keys_have_the_types_of_real_rows(hub: Hub, shared_data: Path) -> None:
    with gzip.open(shared_data / "hub" / "api_model_info_2024.json.gz") as file:
        real = json.load(file)
    kinds = {key: {type(row[key]) for row in real if key in row} for key in ORDER}
    for row in hub.rows:
        for key, value in row.items():
            assert not kinds[key] or type(value) in kinds[key], key
    listed = {key for row in real for key in row.get("cardData") or {}}
    ours = {key for row in hub.rows for key in row.get("cardData", {})}
    assert ours - {"licence", "base_model_relation"} <= listed
