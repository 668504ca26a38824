"""Real findings that people judged, and real rows as facts."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from heredity.checks.naming.gathering import gathered
from heredity.checks.naming.judging import Ruling, judged
from heredity.checks.naming.linting import RULES
from heredity.checks.registry import Tables
from heredity.hub.ingest import import_files
from heredity.pedigree.link import LINK
from heredity.store import Context, Store
from heredity.store.stage import run_stage

FILE = Path(__file__).parents[2] / "data" / "naming_findings.jsonl"
HUB = (
    "hub_stats_sample.parquet",
    "api_list_2024.json.gz",
    "api_model_info_2024.json.gz",
    "radar_2026.parquet",
)


def cases() -> list[dict[str, Any]]:
    return [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]


def study(folder: Path, files: list[Path]) -> Store:
    store = Store(folder, create=True)
    import_files(store, files)
    run_stage(store, LINK, Context(store))
    return store


def configs(shared: Path, out: Path) -> Path:
    """Real configurations as rows of a hub's list."""
    import pyarrow.parquet as pq

    rows: dict[str, Any] = {}
    for row in pq.read_table(shared / "configs" / "configs_dev.parquet").to_pylist():
        config = json.loads(row["config"])
        rows.setdefault(row["id"], {"id": row["id"], "tags": [], "config": config})
    out.write_text(json.dumps(list(rows.values())))
    return out


def findings(store: Store) -> dict[tuple[str, str], Ruling]:
    """Every finding of the rules that need one model, by model and check."""
    evidence = gathered(Tables(store))
    ids = evidence.records.table.column("model_id")
    found: dict[tuple[str, str], Ruling] = {}
    for rule in RULES.values():
        said = judged(rule, evidence)
        assert np.bincount(said.outcomes).sum() == len(evidence)
        pairs = zip(said.rows, said.rulings, strict=True)
        found |= {(ids[row].as_py(), rule.check): ruling for row, ruling in pairs}
    return found
