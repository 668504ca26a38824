"""Findings that somebody has looked at and does not want to see again: who, what, why, how long.

They are the sections `[[suppress]]` of a policy; docs/audit.md describes them.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from heredity.core.errors import InputError

KEYS: Final = {"owner", "model", "checks", "codes", "code", "reason", "expires"}


def today() -> date:
    """The present day in UTC."""
    return datetime.now(UTC).date()


@dataclass(frozen=True, slots=True)
class Suppression:
    """Checks that are silenced for an owner or for a model.

    Attributes:
        pattern: `owner/*`, or the id of a model; `*` and `?` stand for any text and character.
        checks: Names or codes of checks in capitals, with the same wildcards; empty for all.
        reason: Why.
        expires: Last day on which it silences; None for ever.
        number: Its place in the file, from 1.
    """

    pattern: str
    checks: frozenset[str]
    reason: str
    expires: date | None = None
    number: int = 1

    def __str__(self) -> str:
        """It in few words, by its place in the file."""
        checks = f": {', '.join(sorted(self.checks))}" if self.checks else ""
        return f"suppression {self.number} ({self.pattern}{checks})"

    @property
    def regex(self) -> str:
        """A regular expression that the id of a silenced model, in lower case, matches whole."""
        parts = re.split(r"([*?])", self.pattern.lower())
        return "".join({"*": ".*", "?": "."}.get(part, re.escape(part)) for part in parts)

    def covers(self, *names: str) -> bool:
        """Whether it speaks of a check, by any of its names."""
        return not self.checks or any(
            fnmatch.fnmatchcase(name, pattern) for name in names for pattern in self.checks
        )

    def expired(self, day: date) -> bool:
        """Whether it silences no more."""
        return self.expires is not None and self.expires < day

    def silences(self, model_id: str, check: str, code: str) -> bool:
        """Whether it silences a check for a model, its last day apart."""
        hit = re.fullmatch(self.regex, model_id.lower(), re.DOTALL)
        return hit is not None and self.covers(check, code)


def read_suppressions(rows: Any, path: Path, where: str = "docs/audit.md") -> list[Suppression]:
    """Read the sections `[[suppress]]` of a policy.

    Args:
        rows: They, as TOML gives them.
        path: The file, for messages.
        where: Page that describes them, for messages.

    Raises:
        InputError: One says something that none can say.
    """
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise InputError(
            f"{path}: suppress is no list of tables.", "Write [[suppress]] above each."
        )
    return [_suppression(row, number, path, where) for number, row in enumerate(rows, 1)]


def _suppression(row: Mapping[str, Any], number: int, path: Path, where: str) -> Suppression:
    said = f"{path}, [[suppress]] number {number}"
    if strange := set(row) - KEYS:
        known = ", ".join(sorted(KEYS))
        raise InputError(
            f"{said} has a key '{min(strange)}' that means nothing.", f"Known: {known}."
        )
    if ("owner" in row) == ("model" in row):
        raise InputError(f"{said} names no owner and no model, or both.", "Name one.")
    target = row.get("owner", row.get("model"))
    if not isinstance(target, str) or not target.strip():
        raise InputError(f"{said}: owner or model is no name.", f"See {where}.")
    reason = str(row.get("reason", "")).strip()
    if not reason:
        raise InputError(f"{said} gives no reason.", 'Add: reason = "…"')
    checks = frozenset(_checks(row, said))
    pattern = f"{target.strip()}/*" if "owner" in row else target.strip()
    return Suppression(pattern, checks, reason, _day(row.get("expires"), said), number)


def _checks(row: Mapping[str, Any], said: str) -> Iterable[str]:
    for key in ("checks", "codes", "code"):
        given = row.get(key, [])
        words = [given] if isinstance(given, str) else given
        if not isinstance(words, list) or not all(isinstance(w, str) and w.strip() for w in words):
            hint = f'Write a code or a list of codes: {key} = ["LIC020", "NAM*"]'
            raise InputError(f"{said}: {key} = {given!r} names no checks.", hint)
        if key in row and not words:
            raise InputError(f"{said}: {key} is empty.", "Leave it out to silence all checks.")
        yield from (word.strip().upper() for word in words)


def _day(given: Any, said: str) -> date | None:
    """A day as TOML gives it, or as text."""
    if given is None:
        return None
    if isinstance(given, datetime):
        return given.date()
    if isinstance(given, str):
        try:
            return date.fromisoformat(given.strip())
        except ValueError:
            pass
    if isinstance(given, date):
        return given
    raise InputError(f"{said}: expires = {given!r} is no day.", "Write: expires = 2027-01-31")
