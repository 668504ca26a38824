"""Literal words that masks take out: ids and names of declared parents, own ids and names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from heredity.analyses.population import Population
from heredity.store.arrow import Array
from heredity.store.columns import Ints, at, integers, last_parts, whole
from heredity.store.terms import byte_lengths, list_parts, stacked

SHORTEST: Final = 3
"""Names of fewer characters are not taken out of texts: they occur everywhere by chance."""


@dataclass(frozen=True, eq=False)
class Words:
    """Literal words that belong to rows: what a mask takes out of a row's text.

    Attributes:
        rows: Row of each word, ascending.
        texts: The words.
    """

    rows: Ints
    texts: Array

    def of(self, rows: Ints) -> Words:
        """The words of some rows, by their place among these."""
        first, last = self._bounds(rows)
        length = last - first
        start = np.repeat(first - (np.cumsum(length) - length), length)
        held = start + np.arange(len(start))
        return Words(np.repeat(np.arange(len(rows)), length), at(self.texts, held))

    def _bounds(self, rows: Ints) -> tuple[Ints, Ints]:
        return (
            np.searchsorted(self.rows, rows, side="left"),
            np.searchsorted(self.rows, rows, side="right"),
        )

    def long(self) -> Words:
        """Those that are long enough to be taken out."""
        kept = np.flatnonzero(byte_lengths(self.texts) >= SHORTEST)
        return self if len(kept) == len(self.rows) else Words(self.rows[kept], at(self.texts, kept))

    def with_others(self, others: Words) -> Words:
        """These words and others."""
        rows = np.concatenate([self.rows, others.rows])
        order = np.argsort(rows, kind="stable")
        return Words(rows[order], at(stacked([self.texts, others.texts]), order))


def declared_parents(population: Population, row_of: Ints, *, ids: bool = True) -> Words:
    """Ids and names of declared parents.

    Args:
        population: The models; its edges that nobody declared are left out.
        row_of: Row of each node; -1 for none.
        ids: Whether ids are asked for beside names.

    Returns:
        Words by row: each parent's id as resolved and as written, and its name without owner.
    """
    names = ["child", "parent_id", "declared_as", "inferred"]
    edges = population.store.arrow("edges", names)
    declared = ~whole(edges.column("inferred")).to_numpy(zero_copy_only=False)
    edges = edges.filter(declared)
    child = row_of[integers(edges.column("child"))]
    starts, written = list_parts(edges.column("declared_as"))
    rows = np.concatenate([child, np.repeat(child, np.diff(starts))])
    texts = stacked([edges.column("parent_id"), written])
    known = np.flatnonzero(rows >= 0)
    rows, texts = rows[known], at(texts, known)
    if not ids:
        return long_enough(rows, last_parts(texts))
    return long_enough(np.tile(rows, 2), stacked([texts, last_parts(texts)]))


def own_words(rows: Ints, columns: Sequence[Array]) -> Words:
    """Own words of some rows, by their place among these.

    Args:
        rows: The rows.
        columns: Columns of words.
    """
    place = np.arange(len(rows))
    return long_enough(np.tile(place, len(columns)), stacked([at(one, rows) for one in columns]))


def long_enough(rows: Ints, texts: Array) -> Words:
    """Words that are long enough to be taken out, row by row; one may stand there twice."""
    wide = np.flatnonzero(byte_lengths(texts) >= SHORTEST)
    order = wide[np.argsort(rows[wide], kind="stable")]
    return Words(rows[order], at(texts, order))
