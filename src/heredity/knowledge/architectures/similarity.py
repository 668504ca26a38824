"""How like a header is to every known form: shared names, shared pieces of names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from heredity.knowledge.architectures.pieces import pieces
from heredity.knowledge.architectures.query import Query, Shape
from heredity.knowledge.architectures.reference import Floats, Ints, Reference
from heredity.knowledge.architectures.templates import bare

TOP = 48
"""Forms that are told."""

TIE = 1e-6
NAMED, PIECED = 0.6, 0.4
"""How much whole names and pieces of names count."""


@dataclass(frozen=True, slots=True)
class Similar:
    """Known forms by similarity.

    Attributes:
        forms: Their numbers, the most similar first.
        scores: Similarity of each, 0 to 1.
    """

    forms: Ints
    scores: Floats


@dataclass(frozen=True)
class Similarity:
    """Compares headers with all forms of a reference.

    Attributes:
        known: The reference.
    """

    known: Reference

    def compare(self, query: Query) -> Similar | None:
        """The most similar forms; None if no name is known."""
        best: Similar | None = None
        for back in range(min(len(query.lead), 6) + 1):
            found = self._compare(query.under(query.lead[back:]))
            if found and (best is None or found.scores[0] > best.scores[0] + TIE):
                best = found
        return best

    def _compare(self, full: Mapping[str, Shape]) -> Similar | None:
        grid, prefixes = self.known.short, self.known.prefixes
        names = {bare(name, prefixes) for name in full}
        columns = {grid.number[n] for n in names if n in grid.number}
        if not columns:
            return None
        held = np.zeros(len(grid.number))
        held[list(columns)] = 1
        shared = grid.must @ (held * grid.weight)
        extra = grid.every @ (held * grid.weight) - shared
        own = float(held @ grid.weight)
        own += (len(names) - len(columns)) * float(grid.weight.max())
        named = _ratio(shared, own - extra + grid.sums - shared)
        scores = NAMED * named + PIECED * self._pieces(names)
        scores = np.where(self.known.present, scores, -1.0)
        top = np.argsort(-scores, kind="stable")[:TOP]
        return Similar(top, scores[top])

    def _pieces(self, names: set[str]) -> Floats:
        known = self.known.pieces
        found = {p for name in names for p in pieces(name)}
        columns = [known.number[p] for p in found if p in known.number]
        held = np.zeros(len(known.number))
        held[columns] = 1
        shared = known.holds @ (held * known.weight)
        own = float(held @ known.weight)
        own += (len(found) - len(columns)) * float(known.weight.max())
        return _ratio(shared, own + known.sums - shared)


def _ratio(part: Floats | float, whole: Floats | float) -> Floats:
    return np.asarray(np.asarray(part) / np.maximum(np.asarray(whole), 1e-12), np.float64)
