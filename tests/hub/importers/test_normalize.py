import json
from pathlib import Path

import pytest

from heredity.store.facts import ASKED
from tests.hub.importers.making import json_lines, models, only_model, refused, row, table, take


@pytest.mark.parametrize(
    ("card", "reason"),
    [
        ("---\na: [b\n---\n# Hi", "front matter that is no YAML"),
        ("---\n- a\n---\n# Hi", "front matter that is no mapping of keys to values"),
        ("---\nlicense: mit\ntags:\n- a\n", "front matter that does not end"),
    ],
)
def test_front_matter_that_cannot_be_used_does_not_cost_the_card(
    tmp_path: Path, card: str, reason: str
) -> None:
    store, result = take(tmp_path, json_lines(tmp_path / "c.jsonl", {"id": "a/b", "card": card}))
    (found,) = table(store, "cards")
    assert (found["text"], found["metadata"]) == (card, None)
    assert [(r[1], r[2], r[4]) for r in refused(store)] == [("a/b", "card", reason)]
    assert (result.rejected_fields, result.rejected_rows) == (1, 0)


@pytest.mark.parametrize("card", ["# Hi", "---\n\nA line across the page", "-- no", ""])
def test_cards_without_front_matter(tmp_path: Path, card: str) -> None:
    store, result = take(tmp_path, json_lines(tmp_path / "c.jsonl", {"id": "a/b", "card": card}))
    assert [(c["text"], c["metadata"]) for c in table(store, "cards")] == [(card, None)]
    assert result.rejected_fields == 0


@pytest.mark.parametrize(
    "sentence",
    [
        "Invalid username or password.",
        "Entry not found",
        "Access to model a/b is restricted and you are not in the authorized list.",
    ],
)
def test_an_error_message_is_no_card(tmp_path: Path, sentence: str) -> None:
    store, _ = take(tmp_path, json_lines(tmp_path / "c.jsonl", row(card=sentence + "\n")))
    assert store.rows("cards") == 0
    assert refused(store)[0][2:] == ("card", sentence + "\n", "an error message in place of a card")
    assert not only_model(store)["asked"] & ASKED["card"]


def test_license_from_tags_before_the_card_and_languages_from_the_card_before_tags(
    tmp_path: Path,
) -> None:
    both = row(
        tags=["en", "license:mit", "license:mit", "license:other", "dataset:", "dataset:a"],
        cardData={"license": "gpl-3.0", "language": "fr", "datasets": ["b"]},
    )
    model = only_model(take(tmp_path, json_lines(tmp_path / "l.jsonl", both))[0])
    assert model["license"] == ["mit", "other"]
    assert model["languages"] == ["fr"]
    assert model["datasets"] == ["a"]


def test_what_is_a_language_among_tags(tmp_path: Path) -> None:
    tags = [
        "en",
        "t5",
        "tf",
        "yue",
        "trl",
        "vit",
        "haw",
        "zh-CN",
        "low-rank",
        "region:us",
        "code",
        "no",
    ]
    model = only_model(take(tmp_path, json_lines(tmp_path / "l.jsonl", row(tags=tags)))[0])
    assert {"en", "haw", "zh-CN", "no"} <= set(model["languages"])
    assert not {"t5", "tf", "trl", "vit", "low-rank", "code"} & set(model["languages"])
    assert model["languages"] == sorted(model["languages"], key=tags.index)


def test_a_cards_own_front_matter_fills_the_row(tmp_path: Path) -> None:
    front = "license: other\nlicense_name: acme\nbase_model:\n- x/y\n- x/z\nlibrary_name: keras"
    card = f"---\n{front}\n---\n"
    bare = {"id": "a/b", "tags": ["x"], "createdAt": "2024-01-01T00:00:00Z", "card": card}
    served = bare | {"id": "a/c", "cardData": {"license": "mit"}}
    store, _ = take(tmp_path, json_lines(tmp_path / "l.jsonl", bare, served))
    found = models(store)
    assert (found["a/b"]["license"], found["a/b"]["license_name"]) == (["other"], "acme")
    assert (found["a/b"]["card_base_models"], found["a/b"]["library"]) == (["x/y", "x/z"], "keras")
    assert found["a/b"]["asked"] & ASKED["card_data"]
    # What the hub served speaks before the text.
    assert found["a/c"]["license"] == ["mit"]
    assert [json.loads(c["metadata"])["license"] for c in table(store, "cards")] == ["other", "mit"]
