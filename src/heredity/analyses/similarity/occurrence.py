"""Which parts of records hold a literal word of theirs: pairs by columns, most ruled out by bits."""

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
) -> Ints:
    """Places of the parts that hold one of the words of their row.

    Args:
        starts: Where each row's parts begin; one more than rows.
        codes: The parts.
        texts: Their texts.
        open_: Whether each of the texts is to be looked at.
        words: Words of rows.

    Returns:
        Places among `codes`, ascending.
    """
    looked = np.flatnonzero(open_[codes])
    first = np.searchsorted(looked, starts)
    known, sought = shape_of(texts), shape_of(words.texts)
    many = np.diff(first)[words.rows]
    cuts = np.searchsorted(np.cumsum(many), np.arange(_PAIRS, int(many.sum()), _PAIRS))
    hits = [np.zeros(0, np.int64)]
    for piece in np.split(np.arange(len(words.rows)), cuts):
        length = many[piece]
        word = np.repeat(piece, length)
        start = np.repeat(first[words.rows[piece]] - (np.cumsum(length) - length), length)
        place = looked[start + np.arange(len(start))]
        text = codes[place]
        fits = known.length[text] >= sought.length[word]
        place, text, word = place[fits], text[fits], word[fits]
        fits = (sought.bits[word] & ~known.bits[text]) == 0
        place, text, word = place[fits], text[fits], word[fits]
        hits.append(place[contains(at(texts, text), at(words.texts, word))])
    return np.unique(np.concatenate(hits))
