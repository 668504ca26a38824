"""Spellings of licenses: ids, other names, SPDX ids, addresses, and how texts begin."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType
from typing import Final

from heredity.knowledge.licenses.declared import Leaf
from heredity.knowledge.licenses.terms import licenses

LOOKED_AT: Final = 20_000
"""Characters of a license text that are looked at."""

BEGINNING: Final = 1_500
"""Characters, at most, before the words by which a text is known."""

_CONTROL: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]"
)
_BLANKS: Final = re.compile(r"[\s_,-]+")
_WRAPPING: Final = "\"'`\u2018\u2019\u201c\u201d<>"
_LATER: Final = re.compile(r"(?:-or-later|-or-newer|-or-any-later-version|-plus|\+)$")
_ONLY: Final = re.compile(r"-only$")
_REFERENCE: Final = re.compile(r"^(?:licenseref-(?:hf-|scancode-)?|license:|the-)")
_ABBREVIATED: Final = re.compile(r"-?\([a-z0-9.+-]*\)$")
_WORDY: Final = re.compile(r"-licen[cs]e(?:-agreement)?$")
_ADDRESS: Final = re.compile(r"^[a-z][a-z0-9+.-]*://(?:www\.)?|^www\.")
_NO_WORD: Final = re.compile(r"[^a-z0-9.+-]+")


def clean(text: str) -> str:
    """A text without what cannot be seen, and without quotes and blanks around it."""
    return _CONTROL.sub("", text).strip().strip(_WRAPPING).strip()


def fold(text: str) -> str:
    """A name as it is compared: lower case, one `-` for blanks, commas and `_`."""
    return _BLANKS.sub("-", clean(text).lower()).strip("-")


@cache
def spellings() -> Mapping[str, str]:
    """Ids by every folded spelling."""
    found: dict[str, str] = {}
    for terms in licenses().values():
        for name in (terms.id, terms.spdx.lower(), *terms.aliases):
            found.setdefault(name, terms.id)
    found.pop("noassertion", None)
    return MappingProxyType(found)


def lookup(text: str) -> Leaf | None:
    """The license of that name, in any of its spellings; None if no row has it."""
    name = fold(text)
    short = _ABBREVIATED.sub("", _REFERENCE.sub("", name))
    shapes = (name, short, _WORDY.sub("", short))
    return next((found for shape in shapes if (found := _named(shape))), None)


def _named(name: str) -> Leaf | None:
    known = spellings()
    if name in known:
        return Leaf(known[name])
    if (base := _ONLY.sub("", name)) != name:
        return Leaf(known[base]) if base in known else None
    base = _LATER.sub("", name)
    if base == name or base not in known:
        return None
    # Only texts with versions and a grant to choose among them know an "or later".
    terms = licenses()[known[base]]
    return Leaf(terms.id, later=bool(terms.later) or terms.spdx.endswith("-only"))


@cache
def _links() -> tuple[tuple[str, str], ...]:
    """Beginnings of addresses with their license, longest first."""
    found = [(link, terms.id) for terms in licenses().values() for link in terms.links]
    return tuple(sorted(found, key=lambda pair: (-len(pair[0]), pair)))


def is_address(text: str) -> bool:
    """Whether a text is an address of the web."""
    return bool(_ADDRESS.match(text.lower()))


def by_address(text: str) -> Leaf | None:
    """The license whose text stands at an address; None if no row names it."""
    address = _ADDRESS.sub("", clean(text).lower()).replace("%20", " ")
    for link, name in _links():
        rest = address[len(link) :]
        if address.startswith(link) and (not rest or not rest[0].isalnum()):
            return Leaf(name)
    return None


@cache
def _beginnings() -> tuple[tuple[tuple[str, ...], str], ...]:
    """Words by which texts are known, in parts that follow one another."""
    return tuple(
        (tuple(words.split(" ... ")), terms.id)
        for terms in licenses().values()
        for words in terms.fingerprints
    )


def by_text(text: str) -> Leaf | None:
    """The license whose text this is: the one whose words stand first; None if none does."""
    words = f" {_NO_WORD.sub(' ', text[:LOOKED_AT].lower()).strip()} "
    found: list[tuple[int, int, str]] = []
    for parts, name in _beginnings():
        at = _position(words, parts)
        if at is not None and at <= BEGINNING:
            found.append((at, -sum(map(len, parts)), name))
    return Leaf(min(found)[2]) if found else None


def _position(words: str, parts: tuple[str, ...]) -> int | None:
    """Where the first part stands, if all parts follow one another."""
    first = at = words.find(f" {parts[0]} ")
    for part in parts[1:]:
        at = words.find(f" {part} ", at + 1) if at >= 0 else -1
    return None if at < 0 else first


def near(text: str, count: int = 3) -> list[str]:
    """Ids whose spelling looks like a text, best first."""
    known = spellings()
    hits = get_close_matches(fold(text[:80]), list(known), n=count * 3, cutoff=0.6)
    return list(dict.fromkeys(known[hit] for hit in hits))[:count]
