"""Studies of real and simulated models, beside the published table made of the same records."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd
import pytest

from heredity.hub.simulated import simulate
from heredity.study import Study, sample_files
from tests.oracles.paper.graph import build_graph
from tests.oracles.paper.rows import published_rows

SOURCES = [
    pytest.param("sample", id="sample"),
    pytest.param("simulated", id="simulated"),
    pytest.param("hub_stats_sample", id="hub_stats", marks=pytest.mark.shared),
    pytest.param("radar_2026", id="radar", marks=pytest.mark.shared),
]


@dataclass
class Both:
    """One study in both ways."""

    study: Study
    rows: pd.DataFrame
    graph: nx.DiGraph

    def ours(self, table: str, where: str) -> list[dict[str, Any]]:
        """Rows of a table in the published form."""
        return self.study.select(f"SELECT * FROM {table} WHERE compat AND {where}")


def files(name: str, folder: Path, request: pytest.FixtureRequest) -> list[Path]:
    """What to import."""
    if name == "sample":
        return sample_files()
    if name == "simulated":
        simulate(2_000, 7, folder / "hub", cards=True)
        return [folder / "hub"]
    return [request.getfixturevalue("shared_data") / f"hub/{name}.parquet"]


@pytest.fixture(scope="session", params=SOURCES)
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Both:
    """A study, linked and described, and the graph of its published table."""
    folder = tmp_path_factory.mktemp(request.param)
    study = Study(folder / "study", create=True)
    study.import_(files(request.param, folder, request))
    study.link()
    study.describe()
    rows = published_rows(folder / "study")
    # The published programs read the table from a file: list columns come back as texts.
    rows.to_csv(folder / "published.csv", index=False)
    rows = pd.read_csv(
        folder / "published.csv", low_memory=False, keep_default_na=False, na_values=[""]
    )
    return Both(study, rows, build_graph(rows))
