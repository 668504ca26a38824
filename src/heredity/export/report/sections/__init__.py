"""The parts of the page, in their order."""

from __future__ import annotations

from collections.abc import Callable

from heredity.export.report.page import Section
from heredity.export.report.reader import Reader
from heredity.export.report.sections import (
    drift,
    families,
    findings,
    mutation,
    overview,
    rejects,
    runs,
    tops,
)

SECTIONS: tuple[Callable[[Reader], Section], ...] = (
    overview.build,
    tops.build,
    families.build,
    mutation.build,
    drift.build,
    findings.build,
    rejects.build,
    runs.build,
)
