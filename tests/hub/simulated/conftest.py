"""One simulated hub for all tests that only read it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from heredity.hub.simulated import Truth, simulate
from heredity.store.streams import read_lines

Row = dict[str, Any]


@dataclass(frozen=True)
class Hub:
    """A simulated hub, read back from its files."""

    folder: Path
    truth: Truth
    rows: list[Row]
    cards: dict[str, str]
    tables: dict[str, list[Row]]

    def mess(self, kind: str) -> list[str]:
        return [row["model_id"] for row in self.tables["mess"] if row["kind"] == kind]


def read_hub(folder: Path, truth: Truth) -> Hub:
    rows = [json.loads(line) for line in read_lines(folder / "models.jsonl.zst")]
    path = folder / "cards.jsonl.zst"
    cards = [json.loads(line) for line in read_lines(path)] if path.exists() else []
    tables = {
        file.stem: pq.read_table(file).to_pylist() for file in (folder / "truth").glob("*.parquet")
    }
    return Hub(folder, truth, rows, {card["id"]: card["card"] for card in cards}, tables)


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Hub:
    """5,000 models with cards."""
    folder = tmp_path_factory.mktemp("simulated") / "hub"
    return read_hub(folder, simulate(5000, 7, folder))
