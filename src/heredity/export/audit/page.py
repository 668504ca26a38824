"""An audit as one page of HTML that loads nothing, to read and to print."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO, Final

from heredity.core.findings import Severity
from heredity.core.version import __version__
from heredity.export.audit.auditing import Audit, codes_of
from heredity.export.audit.registry import writer
from heredity.export.audit.wording import WORDS, headline, missing_rows
from heredity.export.report.rendering import environment
from heredity.export.report.sections.findings import evidence
from heredity.export.report.text import count

MOST: Final = 5_000
"""Findings on a page; a longer one is no pleasure to read or to print."""


@writer("html", extension=".html")
def write_html(audit: Audit, sink: BinaryIO) -> int:
    """One self-contained page to read and to print: numbers, the first 5,000 findings, notes."""
    titles = {rule.code: rule.title for rule in audit.rules}
    tally = audit.tally
    page = (
        environment("heredity.export.audit")
        .get_template("audit.html.j2")
        .render(
            title=_title(audit),
            lede=headline(audit),
            facts=list(_facts(audit)),
            tiles=list(_tiles(audit)),
            codes=[(c, s, count(n), titles.get(c, "")) for c, s, n in codes_of(tally)],
            findings=[_finding(row) for row in audit.rows(MOST)],
            more=max(tally.listed - MOST, 0),
            missing=list(missing_rows(audit)),
            silencings=audit.silencings,
            notes=audit.notes,
            version=__version__,
            made=datetime.now(UTC).strftime("%Y-%m-%d %H:%M"),
            study=audit.store.folder.resolve().name or "study",
        )
    )
    sink.write(page.encode())
    return tally.listed


def _title(audit: Audit) -> str:
    """What was asked for, in a few words."""
    wanted = audit.wanted
    named = [*(f"{owner}/*" for owner in wanted.owners), *wanted.models]
    if wanted.listing:
        named.append(wanted.listing.name if wanted.listing.name != "-" else "models listed")
    more = f" and {len(named) - 3} more" if len(named) > 3 else ""
    return ", ".join(named[:3]) + more if named else "Whole study"


def _facts(audit: Audit) -> Iterator[tuple[str, str]]:
    wanted = audit.wanted
    yield "Study", str(audit.store.folder)
    yield "Edge set of ancestors", wanted.edges
    filters = [
        *(f"code {code}" for code in wanted.codes),
        *([f"{wanted.severity} or worse"] if wanted.severity else []),
        *([f"confidence from {wanted.min_confidence:g}"] if wanted.min_confidence else []),
        *(f"check {stage}" for stage in wanted.stages),
        *([wanted.origin] if wanted.origin else []),
    ]
    if filters:
        yield "Filters", ", ".join(filters)
    if wanted.policy:
        yield "Policy", str(wanted.policy)
    if wanted.new_since:
        yield "New since", str(wanted.new_since)


def _tiles(audit: Audit) -> Iterator[tuple[str, str, str]]:
    """Number, label and tone of each tile."""
    tally = audit.tally
    for level in Severity:
        n = tally.severities.get(level, 0)
        yield count(n), f"{WORDS[level]}{'' if n == 1 else 's'}", str(level)
    if audit.scope.asked:
        yield count(tally.inherited), "inherited from ancestors", ""
    if audit.suppressions:
        yield count(tally.silenced), "suppressed", ""
    if audit.wanted.new_since:
        yield count(tally.old), "there before", ""


def _finding(row: dict[str, Any]) -> dict[str, Any]:
    facts = {key: value for key, value in row["evidence"].items() if key not in {"tables", "rule"}}
    return row | {
        "sure": f"{row['confidence']:.2f}",
        "evidence": evidence(json.dumps(facts, ensure_ascii=False)) if facts else "",
    }
