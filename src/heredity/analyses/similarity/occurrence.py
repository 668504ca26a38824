"""Which parts of records hold a literal word of theirs: by columns, few pairs looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from heredity.analyses.similarity.words import Words
from heredity.store.arrow import Array
from heredity.store.columns import Flags, Ints, at
from heredity.store.terms import byte_content, byte_lengths, contains

Bits = npt.NDArray[np.uint64]

_PAIRS: Final = 1 << 22
_BYTES: Final = 1 << 24


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """What rules out most pairs of texts without a look at them.

    Attributes:
        length: Bytes of each text.
        bits: Which bytes, modulo 64, each text holds.
    """

    length: Ints
    bits: Bits


def shape_of(column: Array) -> Shape:
    """Lengths and bytes of texts; null is empty."""
    data, ends = byte_content(column)
    length = byte_lengths(column)
    bits = np.zeros(len(column), np.uint64)
    full = np.flatnonzero(length)
    first = 0
    while first < len(full):
        begin = int(ends[full[first]])
        last = max(int(np.searchsorted(ends[full], begin + _BYTES)), first + 1)
        rows = full[first:last]
        piece = data[begin : int(ends[rows[-1] + 1])]
        marks = np.left_shift(np.uint64(1), (piece & 63).astype(np.uint64))
        bits[rows] = np.bitwise_or.reduceat(marks, ends[rows] - begin)
        first = last
    return Shape(length, bits)


def holding(
    starts: Ints, codes: npt.NDArray[np.int32], texts: Array, open_: Flags, words: Words
) -> Flags:
    """Which parts hold one of the words of their row.

    Args:
        starts: Where each row's parts begin; one more than rows.
        codes: The parts.
        texts: Their texts.
        open_: Whether each of the texts is to be looked at.
        words: Words of rows.

    Returns:
        A flag for each of the codes.
    """
    words = words.long()
    chosen = np.flatnonzero(open_)
    known = shape_of(at(texts, chosen))
    where = np.cumsum(open_, dtype=np.int32) - 1
    looked = np.flatnonzero(open_[codes])
    first = np.searchsorted(looked, starts)
    many = np.diff(first)[words.rows]
    length = byte_lengths(words.texts)
    cuts = np.searchsorted(np.cumsum(many), np.arange(_PAIRS, int(many.sum()), _PAIRS))
    hits = np.zeros(len(codes), bool)
    for piece in np.split(np.arange(len(words.rows)), cuts):
        begin = first[words.rows[piece]] - (np.cumsum(many[piece]) - many[piece])
        place = looked[np.repeat(begin, many[piece]) + np.arange(int(many[piece].sum()))]
        word = np.repeat(piece, many[piece])
        text = where[codes[place]]
        fits = known.length[text] >= length[word]
        place, text, word = place[fits], text[fits], word[fits]
        fits = (_bits_at(words.texts, word) & ~known.bits[text]) == 0
        place, text, word = place[fits], text[fits], word[fits]
        hits[place[contains(at(texts, chosen[text]), at(words.texts, word))]] = True
    return hits


def _bits_at(column: Array, rows: Ints) -> Bits:
    """Bytes of some texts; rows ascend."""
    new = np.append(True, rows[1:] != rows[:-1])[: len(rows)]
    bits: Bits = shape_of(at(column, rows[new])).bits[np.cumsum(new) - 1]
    return bits
