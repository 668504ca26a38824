"""The stage of a family, and its findings read back."""

from collections.abc import Callable
from pathlib import Path

import pytest

from heredity.checks import CHECKS, check_stages, counts, fails, findings, findings_by_code
from heredity.checks.examples import edge, model, reject
from heredity.core.errors import StudyError, UserError
from heredity.core.findings import Severity
from heredity.core.reasons import SELF_LOOP
from heredity.store import Context, Store
from heredity.store.stage import run_stage

LINEAGE = next(stage for stage in check_stages() if stage.name == "check lineage")
CODES = [code for code in CHECKS if code.startswith("LIN")]
ROWS = {
    "models": [model("a/x", tags=["en"])],
    "edges": [
        edge("a/x", "b/gone", "quantized", evidence=["card"], parent_in_snapshot=False),
        edge("a/y", "b/gone", "finetune", evidence=["tag"], parent_in_snapshot=False),
    ],
    "rejects": [reject("a/z", "a/z", SELF_LOOP)],
}


@pytest.fixture
def checked(study: Callable[..., Store]) -> Store:
    store = study(ROWS)
    run_stage(store, LINEAGE, Context(store))
    return store


def test_the_stage_is_named_for_its_family_and_reads_what_its_rules_read() -> None:
    assert LINEAGE.name == "check lineage"
    assert LINEAGE.writes == ("findings", "rules")
    assert set(LINEAGE.reads) == {"edges", "models", "nodes", "rejects"}


def test_a_run_writes_findings_and_rules(checked: Store) -> None:
    table = checked.arrow("findings")
    assert set(table.column("stage").to_pylist()) == {"check lineage"}
    assert table.column("code").to_pylist() == ["LIN001", "LIN001", "LIN002", "LIN004", "LIN005"]
    assert checked.arrow("rules").column("code").to_pylist() == CODES


def test_an_unchanged_study_is_not_checked_again(checked: Store) -> None:
    assert run_stage(checked, LINEAGE, Context(checked)).skipped


def test_a_clean_study_has_an_empty_table(study: Callable[..., Store]) -> None:
    store = study({})
    assert run_stage(store, LINEAGE, Context(store)).rows == {"findings": 0, "rules": len(CODES)}
    assert findings(store) == findings_by_code(store) == []
    assert not fails(store, "info")


def test_an_unlinked_study_says_what_to_run(tmp_path: Path) -> None:
    store = Store(tmp_path / "study", create=True)
    with pytest.raises(StudyError, match="heredity"):
        run_stage(store, LINEAGE, Context(store))


def test_findings_come_worst_and_surest_first(checked: Store) -> None:
    rows = findings(checked)
    assert [row["severity"] for row in rows] == ["error", "warn", "warn", "info", "info"]
    for some in (rows[1:3], rows[3:]):
        trust = [row["confidence"] for row in some]
        assert trust == sorted(trust, reverse=True)
    assert findings(checked, limit=1) == rows[:1]
    assert rows[0]["evidence"]["fields"] == ["card_base_models"]


def test_findings_are_counted(checked: Store) -> None:
    assert counts(checked) == {Severity.ERROR: 1, Severity.WARN: 2, Severity.INFO: 2}
    first = findings_by_code(checked)[0]
    assert (first["code"], first["findings"], first["models"]) == ("LIN002", 1, 1)
    assert first["title"] == CHECKS.get("LIN002").title


def test_what_fails_is_the_users_choice(checked: Store) -> None:
    assert fails(checked, "error")
    assert fails(checked, "info")
    assert not fails(checked, "never")
    with pytest.raises(UserError, match="severity"):
        fails(checked, "bad")
