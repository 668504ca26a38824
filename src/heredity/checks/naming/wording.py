"""Architecture words of many names at once: each distinct set of telling parts is read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np

from heredity.knowledge.families import may_be_homonym, parts_of_words, telling, words_of
from heredity.store.cardtexts import normalized
from heredity.store.columns import Flags, Ints, at, contains, lowered
from heredity.store.parts import beside, cut_at, is_ascii

_HUMPS: Final = [(r"([a-z0-9])([A-Z][a-z])", r"\1-\2")] * 2
"""Twice, since neighboring humps share a letter."""

_BETWEEN: Final = "-|-"
_SHORT: Final = 3
_SEED: Final = 0x776F7264
_ODD: Final = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True, eq=False)
class Worded:
    """The architecture words of names.

    Attributes:
        codes: Number of each name's set of words.
        sets: The sets, by number; the first is empty.
        unsure: Names of which a word also depends on the rest of the name and on the task.
    """

    codes: Ints
    sets: list[tuple[str, ...]]
    unsure: Flags


def worded(names: Any) -> Worded:
    """The words of names, as `words_of` tells them without a task.

    Args:
        names: A column of names without owner and without null.
    """
    parts, borders, distinct = cut_at(_text(names), "[^a-z0-9|]")
    told, doubted = _told(distinct)
    holder = np.repeat(np.arange(len(names)), np.diff(borders))
    unsure = np.bincount(holder, doubted[parts], len(names)) > 0
    unsure |= ~is_ascii(names)
    rows, keys = _keys(holder, told[parts])
    settled = ~unsure[rows]
    _, first, place = np.unique(keys[settled], return_index=True, return_inverse=True)
    sets: dict[tuple[str, ...], int] = {(): 0}
    codes = np.zeros(len(names), np.int64)
    codes[rows[settled]] = _numbered(at(names, rows[settled][first]), sets)[place]
    alone = np.flatnonzero(unsure)
    codes[alone] = _numbered(at(names, alone), sets)
    return Worded(codes, list(sets), unsure)


def _numbered(names: Any, sets: dict[tuple[str, ...], int]) -> Ints:
    found = [sets.setdefault(words_of(name), len(sets)) for name in names.to_pylist()]
    return np.array(found, np.int64)


def _text(names: Any) -> Any:
    """Names in lower case, and once more cut at humps where they have any."""
    plain = lowered(names)
    return beside(plain, lowered(normalized(names, _HUMPS)), _BETWEEN)


def _told(distinct: Any) -> tuple[Ints, Flags]:
    """Number of what each part of a name tells, 0 for nothing; and whether it may be a homonym."""
    told = np.zeros(len(distinct), np.int64)
    doubted = np.zeros(len(distinct), bool)
    seen: dict[str, int] = {}
    chosen = np.flatnonzero(contains(distinct, _sieve()))
    for place, text in zip(chosen.tolist(), at(distinct, chosen).to_pylist(), strict=True):
        part = telling(text)
        if part:
            told[place] = seen.setdefault(part, len(seen) + 1)
            doubted[place] = may_be_homonym(text)
    return told, doubted


@cache
def _sieve() -> str:
    """What a part must hold, or be, to tell anything; most parts of names do not."""
    parts = sorted(parts_of_words())
    long = [part for part in parts if len(part) > _SHORT]
    short = [part for part in parts if len(part) <= _SHORT and not part.isdigit()]
    digits = [part for part in parts if part.isdigit()]
    return f"{'|'.join(long)}|^(?:{'|'.join(short)})(?:$|v?[0-9])|^(?:{'|'.join(digits)})$"


def _keys(holder: Ints, told: Ints) -> tuple[Ints, Any]:
    """Names that tell anything, and a number for the parts of each and which are neighbors."""
    places = np.flatnonzero(told)
    holder, told = holder[places], told[places]
    begins = np.flatnonzero(np.diff(holder, prepend=-1))
    steps = np.minimum(np.diff(places, prepend=-2), 2)
    steps = np.cumsum(steps)
    counts = np.diff(np.append(begins, len(places)))
    steps -= np.repeat(steps[begins], counts)
    draws = np.random.default_rng(_SEED).integers(
        1, 2**63, 1 + int(told.max(initial=0)), dtype=np.uint64
    )
    mixed = _mixed(draws[told] ^ (steps.astype(np.uint64) * _ODD))
    return holder[begins], np.add.reduceat(mixed, begins) if len(begins) else mixed


def _mixed(keys: Any) -> Any:
    """Numbers whose bits depend on all bits of others: sums of such rarely meet by chance."""
    keys ^= keys >> np.uint64(30)
    keys *= np.uint64(0xBF58476D1CE4E5B9)
    keys ^= keys >> np.uint64(27)
    keys *= np.uint64(0x94D049BB133111EB)
    return keys ^ (keys >> np.uint64(31))
