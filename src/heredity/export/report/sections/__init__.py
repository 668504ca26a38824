"""The parts of the page, in their order."""

from __future__ import annotations

from collections.abc import Callable

from heredity.export.report.page import Section
from heredity.export.report.reader import Reader
from heredity.export.report.sections import (
    cards,
    drift,
    families,
    findings,
    growth,
    licenses,
    mutation,
    naming,
    numeric,
    overview,
    rejects,
    runs,
    similarity,
    structure,
    tops,
)

SECTIONS: tuple[Callable[[Reader], Section], ...] = (
    overview.build,
    tops.build,
    growth.build,
    families.build,
    structure.build,
    similarity.build,
    mutation.build,
    drift.build,
    cards.build,
    numeric.build,
    licenses.build,
    naming.build,
    findings.build,
    rejects.build,
    runs.build,
)
