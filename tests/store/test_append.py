"""Rows that are added to a table make stages that read it run again."""

from __future__ import annotations

from pathlib import Path

from heredity.checks.architecture import ASSESSMENTS
from heredity.store import Store


def test_added_rows_change_the_key(tmp_path: Path) -> None:
    store = Store(tmp_path / "study", create=True)
    keys = [store.keys("assessments")]
    for model in ("a/b", "a/b"):
        store.append(
            ASSESSMENTS, {n: [model if n == "model_id" else None] for n in ASSESSMENTS.names}
        )
        keys.append(store.keys("assessments"))
    assert len({str(key) for key in keys}) == 3
