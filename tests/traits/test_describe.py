"""The table of traits: states, and why there is one or none."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from heredity.core.errors import HeredityError
from heredity.store import Context, Store
from heredity.store.engine import open_engine
from heredity.store.facts import ASKED
from heredity.store.stage import run_stage
from heredity.traits import KINDS, STATUSES, TRAITS
from heredity.traits.describe import DESCRIBE, MODULES, TRAITS_TABLE
from tests.fabricated import fabricate, model, write

FLOOR = datetime(2022, 3, 2, 23, 29, 4, tzinfo=UTC)
LATER = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
NOTHING_ASKED = {"asked": 0}

MODELS = [
    model("a/full", license=["MIT", "other", "mit"], license_name="My  License",
          languages=["en", "False", "code", "zh_CN"], tags=["en", "eng", "no", "t5", "license:MIT"],
          task="text-generation", library="peft", datasets=["squad", " glue", "squad", ""],
          created_at=LATER, downloads=0, likes=7, parameters=10),
    model("b/empty", license=[""], languages=[" "], tags=[], task=" ", library="", datasets=[],
          created_at=FLOOR, parameters=0),
    model("c/unclear", license=["other", "unknown"], languages=["code", "multilingual"],
          tags=["license:other"]),
    model("legacy", **NOTHING_ASKED),
    model("d/absent"),
    model("e/norwegian", languages=["no"], license=["other"], license_name="other",
          **NOTHING_ASKED),
]  # fmt: skip
CARDS = [
    {"model_id": "a/full", "text": "# Automatically GENERATED", "characters": 25, "words": 3},
    {"model_id": "b/empty", "text": "", "characters": 0, "words": 0},
    {"model_id": "c/unclear", "metadata": '{"license": "other"}'},
    {"model_id": "legacy", "text": "generated automatically by", "characters": 26, "words": 3},
]


def described(folder: Path, engine: str = "duckdb") -> list[dict[str, Any]]:
    store = fabricate(folder, MODELS, cards=CARDS, engine=engine)
    rows = store.arrow("traits").to_pylist()
    store.close()
    return rows


@pytest.fixture(scope="module")
def traits(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    rows = described(tmp_path_factory.mktemp("traits") / "s")
    assert [row["model_id"] for row in rows] == sorted(row["model_id"] for row in MODELS)
    return {row["model_id"]: row for row in rows}


@pytest.mark.parametrize(
    ("model_id", "trait", "state", "status"),
    [
        ("a/full", "license", ["mit", "my-license"], "present"),
        ("b/empty", "license", None, "empty"),
        ("c/unclear", "license", None, "unclear"),
        ("d/absent", "license", None, "absent"),
        ("legacy", "license", None, "unknown"),
        ("e/norwegian", "license", None, "unclear"),
        ("a/full", "language", ["en", "no", "zh"], "present"),
        ("b/empty", "language", None, "empty"),
        ("c/unclear", "language", None, "unclear"),
        ("d/absent", "language", None, "absent"),
        ("legacy", "language", None, "unknown"),
        ("e/norwegian", "language", ["no"], "present"),
        ("a/full", "task", "text-generation", "present"),
        ("b/empty", "task", None, "empty"),
        ("d/absent", "task", None, "absent"),
        ("legacy", "task", None, "unknown"),
        ("b/empty", "library", None, "empty"),
        ("a/full", "datasets", ["glue", "squad"], "present"),
        ("b/empty", "datasets", None, "empty"),
        ("d/absent", "datasets", None, "absent"),
        ("a/full", "author", "a", "present"),
        ("legacy", "author", None, "absent"),
        ("a/full", "created", LATER, "present"),
        ("b/empty", "created", None, "floored"),
        ("d/absent", "created", None, "absent"),
        ("legacy", "created", None, "unknown"),
        ("a/full", "downloads", 0, "present"),
        ("d/absent", "downloads", None, "absent"),
        ("a/full", "likes", 7, "present"),
        ("a/full", "parameters", 10, "present"),
        ("b/empty", "parameters", None, "unclear"),
        ("a/full", "card_present", True, "present"),
        ("b/empty", "card_present", False, "present"),
        ("c/unclear", "card_present", True, "present"),
        ("legacy", "card_present", True, "present"),
        ("d/absent", "card_present", False, "present"),
        ("e/norwegian", "card_present", None, "unknown"),
        ("a/full", "card_length", 25, "present"),
        ("b/empty", "card_length", None, "empty"),
        ("d/absent", "card_length", None, "absent"),
        ("e/norwegian", "card_length", None, "unknown"),
        ("a/full", "card_generated", True, "present"),
        ("legacy", "card_generated", True, "present"),
        ("b/empty", "card_generated", None, "absent"),
    ],
)
def test_a_state_and_its_status(
    traits: dict[str, dict[str, Any]], model_id: str, trait: str, state: Any, status: str
) -> None:
    row = traits[model_id]
    assert (row[trait], row[f"{trait}_status"]) == (state, status)


def test_the_published_reading_stands_beside(traits: dict[str, dict[str, Any]]) -> None:
    assert traits["a/full"]["license_compat"] == ["MIT"]
    assert traits["a/full"]["language_compat"] == ["English", "Norwegian"]
    assert traits["c/unclear"]["license_compat"] == ["other"]
    assert traits["b/empty"]["license_compat"] is None
    assert traits["e/norwegian"]["language_compat"] is None, "its source was not asked for tags"
    assert traits["e/norwegian"]["license_compat"] == ["other"], "declared, where tags are missing"


def test_cards_may_never_have_been_imported(tmp_path: Path) -> None:
    store = Store(tmp_path / "s", create=True)
    asked = ASKED["tags"]
    write(store, "import", models=[model("a/b", asked=asked), model("c/d", asked=ASKED["card"])])
    run_stage(store, DESCRIBE, Context(store))
    rows = store.arrow("traits").to_pylist()
    assert [row["card_present"] for row in rows] == [None, False]
    assert [row["card_length_status"] for row in rows] == ["unknown", "absent"]


def test_no_models_give_no_rows(tmp_path: Path) -> None:
    store = fabricate(tmp_path / "s", [])
    assert store.rows("traits") == 0


def test_every_trait_is_in_the_table_and_says_what_it_is() -> None:
    types = {column.name: column.type for column in TRAITS_TABLE.columns}
    for one in TRAITS.members():
        assert types[one.name] == KINDS[one.kind]
        assert types[f"{one.name}_status"] == "string"
        assert (f"{one.name}_compat" in types) == one.paper
        assert set(one.asked) <= set(ASKED)
        assert one.doc.endswith(".")
        assert one.source
        assert one.missing
    assert len(MODULES) > 1


def test_the_states_and_statuses_agree(traits: dict[str, dict[str, Any]]) -> None:
    for row in traits.values():
        for one in TRAITS:
            status = row[f"{one}_status"]
            assert status in STATUSES
            assert (status == "present") == (row[one] is not None)


@pytest.mark.spark
def test_spark_describes_alike(tmp_path: Path) -> None:
    try:
        open_engine("spark", tmp_path / "scratch").close()
    except HeredityError as error:
        pytest.skip(f"Spark cannot run here: {error}")
    assert described(tmp_path / "spark", "spark") == described(tmp_path / "duckdb")
