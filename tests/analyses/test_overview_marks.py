"""Marks of states, rankings of downloads and tags, against a count by hand."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heredity.analyses.overview.marks import FEWEST, Holders, Usual, marked
from heredity.analyses.registry import ANALYSES
from heredity.store import Context
from heredity.store.stage import run_stage
from tests.fabricated import fabricate, model

STAGE = ANALYSES.get("overview").stage
USUAL = Usual(0.3, 2026, 8)


def rows_of(folder: Path, models: list[dict[str, Any]], **more: Any) -> list[dict[str, Any]]:
    store = fabricate(folder, models, **more)
    run_stage(store, STAGE, Context(store))
    return store.arrow("overview").to_pylist()


def pick(rows: list[dict[str, Any]], section: str, **where: Any) -> list[dict[str, Any]]:
    return [
        row
        for row in rows
        if row["section"] == section and all(row[key] == value for key, value in where.items())
    ]


@pytest.mark.parametrize(
    ("trait", "state", "holders", "mark"),
    [
        ("papers", "1910.09700", Holders(5, 5, 1, 0, 0), "template"),
        ("papers", "2501.99999", Holders(5, 5, 1, 0, 0), "impossible"),
        ("papers", "2501.12948", Holders(5, 5, 1, 0, 0), None),
        ("papers", "2609.00001", Holders(1, 1, 1, 0, 0), "impossible"),
        ("language", "sw", Holders(40, 3, 20, 0, 0), "one owner"),
        ("language", "sw", Holders(40, 3, 19, 0, 0), None),
        ("language", "sw", Holders(FEWEST - 1, 1, FEWEST - 1, 0, 0), None),
        ("author", "ada", Holders(40, 1, 40, 0, 0), None),
        ("license", "mit", Holders(40, 40, 1, 40, 32), "generated cards"),
        ("license", "mit", Holders(40, 40, 1, 40, 31), None),
        ("license", "mit", Holders(40, 40, 1, FEWEST - 1, FEWEST - 1), None),
        ("tags", "generated_from_trainer", Holders(0, 0, 0, 0, 0), "template"),
        ("datasets", "ImageFolder", Holders(9, 9, 1, 0, 0), "builder"),
    ],
)
def test_the_rules_of_marks(trait: str, state: str, holders: Holders, mark: str | None) -> None:
    found = marked(trait, state, holders, USUAL)
    assert found["mark"] == mark
    assert (found["reason"] is None) == (mark is None)


def test_generated_cards_mark_nothing_where_they_are_usual() -> None:
    held = Holders(40, 40, 1, 40, 36)
    assert marked("license", "mit", held, Usual(0.5, 2026, 8))["mark"] is None


def test_all_reasons_are_said() -> None:
    found = marked("papers", "1910.09700", Holders(40, 1, 40, 40, 40), USUAL)
    assert found["mark"] == "template"
    assert found["reason"].count(";") == 2


MODELS = [
    model(
        f"{'ada' if at < 24 else f'o{at}'}/m{at:02}",
        license=["mit"] if at < 30 else ["apache-2.0", "mit"],
        languages=["sw"] if at < 24 else ["en"],
        tags=["arxiv:1910.09700", "arxiv:2501.99999", "t5", "region:us", *(["lora"] * (at % 2))],
        downloads=10 ** (at % 4) - 1 if at else None,
        likes=0,
        snapshot=date(2026, 8, 22),
    )
    for at in range(36)
]


def test_marks_stand_in_the_table(tmp_path: Path) -> None:
    rows = rows_of(tmp_path / "s", MODELS)
    papers = {row["item"]: row["mark"] for row in pick(rows, "papers")}
    assert papers == {"1910.09700": "template", "2501.99999": "impossible"}
    (impossible,) = pick(rows, "counts", item="impossible ids of papers")
    assert (impossible["value"], impossible["population"]) == (1, 2)
    assert [row["item"] for row in pick(rows, "impossible papers")] == ["2501.99999"]
    language = {row["item"]: row for row in pick(rows, "language")}
    assert language["sw"]["mark"] == "one owner"
    assert (language["sw"]["owners"], language["sw"]["top_owner_share"]) == (1, 1.0)
    assert (language["en"]["owners"], language["en"]["top_owner_share"]) == (12, 1 / 12)
    assert language["en"]["mark"] is None
    assert language["en"]["generated_share"] is None
    assert pick(rows, "regions")[0]["mark"] == "hub"


def test_both_readings_of_states_are_ranked(tmp_path: Path) -> None:
    models = [*MODELS, model("x/y", license=["other"], tags=["license:other", "eng", "fr"])]
    rows = rows_of(tmp_path / "s", models)
    assert [row["item"] for row in pick(rows, "license_compat")] == ["other"]
    assert [row["item"] for row in pick(rows, "language_compat")] == ["French"]
    assert {row["compat"] for row in pick(rows, "license_compat")} == {True}
    assert {row["compat"] for row in pick(rows, "license")} == {False}
    (stated,) = pick(rows, "counts", item="stated license, repeated")
    assert stated["value"] == 30 + 2 * 6
    lengths = {row["item"]: row["value"] for row in pick(rows, "license lengths")}
    assert lengths == {"0": 1, "1": 30, "2": 6}


@pytest.mark.parametrize("compat", [False, True])
def test_it_says_what_it_found(tmp_path: Path, compat: bool) -> None:
    store = fabricate(tmp_path / "s", MODELS)
    run_stage(store, STAGE, Context(store))
    totals, states, odd = ANALYSES.get("overview").answer(store, compat)
    assert "36 models" in totals.sentence
    licenses = [row[1:3] for row in states.rows if row[0] == "license"]
    assert licenses == ([] if compat else [("mit", 36), ("apache-2.0", 6)])
    assert ("papers", "2501.99999", 36) in [row[:3] for row in odd.rows]
    assert all(len(row) == len(said.columns) for said in (totals, states, odd) for row in said.rows)


def test_downloads_fall_into_bins(tmp_path: Path) -> None:
    rows = rows_of(tmp_path / "s", MODELS)
    bins = {row["item"]: row["value"] for row in pick(rows, "downloads bins")}
    known = [m["downloads"] for m in MODELS if m["downloads"] is not None]
    assert bins == {
        "0": known.count(0), "1 to 9": known.count(9), "10 to 99": known.count(99),
        "100 to 999": known.count(999),
    }  # fmt: skip
    assert {row["population"] for row in pick(rows, "downloads bins")} == {35}
    top = pick(rows, "downloads")
    assert [row["value"] for row in top] == sorted((d for d in known if d), reverse=True)
    assert top[0]["share"] == 999 / sum(known)
    assert pick(rows, "likes") == []
    assert {row["item"]: row["value"] for row in pick(rows, "likes bins")} == {"0": 36}


def test_tags_without_prefix_are_ranked(tmp_path: Path) -> None:
    rows = rows_of(tmp_path / "s", MODELS)
    counted = Counter(tag for m in MODELS for tag in m["tags"] if ":" not in tag)
    assert [(row["item"], row["value"]) for row in pick(rows, "tags")] == counted.most_common()


@given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 100), st.integers(0, 100))
def test_a_mark_always_has_a_reason(models: int, most: int, carded: int, generated: int) -> None:
    held = Holders(models, 1, min(most, models), carded, min(generated, carded))
    found = marked("license", "mit", held, USUAL)
    by_owner = models >= FEWEST and 2 * held.most >= models
    by_card = carded >= FEWEST and 5 * held.generated >= 4 * carded
    assert found["mark"] == ("generated cards" if by_card else "one owner" if by_owner else None)
