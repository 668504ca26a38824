"""Bodies and heads: a class is a type's body with a task's head."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from heredity.knowledge.architectures.reference import Known, Reference

HEADLESS = "headless"
POOLER = "pooler."
Tasks = tuple[str, ...]
Columns = frozenset[int]


@dataclass(frozen=True)
class Heads:
    """Heads of all classes of a reference.

    Attributes:
        known: The reference.
    """

    known: Reference

    @cached_property
    def sets(self) -> list[tuple[Columns, Columns]]:
        """Names that each form needs and names that it may have, without names of bodies."""
        grid = self.known.short
        return [(_row(grid.must, f), _row(grid.every, f)) for f in range(len(self.known.forms))]

    @cached_property
    def bodies(self) -> dict[str, Columns]:
        """Names of each type's body: what its headless classes have, else what all share."""
        plain: dict[str, set[int]] = defaultdict(set)
        shared: dict[str, Columns] = {}
        for entry in range(len(self.known.entry_form)):
            one = self.known.classes[self.known.entry_class[entry]]
            every = self.sets[self.known.entry_form[entry]][1]
            if HEADLESS in one.tasks:
                plain[one.model_type] |= every
            shared[one.model_type] = shared.get(one.model_type, every) & every
        return {t: frozenset(plain.get(t) or shared[t]) - self.poolers for t in shared}

    @cached_property
    def poolers(self) -> Columns:
        """Names of poolers: a head's, because what stands beside them tells heads apart."""
        number = self.known.short.number
        return frozenset(column for name, column in number.items() if name.startswith(POOLER))

    @cached_property
    def heads(self) -> dict[str, dict[tuple[Columns, Columns], Counter[int]]]:
        """Heads by type: needed and possible names -> classes that have them."""
        found: dict[str, dict[tuple[Columns, Columns], Counter[int]]] = defaultdict(dict)
        for entry in range(len(self.known.entry_form)):
            number = int(self.known.entry_class[entry])
            kind = self.known.classes[number].model_type
            must, every = self.sets[self.known.entry_form[entry]]
            body = self.bodies[kind]
            head = (must - body, every - body)
            found[kind].setdefault(head, Counter())[number] += 1
        return found

    @cached_property
    def by_head(self) -> dict[tuple[Columns, Columns], list[int]]:
        """Classes of all types by head."""
        found: dict[tuple[Columns, Columns], list[int]] = defaultdict(list)
        for heads in self.heads.values():
            for head, classes in heads.items():
                found[head] += list(classes)
        return found

    @cached_property
    def vocabulary(self) -> Columns:
        """Names that stand in the heads of more types than in bodies."""
        tally: Counter[int] = Counter()
        for kind, heads in self.heads.items():
            tally.update(frozenset().union(*(every for _, every in heads)))
            tally.subtract(self.bodies[kind])
        return frozenset(column for column, more in tally.items() if more > 0)

    def body_likeness(self, forms: Iterable[int], names: Columns, strange: int) -> list[float]:
        """How like the bodies of forms are to that of a header, heads of both aside.

        Args:
            forms: Numbers of forms.
            names: Columns of the header's known names.
            strange: How many of its names are not known.
        """
        weight, most = self.known.short.weight, float(self.known.short.weight.max())
        own = names - self.vocabulary
        found = []
        for form in forms:
            must, every = self.sets[form]
            union = sum(weight[c] for c in own | (must - self.vocabulary)) + strange * most
            shared = sum(weight[c] for c in own & every)
            found.append(float(shared / union) if union else 0.0)
        return found

    def classes_for(self, types: Collection[str], names: Columns) -> tuple[list[Known], float]:
        """Classes of these types whose head is most like the rest of a header.

        Args:
            types: Types that the body may be.
            names: Columns of all names of the header.

        Returns:
            The classes, and how like their head is (0 to 1). Where no head of these types is like
            it, heads of all types are asked for their tasks.
        """
        body = frozenset().union(*(self.bodies.get(t, frozenset()) for t in types))
        rest = (names - body) & self.vocabulary
        own = [(h, list(c)) for t in types for h, c in self.heads.get(t, {}).items()]
        best, score = self._best(own, rest)
        if score < 0.999:
            others, other = self._best(self.by_head.items(), rest)
            if other > score:
                tasks = _tasks(others)
                named = [c for c in self.known.classes if c.model_type in types]
                best = [c for c in named if tasks & set(c.tasks)] or best
                score = other if tasks & _tasks(best) else score
        return best, score

    def _best(
        self, heads: Iterable[tuple[tuple[Columns, Columns], list[int]]], rest: Columns
    ) -> tuple[list[Known], float]:
        """Classes of the heads that are most like the rest of a header."""
        scored = [(self._alike(rest, head), classes) for head, classes in heads]
        if not scored:
            return [], 0.0
        top = max(score for score, _ in scored)
        chosen = {n for score, classes in scored if score > top - 1e-9 for n in classes}
        return [self.known.classes[n] for n in sorted(chosen)], top

    def _alike(self, rest: Columns, head: tuple[Columns, Columns]) -> float:
        must, every = head
        weight = self.known.short.weight
        union = sum(weight[c] for c in rest | must)
        return 1.0 if not union else float(sum(weight[c] for c in rest & every) / union)


def _tasks(classes: Iterable[Known]) -> set[str]:
    return {task for c in classes for task in c.tasks}


def _row(matrix: object, form: int) -> Columns:
    indptr, indices = matrix.indptr, matrix.indices  # type: ignore[attr-defined]
    return frozenset(np.asarray(indices[indptr[form] : indptr[form + 1]]).tolist())
