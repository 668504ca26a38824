"""When findings fail a command."""

import pytest

from heredity.core.errors import UserError
from heredity.core.findings import Severity, exit_code


@pytest.mark.parametrize(
    ("severity", "fail_on", "code"),
    [
        ("error", "error", 1), ("error", "warn", 1), ("error", "info", 1),
        ("warn", "error", 0), ("warn", "warn", 1), ("warn", "info", 1),
        ("info", "error", 0), ("info", "warn", 0), ("info", "info", 1),
    ],
)  # fmt: skip
def test_a_finding_fails_at_its_level_and_milder_ones(
    severity: str, fail_on: str, code: int
) -> None:
    assert exit_code({Severity(severity): 1}, Severity.parse(fail_on)) == code


def test_nothing_fails_without_findings_or_without_a_level() -> None:
    assert exit_code({}, Severity.INFO) == 0
    assert exit_code({Severity.ERROR: 0}, Severity.INFO) == 0
    assert exit_code({Severity.ERROR: 5}, None) == 0


def test_an_unknown_severity_names_the_known_ones() -> None:
    with pytest.raises(UserError, match="Known: error, warn, info"):
        Severity.parse("fatal")
