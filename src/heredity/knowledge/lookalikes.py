"""How names look: skeletons of names, and which differences deceive.

The rows are in `lookalikes.toml`.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

from heredity.knowledge.families import words_of

SHORTEST: Final = 8
"""Fewest characters of a name, without separators, that can look like another one."""

LONG_WORD: Final = 5
"""Fewest letters of a word in which one changed letter goes unnoticed."""

_WORDS: Final = re.compile(r"[a-z]+")
_DIGITS: Final = re.compile(r"\d+")


@cache
def _rows() -> dict[str, Any]:
    text = files("heredity.knowledge").joinpath("lookalikes.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def reuploaders() -> frozenset[str]:
    """Accounts, in lower case, that copy models of others as a service."""
    return frozenset(name.lower() for name in _rows()["reuploaders"])


@cache
def confusable() -> tuple[tuple[str, str], ...]:
    """Replacements that make a skeleton of a name, in their order."""
    return tuple((one, other) for one, other in _rows()["confusable"])


def plain(name: str) -> str:
    """A name in lower case without separators."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


@lru_cache(1 << 14)
def skeleton(name: str) -> str:
    """A name with what looks alike made the same."""
    text = plain(name)
    for one, other in confusable():
        text = text.replace(one, other)
    return text


def difference(name: str, other: str) -> str | None:
    """How two names that look alike differ; None if the difference says something.

    A changed digit is another version or size, and a short word that changed is another word.

    Returns:
        `characters that look alike`, `one letter`, or None.
    """
    mine, theirs = _parts(name), _parts(other)
    if _DIGITS.findall(plain(name)) == _DIGITS.findall(plain(other)):
        changed = [(a, b) for a, b in zip(mine, theirs, strict=False) if a != b]
        if len(mine) == len(theirs) and len(changed) == 1 and _unnoticed(*changed[0]):
            same = skeleton(changed[0][0]) == skeleton(changed[0][1])
            return "characters that look alike" if same else "one letter"
        return None
    swapped = skeleton(name) == skeleton(other) and _within_words(name, other)
    return "characters that look alike" if swapped else None


def _parts(name: str) -> list[str]:
    return _WORDS.findall(name.lower())


def _unnoticed(one: str, other: str) -> bool:
    """Whether a change of one letter in a word goes unnoticed: not a plural, not a prefix."""
    if min(len(one), len(other)) < LONG_WORD or one[0] != other[0]:
        return False
    if words_of(one):
        return False  # another architecture, such as llava beside llama
    return not (one.startswith(other) or other.startswith(one))


def _within_words(name: str, other: str) -> bool:
    """Whether every digit that stands for a letter is inside a word."""
    pairs = zip(re.split(r"[^a-z0-9]+", name.lower()), re.split(r"[^a-z0-9]+", other.lower()),
                strict=False)  # fmt: skip
    changed = [(a, b) for a, b in pairs if a != b]
    return bool(changed) and all(_is_word(a) and _is_word(b) for a, b in changed)


def _is_word(part: str) -> bool:
    letters = re.sub(r"\d", "", part)
    return len(part) >= LONG_WORD and len(part) - len(letters) <= 1 and letters != ""
