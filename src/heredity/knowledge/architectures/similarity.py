"""How like a header is to every known form: shared names, shared pieces of names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from heredity.knowledge.architectures.matching import agreeing
from heredity.knowledge.architectures.pieces import pieces
from heredity.knowledge.architectures.query import Query, Shape
from heredity.knowledge.architectures.reference import Floats, Ints, Reference
from heredity.knowledge.architectures.templates import bare

TOP = 48
"""Forms that are looked at closely."""

TIE = 1e-6


@dataclass(frozen=True, slots=True)
class Similar:
    """Known forms by similarity.

    Attributes:
        forms: Their numbers, the most similar first.
        scores: Similarity of each, 0 to 1.
        features: What the classifier weighs, for the first of them.
        shapes: The header's shapes by bare name.
        names: Columns of the header's known names.
        prefix: What the header calls its body; empty if nothing.
    """

    forms: Ints
    scores: Floats
    features: Floats
    shapes: dict[str, Shape]
    names: frozenset[int]
    prefix: str


FEATURES = ("names", "pieces", "held", "covered", "margin", "unknown", "body")


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
            full = query.under(query.lead[back:])
            found = self._compare(full, query.lead[back - 1] if back else "")
            if found and (best is None or found.scores[0] > best.scores[0] + TIE):
                best = found
        return best

    def _compare(self, full: Mapping[str, Shape], off: str) -> Similar | None:
        grid, prefixes = self.known.short, self.known.prefixes
        shapes: dict[str, Shape] = {}
        for name, shape in full.items():
            shapes.setdefault(bare(name, prefixes), shape)
        firsts = Counter(name.partition(".")[0] for name in full)
        prefix = next((f for f, _ in firsts.most_common() if f in prefixes), off)
        columns = {grid.number[n] for n in shapes if n in grid.number}
        strange = len(shapes) - len(columns)
        if not columns:
            return None
        held = np.zeros(len(grid.number))
        held[list(columns)] = 1
        shared = grid.must @ (held * grid.weight)
        extra = grid.every @ (held * grid.weight) - shared
        own = float(held @ grid.weight) + strange * float(grid.weight.max())
        named = _ratio(shared, own - extra + grid.sums - shared)
        pieced = self._pieces(shapes)
        scores = np.where(self.known.present, 0.6 * named + 0.4 * pieced, -1.0)
        top = np.argsort(-scores, kind="stable")[:TOP]
        first = int(top[0])
        features = np.array([
            named[first], pieced[first], _ratio(shared + extra, own)[first],
            _ratio(shared, grid.sums)[first], 0.0, strange / len(shapes), 0.0,
        ])  # fmt: skip
        return Similar(top, scores[top], features, shapes, frozenset(columns), prefix)

    def _pieces(self, shapes: Mapping[str, Shape]) -> Floats:
        known = self.known.pieces
        found = {p for name in shapes for p in pieces(name)}
        columns = [known.number[p] for p in found if p in known.number]
        held = np.zeros(len(known.number))
        held[columns] = 1
        shared = known.holds @ (held * known.weight)
        own = float(held @ known.weight)
        own += (len(found) - len(columns)) * float(known.weight.max())
        return _ratio(shared, own + known.sums - shared)

    def types(self, similar: Similar) -> tuple[tuple[str, ...], Floats]:
        """Types of the most similar forms, and the features with the margin to any other type.

        A type whose relative shapes contradict the header is dropped if another one is left.
        """
        known = self.known
        first = similar.forms[similar.scores >= similar.scores[0] - TIE]
        entries, _ = agreeing(known.entries_of(first), similar.shapes, known)
        classes = [known.classes[c] for c in known.entry_class[entries]]
        same = [c for c in classes if similar.prefix and c.prefix == similar.prefix]
        chosen = sorted({c.model_type for c in same or classes})
        features = similar.features.copy()
        features[FEATURES.index("margin")] = similar.scores[0] - self._next(similar, chosen)
        return tuple(chosen), features

    def _next(self, similar: Similar, chosen: Iterable[str]) -> float:
        own = set(chosen)
        for form, score in zip(similar.forms, similar.scores, strict=True):
            entries = self.known.entries_of([int(form)])
            types = {self.known.classes[c].model_type for c in self.known.entry_class[entries]}
            if not types & own:
                return max(0.0, float(score))
        return 0.0


def _ratio(part: Floats | float, whole: Floats | float) -> Floats:
    return np.asarray(np.asarray(part) / np.maximum(np.asarray(whole), 1e-12), np.float64)
