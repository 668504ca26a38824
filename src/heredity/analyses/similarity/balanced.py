"""The better measure: every field of the record counts alike, and every value by its rarity.

The 512 most frequent terms are mostly boilerplate, forget every rare tag, data set and paper, and
let a field of many values (a hundred languages) drown the others. Here the coordinates are the
distinct values themselves (tags by their kind, owner, words of the name, task, library, day,
counts). A value weighs ln((1 + n) / (1 + df)) + 1; the values of a field are scaled to length 1, so
that the cosine of two records is the mean of the cosines of their fields,

    cos(u, v) = Σ over fields of both cos_field(u, v) / √(fields of u · fields of v).

A value that no second record has says nothing about resemblance and is left out. For cards, which
have no fields: all words instead of 512 terms, each counted as 1 + ln(count) and weighed by rarity,
in 2¹⁸ columns by hash.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from heredity.analyses.similarity.lexicon import spelled
from heredity.analyses.similarity.structured import CHUNK, FIELD, FIELDS, Parts, records
from heredity.analyses.similarity.terms import Hashes, terms_of
from heredity.analyses.similarity.threads import in_order
from heredity.analyses.similarity.unitvectors import NOWHERE, Floats, Label, Vectors
from heredity.analyses.similarity.weighing import (
    Counts,
    chosen_rows,
    counts_of,
    stacked_rows,
)
from heredity.analyses.similarity.wordcounts import Dna, runs
from heredity.store.arrow import Array
from heredity.store.columns import Flags, Ints, at
from heredity.store.terms import as_texts, side_by_side, stacked
from heredity.store.texts import joined, numbers

_BITS: Final = 18
COLUMNS: Final = 1 << _BITS
"""Columns that the words of cards are spread over."""

_BUCKETS: Final = 1 << 22


@dataclass(frozen=True, slots=True, eq=False)
class _Columns:
    """What the coordinates are.

    Attributes:
        spread: Columns of each part.
        fields: Field of each column.
        single: Part that each of the first columns stands for.
        words: Word that each of the other columns stands for.
        example: A name that holds the word.
    """

    spread: csr_array
    fields: npt.NDArray[np.uint8]
    single: Ints
    words: Hashes
    example: Ints


class Balanced:
    """Balanced vectors of records.

    Args:
        parts: The records as parts.
        related: Whether each node has an edge.
    """

    def __init__(self, parts: Parts, related: Flags) -> None:
        self.parts, self.nodes, self.related = parts, parts.nodes, related

    @cached_property
    def _words(self) -> tuple[Ints, Hashes]:
        """Words of names, without those that surely occur once: part and number of each."""
        names = np.flatnonzero(self.parts.field == FIELD["name"])
        terms = self.parts.terms
        count = (terms.lengths[names] + 1) // 2  # what comes after are pairs
        first = np.repeat(terms.starts[names] - (np.cumsum(count) - count), count)
        hashes = terms.hashes[first + np.arange(len(first))]
        bucket = (hashes & np.uint64(_BUCKETS - 1)).view(np.int64)
        shared = np.bincount(bucket, minlength=_BUCKETS)[bucket] > 1
        return np.repeat(names, count)[shared], hashes[shared]

    @cached_property
    def _columns(self) -> _Columns:
        """A column for each part that is no name, then one for each word of names."""
        part, hashes = self._words
        each, first, which = np.unique(hashes, return_index=True, return_inverse=True)
        field = self.parts.field
        single = np.flatnonzero((field != FIELD["name"]) & (field != FIELD["nothing"]))
        row = np.concatenate([single, part])
        column = np.concatenate([np.arange(len(single)), len(single) + which])
        order = np.argsort(row, kind="stable")
        shape = (len(field), len(single) + len(each))
        spread = counts_of(row[order], column[order].astype(np.int32), shape)
        names = np.full(len(each), FIELD["name"], np.uint8)
        fields = np.concatenate([field[single], names])
        return _Columns(spread, fields, single, each, part[first])

    def _spelled(self, kept: Ints) -> Array:
        """What some columns count, as `field: value`."""
        columns, texts = self._columns, self.parts.texts
        whole = len(columns.single)
        words = kept[kept >= whole] - whole
        rows = columns.example[words]
        names = as_texts(spelled(columns.words[words], rows, lambda where: at(texts, where)))
        values = stacked([at(texts, columns.single[kept[kept < whole]]), names])
        return side_by_side([at(as_texts(FIELDS), columns.fields[kept]), values], ": ")

    def vectors(self, label: Label) -> Vectors:
        """The vectors under the label's mask."""
        begin, codes = self.parts.under(label.mask)
        spread, fields = self._columns.spread, self._columns.fields
        weights = np.bincount(codes, minlength=spread.shape[0]).astype(np.float64)
        often = spread.T @ weights
        kept = np.flatnonzero(often > 1)
        spread, field = spread[:, kept], fields[kept]
        models = len(self.nodes)
        rarity = np.log((1 + models) / (1 + np.minimum(often[kept], models))) + 1

        def weighed(first: int) -> tuple[csr_array, Floats, csr_array]:
            chunk = records(begin[first : first + CHUNK + 1], codes, spread.shape[0]) @ spread
            chunk = _unit(chunk, rarity, field)
            total = np.bincount(chunk.indices, chunk.data, minlength=len(kept)).astype(np.float64)
            own = chunk[chosen_rows(self.related[self.nodes[first : first + CHUNK]])]
            own.sort_indices()
            return own, total, chunk

        parts = list(in_order(weighed, range(0, models, CHUNK)))
        matrix = stacked_rows([part[0] for part in parts])
        total = np.sum([part[1] for part in parts], axis=0)
        squares = float(sum(np.count_nonzero(np.diff(part[2].indptr)) for part in parts))
        toward = np.zeros(len(self.related))
        toward[self.nodes] = np.concatenate([part[2] @ total for part in parts])
        place = np.full(len(self.related), NOWHERE)
        chosen = self.nodes[self.related[self.nodes]]
        place[chosen] = np.arange(len(chosen))
        eligible = np.zeros(len(self.related), bool)
        eligible[self.nodes] = True
        spell = partial(self._spelled, kept)
        return Vectors(label, matrix, place, eligible, total, squares, toward, spell)


def _unit(chunk: csr_array, rarity: Floats, field: npt.NDArray[np.uint8]) -> csr_array:
    """Counts of values as unit vectors in which each field that a row has weighs alike."""
    row = np.repeat(np.arange(chunk.shape[0]), np.diff(chunk.indptr))
    value = chunk.data * rarity[chunk.indices]
    block = row * len(FIELDS) + field[chunk.indices]
    squares = np.bincount(block, value * value, minlength=chunk.shape[0] * len(FIELDS))
    fields = np.count_nonzero(squares.reshape(chunk.shape[0], -1), axis=1)
    value /= np.sqrt(squares[block] * fields[row])
    return csr_array((value, chunk.indices, chunk.indptr), shape=chunk.shape)


def balanced_words(source: Dna, related: Flags, label: Label) -> Vectors:
    """Vectors of all words of texts, each as 1 + ln(count), in `COLUMNS` columns by hash.

    Args:
        source: The texts.
        related: Whether each node has an edge.
        label: What the vectors are; its mask is taken out of the texts.
    """
    chunks = []
    for nodes in runs(source.eligible):
        terms = terms_of(source.texts(nodes, label.mask), pairs=False)
        column = (terms.hashes >> np.uint64(64 - _BITS)).astype(np.int32)
        row = np.repeat(np.arange(len(nodes)), terms.lengths)
        chunk = counts_of(row, column, (len(nodes), COLUMNS))
        chunk.data = 1 + np.log(chunk.data)
        chunks.append(chunk)
    counts = Counts(source.eligible, related, _groups, chunks)
    return counts.vectors(counts.rarity(), label)


def _groups() -> Array:
    return joined("word group ", numbers(np.arange(COLUMNS)))
