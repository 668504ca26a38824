"""Words and numbers as the report prints them."""

from __future__ import annotations

import re
import shlex
import unicodedata
from typing import Final

NBSP: Final = "\u00a0"
ELLIPSIS: Final = "…"
DASH: Final = "\u2013"

# What a page or a picture must not hold as it came: control characters, which XML forbids, and
# the marks that turn the reading direction of the text around them.
_UNSAFE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_NAMED: Final = re.compile(r"`([^`]*)`")
_SHELL_ACTIVE: Final = re.compile(r"""["$`\\!]""")


def clean(text: str) -> str:
    """The text with invisible control and direction marks written out as `⟨U+202E⟩`."""
    return _UNSAFE.sub(_spell, text)


def prose(text: str) -> str:
    """A sentence of the code's documentation as print shows it: names in quotation marks."""
    return _NAMED.sub("\u201c\\1\u201d", text)


def _spell(match: re.Match[str]) -> str:
    char = match[0]
    return " " if char in "\t\n\r" else f"⟨U+{ord(char):04X}⟩"


def width(text: str) -> float:
    """Estimated width of a text in the page's font, in units of its size.

    East Asian wide characters count 1, others by their class: what matters is that labels which
    must not meet are never judged too narrow.
    """
    return sum(_advance(char) for char in text)


def _advance(char: str) -> float:
    if unicodedata.east_asian_width(char) in "WF":
        return 1.0
    if unicodedata.combining(char):
        return 0.0
    if char in "iljtf.,:;|!'I[]()/- ":
        return 0.36
    if char in "mwMW@%—":
        return 0.9
    return 0.66 if char.isupper() else 0.58


def shorten(text: str, limit: float) -> str:
    """The text, its middle cut out where it is wider than `limit` (in units of the font size)."""
    text = clean(text)
    if width(text) <= limit:
        return text
    room = limit - width(ELLIPSIS)
    head, tail = _fit(text, room * 0.6), _fit(text[::-1], room * 0.4)[::-1]
    return f"{head}{ELLIPSIS}{tail}"


def _fit(text: str, room: float) -> str:
    used = 0.0
    for at, char in enumerate(text):
        used += _advance(char)
        if used > room:
            return text[:at]
    return text


def count(value: float) -> str:
    """A count with its thousands apart."""
    return f"{value:,.0f}"


def measure(value: float) -> str:
    """A sum of parts: a count where it is whole, else with one decimal."""
    return count(value) if float(value).is_integer() else f"{value:,.1f}"


def percent(share: float | None, digits: int = 1) -> str:
    """A share as a percentage; a dash where it is not defined."""
    if share is None or share != share:  # noqa: PLR0124 - only NaN differs from itself
        return DASH
    least = 0.5 * 10**-digits / 100
    if 0 < share < least:
        return f"<{NBSP}{10**-digits:.{digits}f}{NBSP}%"
    return f"{100 * share:.{digits}f}{NBSP}%"


def plural(value: float, one: str, many: str = "") -> str:
    """A count with its noun."""
    return f"{count(value)}{NBSP}{one if value == 1 else many or one + 's'}"


def listing(words: list[str]) -> str:
    """Words as a sentence lists them: `a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def seconds(value: float) -> str:
    """A time span as people say it."""
    if value < 1:
        return f"{1000 * value:.0f}{NBSP}ms"
    if value < 120:
        return f"{value:.1f}{NBSP}s"
    return f"{value / 60:.1f}{NBSP}min"


def size(value: float) -> str:
    """A number of bytes as people say it."""
    for unit in ("B", "KiB", "MiB"):
        if value < 1024:
            return f"{value:.0f}{NBSP}{unit}"
        value /= 1024
    return f"{value:.2f}{NBSP}GiB"


def command(sql: str) -> str:
    """The shell command that repeats a query, ready to be pasted."""
    quoted = shlex.quote(sql) if _SHELL_ACTIVE.search(sql) else f'"{sql}"'
    return f"heredity sql {quoted}"


def raw(value: float) -> str:
    """A number for programs: whole ones without a point, others in full."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))
