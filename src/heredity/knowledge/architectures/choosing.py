"""Which class: the header's head beside the heads of the type's classes and of all other types."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from heredity.knowledge.architectures.classifier import Logistic
from heredity.knowledge.architectures.composing import Body
from heredity.knowledge.architectures.inner import Pair
from heredity.knowledge.architectures.parts import HEADLESS, Parts
from heredity.knowledge.architectures.reference import Floats, Known
from heredity.knowledge.architectures.shapes import conflicts

ENDING = re.compile(
    r"(?:For[A-Z]\w*|(?:With)?LMHead\w*|DoubleHeads\w*|(?:Text|Vision|Encoder|Decoder)Model\w*"
    r"|Backbone|Model\w*)$"
)
"""What a class's name says of its head."""

FEATURES = (
    "own", "seen", "same", "body", "ending", "tasks", "level", "plain", "hidden", "bare",
    "other", "far", "prefix", "ending at level", "tasks at level",
)  # fmt: skip
TIE = 1e-9
NEAR = 2
"""How much more a type with a like body counts."""

FAR = 0.01
"""What any type counts."""


def ending(name: str) -> str:
    """What a class's name says of its head, such as `ForMaskedLM`; empty if nothing."""
    found = ENDING.search(name)
    if found is None:
        return ""
    return "ForCausalLM" if "LMHead" in found[0] and "Double" not in found[0] else found[0]


@dataclass(frozen=True, slots=True)
class Votes:
    """What the heads of all types say of a header's head.

    Attributes:
        level: How like it the most similar heads are.
        endings: Share of their types whose class has each ending.
        tasks: Share of their types whose class is for each task.
    """

    level: float
    endings: Mapping[str, float]
    tasks: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The classes whose heads go best with a header's.

    Attributes:
        classes: Classes with the same head, one of each type; the likeliest first.
        share: Share of this head in the odds of all heads of the types.
        tasks: Share of the heads that are for one of their tasks.
        score: Logarithm of their odds.
        level: How like the header's head the most similar heads are.
        found: All candidates.
        features: What was weighed for each.
    """

    classes: tuple[Known, ...]
    share: float
    tasks: float
    score: float
    level: float
    found: tuple[Known, ...]
    features: Floats

    def rows(self, sure: float) -> tuple[Floats, Floats]:
        """What the classifier weighs for the class and for the task."""
        rest = [self.score, self.level, sure]
        return np.array([self.share, *rest]), np.array([self.tasks, *rest])


@dataclass(frozen=True)
class Choosing:
    """Chooses among the classes of types.

    Attributes:
        parts: Bodies and heads.
    """

    parts: Parts

    @cached_property
    def of_type(self) -> dict[str, dict[str, Known]]:
        """Classes by type and name; tasks of all releases together."""
        found: dict[str, dict[str, Known]] = defaultdict(dict)
        for one in self.parts.known.classes:
            old = found[one.model_type].get(one.name, one)
            tasks = tuple(dict.fromkeys((*old.tasks, *one.tasks)))
            found[one.model_type][one.name] = Known(one.model_type, one.name, old.prefix, tasks)
        return found

    @cached_property
    def entries(self) -> dict[tuple[str, str], list[int]]:
        """Entries of each class."""
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        for entry in range(len(self.parts.known.entry_class)):
            one = self.parts.one(entry)
            found[one.model_type, one.name].append(entry)
        return found

    @cached_property
    def by_head(self) -> list[tuple[Pair, bool, list[int]]]:
        """Heads, whether the body beside them has a name of its own, and their entries."""
        found: dict[tuple[Pair, bool], list[int]] = defaultdict(list)
        for entry, cut in enumerate(self.parts.cuts):
            found[cut.head, cut.under].append(entry)
        return [(head, under, entries) for (head, under), entries in found.items()]

    def votes(self, body: Body) -> Votes:
        """What the most similar heads of all types are for."""
        scored = [
            (_alike(body, head), entries)
            for head, under, entries in self.by_head
            if under == body.under
        ]
        for level in sorted({round(s, 9) for s, _ in scored if s > 0}, reverse=True):
            near = [e for s, entries in scored if round(s, 9) == level for e in entries]
            kept = [e for e in near if not self._contradicted(e, body)]
            if kept:
                return self._shares(level, kept, body)
        return Votes(0.0, {}, {})

    def _shares(self, level: float, entries: Iterable[int], body: Body) -> Votes:
        """Types vote; those whose body is more like the header's count for more."""
        kin = self.parts.grid.kin(body.first)
        kinds: dict[str, float] = defaultdict(float)
        ends: dict[tuple[str, str], float] = defaultdict(float)
        tasks: dict[tuple[str, str], float] = defaultdict(float)
        for entry in entries:
            one = self.parts.one(entry)
            near = float(kin[self.parts.row[entry]]) ** NEAR + FAR
            kinds[one.model_type] = max(kinds[one.model_type], near)
            mark = one.model_type, ending(one.name)
            ends[mark] = max(ends[mark], near)
            for task in one.tasks:
                tasks[one.model_type, task] = max(tasks[one.model_type, task], near)
        return Votes(level, _share(ends, kinds), _share(tasks, kinds))

    def _contradicted(self, entry: int, body: Body) -> bool:
        """Whether fixed sizes of a head, such as one output, contradict the header."""
        names, words = self._words(entry)
        return bool(names) and conflicts(names, words, body.shapes) > 0

    def _words(self, entry: int) -> tuple[list[str], str]:
        """Templates of an entry's head with their shapes in letters."""
        known, cut = self.parts.known, self.parts.cuts[entry]
        form, shape = int(known.entry_form[entry]), int(known.entry_shape[entry])
        head = cut.head[1]
        if not head:
            return [], ""
        whole = self.parts.names.whole
        places = known.forms[form][0]
        words = known.stored.shapes[shape].split(";")
        chosen = [
            (known.stored.templates[t], w)
            for t, w in zip(places.tolist(), words, strict=False)
            if int(whole[t]) in head
        ]
        return [n for n, _ in chosen], ";".join(w for _, w in chosen)

    def choose(self, body: Body, types: Iterable[str], weights: Logistic) -> Chosen:
        """The classes of these types whose head goes best with a header's.

        Args:
            body: The header taken apart.
            types: Types that the body may be.
            weights: What each feature counts.
        """
        votes = self.votes(body)
        found = tuple(one for kind in types for one in self.of_type.get(kind, {}).values())
        kin = self.parts.grid.kin(body.first)
        rows = np.array([self._features(one, body, votes, kin) for one in found])
        return chosen(found, rows, votes.level, weights)

    def _features(self, one: Known, body: Body, votes: Votes, kin: Floats) -> list[float]:
        own = self.entries.get((one.model_type, one.name), [])
        cuts = [(e, self.parts.cuts[e]) for e in own]
        scores = [
            0.0 if self._contradicted(e, body) else _alike(body, cut.head)
            for e, cut in cuts if cut.under == body.under
        ]  # fmt: skip
        best = max(scores, default=0.0)
        headless = HEADLESS in one.tasks
        pooled = body.rest <= self.parts.pooling
        ends = votes.endings.get(ending(one.name), 0.0)
        tasks = max((votes.tasks.get(t, 0.0) for t in one.tasks), default=0.0)
        there = any(e in body.entries for e in own)
        return [
            best, float(bool(own)), float(best > 1 - TIE), float(there), ends, tasks, votes.level,
            float(headless and not body.under and pooled), float(headless and body.under),
            float(not headless and not body.under),
            float(there and best < 1 - TIE),
            1 - float(kin[self.parts.row[own]].max()) if own else 0.0,
            float(bool(own) and bool(body.prefix) and one.prefix != body.prefix),
            ends * votes.level, tasks * votes.level,
        ]  # fmt: skip


def _alike(body: Body, head: Pair) -> float:
    """Shared part of the names of two heads."""
    must, every = head
    union = len(body.rest | must) + body.odd
    return len(body.rest & every) / union if union else 1.0


def chosen(found: tuple[Known, ...], rows: Floats, level: float, weights: Logistic) -> Chosen:
    """The candidates with the best odds.

    Args:
        found: The candidates.
        rows: What is weighed for each.
        level: How like the header's head the most similar heads are.
        weights: What each feature counts.
    """
    scores = rows @ np.asarray(weights.weights) + weights.intercept
    best: dict[str, float] = {}
    marks = [ending(one.name) or one.name for one in found]
    for mark, score in zip(marks, scores.tolist(), strict=True):
        best[mark] = max(score, best.get(mark, score))
    top = max(best, key=lambda mark: best[mark])
    against = rows[:, FEATURES.index("other")] > 0
    kept = [
        n for n in np.argsort(-scores.round(6), kind="stable").tolist()
        if marks[n] == top and (scores[n] >= best[top] or not against[n])
    ]  # fmt: skip
    odds = {mark: float(np.exp(np.clip(score, -30, 30))) for mark, score in best.items()}
    wanted = {task for n in kept for task in found[n].tasks}
    alike = {mark for mark, one in zip(marks, found, strict=True) if wanted & set(one.tasks)}
    whole = sum(odds.values())
    return Chosen(
        tuple(found[n] for n in kept), odds[top] / whole, sum(odds[m] for m in alike) / whole,
        best[top], level, found, rows,
    )  # fmt: skip


def _share(marks: Mapping[tuple[str, str], float], kinds: Mapping[str, float]) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for (_, value), near in marks.items():
        found[value] += near / sum(kinds.values())
    return dict(found)
