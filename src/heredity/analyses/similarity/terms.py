"""Terms of texts: words and pairs of neighboring words, as 64-bit numbers.

A token is a run of two or more word characters (letters, digits, underscore, of any script) in the
lower-cased text; a term is a token, or two neighboring ones. Whole columns are taken apart at once:
a token's number is a polynomial of its characters, which prefix sums give for all tokens together.
Two terms of a million share a number with a chance below 1 in 10⁷.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from heredity.store.arrow import Array
from heredity.store.columns import Ints
from heredity.store.terms import MARK, byte_lengths, code_points

Hashes = npt.NDArray[np.uint64]

TOKEN: Final = re.compile(r"\b\w\w+\b")
"""A token, in a text in lower case."""

_CHUNK: Final = 1 << 20
_BASE: Final = np.uint64(0x9E3779B97F4A7C15)
_MULTIPLY: Final = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_SECOND: Final = np.uint64(0xD1342543DE82EF95)


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """The terms of some texts, each as often as it occurs.

    Attributes:
        starts: Where each text's terms begin; one more than texts.
        hashes: The terms, text by text.
    """

    starts: Ints
    hashes: Hashes

    @property
    def lengths(self) -> Ints:
        """Number of terms of each text."""
        return np.diff(self.starts)


def plain_terms(text: str, pairs: bool = True) -> list[str]:
    """The terms of one text as texts: its tokens, then its pairs."""
    words: list[str] = TOKEN.findall(text.lower())
    return words + [f"{a} {b}" for a, b in pairwise(words)] * pairs


def terms_of(column: Array, pairs: bool = True) -> Terms:
    """The terms of each text of a column, in the order of `plain_terms`.

    Args:
        column: The texts; null is an empty one.
        pairs: Whether pairs of neighbors are terms too.
    """
    parts = [_terms(column[piece.start : piece.stop], pairs) for piece in pieces(column)]
    lengths = np.concatenate([np.zeros(1, np.int64), *(part.lengths for part in parts)])
    hashes = np.concatenate([np.zeros(0, np.uint64), *(part.hashes for part in parts)])
    return Terms(np.cumsum(lengths), hashes)


def pieces(column: Array, size: int = _CHUNK) -> Iterator[slice]:
    """Runs of texts of about that many bytes together."""
    ends = np.cumsum(byte_lengths(column) + 1)
    first = 0
    while first < len(ends):
        before = int(ends[first - 1]) if first else 0
        last = max(int(np.searchsorted(ends, before + size, side="right")), first + 1)
        yield slice(first, last)
        first = last


def _terms(column: Array, pairs: bool) -> Terms:
    points = code_points(column)
    row, hashes = _tokens(points)
    words = np.bincount(row, minlength=len(column))
    if not pairs:
        return Terms(np.concatenate([[0], np.cumsum(words)]), hashes)
    starts = np.concatenate([[0], np.cumsum(words + np.maximum(words - 1, 0))])
    out = np.empty(starts[-1], np.uint64)
    within = np.arange(len(row)) - (np.cumsum(words) - words)[row]
    out[starts[row] + within] = hashes
    first = np.flatnonzero(row[1:] == row[:-1])
    out[starts[row[first]] + words[row[first]] + within[first]] = mixed(
        hashes[first] * _SECOND + hashes[first + 1]
    )
    return Terms(starts, out)


def _tokens(points: npt.NDArray[np.uint32]) -> tuple[Ints, Hashes]:
    """Text and number of each token, in order."""
    word = np.zeros(len(points) + 1, bool)
    word[:-1] = _word_characters()[points]
    change = np.flatnonzero(word[1:] != word[:-1]) + 1
    start, end = change[::2], change[1::2]
    long = end - start > 1
    start, end = start[long], end[long]
    power, inverse = _powers(len(points))
    sums = np.zeros(len(points) + 1, np.uint64)
    np.cumsum(points * power, out=sums[1:])
    row = np.searchsorted(np.flatnonzero(points == ord(MARK)), start) - 1
    return row, mixed((sums[end] - sums[start]) * inverse[start])


def mixed(values: Hashes) -> Hashes:
    """The numbers with all their bits stirred, one to one."""
    values = (values ^ (values >> np.uint64(30))) * _MULTIPLY[0]
    values = (values ^ (values >> np.uint64(27))) * _MULTIPLY[1]
    return values ^ (values >> np.uint64(31))


@cache
def _word_characters() -> npt.NDArray[np.bool_]:
    """Whether each code point is a word character, as the `re` module has it."""
    word = np.fromiter(map(str.isalnum, map(chr, range(0x110000))), bool, 0x110000)
    word[ord("_")] = True
    return word


_POWERS: dict[int, tuple[Hashes, Hashes]] = {}


def _powers(length: int) -> tuple[Hashes, Hashes]:
    """The first powers of the base, and of its inverse, modulo 2⁶⁴."""
    size = 1 << max(length, 1 << 10).bit_length()
    if size not in _POWERS:
        _POWERS.clear()  # only the largest is of use
        inverse = np.uint64(pow(int(_BASE), -1, 1 << 64))
        made = tuple(
            np.cumprod(np.concatenate([np.ones(1, np.uint64), np.full(size - 1, base)]))
            for base in (_BASE, inverse)
        )
        _POWERS[size] = made[0], made[1]
    power, inverse_power = _POWERS[size]
    return power[:length], inverse_power
