"""Cards of a simulated hub."""

from __future__ import annotations

from collections import Counter, defaultdict
from statistics import median

import pytest
import yaml

from tests.hub.simulated.conftest import Hub

PHRASES = ("automatically generated", "generated automatically")


def front(text: str) -> tuple[object, str]:
    _, matter, body = text.split("---\n", 2)
    return yaml.safe_load(matter), body


def test_two_thirds_of_the_models_have_a_card(hub: Hub) -> None:
    assert len(hub.cards) / len(hub.rows) == pytest.approx(0.67, abs=0.001)


def test_front_matter_says_what_the_row_says(hub: Hub) -> None:
    compared = 0
    for row in hub.rows:
        if "cardData" in row:
            matter, _ = front(hub.cards[row["id"]])
            assert matter == row["cardData"]
            assert list(matter) == list(row["cardData"])
            compared += 1
    assert compared > 3000


def test_rows_of_models_without_a_card_have_no_card_data(hub: Hub) -> None:
    for row in hub.rows:
        if row["id"] not in hub.cards:
            assert "cardData" not in row


def test_lengths_are_spread_as_real_ones(hub: Hub) -> None:
    lengths = sorted(len(text) for text in hub.cards.values())
    assert 500 < median(lengths) < 4000
    assert lengths[-1] > 10_000
    parents = {row["parent"] for row in hub.tables["pedigree"]}
    theirs = [len(hub.cards[model]) for model in parents if model in hub.cards]
    assert median(theirs) > 2 * median(lengths)


def test_templates_are_listed_and_shared(hub: Hub) -> None:
    bodies = defaultdict(set)
    by_id = {row["id"]: row for row in hub.rows}
    for row in hub.tables["cards"]:
        _, body = front(hub.cards[row["model_id"]])
        name = by_id[row["model_id"]]["id"].split("/")[-1]
        bodies[row["template"]].add(body.replace(name, "NAME"))
    counts = Counter(row["template"] for row in hub.tables["cards"])
    assert set(counts) == {"trainer", "default", "quantizer", "gallery", "unsloth", "course",
                           "merger", "bulk"}  # fmt: skip
    assert len(bodies["default"]) == len(bodies["course"]) == 1
    assert counts["default"] > 100


def test_the_two_phrases_mark_generated_cards(hub: Hub) -> None:
    listed = {row["model_id"]: row["phrase"] for row in hub.tables["cards"] if row["phrase"]}
    shown = {
        model: next(phrase for phrase in PHRASES if phrase in text.lower())
        for model, text in hub.cards.items()
        if any(phrase in text.lower() for phrase in PHRASES)
    }
    assert shown == listed
    assert set(listed.values()) == set(PHRASES)


def test_children_have_generated_cards_as_often_as_published(hub: Hub) -> None:
    phrase = {row["model_id"] for row in hub.tables["cards"] if row["phrase"]}
    uploaded = {row["owner"] for row in hub.tables["uploaders"]}
    children = defaultdict(set)
    for row in hub.tables["pedigree"]:
        if row["child"].split("/")[0] not in uploaded and row["child"] in hub.cards:
            children[row["relation"]].add(row["child"])
    share = {name: len(models & phrase) / len(models) for name, models in children.items()}
    assert share["finetune"] == pytest.approx(0.50, abs=0.08)
    assert share["adapter"] == pytest.approx(0.29, abs=0.08)
    assert share["quantized"] < 0.05


def test_free_texts_differ(hub: Hub) -> None:
    templated = {row["model_id"] for row in hub.tables["cards"]}
    free = [text for model, text in hub.cards.items() if model not in templated]
    assert len(set(free)) > 0.99 * len(free)
