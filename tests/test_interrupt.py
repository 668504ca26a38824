"""Interrupt any stage anywhere: the study is as it was, and the next run goes on."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from heredity.hub.simulated import simulate
from heredity.store import files
from heredity.study import Study

STAGES = [
    "link", "describe", "analyze mutation", "analyze overview", "check lineage",
    "analyze growth", "analyze structure", "analyze cards", "analyze numeric",
    "analyze licenses", "check licenses", "analyze names", "analyze naming",
    "check naming", "check architecture",
]  # fmt: skip


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hub") / "hub"
    simulate(600, 3, folder, cards=True)
    return folder


def content(folder: Path) -> dict[str, bytes]:
    """Every table of a study but the record of runs, byte by byte."""
    return {p.name: p.read_bytes() for p in folder.glob("*.parquet") if p.stem != "runs"}


def writing(broken_at: int, fault: type[BaseException]) -> Any:
    """A writer of tables that fails at the nth one."""
    real, count = files.write_parquet, iter(range(1_000))

    def write(path: Path, spec: Any, batches: Any, footer: Any) -> int:
        if next(count) == broken_at:

            def torn() -> Iterator[Any]:
                yield from list(batches)[:1]
                raise fault

            return real(path, spec, torn(), footer)
        return real(path, spec, batches, footer)

    return write


@pytest.fixture(scope="module")
def whole(hub: Path, tmp_path_factory: pytest.TempPathFactory) -> Study:
    """A study that nothing interrupted."""
    study = Study(tmp_path_factory.mktemp("whole") / "study", create=True)
    study.import_([hub])
    study.run()
    return study


@pytest.mark.xdist_group("interrupt")
@pytest.mark.parametrize("broken_at", [0, 3, 6, 21])
def test_an_interrupted_run_goes_on_where_it_was(
    hub: Path, whole: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken_at: int
) -> None:
    study = Study(tmp_path / "study", create=True)
    study.import_([hub])
    before = content(study.store.folder)
    with monkeypatch.context() as patch:
        patch.setattr("heredity.store.store.write_parquet", writing(broken_at, KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            study.run()
    for name, data in before.items():
        if name != "rejects.parquet":
            assert content(study.store.folder)[name] == data
    assert not list(study.store.folder.glob(".*.tmp"))
    results = study.run()
    assert {result.stage for result in results} == set(STAGES)
    assert all(result.skipped for result in study.run())
    for name in ("edges", "members", "traits", "mutation", "findings"):
        assert study.table(name).equals(whole.table(name))


def test_a_signal_during_import_leaves_the_study_as_it_was(hub: Path, tmp_path: Path) -> None:
    big = tmp_path / "big.jsonl"
    rows = "".join(f'{{"id": "owner/model-{n}", "tags": ["a"]}}\n' for n in range(400_000))
    big.write_text(rows)
    words = [sys.executable, "-m", "heredity", "import", str(big), "--study", str(tmp_path / "s")]
    child = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    holder = tmp_path / "s" / ".lock.json"
    for _ in range(1_000):
        if holder.exists() or child.poll() is not None:
            break
        time.sleep(0.01)
    os.kill(child.pid, signal.SIGINT)
    _, complaint = child.communicate(timeout=60)
    assert child.returncode == 130, complaint
    assert "Interrupted" in complaint
    assert "Traceback" not in complaint
    assert content(tmp_path / "s") == {}
    done = subprocess.run([*words, "--format", "quiet"], check=False, capture_output=True)
    assert done.returncode == 0
    assert Study(tmp_path / "s").store.rows("models") == 400_000
