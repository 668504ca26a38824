"""Every mess of real rows occurs, where the truth says, and about as often."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from heredity.core.ids import normalize_id
from heredity.core.reasons import NOT_AN_ID
from heredity.hub.simulated import simulate
from heredity.hub.simulated.mess import CARD_KINDS
from heredity.hub.simulated.plan import numbers
from tests.hub.simulated.conftest import Hub, read_hub
from tests.oracles.simulated import as_list

Row = dict[str, Any]


def card(row: Row) -> Row:
    found: Row = row.get("cardData", {})
    return found


def named(row: Row) -> list[str]:
    return as_list(card(row).get("base_model"))


def plain(row: Row) -> list[str]:
    return [
        tag[11:] for tag in row["tags"] if tag.startswith("base_model:") and tag.count(":") == 1
    ]


def typed(row: Row) -> list[tuple[str, str]]:
    tags = [tag.split(":", 2) for tag in row["tags"] if tag.startswith("base_model:")]
    return [(tag[1], tag[2]) for tag in tags if len(tag) == 3]


def spoken(row: Row) -> list[Any]:
    return as_list(card(row).get("language"))


def stray(row: Row) -> bool:
    return bool({"t5", "tf", "ai", "ml", "is"} & set(card(row)["tags"])) and not spoken(row)


def odd_dtype(row: Row) -> bool:
    return "miku" in row["safetensors"]["parameters"]


def total_by_author(row: Row) -> bool:
    weights = row["safetensors"]
    return bool(weights["total"] != sum(weights["parameters"].values()))


SHOWN: dict[str, Callable[[Row], bool]] = {
    "card_parent_only": lambda row: bool(named(row)) and not plain(row) and not typed(row),
    "card_parent_renamed": lambda row: not set(named(row)) >= set(plain(row)),
    "card_parent_extra": lambda row: set(named(row)) > set(plain(row)),
    "card_parent_ancestor": lambda row: len(named(row)) == 2 and len(plain(row)) == 1,
    "card_parent_bare": lambda row: any("/" not in parent for parent in named(row)),
    "card_parent_case": lambda row: (
        named(row) != plain(row)
        and {parent.lower() for parent in named(row)} == {parent.lower() for parent in plain(row)}
    ),
    "parent_case": lambda row: any(parent == parent.lower() for parent in plain(row)),
    "parent_as_address": lambda row: any(parent.startswith("https:") for parent in named(row)),
    "relation_contradicted": lambda row: card(row)["base_model_relation"] != typed(row)[0][0],
    "relation_in_card": lambda row: card(row)["base_model_relation"] == typed(row)[0][0],
    "typed_tag_only": lambda row: len(typed(row)) == len(plain(row)) + 1,
    "two_relations": lambda row: len({relation for relation, _ in typed(row)}) == 2,
    "dangling_parent": lambda row: bool(plain(row) or typed(row)),
    "self_loop": lambda row: named(row) == plain(row) == [row["id"]],
    "two_cycle": lambda row: named(row) == plain(row) != [],
    "local_path": lambda row: normalize_id(named(row)[0]).id is None,
    "legacy_id": lambda row: "/" not in row["id"] and "author" not in row,
    "case_collision": lambda row: "/" in row["id"],
    "language_boolean": lambda row: False in spoken(row),
    "language_name": lambda row: spoken(row) == ["english"],
    "language_underscore": lambda row: "zh_CN" in spoken(row),
    "language_region": lambda row: "sv-SE" in spoken(row),
    "language_pair": lambda row: spoken(row) == ["en-de"],
    "language_code": lambda row: "code" in spoken(row),
    "language_three_letters": lambda row: spoken(row) == ["eng"],
    "license_list": lambda row: len(card(row)["license"]) == 1,
    "license_two": lambda row: len(card(row)["license"]) == 2,
    "license_key_misspelled": lambda row: "licence" in card(row) and "license" not in card(row),
    "license_placeholder": lambda row: card(row)["licence"] == "license",
    "license_name": lambda row: card(row)["license"] == "other" and bool(card(row)["license_name"]),
    "front_matter_broken": lambda row: "cardData" not in row,
    "front_matter_no_mapping": lambda row: "cardData" not in row,
    "error_sentence": lambda row: "cardData" not in row,
    "odd_dtype": odd_dtype,
    "total_by_author": total_by_author,
    "tag_not_language": stray,
    "floored_date": lambda row: row["createdAt"] == "2022-03-02T23:29:04.000Z",
}


def test_every_kind_occurs_and_shows(hub: Hub) -> None:
    by_id = {row["id"]: row for row in hub.rows}
    assert {row["kind"] for row in hub.tables["mess"]} == set(SHOWN)
    for kind, shows in SHOWN.items():
        found = hub.mess(kind)
        assert found, kind
        hidden = [model for model in found if not shows(by_id[model])]
        assert hidden == [], kind


@pytest.mark.parametrize("seed", [0, 1, 2, 3])
def test_every_kind_occurs_from_a_thousand_models_on(tmp_path: Path, seed: int) -> None:
    small = read_hub(tmp_path / "hub", simulate(1000, seed, tmp_path / "hub"))
    by_id = {row["id"]: row for row in small.rows}
    for kind, shows in SHOWN.items():
        assert small.mess(kind), kind
        assert all(shows(by_id[model]) for model in small.mess(kind)), kind


def test_what_shows_is_listed(hub: Hub) -> None:
    odd = {"language_boolean", "language_name", "language_underscore", "language_region",
           "language_pair", "language_code", "language_three_letters", "legacy_id", "self_loop",
           "card_parent_only", "two_relations", "parent_as_address"}  # fmt: skip
    for kind in odd:
        shown = {row["id"] for row in hub.rows if SHOWN[kind](row)}
        also = set(hub.mess("local_path")) if kind == "card_parent_only" else set()
        assert shown - also == set(hub.mess(kind)), kind


def test_kinds_occur_about_as_often_as_in_real_rows(hub: Hub) -> None:
    plan = numbers()["mess"]["children"]
    children = hub.truth.with_parent
    for kind, rate in plan.items():
        assert len(hub.mess(kind)) == pytest.approx(max(rate * children, 1), abs=1), kind
    both = [row for row in hub.rows if plain(row) and named(row)]
    either = [row for row in hub.rows if plain(row) or named(row) or typed(row)]
    differ = sum(set(plain(row)) != set(named(row)) for row in both)
    assert differ / len(either) == pytest.approx(0.126 - 0.026, abs=0.015)
    shapes = Counter(type(card(row).get("base_model")) for row in either if named(row))
    assert shapes[str] / shapes.total() == pytest.approx(0.276, abs=0.04)
    told = hub.tables["declared"]
    dangling = sum(row["fate"] in {"dangling", NOT_AN_ID} for row in told)
    assert dangling / len(told) == pytest.approx(0.105, abs=0.01)


def test_cycles_are_pairs_that_report_nothing(hub: Hub) -> None:
    by_id = {row["id"]: row for row in hub.rows}
    for model in hub.mess("two_cycle"):
        other = by_id[named(by_id[model])[0]]
        assert named(other) == [model]
        assert not {"license", "language"} & set(card(other))
        assert not {"pipeline_tag", "library_name"} & set(other)


def test_collisions_are_pairs_that_differ_in_case_alone(hub: Hub) -> None:
    groups = defaultdict(set)
    for row in hub.rows:
        groups[row["id"].lower()].add(row["id"])
    collide = {model for group in groups.values() if len(group) > 1 for model in group}
    assert collide == set(hub.mess("case_collision"))


def test_legacy_ids_are_parents_too(hub: Hub) -> None:
    for model in hub.mess("legacy_id"):
        assert any(model in plain(row) for row in hub.rows)


def test_broken_cards_cannot_be_read(hub: Hub) -> None:
    for model in hub.mess("front_matter_broken"):
        with pytest.raises(yaml.YAMLError):
            yaml.safe_load(hub.cards[model].split("---\n")[1])
    for model in hub.mess("front_matter_no_mapping"):
        assert isinstance(yaml.safe_load(hub.cards[model].split("---\n")[1]), list)
    for model in hub.mess("error_sentence"):
        assert hub.cards[model] == "Invalid username or password."


def test_mess_of_cards_is_not_listed_without_cards(tmp_path: Path) -> None:
    bare = read_hub(tmp_path / "hub", simulate(1000, 1, tmp_path / "hub", cards=False))
    kinds = {row["kind"] for row in bare.tables["mess"]}
    assert kinds == set(SHOWN) - set(CARD_KINDS)


def test_tiny_hubs_are_not_forced_into_mess(tmp_path: Path) -> None:
    tiny = read_hub(tmp_path / "hub", simulate(40, 1, tmp_path / "hub"))
    assert {row["kind"] for row in tiny.tables["mess"]} <= {"floored_date", "card_parent_renamed",
        "license_name", "dangling_parent"}  # fmt: skip
