"""What an audit says in words, whatever the format."""

from __future__ import annotations

from collections.abc import Iterator

from heredity.export.audit.auditing import Audit
from heredity.export.report.text import count, listing, plural

WORDS = {"error": "error", "warn": "warning", "info": "note"}


def headline(audit: Audit) -> str:
    """One or two sentences: how many findings of what, and what is left out."""
    tally, scope = audit.tally, audit.scope
    kinds = [
        plural(n, WORDS[str(level)], f"{WORDS[str(level)]}s")
        for level, n in tally.severities.items()
        if n
    ]
    whom = _whom(audit)
    new = "new finding" if audit.wanted.new_since else "finding"
    if not tally.listed:
        said = f"No {new}s on {whom}."
    else:
        some = count(tally.inherited) if tally.inherited else "none"
        far = f", {some} of them inherited" if scope.asked and scope.ancestors else ""
        said = f"{plural(tally.listed, new)} on {whom}: {listing(kinds)}{far}."
    left = [
        (tally.silenced, "suppressed"),
        (tally.old, "there before"),
        (tally.filtered, "filtered out"),
        (tally.elsewhere, "told of these ancestors for other descendants"),
    ]
    rest = [f"{count(n)} {word}" for n, word in left if n]
    return (f"{said} Not counted: {listing(rest)}." if rest else said).replace("\u00a0", " ")


def _whom(audit: Audit) -> str:
    scope = audit.scope
    if audit.wanted.whole:
        return f"the whole study of {plural(scope.models, 'model')}"
    ancestors = "ancestor" if scope.ancestors == 1 else "ancestors"
    has = "has" if scope.models == 1 else "have"
    if not scope.ancestors:
        return f"{plural(scope.models, 'model')}, which {has} no ancestors"
    whose = "its" if scope.models == 1 else "their"
    return f"{plural(scope.models, 'model')} and {whose} {count(scope.ancestors)} {ancestors}"


def missing_rows(audit: Audit) -> Iterator[tuple[str, str, str]]:
    """What was asked for and is not audited: the text, its line, and why."""
    for one in audit.scope.asked:
        if one.missing:
            near = f"; did you mean {', '.join(one.near)}?" if one.near else ""
            yield one.asked, str(one.line or "-"), f"{one.status}{near}"
