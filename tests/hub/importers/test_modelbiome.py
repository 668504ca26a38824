import csv
import gzip
from pathlib import Path
from typing import Any

import pytest

from heredity.core.errors import InputError
from heredity.store.facts import ASKED
from tests.hub.importers.making import accounted, models, only_model, refused, table, take

PLAIN = {
    "model_id": "acme/Tiny-1B",
    "likes": "12.0",
    "trendingScore": "0",
    "private": "False",
    "downloads": "34",
    "tags": "['transformers', 'license:mit', 'base_model:x/y', 'base_model:finetune:x/y']",
    "pipeline_tag": "text-generation",
    "library_name": "",
    "createdAt": "2024-12-01 06:00:34+00:00",
    "regions": "['us']",
    "licenses": "['mit']",
    "arxiv_papers": "[]",
    "datasets": "[]",
    "parent_model": "['x/y']",
    "finetune_parent": "['x/y']",
    "quantized_parent": "[]",
    "adapter_parent": "[]",
    "merge_parent": "[]",
    "languages": "['English', \"Ge'ez\"]",
}
CARDS = {
    "modelCard": '---\nlicense: mit\n---\n# A "quoted" card,\n\nwith lines',
    "ratelimit_retries": "0",
    "exception_raised": "False",
    "model_card_length_characters": "1",
    "model_card_length_words": "1",
    "model_card_automatically_generated": "False",
}


def paper(path: Path, *rows: dict[str, Any], index: bool = False) -> Path:
    names = list(rows[0])
    with (
        gzip.open(path, "wt", newline="") if path.suffix == ".gz" else path.open("w", newline="")
    ) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([""] * index + names)
        for number, row in enumerate(rows):
            writer.writerow([str(number)] * index + [row[name] for name in names])
    return path


@pytest.mark.parametrize("index", [False, True])
def test_a_row_of_the_paper_becomes_a_model(tmp_path: Path, index: bool) -> None:
    store, result = take(tmp_path, paper(tmp_path / "models.csv", PLAIN, index=index))
    model = only_model(store)
    assert (model["likes"], model["downloads"], model["private"]) == (12, 34, False)
    assert (model["task"], model["library"]) == ("text-generation", None)
    assert model["license"] == ["mit"]
    assert model["languages"] == ["English", "Ge'ez"]
    assert model["datasets"] is None
    assert model["tags"][-1] == "base_model:finetune:x/y"
    # What the columns of parents say was read from the tags, which are there.
    assert model["base_models"] is None
    assert model["card_base_models"] is None
    assert model["asked"] & ASKED["datasets"]
    assert model["asked"] & ASKED["library"]
    assert not model["asked"] & ASKED["card"]
    assert result.cards == 0


def test_parents_of_a_cut_without_tags(tmp_path: Path) -> None:
    cut = {k: v for k, v in PLAIN.items() if k != "tags"}
    cut |= {"parent_model": "['x/y', 'x/u']", "merge_parent": "['x/y', 'x/z']"}
    model = only_model(take(tmp_path, paper(tmp_path / "m.csv", cut))[0])
    assert [(p["relation"], p["model_id"]) for p in model["base_models"]] == [
        ("finetune", "x/y"), ("merge", "x/y"), ("merge", "x/z"), (None, "x/u"),
    ]  # fmt: skip


def test_with_cards_and_compressed(tmp_path: Path) -> None:
    path = paper(
        tmp_path / "with_cards.csv.gz",
        PLAIN | CARDS,
        PLAIN | CARDS | {"model_id": "a/none", "modelCard": ""},
        PLAIN | CARDS | {"model_id": "a/failed", "modelCard": "", "exception_raised": "True"},
        index=True,
    )
    store, result = take(tmp_path, path)
    (card,) = table(store, "cards")
    assert card["text"] == CARDS["modelCard"]
    assert card["metadata"] == '{"license":"mit"}'
    found = models(store)
    assert found["a/none"]["asked"] & ASKED["card"]
    assert not found["a/failed"]["asked"] & ASKED["card"]
    assert (result.rows, result.models_added, result.cards) == (3, 3, 1)


def test_lists_are_read_and_never_run(tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    evil = f"[__import__('pathlib').Path({str(marker)!r}).touch()]"
    rows = [
        PLAIN | {"model_id": "a/evil", "datasets": evil},
        PLAIN | {"model_id": "a/odd", "datasets": "['it\\'s', \"two\", 'a, b', '\\\\d', 3, None]"},
        PLAIN | {"model_id": "a/open", "datasets": "['a', "},
        PLAIN | {"model_id": "a/nested", "datasets": "[['a']]"},
    ]
    store, result = take(tmp_path, paper(tmp_path / "m.csv", *rows))
    assert not marker.exists()
    found = models(store)
    assert found["a/odd"]["datasets"] == ["it's", "two", "a, b", "\\d", "3"]
    assert {r[1] for r in refused(store)} == {"a/evil", "a/open", "a/nested"}
    assert {r[2] for r in refused(store)} == {"datasets"}
    assert result.rejected_fields == 3


def test_rows_of_another_length(tmp_path: Path) -> None:
    path = paper(tmp_path / "m.csv", PLAIN, PLAIN | {"model_id": "a/b"})
    path.write_text(path.read_text() + "short,row\n" + ",".join(["long"] * 40) + "\n")
    store, result = take(tmp_path, path)
    assert set(models(store)) == {"acme/Tiny-1B", "a/b"}
    assert [r[0] for r in refused(store)] == [3, 4]
    assert (result.rows, result.rejected_rows) == (4, 2)
    assert accounted(result) == result.rows


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = paper(tmp_path / "m.csv", PLAIN, PLAIN | {"model_id": "a/b"})
    path.write_bytes(path.read_bytes().replace(b"text-generation", b"text-\xff", 1))
    store, _ = take(tmp_path, path)
    assert models(store)["acme/Tiny-1B"]["task"] is None
    assert models(store)["a/b"]["task"] == "text-generation"
    assert [(r[0], r[2], r[4]) for r in refused(store)] == [(1, "pipeline_tag", "not UTF-8")]


def test_another_table_by_that_name(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("id,likes\na/b,1\n")
    with pytest.raises(InputError, match="not the published table"):
        take(tmp_path, tmp_path / "m.csv", format="modelbiome")
