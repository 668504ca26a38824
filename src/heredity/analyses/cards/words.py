"""Words of many texts as integers: found, hashed, and compared in sequence, by whole columns.

A word is a run of ASCII letters, digits and underscores, and of any characters beyond ASCII; upper
and lower case are one in ASCII. Its hash depends on its length, its first sixteen and its last
eight bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from heredity.store.cardtexts import Bytes
from heredity.store.columns import Flags, Ints

Hashes: TypeAlias = npt.NDArray[np.uint64]

_KEYS: Final = tuple(
    np.uint64(key)
    for key in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xD6E8FEB86659FD93)
)
_STEP: Final = np.uint64(0x9E3779B97F4A7C55)
"""Base of the hash of a sequence; odd, so that it has an inverse among 64-bit integers."""

_INVERSE: Final = np.uint64(pow(int(_STEP), -1, 1 << 64))


def _table() -> bytes:
    """For each byte, what stands for it in a word, or 0 outside of words."""
    kept = np.zeros(256, np.uint8)
    for byte in (*range(ord("0"), ord("9") + 1), ord("_"), *range(ord("a"), ord("z") + 1)):
        kept[byte] = byte
    kept[ord("A") : ord("Z") + 1] = np.arange(ord("a"), ord("z") + 1)
    kept[128:] = np.arange(128, 256)
    return kept.tobytes()


_WORD: Final = _table()
_FIRST: Final = np.array([(1 << 8 * k) - 1 for k in range(9)], np.uint64)
"""Masks of the first bytes of eight, in the order of memory."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of some texts.

    Attributes:
        hashes: Hash of each word.
        starts: Byte where each begins.
        ends: Byte behind its last.
        first: Number of the first word of each text, and of words in all.
        numeric: Whether it begins with a digit.
    """

    hashes: Hashes
    starts: Ints
    ends: Ints
    first: Ints
    numeric: Flags

    @property
    def counts(self) -> Ints:
        """Words of each text."""
        return np.diff(self.first)


def find_words(data: Bytes, offsets: Ints) -> Words:
    """The words of texts.

    Args:
        data: Bytes of all texts, one behind the other.
        offsets: Where each text begins, and the end.
    """
    folded = np.zeros(len(data) + 32, np.uint8)
    folded[16 : len(data) + 16] = np.frombuffer(data.tobytes().translate(_WORD), np.uint8)
    inside = folded != 0
    starts, ends = _borders(inside[15 : len(data) + 17], offsets)
    return Words(
        _hashed(folded, starts + 16, ends - starts),
        starts,
        ends,
        np.searchsorted(starts, offsets),
        data[starts] - ord("0") < 10 if len(starts) else np.zeros(0, bool),
    )


def _borders(inside: Flags, offsets: Ints) -> tuple[Ints, Ints]:
    """Where words begin and end; no word goes over the border of two texts.

    Args:
        inside: Whether each byte belongs to a word, with one more at either end.
        offsets: Where the texts begin, and the end.
    """
    changes = np.flatnonzero(inside[1:] != inside[:-1])
    inner = np.unique(offsets)
    torn = inner[inside[inner] & inside[inner + 1]]
    return (
        np.sort(np.r_[changes[::2], torn]) if len(torn) else changes[::2],
        np.sort(np.r_[changes[1::2], torn]) if len(torn) else changes[1::2],
    )


def _hashed(folded: Bytes, starts: Ints, lengths: Ints) -> Hashes:
    """Hashes of words that lie in bytes with eight more at either end."""
    eights = np.lib.stride_tricks.as_strided(
        folded[:8].view(np.uint64), (len(folded) - 7,), (1,), writeable=False
    )
    head = eights[starts] & _FIRST[np.minimum(lengths, 8)]
    mixed: Hashes = head * _KEYS[0] + lengths.astype(np.uint64) * _KEYS[3]
    long = np.flatnonzero(lengths > 8)
    if len(long):
        size, start = lengths[long], starts[long]
        second = eights[start + 8] & _FIRST[np.minimum(size - 8, 8)]
        mixed[long] += second * _KEYS[1] + eights[start + size - 8] * _KEYS[2]
    return stirred(mixed)


def stirred(values: Hashes) -> Hashes:
    """Spread the information of each value over all of its bits."""
    values = values ^ (values >> np.uint64(31))
    values *= _KEYS[1]
    values ^= values >> np.uint64(29)
    values *= _KEYS[2]
    values ^= values >> np.uint64(32)
    return values


class Sequences:
    """Hashes of runs of words, each in one step however long the run.

    Args:
        hashes: Words in order.
    """

    def __init__(self, hashes: Hashes) -> None:
        powers = np.full(len(hashes) + 1, _STEP)
        powers[0] = 1
        self._powers = np.multiply.accumulate(powers)
        self._sums = np.zeros(len(hashes) + 1, np.uint64)
        np.cumsum(hashes * self._powers[:-1], out=self._sums[1:])

    def of(self, first: Ints, last: Ints) -> Hashes:
        """Hash of the words from `first` up to but without `last`, for each pair."""
        return (self._sums[last] - self._sums[first]) * _inverse_powers(first)

    def same(self, first: Ints, last: Ints, hashes: Hashes) -> Flags:
        """Whether the words from `first` up to `last` have these hashes."""
        found: Flags = self._sums[last] - self._sums[first] == hashes * self._powers[first]
        return found


def _inverse_powers(exponents: Ints) -> Hashes:
    """Powers of the inverse of the base, by repeated squaring."""
    found = np.ones(len(exponents), np.uint64)
    factor, left = _INVERSE, exponents.copy()
    while left.any():
        found[(left & 1) == 1] *= factor
        factor = np.uint64(int(factor) ** 2 % (1 << 64))
        left >>= 1
    return found


def shingles(hashes: Hashes, first: Ints) -> tuple[Hashes, Ints]:
    """Hashes of every three words in a row; a text of one or two words has one of all of them.

    Args:
        hashes: Words of all texts.
        first: Number of the first word of each text, and of words in all.

    Returns:
        The hashes, and the number of the first of each text and of all of them.
    """
    counts = np.diff(first)
    many = np.where(counts == 0, 0, np.maximum(counts - 2, 1))
    padded: Hashes = np.concatenate([hashes, np.zeros(2, np.uint64)])
    every = padded[:-2] * _KEYS[0] + padded[1:-1] * _KEYS[1] + padded[2:] * _KEYS[3]
    short = np.flatnonzero((counts == 1) | (counts == 2))
    if len(short):
        one = first[short]
        second = np.where(counts[short] == 2, padded[one + 1], np.uint64(0))
        every[one] = padded[one] * _KEYS[0] + second * _KEYS[1]
    kept = np.ones(len(hashes), bool)
    for back in (1, 2):
        kept[first[1:][counts > back] - back] = False
    return stirred(every[kept]), np.concatenate([[0], np.cumsum(many)])
