"""How bad a finding is, and when findings make a command fail."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from heredity.core.errors import UserError

CLEAN = 0
FOUND = 1


class Severity(StrEnum):
    """How bad a finding is, worst first."""

    ERROR = "error"
    """The facts as declared cannot all be true."""
    WARN = "warn"
    """Two statements contradict each other, or a part of the lineage is lost."""
    INFO = "info"
    """Worth a look; often there is a good reason."""

    @classmethod
    def parse(cls, text: str) -> Severity:
        """The severity of that name.

        Raises:
            UserError: There is none.
        """
        try:
            return cls(text)
        except ValueError:
            known = ", ".join(cls)
            raise UserError(f"There is no severity '{text}'.", f"Known: {known}.") from None

    def reaches(self, level: Severity) -> bool:
        """Whether this severity is as bad as the level, or worse."""
        order = list(Severity)
        return order.index(self) <= order.index(level)


def exit_code(counts: Mapping[Severity, int], fail_on: Severity | None) -> int:
    """Exit code of a check.

    Args:
        counts: Number of findings of each severity; one that is not named has none.
        fail_on: Mildest severity that counts as failure; None if nothing does.

    Returns:
        1 if any finding is as bad as `fail_on` or worse, else 0.
    """
    if fail_on is None:
        return CLEAN
    bad = sum(n for severity, n in counts.items() if severity.reaches(fail_on))
    return FOUND if bad else CLEAN
