"""Real answers of the hub: every model gets a report and a page."""

from pathlib import Path

import pytest

from heredity.export.trust import trust
from heredity.export.trust.page import page
from heredity.study import Study


@pytest.mark.shared
def test_real_models(shared_data: Path, tmp_path: Path):
    study = Study(tmp_path / "study", create=True)
    study.import_([shared_data / "hub" / "api_model_info_2024.json.gz"])
    study.link()
    study.check()
    ids = study.table("nodes").column("model_id").to_pylist()
    reports = [trust(study.store, name) for name in ids[::4]]
    assert all(len(report.answer) >= 2 for report in reports)
    assert all(len(page(report)) > 10_000 for report in reports[::3])
    fields = [one for report in reports for one in report.fields]
    for name in ("weight_formats", "license_file", "commit", "pickle"):
        assert {one.status for one in fields if one.name == name} >= {"present", "not_checkable"}
    found = {risk.name for report in reports for risk in report.risks if risk.state == "found"}
    assert {"gated", "pickled", "no_record", "dangling"} <= found
    study.store.close()
