"""What is missing is said to be missing, and nothing stands in for it."""

import dataclasses
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heredity.export.trust.dossier import Dossier, gather
from heredity.export.trust.registry import MAKERS, answered, in_order
from heredity.export.trust.report import report_of, trust
from heredity.store import Store
from heredity.store.facts import ASKED
from heredity.study import Study

MODEL = "me/Tale-7B-chat"
KEPT = ("model_id", "owner", "name", "asked", "source", "row", "snapshot")


@pytest.fixture(scope="module")
def whole(studied: Study) -> Dossier:
    """All that is known of one model."""
    return gather(studied.store, MODEL)


@given(
    bits=st.integers(0, sum(ASKED.values())),
    gone=st.sets(st.integers(0, 40)),
    card=st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_nothing_is_imputed(whole: Dossier, bits: int, gone: set[int], card: bool):
    columns = [name for name in whole.record if name not in KEPT]
    lost = {columns[at % len(columns)] for at in gone}
    record = {k: None if k in lost else v for k, v in whole.record.items()} | {"asked": bits}
    less = dataclasses.replace(whole, record=record, card=whole.card if card else None)
    before = {one.name: one for one in report_of(whole).fields}
    for spec in in_order():
        one = answered(spec, less)
        assert (one.value is None) == (one.status != "present")
        if spec.asked and not any(bits & ASKED[name] for name in spec.asked):
            assert one.status == "not_checkable"
        read = {place.partition(".")[2] for place in spec.reads if place.startswith("models.")}
        if read and read <= lost and not spec.name.startswith("owner_"):
            assert one.status != "present" or one.value == before[spec.name].value
        if not card and {p.split(".")[0] for p in spec.reads} == {"cards"}:
            assert one.status != "present"
    report_of(less)


@pytest.mark.parametrize("table", sorted(set(MAKERS) - {"models", "assessments"}))
def test_a_table_that_is_missing(studied: Study, tmp_path: Path, table: str):
    folder = tmp_path / "study"
    shutil.copytree(studied.store.folder, folder)
    (folder / f"{table}.parquet").unlink()
    report = trust(Store(folder), MODEL)
    for spec, one in zip(in_order(), report.fields, strict=True):
        if any(place.startswith(f"{table}.") for place in spec.reads):
            assert one.status == "not_checkable"
            if not (spec.asked and table == "cards"):
                assert MAKERS[table] in one.evidence or table == "cards"
    assert len(report.answer) >= 2


def test_a_study_with_models_alone(tmp_path: Path, studied: Study):
    folder = tmp_path / "bare"
    folder.mkdir()
    for name in ("heredity.json", "models.parquet"):
        shutil.copy(studied.store.folder / name, folder / name)
    report = trust(Store(folder), "acme/Tale-7B")
    assert report.nearest is None
    assert report.lineage == ()
    assert "not linked yet" in report.answer[0]
    assert "heredity check" in report.answer[1]
    assert report.license.declared == "llama3.1"
    assert {one.name for one in report.risks if one.state == "found"} == {"gated"}


def test_a_model_that_came_in_after_linking(tmp_path: Path, studied: Study):
    folder = tmp_path / "later"
    shutil.copytree(studied.store.folder, folder)
    row = tmp_path / "more.jsonl"
    row.write_text('{"id": "new/comer", "tags": ["license:mit", "base_model:acme/Tale-7B"]}\n')
    study = Study(folder)
    study.import_([row])
    report = trust(study.store, "new/comer")
    assert report.nearest is None
    assert "lineage was not linked" in report.answer[0]
    assert [note.rpartition(": ")[2] for note in report.notes] == [
        "heredity link",
        "heredity describe",
        "heredity analyze names",
        "heredity check",
    ]
