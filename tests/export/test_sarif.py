"""The SARIF log, by the letter of the standard where no schema is at hand."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from heredity.checks import CHECKS
from heredity.checks.examples import edge, model, reject
from heredity.checks.lineage import LINEAGE
from heredity.checks.stages import stage_of
from heredity.core.reasons import SELF_LOOP
from heredity.export import export
from heredity.store import Context, Store
from heredity.store.stage import run_stage
from tests.export import sarif_parts

ROWS = {
    "models": [model("a/x", tags=["en"])],
    "edges": [
        edge("a/x", "b/gone", "quantized", evidence=["card"], parent_in_snapshot=False),
        edge("a/[y]{0}", "b/gone", "finetune", evidence=["resolved"], parent_in_snapshot=False),
    ],
    "rejects": [reject("a/z", "a/z", SELF_LOOP)],
}


@pytest.fixture
def log(study: Callable[..., Store], tmp_path: Path) -> dict:
    store = study(ROWS)
    run_stage(store, stage_of(LINEAGE), Context(store))
    result = export(store, "sarif", tmp_path / "log.sarif")
    log = json.loads((tmp_path / "log.sarif").read_text())
    assert result.rows == len(log["runs"][0]["results"]) > 3
    return log


def test_the_frame(log: dict) -> None:
    sarif_parts.check(log)
    assert set(log) == {"$schema", "version", "runs"}
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "Heredity"
    assert re.fullmatch(r"\d+\.\d+\.\d+", driver["semanticVersion"])


def test_every_rule_is_described(log: dict) -> None:
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [code for code in CHECKS if code.startswith("LIN")]
    for rule in rules:
        assert rule["defaultConfiguration"]["level"] in {"error", "warning", "note"}
        for name in ("shortDescription", "fullDescription", "help"):
            assert rule[name]["text"].endswith(".")
        assert re.fullmatch(r"[A-Z][A-Za-z]+", rule["name"])


def test_every_result_points_to_its_rule_and_models(log: dict) -> None:
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert 0 <= result["rank"] <= 100
        (place,) = result["locations"][0]["logicalLocations"]
        assert place["kind"] == "model"
        assert place["fullyQualifiedName"].endswith(place["name"])
        assert len(result["relatedLocations"]) <= 1
        assert result["properties"]["check"] == "check lineage"
        assert result["properties"]["evidence"]["tables"]
        assert None not in result.values()


def test_levels_follow_the_finding_not_the_rule(log: dict) -> None:
    levels = {
        (r["ruleId"], r["locations"][0]["logicalLocations"][0]["fullyQualifiedName"]): r["level"]
        for r in log["runs"][0]["results"]
    }
    assert levels["LIN002", "a/z"] == "error"
    assert levels["LIN004", "a/x"] == "warning"
    assert levels["LIN001", "a/[y]{0}"] == "note"


def test_fingerprints_depend_on_rule_model_and_parent(log: dict) -> None:
    prints = [r["partialFingerprints"]["ruleModelParent/v1"] for r in log["runs"][0]["results"]]
    assert len(set(prints)) == len(prints)
    assert all(re.fullmatch("[0-9a-f]{64}", text) for text in prints)


def test_names_cannot_pass_for_links_or_placeholders(log: dict) -> None:
    texts = [r["message"]["text"] for r in log["runs"][0]["results"]]
    assert not any(re.search(r"(?<!\\)\[", text) for text in texts)
    assert not any(re.search(r"(?<!\{)\{(?!\{)", text) for text in texts)


def test_without_findings_the_log_is_still_one(study: Callable[..., Store], tmp_path: Path) -> None:
    store = study({})
    run_stage(store, stage_of(LINEAGE), Context(store))
    assert export(store, "sarif", tmp_path / "log").rows == 0
    assert json.loads((tmp_path / "log").read_text())["runs"][0]["results"] == []
