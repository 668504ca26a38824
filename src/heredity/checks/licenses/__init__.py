"""Rules on licenses along the lineage: what labels are to the terms that they inherit."""

from heredity.checks.licenses import rules
from heredity.checks.licenses.judging import concluded_rows, verdict_rows
from heredity.checks.registry import family

LICENSES = family(
    "licenses",
    "LIC",
    "Whether labels carry the terms of all ancestors. Signals with reasons; no legal advice.",
    tables={"license_verdict": verdict_rows, "concluded": concluded_rows},
)

__all__ = ["LICENSES", "rules"]
