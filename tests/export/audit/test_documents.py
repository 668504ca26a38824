import json
import re
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from heredity.cli.auditing import ENDINGS, WRITTEN
from heredity.export.audit import WRITERS, listing_of
from tests.export import sarif_parts
from tests.export.audit.conftest import Make


def document(audit: Make, form: str, *models: str, **wanted: Any) -> Any:
    sink = BytesIO()
    found = audit(*models, **wanted)
    rows = found.write_to(form, sink)
    text = sink.getvalue().decode()
    if form == "quiet":
        assert rows == len(text.splitlines())
        return text
    made = json.loads(text)
    if form == "sarif":
        sarif_parts.check(made)
    return made


def test_the_command_line_knows_every_format() -> None:
    assert set(WRITTEN) == set(WRITERS)
    assert set(ENDINGS.values()) == set(WRITERS)
    assert {one.extension for one in WRITERS.members()} <= set(ENDINGS)
    assert all(one.doc.endswith(".") for one in WRITERS.members())


def test_json_holds_everything(audit: Make) -> None:
    lines = listing_of(b"acme/x\nno/such\n", "ids.txt")
    found = document(audit, "json", "acme/y", listing=lines)
    assert found["format"] == "heredity-audit/1"
    assert found["asked"]["file"] == "ids.txt"
    assert found["scope"] == {"models": 2, "ancestors": 2}
    assert [(m["asked"], m["line"], m["status"]) for m in found["models"]] == [
        ("acme/y", 0, "found"), ("acme/x", 1, "found"), ("no/such", 2, "not in the snapshot"),
    ]  # fmt: skip
    summary = found["summary"]
    assert summary["findings"] == len(found["findings"]) == summary["own"] + summary["inherited"]
    assert (summary["error"], summary["warn"], summary["info"]) == (2, 1, 1)
    assert summary["missing"] == 1
    assert summary["codes"][0] == {"code": "LIC020", "severity": "error", "findings": 2}
    first = found["findings"][0]
    assert first["title"] == "Title of LIC020"
    assert first["evidence"] == {"tables": ["models"]}
    assert first["suppressed"] is None
    assert re.fullmatch("[0-9a-f]{64}", first["fingerprint"])
    assert found["notes"] == ["1 of 2 lines name no model of the snapshot and are not audited."]


def test_json_of_a_whole_study_and_of_nothing(audit: Make) -> None:
    whole = document(audit, "json")
    assert (whole["models"], whole["summary"]["findings"]) == ([], 7)
    none = document(audit, "json", "acme/clean", codes=("LIC",))
    assert none["findings"] == []
    assert none["summary"]["filtered"] == 1


def test_json_tells_what_is_suppressed(audit: Make, tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text("[[suppress]]\nmodel='acme/*'\nreason='Known.'\nexpires=2030-01-01\n")
    day = date(2026, 6, 1)
    found = document(audit, "json", "acme/x", policy=policy, day=day, show_suppressed=True)
    entry = {"number": 1, "pattern": "acme/*", "checks": [], "reason": "Known.",
             "expires": "2030-01-01"}  # fmt: skip
    assert found["suppressions"] == [entry | {"state": "used", "findings": 1}]
    assert [f["suppressed"] for f in found["findings"] if f["model_id"] == "acme/x"] == [entry]


def test_sarif_stands_at_the_lines_of_the_list(audit: Make) -> None:
    lines = listing_of(b"# ours\nacme/clean\nacme/x\n", "models.txt")
    (run,) = document(audit, "sarif", listing=lines)["runs"]
    places = {}
    for result in run["results"]:
        (place,) = result["locations"]
        physical = place["physicalLocation"]
        assert physical["artifactLocation"] == {"uri": "models.txt"}
        (logical,) = place["logicalLocations"]
        places[logical["fullyQualifiedName"]] = physical["region"]["startLine"]
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["properties"]["origin"] in {"own", "inherited"}
        assert all(
            related["physicalLocation"] == physical for related in result["relatedLocations"]
        )
        assert None not in result.values()
        assert "suppressions" not in result
    assert any(result["relatedLocations"] for result in run["results"])
    assert places == {"acme/clean": 2, "acme/x": 3, "mid/m": 3}
    texts = [result["message"]["text"] for result in run["results"]]
    assert any("inherited from ancestor mid/m, 1 generation up" in text for text in texts)


def test_sarif_of_models_by_name_has_no_files(audit: Make) -> None:
    (run,) = document(audit, "sarif", "acme/x")["runs"]
    assert "physicalLocation" not in run["results"][0]["locations"][0]
    prints = [r["partialFingerprints"]["heredityFinding/v1"] for r in run["results"]]
    assert len(set(prints)) == len(prints) == 4


def test_sarif_marks_what_is_suppressed(audit: Make, tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text("[[suppress]]\nmodel='acme/x'\nreason='Known.'\n")
    (run,) = document(audit, "sarif", "acme/x", policy=policy, show_suppressed=True)["runs"]
    held = {r["locations"][0]["logicalLocations"][0]["fullyQualifiedName"]: r["suppressions"]
            for r in run["results"]}  # fmt: skip
    assert held["acme/x"] == [{"kind": "external", "status": "accepted", "justification": "Known."}]
    assert held["mid/m"] == []


def test_one_line_a_finding(audit: Make) -> None:
    text = document(audit, "quiet", "acme/clean")
    assert text == "acme/clean: warn: LIN001: LIN001 of acme/clean. (of acme/clean)\n"


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_without_findings_every_format_is_whole(audit: Make, form: str) -> None:
    sink = BytesIO()
    assert audit("acme/clean", codes=("NAM",)).write_to(form, sink) == 0
    assert (form == "quiet") == (sink.getvalue() == b"")
