"""Every check here is slow, and tells what was promised and what was measured."""

from collections.abc import Callable
from typing import Any

import pytest

Measured = Callable[[str, float, float, str], None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        item.add_marker(pytest.mark.slow)


@pytest.fixture
def measured(record_property: Callable[[str, Any], None]) -> Measured:
    """Note a promise: what, its nominal value, the measured one, and over how many trials."""

    def note(what: str, nominal: float, found: float, trials: str) -> None:
        record_property("measured", (what, nominal, found, trials))

    return note


def pytest_terminal_summary(terminalreporter: Any) -> None:
    rows = [
        value
        for reports in (
            terminalreporter.getreports("passed"),
            terminalreporter.getreports("failed"),
        )
        for report in reports
        for name, value in report.user_properties
        if name == "measured"
    ]
    terminalreporter.write_sep("-", "promised and measured")
    for what, nominal, found, trials in sorted(rows):
        terminalreporter.write_line(f"{what:<66} {nominal:>9.4g} {found:>9.4g}  {trials}")
