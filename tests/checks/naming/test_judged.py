"""Errors on real names are right: every one was read by people and judged."""

import sys
from collections import Counter
from pathlib import Path

import pytest

from heredity.core.findings import Severity
from tests.checks.naming.judged import HUB, cases, configs, findings, study

LEAST = 0.95


def test_judged_cases_are_whole() -> None:
    rows = cases()
    assert len({(row["id"], row["check"]) for row in rows}) == len(rows)
    assert {row["verdict"] for row in rows} <= {"right", "wrong", "unsure"}


@pytest.mark.shared
@pytest.mark.slow
def test_errors_on_real_names_are_right(shared_data: Path, tmp_path: Path) -> None:
    found = {}
    for number, name in enumerate(HUB):
        store = study(tmp_path / f"study-{number}", [shared_data / "hub" / name])
        found |= findings(store)
        store.close()
    store = study(tmp_path / "configs", [configs(shared_data, tmp_path / "configs.json")])
    found |= findings(store)
    store.close()
    judged = {(row["id"], row["check"]): row["verdict"] for row in cases()}
    errors = [key for key, ruling in found.items() if ruling.severity is Severity.ERROR]
    verdicts = Counter(judged.get(key, "not judged") for key in errors)
    severities = Counter(ruling.severity.value for ruling in found.values())
    sys.stdout.write(f"findings {dict(severities)}, errors {dict(verdicts)}\n")
    assert errors
    assert verdicts["right"] >= LEAST * len(errors), verdicts
