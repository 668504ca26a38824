"""Every rule, walked: it is documented, hits its example and passes its counterexample."""

import json
from collections.abc import Callable

import pytest

from heredity.checks import CHECKS, FAMILIES
from heredity.checks.registry import Check, Tables
from heredity.checks.stages import findings_of
from heredity.store import Store
from heredity.store.derived import FINDINGS
from heredity.store.schema import TABLES

ALL = CHECKS.members()


def found(check: Check, store: Store) -> list[dict]:
    family = next(f for f in FAMILIES.members() if check in f.checks())
    return store.run(findings_of(check, Tables(store), family)).to_pylist()


@pytest.mark.parametrize("check", ALL, ids=lambda c: c.code)
def test_a_rule_says_all_about_itself(check: Check) -> None:
    said = (
        check.title,
        check.doc,
        check.confidence,
        check.reason,
        check.reference,
        check.hit.doc,
        check.passes.doc,
    )
    assert all(said)
    assert "illegal" not in " ".join(said).lower()
    assert not check.title.endswith(".")
    assert check.doc.endswith(".")
    assert check.reads
    assert all(name in TABLES for name in check.reads)
    assert set(check.hit.rows) | set(check.passes.rows) <= set(check.reads) | {"nodes"}


@pytest.mark.parametrize("check", ALL, ids=lambda c: c.code)
def test_a_rule_belongs_to_one_family(check: Check) -> None:
    assert sum(check in family.checks() for family in FAMILIES.members()) == 1


@pytest.mark.parametrize("check", ALL, ids=lambda c: c.code)
def test_a_rule_hits_its_example(check: Check, study: Callable[..., Store]) -> None:
    rows = found(check, study(check.hit.rows))
    assert len(rows) == 1
    row = rows[0]
    assert list(row) == FINDINGS.names
    assert row["code"] == check.code
    assert row["severity"] in {"error", "warn", "info"}
    assert 0 < row["confidence"] <= 1
    assert row["model_id"]
    assert row["message"].endswith(".")
    evidence = json.loads(row["evidence"])
    assert set(evidence["tables"]) <= set(check.reads)
    assert len(evidence) > 1


@pytest.mark.parametrize("check", ALL, ids=lambda c: c.code)
def test_a_rule_passes_its_counterexample(check: Check, study: Callable[..., Store]) -> None:
    assert found(check, study(check.passes.rows)) == []


@pytest.mark.parametrize("check", ALL, ids=lambda c: c.code)
def test_a_rule_finds_nothing_in_an_empty_study(check: Check, study: Callable[..., Store]) -> None:
    assert found(check, study({})) == []
