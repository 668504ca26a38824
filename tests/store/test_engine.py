"""Engines start, stream, and say what is missing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from heredity.core.errors import UserError
from heredity.store.engine import open_engine


def test_several_streams_may_be_open_at_once(tmp_path: Path) -> None:
    engine = open_engine("duckdb", tmp_path)
    rows = engine.load(pa.table({"n": list(range(200_000))}))
    first = engine.batches(rows)
    began = next(first).num_rows
    assert sum(batch.num_rows for batch in engine.batches(rows)) == 200_000
    assert began + sum(batch.num_rows for batch in first) == 200_000


def test_an_unknown_engine_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no engine 'abacus'"):
        open_engine("abacus", tmp_path)


@pytest.mark.spark
def test_the_java_of_the_extra_runs_spark_where_the_machine_has_none(tmp_path: Path) -> None:
    """A process whose PATH holds no Java, and no JAVA_HOME: the runtime from the extra is used."""
    bare = tmp_path / "bin"
    bare.mkdir()
    for program in ("sh", "bash", "dirname", "basename", "ps", "env", "uname", "cat", "rm", "nice"):
        found = shutil.which(program)
        if found:
            (bare / program).symlink_to(found)
    code = (
        "import pathlib, pyarrow as pa\n"
        "from heredity.store.engine import open_engine\n"
        f"engine = open_engine('spark', pathlib.Path({str(tmp_path)!r}))\n"
        "rows = engine.load(pa.table({'n': [1, 2, 3]}))\n"
        "print('rows', sum(batch.num_rows for batch in engine.batches(rows)))\n"
    )
    environment = {k: v for k, v in os.environ.items() if k != "JAVA_HOME"} | {"PATH": str(bare)}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        env=environment, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert "rows 3" in done.stdout, done.stderr[-2000:]
    assert (tmp_path / "java" / "bin" / "java").exists()
