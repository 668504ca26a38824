"""From counts of terms to unit vectors: raw counts, or counts times the rarity of their terms."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from heredity.analyses.similarity.threads import in_order
from heredity.analyses.similarity.unitvectors import NOWHERE, Floats, Label, Vectors
from heredity.store.arrow import Array
from heredity.store.columns import Flags, Ints


class Counts:
    """How often each term occurs in each eligible text.

    Args:
        nodes: Nodes of the eligible texts, ascending.
        related: Whether each node has an edge: those get a row of their own.
        spell: Gives what each column counts, as texts.
        chunks: Counts of runs of texts, in order: float32, each pair of text and term once.
    """

    def __init__(
        self, nodes: Ints, related: Flags, spell: Callable[[], Array], chunks: Sequence[csr_array]
    ) -> None:
        self.nodes, self.related, self.spell, self.chunks = nodes, related, spell, chunks
        self.eligible = np.zeros(len(related), bool)
        self.eligible[nodes] = True

    @property
    def width(self) -> int:
        """Number of terms."""
        return int(self.chunks[0].shape[1])

    def holding(self) -> Floats:
        """Number of texts that hold each term."""
        found = np.zeros(self.width, np.int64)
        for chunk in self.chunks:
            found += np.bincount(chunk.indices, minlength=self.width)
        return found.astype(np.float64)

    def rarity(self) -> Floats:
        """Weight of each term: ln((1 + n) / (1 + df)) + 1."""
        return np.log((1 + len(self.nodes)) / (1 + self.holding())) + 1

    def vectors(self, weight: Floats, label: Label) -> Vectors:
        """Unit vectors of the counts times a weight of their terms.

        Args:
            weight: Weight of each term.
            label: What the vectors are.
        """

        def weighed(run: tuple[Ints, csr_array]) -> tuple[csr_array, Floats, Floats]:
            nodes, chunk = run
            length = np.sqrt(_squared(chunk) @ weight**2)
            inverse = np.divide(1.0, length, out=np.zeros_like(length), where=length > 0)
            own = chosen_rows(self.related[nodes])
            kept = _scaled(chunk[own], inverse[own], weight)
            return kept, chunk.T @ inverse, inverse

        parts = list(in_order(weighed, self._runs()))
        total = np.sum([part[1] for part in parts], axis=0) * weight
        squares = float(sum(np.count_nonzero(part[2]) for part in parts))
        toward = np.zeros(len(self.related))
        ahead = in_order(lambda run: run[1] @ (weight * total), self._runs())
        toward[self.nodes] = np.concatenate([i * p[2] for i, p in zip(ahead, parts, strict=True)])
        rows = stacked_rows([part[0] for part in parts])
        place = np.full(len(self.related), NOWHERE)
        chosen = self.nodes[self.related[self.nodes]]
        place[chosen] = np.arange(len(chosen))
        return Vectors(label, rows, place, self.eligible, total, squares, toward, self.spell)

    def _runs(self) -> Iterator[tuple[Ints, csr_array]]:
        first = 0
        for chunk in self.chunks:
            yield self.nodes[first : first + chunk.shape[0]], chunk
            first += chunk.shape[0]


def chosen_rows(chosen: Flags) -> Ints | slice:
    """Places that are chosen; a slice where they are the first ones, which is quick to take."""
    many = int(np.count_nonzero(chosen))
    return slice(many) if chosen[:many].all() else np.flatnonzero(chosen)


def _squared(chunk: csr_array) -> csr_array:
    data = chunk.data.astype(np.float64)
    return csr_array((data * data, chunk.indices, chunk.indptr), shape=chunk.shape)


def _scaled(chunk: csr_array, inverse: Floats, weight: Floats) -> csr_array:
    chunk.sort_indices()
    data = chunk.data * np.repeat(inverse, np.diff(chunk.indptr)) * weight[chunk.indices]
    return csr_array((data, chunk.indices, chunk.indptr), shape=chunk.shape)


def stacked_rows(chunks: Sequence[csr_array]) -> csr_array:
    """Matrices one below the other, with short indices."""
    ends = np.cumsum([0, *(chunk.nnz for chunk in chunks)])
    starts = [chunk.indptr[:-1] + end for chunk, end in zip(chunks, ends[:-1], strict=True)]
    data = np.concatenate([chunk.data for chunk in chunks])
    columns = np.concatenate([chunk.indices for chunk in chunks], dtype=np.int32)
    first = np.concatenate([*starts, ends[-1:]], dtype=np.int32)
    shape = (sum(chunk.shape[0] for chunk in chunks), chunks[0].shape[1])
    return csr_array((data, columns, first), shape=shape)


def counts_of(row: Ints, column: npt.NDArray[np.int32], shape: tuple[int, int]) -> csr_array:
    """Counts from places of terms, text by text.

    Args:
        row: Text of each occurrence, ascending.
        column: Its term.
        shape: Number of texts and of terms.
    """
    starts = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=shape[0]))])
    found = csr_array((np.ones(len(column), np.float32), column, starts), shape=shape)
    found.sum_duplicates()
    return found
