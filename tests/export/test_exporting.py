"""Every exporter, walked; and files that appear whole or not at all."""

import gzip
import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from heredity.checks.registry import FAMILIES
from heredity.checks.stages import stage_of
from heredity.core.edgesets import parse_edge_set
from heredity.core.errors import OutsideError, StudyError, UnknownModel, UserError
from heredity.export import EXPORTERS, ExportResult, export
from heredity.export.registry import Exporter, Request
from heredity.store import Context, Store
from heredity.store.stage import run_stage
from tests.export.family import FAMILY

ALL = EXPORTERS.members()


@pytest.fixture
def store(study: Callable[..., Store]) -> Store:
    store = study(FAMILY)
    run_stage(store, stage_of(FAMILIES.get("lineage")), Context(store))
    return store


@pytest.mark.parametrize("exporter", ALL, ids=lambda e: e.name)
def test_an_exporter_says_all_about_itself(exporter: Exporter) -> None:
    assert exporter.doc.endswith(".")
    assert exporter.extension.startswith(".")
    assert exporter.what in {"table", "graph", "tree", "findings"}


@pytest.mark.parametrize("exporter", ALL, ids=lambda e: e.name)
def test_a_file_and_stdout_hold_the_same(
    store: Store, tmp_path: Path, exporter: Exporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = export(store, exporter.name, tmp_path / "out", edge_set=parse_edge_set("all"))
    assert result.rows > 0
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["out"]
    pipe = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(pipe))
    assert export(store, exporter.name, None) == result
    assert pipe.getvalue() == (tmp_path / "out").read_bytes()


@pytest.mark.parametrize("exporter", ALL, ids=lambda e: e.name)
def test_a_study_without_tables_says_which_command_makes_them(
    tmp_path: Path, exporter: Exporter
) -> None:
    with pytest.raises(StudyError, match="heredity"):
        export(Store(tmp_path / "new", create=True), exporter.name, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_suffix_asks_for_compression(store: Store, tmp_path: Path) -> None:
    export(store, "newick", tmp_path / "out.nwk")
    export(store, "newick", tmp_path / "out.nwk.gz")
    assert (
        gzip.decompress((tmp_path / "out.nwk.gz").read_bytes())
        == (tmp_path / "out.nwk").read_bytes()
    )


@pytest.mark.parametrize("failure", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_a_broken_export_leaves_the_older_file(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: Any
) -> None:
    def half(request: Request, sink: BinaryIO) -> ExportResult:
        sink.write(b"half")
        raise failure

    out = tmp_path / "out.csv"
    out.write_text("older")
    broken = Exporter("csv", ".csv", "table", "Broken.", True, half)
    monkeypatch.setitem(EXPORTERS._members, "csv", broken)
    with pytest.raises((KeyboardInterrupt, OutsideError)):
        export(store, "csv", out)
    assert out.read_text() == "older"
    assert [path for path in tmp_path.iterdir() if path.is_file()] == [out]


def test_mistakes_are_named(store: Store, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Did you mean graphml"):
        export(store, "grapml", tmp_path / "out")
    with pytest.raises(UserError, match="Leave --table out"):
        export(store, "dot", tmp_path / "out", table="models")
    with pytest.raises(UserError, match="is a folder"):
        export(store, "dot", tmp_path)
    with pytest.raises(UserError, match="edge set"):
        export(store, "dot", tmp_path / "out", edge_set="finetunes")
    for name in ("csv", "dot", "newick"):
        with pytest.raises(UnknownModel):
            export(store, name, tmp_path / "out", model="no/such")


def test_bytes_are_kept_off_a_terminal(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.TextIOWrapper):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdout", Terminal(io.BytesIO()))
    with pytest.raises(UserError, match=r"--out export\.parquet"):
        export(store, "parquet", None)
