"""Rules that turn tables into findings: signals with their reasons and evidence.

A rule is one function under `@check(code)`. Rules whose codes begin alike form a family, which runs
as the stage `check NAME`.
"""

from heredity.checks import architecture, examples, licenses, lineage, naming, wording
from heredity.checks.naming import short_names
from heredity.checks.reading import counts, fails, findings, findings_by_code
from heredity.checks.registry import CHECKS, FAMILIES
from heredity.checks.stages import check_stages

__all__ = [
    "CHECKS",
    "FAMILIES",
    "architecture",
    "check_stages",
    "counts",
    "examples",
    "fails",
    "findings",
    "findings_by_code",
    "licenses",
    "lineage",
    "naming",
    "short_names",
    "wording",
]
