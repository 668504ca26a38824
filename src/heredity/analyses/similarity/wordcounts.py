"""Counts of the most frequent terms of whole texts, which are made, counted and dropped in runs.

Which terms are frequent is guessed from a part of the texts and then proved: while all texts are
counted, terms outside the guess are counted in buckets, and no bucket may reach the last term that
is kept. Where one does, a larger part is guessed from.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from heredity.analyses.similarity.lexicon import VOCABULARY, Lexicon, frequent
from heredity.analyses.similarity.terms import Terms, terms_of
from heredity.analyses.similarity.weighing import Counts, counts_of
from heredity.store.arrow import Array
from heredity.store.columns import Flags, Ints

Floats = npt.NDArray[np.float64]

_SAMPLE: Final = 1 << 14
_RUN: Final = 1 << 13
_BUCKETS: Final = 1 << 20
_SPARE: Final = 2


class Dna(Protocol):
    """Texts of models."""

    @property
    def eligible(self) -> Ints:
        """Nodes that have a text to compare, ascending."""

    def texts(self, nodes: Ints, mask: str) -> Array:
        """The texts of some of them."""


def text_counts(dna: Dna, related: Flags, mask: str, sample: int = _SAMPLE) -> Counts:
    """How often each of the 512 most frequent terms occurs in each text under a mask.

    Args:
        dna: The texts.
        related: Whether each node has an edge.
        mask: What is taken out of the texts.
        sample: Number of texts that the frequent terms are guessed from at first.
    """
    while True:
        sure = sample >= len(dna.eligible)
        guess = _guessed(dna, mask, sample, VOCABULARY if sure else _SPARE * VOCABULARY)
        chunks, often, rest = _counted(dna, mask, guess)
        if sure:
            return Counts(dna.eligible, related, guess.spell, chunks)
        if len(often) > VOCABULARY and np.sort(often)[-VOCABULARY] > rest:
            kept = _first(often, guess.terms)
            lexicon = Lexicon(guess.hashes[kept], [guess.terms[i] for i in kept])
            narrow = [_narrowed(chunk, kept) for chunk in chunks]
            return Counts(dna.eligible, related, lexicon.spell, narrow)
        sample *= 8


def runs(nodes: Ints, size: int = _RUN) -> Iterator[Ints]:
    """The nodes in runs."""
    for first in range(0, len(nodes), size):
        yield nodes[first : first + size]


def _guessed(dna: Dna, mask: str, sample: int, limit: int) -> Lexicon:
    nodes = dna.eligible[:: -(-len(dna.eligible) // sample) or 1]
    texts = [dna.texts(run, mask) for run in runs(nodes)]
    parts = [terms_of(column) for column in texts]
    lengths = np.concatenate([np.zeros(1, np.int64), *(part.lengths for part in parts)])
    hashes = np.concatenate([np.zeros(0, np.uint64), *(part.hashes for part in parts)])
    terms = Terms(np.cumsum(lengths), hashes)
    return frequent(terms, np.ones(len(nodes)), limit, lambda rows: dna.texts(nodes[rows], mask))[0]


def _counted(dna: Dna, mask: str, guess: Lexicon) -> tuple[list[csr_array], Floats, float]:
    """Counts of the guessed terms; how often each occurs; how often any other does at most."""
    rest = np.zeros(_BUCKETS, np.int64)
    often = np.zeros(len(guess.terms))
    chunks = []
    for nodes in runs(dna.eligible):
        terms = terms_of(dna.texts(nodes, mask))
        place, column = guess.columns(terms.hashes)
        lengths = np.diff(np.searchsorted(place, terms.starts))
        row = np.repeat(np.arange(len(nodes)), lengths)
        chunks.append(counts_of(row, column, (len(nodes), len(guess.terms))))
        often += np.bincount(column, minlength=len(often))
        other = np.ones(len(terms.hashes), bool)
        other[place] = False
        bucket = (terms.hashes[other] & np.uint64(_BUCKETS - 1)).view(np.int64)
        rest += np.bincount(bucket, minlength=_BUCKETS)
    return chunks, often, float(rest.max())


def _first(often: Floats, terms: list[str]) -> Ints:
    """Columns of the most frequent terms, ties by code points, in the order of code points."""
    order = sorted(range(len(terms)), key=lambda i: (-often[i], terms[i]))[:VOCABULARY]
    return np.array(sorted(order, key=terms.__getitem__), np.int64)


def _narrowed(chunk: csr_array, kept: Ints) -> csr_array:
    """Some columns of counts."""
    place = np.full(chunk.shape[1], -1, np.int32)
    place[kept] = np.arange(len(kept))
    column = place[chunk.indices]
    held = column >= 0
    starts = np.concatenate([[0], np.cumsum(held)])[chunk.indptr]
    shape = (chunk.shape[0], len(kept))
    return csr_array((chunk.data[held], column[held], starts), shape=shape)
