"""Known classes taken apart: a body that a type has, a head that a task has."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from heredity.knowledge.architectures.inner import Columns, Cut, Names, Pair
from heredity.knowledge.architectures.pieces import rarity
from heredity.knowledge.architectures.reference import Floats, Ints, Known, Reference, incidence

HEADLESS = "headless"
MOST = 0.5
"""Share of a class's names that must stand in the headless classes of its type to be its body."""


@dataclass(frozen=True)
class Parts:
    """Bodies and heads of a reference.

    Attributes:
        known: The reference.
    """

    known: Reference

    @property
    def names(self) -> Names:
        """Numbers of names."""
        return self.known.names

    @cached_property
    def _raw(self) -> list[Cut]:
        """Every entry as it is split by the name of its body; entries without one are whole."""
        names, known = self.names, self.known
        return [
            names.cut(known.classes[number].prefix, form, known.forms[form])
            for number, form in self._entries()
        ]

    def _entries(self) -> Iterable[tuple[int, int]]:
        return zip(self.known.entry_class.tolist(), self.known.entry_form.tolist(), strict=True)

    @cached_property
    def _plain(self) -> dict[str, Columns]:
        """All names of the headless classes of each type."""
        found: dict[str, set[int]] = defaultdict(set)
        for (number, _), cut in zip(self._entries(), self._raw, strict=True):
            one = self.known.classes[number]
            if HEADLESS in one.tasks and not cut.under:
                found[one.model_type] |= cut.body[1]
        return {kind: frozenset(names) for kind, names in found.items()}

    @cached_property
    def cuts(self) -> list[Cut]:
        """Every entry taken apart, those whose body has no name of its own too."""
        first = self._outside(self._raw)
        found = []
        for (number, _), cut in zip(self._entries(), self._raw, strict=True):
            one = self.known.classes[number]
            if cut.under or HEADLESS in one.tasks:
                found.append(cut)
            else:
                found.append(self._apart(cut, self._plain.get(one.model_type), first))
        return found

    def _apart(self, cut: Cut, plain: Columns | None, outside: Columns) -> Cut:
        must, every = cut.body
        out = every - plain if plain and len(must & plain) >= MOST * len(must) else outside
        if must <= out:
            return cut
        head, more = cut.head
        return Cut(
            (must - out, every - out),
            (head | (must & out), more | (every & out)),
            under=False,
        )

    def _outside(self, cuts: Sequence[Cut]) -> Columns:
        """Names that stand in the heads of more types than in bodies."""
        sides: dict[str, tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
        for (number, _), cut in zip(self._entries(), cuts, strict=True):
            inner, outer = sides[self.known.classes[number].model_type]
            inner |= cut.body[1]
            outer |= cut.head[1]
        tally: Counter[int] = Counter()
        for inner, outer in sides.values():
            tally.update(outer)
            tally.subtract(inner)
        return frozenset(name for name, more in tally.items() if more > 0)

    @cached_property
    def outside(self) -> Columns:
        """Names of heads, where a body has no name of its own."""
        return self._outside(self.cuts)

    @cached_property
    def bodies(self) -> dict[Pair, list[int]]:
        """Entries by body."""
        return _by(cut.body for cut in self.cuts)

    @cached_property
    def listed(self) -> list[tuple[Pair, list[int]]]:
        """Bodies with their entries, in the order of the rows of the grid."""
        return list(self.bodies.items())

    @cached_property
    def row(self) -> Ints:
        """Row of each entry's body in the grid."""
        found = np.zeros(len(self.known.entry_class), np.int64)
        for row, (_, entries) in enumerate(self.listed):
            found[entries] = row
        return found

    @cached_property
    def types(self) -> list[set[str]]:
        """Types that have each body."""
        return [{self.one(e).model_type for e in entries} for _, entries in self.listed]

    @cached_property
    def pooling(self) -> Columns:
        """Names of poolers."""
        return frozenset(np.flatnonzero(self.names.pooling).tolist())

    @cached_property
    def heads(self) -> dict[Pair, list[int]]:
        """Entries by head."""
        return _by(cut.head for cut in self.cuts)

    @cached_property
    def grid(self) -> Bodies:
        """Bodies as matrices."""
        return Bodies.of(list(self.bodies), len(self.names.number))

    def one(self, entry: int) -> Known:
        """The class of an entry."""
        return self.known.classes[int(self.known.entry_class[entry])]


def _by(pairs: Iterable[Pair]) -> dict[Pair, list[int]]:
    found: dict[Pair, list[int]] = defaultdict(list)
    for entry, pair in enumerate(pairs):
        found[pair].append(entry)
    return dict(found)


@dataclass(frozen=True)
class Bodies:
    """Bodies (rows) by names (columns).

    Attributes:
        must: Names that a body needs.
        every: Names that it may have.
        weight: How much a name says.
        sums: Weight of what each body needs.
    """

    must: sparse.csr_array
    every: sparse.csr_array
    weight: Floats
    sums: Floats

    @classmethod
    def of(cls, bodies: Sequence[Pair], columns: int) -> Bodies:
        """Bodies as matrices.

        Args:
            bodies: Names that each needs, and names that it may have.
            columns: How many names there are.
        """
        must = incidence([_array(a) for a, _ in bodies], columns)
        every = incidence([_array(b) for _, b in bodies], columns)
        weight = rarity(np.asarray(must.sum(axis=0)).ravel(), max(1, len(bodies)))
        return cls(must, every, weight, np.asarray(must @ weight))

    def kin(self, row: int) -> Floats:
        """How like each body is to one of them: the shared part of their names."""
        own = self.must[[row]].toarray().ravel() * self.weight
        shared = self.must @ own
        union = self.sums + self.sums[row] - shared
        return np.asarray(shared / np.maximum(union, 1e-12))


def _array(columns: Columns) -> Ints:
    return np.fromiter(columns, np.int64, len(columns))
