"""Papers and regions, read off the tags."""

from pathlib import Path

import pytest

from heredity.core.errors import HeredityError
from heredity.store.engine import open_engine
from tests.fabricated import fabricate, model

MODELS = [
    model("a/cites", tags=["arxiv:2106.09685v2", "arxiv:2106.09685", "arXiv:1910.09700", "en"]),
    model("b/cites", tags=["arxiv:1910.09700", "arxiv:cs/0112017 ", "region:us", "region:EU"]),
    model("c/blank", tags=["arxiv:", "arxiv: ", "region:"]),
    model("d/silent", tags=["en"]),
    model("e/unknown", asked=0),
]
PAPERS = [
    ("a/cites", ["2106.09685"], "present"),
    ("b/cites", ["1910.09700", "cs/0112017"], "present"),
    ("c/blank", None, "empty"),
    ("d/silent", None, "absent"),
    ("e/unknown", None, "unknown"),
]


def papers(folder: Path, engine: str = "duckdb") -> list[tuple[str, list[str] | None, str]]:
    store = fabricate(folder, MODELS, engine=engine)
    rows = store.arrow("traits").to_pylist()
    store.close()
    assert rows[1]["regions"] == ["eu", "us"]
    assert [row["regions_status"] for row in rows[1:3]] == ["present", "empty"]
    return [(row["model_id"], row["papers"], row["papers_status"]) for row in rows]


def test_ids_follow_the_prefix_without_their_version(tmp_path: Path) -> None:
    assert papers(tmp_path / "s") == PAPERS


@pytest.mark.spark
def test_spark_reads_the_same(tmp_path: Path) -> None:
    try:
        open_engine("spark", tmp_path / "scratch").close()
    except HeredityError as error:
        pytest.skip(f"Spark does not start here: {error}")
    assert papers(tmp_path / "s", "spark") == PAPERS
