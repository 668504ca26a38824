"""Every stage gives the same tables on DuckDB and on Spark."""

import shutil

import pytest

from heredity.core.errors import HeredityError
from heredity.hub.simulated import simulate
from heredity.store.engine import open_engine
from heredity.study import Study

SAME = [
    "nodes", "edges", "families", "members", "rejects", "traits",
    "overview", "mutation", "transitions", "states", "ordering", "drift", "findings", "rules",
    "name_checks",
    "mutation_groups", "mutation_families", "gains", "steps", "pair_tests", "arrows",
    "growth", "growth_families", "generation_time", "survival", "concentration", "lorenz", "bursts",
    "structure", "structure_families", "out_degrees", "tails",
    "card_facts", "card_templates", "card_sections", "card_changes", "card_resemblance",
    "numeric", "numeric_spread",
    "license_classes", "license_rates", "license_survival", "license_verdict", "concluded",
    "names", "naming", "naming_inherited", "naming_affixes", "naming_drift", "naming_trends",
]  # fmt: skip

EMPTY = {"bursts", "naming_affixes"}
"""Tables that a hub of this size leaves empty."""


@pytest.fixture(scope="module")
def studies(tmp_path_factory: pytest.TempPathFactory) -> tuple[Study, Study]:
    """One simulated hub, messes and all, studied on both engines."""
    folder = tmp_path_factory.mktemp("engines")
    try:
        open_engine("spark", folder / "scratch").close()
    except HeredityError as error:
        pytest.skip(f"Spark cannot run here: {error}")
    simulate(3_000, 11, folder / "hub", cards=True)
    first = Study(folder / "duckdb", create=True)
    first.import_([folder / "hub"])
    shutil.copytree(folder / "duckdb", folder / "spark")
    second = Study(folder / "spark", engine="spark")
    first.run()
    second.run()
    return first, second


@pytest.mark.spark
@pytest.mark.parametrize("name", SAME)
def test_both_engines_give_the_same_table(studies: tuple[Study, Study], name: str) -> None:
    ours, theirs = (study.table(name) for study in studies)
    assert ours.num_rows > 0 or name in EMPTY, f"{name} is empty: nothing was compared"
    assert ours.schema.equals(theirs.schema)
    assert ours.equals(theirs)


@pytest.mark.spark
def test_nothing_that_stages_write_is_left_out(studies: tuple[Study, Study]) -> None:
    imported = {"models", "cards", "history", "links", "runs"}
    assert set(studies[0].store.tables()) == set(SAME) | imported
    engines = {row["engine"] for row in studies[1].table("runs").to_pylist()}
    assert engines == {"duckdb", "spark"}
