"""The most frequent terms of many texts, and the columns that they get.

Rule: the terms that occur most often over all texts, each occurrence counted; of terms that occur
equally often, the smaller ones in the order of code points. scikit-learn's `CountVectorizer` with
`max_features` sorts the terms by code points and takes the first by `argsort` of the negative
counts, an unstable sort: where terms tie at the border, which of them it takes is not defined, so
that there the two may differ. Columns are in the order of code points, as there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from heredity.analyses.similarity.terms import Hashes, Terms, plain_terms, terms_of
from heredity.store.arrow import Array
from heredity.store.columns import Ints
from heredity.store.terms import as_texts, numbered

Floats = npt.NDArray[np.float64]

VOCABULARY: Final = 512
"""Number of terms that the published measures keep."""

_BUCKETS: Final = 1 << 22
_FIRST: Final = 4096
_PIECE: Final = 1 << 22


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Terms with their columns.

    Attributes:
        hashes: The terms, by column.
        terms: The same as texts.
    """

    hashes: Hashes
    terms: list[str]

    @cached_property
    def _table(self) -> tuple[npt.NDArray[np.int16], np.uint64]:
        """Column by a few bits of the hash, and which bits tell all terms apart."""
        bits, place = 0, self.hashes[:0]
        while len(np.unique(place)) < len(self.hashes):
            bits += 1
            place = self.hashes >> np.uint64(64 - bits)
        table = np.zeros(1 << bits, np.int16)
        table[place.astype(np.int64)] = np.arange(len(place))
        return table, np.uint64(64 - bits)

    def columns(self, hashes: Hashes) -> tuple[Ints, npt.NDArray[np.int32]]:
        """Which of some terms are in the lexicon.

        Returns:
            Their places, ascending, and the column of each.
        """
        if not len(self.hashes):
            return np.zeros(0, np.int64), np.zeros(0, np.int32)
        table, shift = self._table
        guess = table[(hashes >> shift).view(np.int64)]
        found = np.flatnonzero(self.hashes[guess] == hashes)
        return found, guess[found].astype(np.int32)

    def spell(self) -> Array:
        """The terms as a column of texts."""
        return as_texts(self.terms)


def frequent(
    terms: Terms, weights: Floats, limit: int, texts: Callable[[Ints], Array]
) -> tuple[Lexicon, Floats]:
    """The most frequent terms of texts, each text counted as often as its weight says.

    Args:
        terms: The terms of each text.
        weights: Weight of each text, a count of 0 or more.
        limit: How many to keep.
        texts: Gives the texts at some rows.

    Returns:
        The lexicon, and how often each of its terms occurs.
    """
    live = np.flatnonzero(weights > 0)
    hashes, rows, counts = _candidates(terms, weights, live, limit)
    border = np.sort(counts)[-limit] if len(counts) > limit else 0.0
    chosen = np.flatnonzero(counts >= border)
    names = spelled(hashes[chosen], rows[chosen], texts)
    order = sorted(range(len(names)), key=lambda i: (-counts[chosen[i]], names[i]))[:limit]
    order.sort(key=names.__getitem__)
    kept = chosen[order]
    return Lexicon(hashes[kept], [names[i] for i in order]), counts[kept]


def _candidates(
    terms: Terms, weights: Floats, live: Ints, limit: int
) -> tuple[Hashes, Ints, Floats]:
    """Terms that surely hold the most frequent ones: each with a row that has it, and its count.

    Counts of buckets of terms bound those of the terms in them from above: a bucket that holds less
    than the last term that is kept needs no closer look.
    """
    buckets = min(1 << (4 * max(len(terms.hashes), _FIRST)).bit_length(), _BUCKETS)
    size = np.zeros(buckets)
    for piece, weight in _pieces(terms, weights, live):
        size += np.bincount(_bucket(terms.hashes[piece], buckets), weight, minlength=buckets)
    wanted = _FIRST
    while True:
        closer = size >= _bar(size, wanted)
        hashes, rows, counts = _counted(terms, weights, live, closer)
        rest = float(size[~closer].max(initial=0.0))
        enough = len(counts) >= limit and np.sort(counts)[-limit] > rest
        if enough or rest == 0.0:
            return hashes, rows, counts
        wanted = min(wanted * 8, buckets)


def _bar(size: Floats, wanted: int) -> float:
    """A value that at least so many buckets reach, and hardly more than needed; 1 at least."""
    bar = max(float(size.max()), 1.0)
    while bar > 1.0 and np.count_nonzero(size >= bar) < wanted:
        bar /= 1.5
    return max(bar, 1.0)


def _bucket(hashes: Hashes, buckets: int) -> Ints:
    return (hashes & np.uint64(buckets - 1)).view(np.int64)


def _pieces(terms: Terms, weights: Floats, live: Ints) -> list[tuple[Ints, Floats]]:
    """Places of the terms of live texts, with their weights, piece by piece."""
    lengths = terms.lengths[live]
    cuts = np.searchsorted(np.cumsum(lengths), np.arange(_PIECE, lengths.sum(), _PIECE))
    found = []
    for rows in np.split(live, cuts):
        length = terms.lengths[rows]
        first = np.repeat(terms.starts[rows] - (np.cumsum(length) - length), length)
        found.append((first + np.arange(len(first)), np.repeat(weights[rows], length)))
    return found


def _counted(
    terms: Terms, weights: Floats, live: Ints, closer: npt.NDArray[np.bool_]
) -> tuple[Hashes, Ints, Floats]:
    hashes, rows, counts = [], [], []
    for piece, weight in _pieces(terms, weights, live):
        value = terms.hashes[piece]
        look = closer[_bucket(value, len(closer))]
        which, each, first = numbered(value[look])
        hashes.append(each)
        rows.append(np.searchsorted(terms.starts, piece[look][first], side="right") - 1)
        counts.append(np.bincount(which, weight[look], minlength=len(each)))
    which, each, first = numbered(np.concatenate([np.zeros(0, np.uint64), *hashes]))
    total = np.bincount(which, np.concatenate([np.zeros(0), *counts]), minlength=len(each))
    row: Ints = np.concatenate([np.zeros(0, np.int64), *rows])[first]
    return each, row, total.astype(np.float64)


def spelled(hashes: Hashes, rows: Ints, texts: Callable[[Ints], Array]) -> list[str]:
    """The texts of terms, each from a text that has it."""
    where = np.unique(rows)
    column = texts(where)
    terms = terms_of(column)
    spelled: Sequence[str] = column.to_pylist()
    known: dict[int, str] = {}
    for at, text in enumerate(spelled):
        own = terms.hashes[terms.starts[at] : terms.starts[at + 1]].tolist()
        known |= dict(zip(own, plain_terms(text or ""), strict=True))
    return [known[value] for value in hashes.tolist()]
