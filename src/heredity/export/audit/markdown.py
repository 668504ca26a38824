"""An audit as Markdown, for summaries of CI runs, issues and mails."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO, Final

from heredity.export.audit.auditing import Audit, codes_of
from heredity.export.audit.registry import writer
from heredity.export.audit.wording import headline, missing_rows
from heredity.export.report.text import clean, count

MOST: Final = 500
"""Findings in a table: services cut summaries that are longer than 1 MiB."""

FINDING: Final = ("severity", "code", "confidence", "whose", "finding")
MISSING: Final = ("asked for", "line", "why it is not audited")

_MARKS: Final = re.compile(r"[\\`*_\[\]~]")
_ENTITIES: Final = str.maketrans(
    {c: f"&#{ord(c)};" for c in "&<>|@#$"} | {"\u2028": " ", "\u2029": " "}
)


def escaped(text: str) -> str:
    """Foreign text as one cell of a table: no mark, link, mention, number or break gets through."""
    text = clean(text).translate(_ENTITIES)
    text = text.replace("://", ":&#47;&#47;").replace("www.", "www&#46;")
    return _MARKS.sub(r"\\\g<0>", text).strip()


@writer("markdown", extension=".md")
def write_markdown(audit: Audit, sink: BinaryIO) -> int:
    """A page of Markdown with tables, for summaries of CI runs and issues: the first 500 findings.

    Text from a hub is escaped: it can neither break a table nor link, mention or number anything.
    """
    lines = _page(audit)
    sink.write("".join(f"{line}\n" for line in lines).encode())
    return audit.tally.listed


def _page(audit: Audit) -> Iterator[str]:
    yield "# Audit"
    yield ""
    yield escaped(headline(audit))
    yield from _section("By rule", ("code", "severity", "findings", "what it finds"), _codes(audit))
    yield from _section("Findings", FINDING, _findings(audit))
    if audit.tally.listed > MOST:
        more = count(audit.tally.listed - MOST)
        yield ""
        yield f"{more} more are not shown here; JSON and SARIF hold all."
    yield from _section("Not in the snapshot", MISSING, missing_rows(audit))
    if audit.notes:
        yield ""
        yield "## Notes"
        yield ""
        yield from (f"- {escaped(note)}" for note in audit.notes)
    yield ""
    yield "A finding is a signal with its reason and its confidence; it says where to look."


def _codes(audit: Audit) -> Iterator[Sequence[Any]]:
    titles = {rule.code: rule.title for rule in audit.rules}
    for code, severity, number in codes_of(audit.tally):
        yield code, severity, count(number), titles.get(code, "")


def _findings(audit: Audit) -> Iterator[Sequence[Any]]:
    for row in audit.rows(MOST):
        note = f" (suppressed: {row['suppressed']})" if row["suppressed"] else ""
        text = f"{row['message']}{note}"
        yield row["severity"], row["code"], f"{row['confidence']:.2f}", row["whose"], text


def _section(title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """A heading and a table; nothing where there are no rows."""
    held = [[escaped(str(cell)) for cell in row] for row in rows]
    if not held:
        return
    yield from ("", f"## {title}", "")
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    yield from (f"| {' | '.join(row)} |" for row in held)
