"""A table that another Heredity wrote is noticed before a query stumbles over it."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from heredity.core.errors import StudyError
from heredity.hub.simulated import simulate
from heredity.study import Study


def test_a_missing_column_says_what_to_run(tmp_path: Path) -> None:
    simulate(50, 1, tmp_path / "hub", cards=False)
    study = Study(tmp_path / "study", create=True)
    study.import_([tmp_path / "hub"])
    study.link()
    study.describe()
    path = study.store.path("traits")
    pq.write_table(pq.read_table(path).drop_columns(["license"]), path)
    with pytest.raises(StudyError, match="has no column 'license'") as caught:
        study.analyze("mutation")
    assert caught.value.hint == "Make its tables again: heredity run"
    with pytest.raises(StudyError):
        study.table("traits")
