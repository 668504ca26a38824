"""From a header's tensors to types, classes and task heads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

import numpy as np

from heredity.knowledge.architectures.adapters import adapted
from heredity.knowledge.architectures.assessment import Assessment, Nearest
from heredity.knowledge.architectures.choosing import Choosing, Chosen
from heredity.knowledge.architectures.classifier import Trained, trained
from heredity.knowledge.architectures.composing import FEATURES, Body, body_of
from heredity.knowledge.architectures.gguf import BORNE_OUT, KEY, named
from heredity.knowledge.architectures.matching import Match, by_size, common, match
from heredity.knowledge.architectures.parts import Parts
from heredity.knowledge.architectures.query import Query, ask
from heredity.knowledge.architectures.reference import Floats, Ints, Known, Reference, reference
from heredity.knowledge.architectures.similarity import Similar, Similarity
from heredity.knowledge.architectures.templates import Tensor

NEAREST = 3
STRANGE = 0.1
"""Share of templates that may be of somebody's own."""

ASIDE = 0.95
"""Trust that is left where some are."""

PRE_TRAINING = "pretraining"
EXACT = FEATURES.index("exact")


@dataclass(frozen=True)
class Assessor:
    """Assesses headers against a reference.

    Attributes:
        known: The reference.
        learned: What was trained.
    """

    known: Reference
    learned: Trained

    @cached_property
    def similarity(self) -> Similarity:
        """Similarities to all forms."""
        return Similarity(self.known)

    @cached_property
    def choosing(self) -> Choosing:
        """Bodies, heads and classes."""
        return Choosing(Parts(self.known))

    def assess(self, tensors: Iterable[Tensor]) -> Assessment:
        """The answer for one header; see `assess`."""
        query = ask(tensors)
        if query.adapter:
            return self._adapter(query)
        found = match(query, self.known)
        if found is not None:
            return self._exact(found)
        aside = self._aside(query)
        if aside is not None:
            return aside
        less, strange = self._known_names(query)
        body = body_of(less, self.choosing.parts) if less.shapes else None
        if body is None:
            return self._unknown(())
        whole = self._composed(less, body)
        return _aside(whole, strange) if strange and whole.known else whole

    def of_gguf(self, names: Iterable[str], metadata: Mapping[str, object]) -> Assessment:
        """The answer for a GGUF file: its own word, if the tensors bear it out."""
        classes, said = named(names, metadata, self.known)
        if not classes:
            return self._unknown(())
        return Assessment(
            _distinct(c.model_type for c in classes),
            _distinct(c.name for c in classes),
            tasks(classes),
            BORNE_OUT,
            BORNE_OUT,
            BORNE_OUT,
            "gguf",
            (),
            (said,),
            self.known.version,
        )

    def _exact(self, found: Match) -> Assessment:
        classes = self._ordered(found.entries)
        sure = self.learned.exact
        return Assessment(
            model_types=_distinct(c.model_type for c in classes),
            architectures=_distinct(c.name for c in classes),
            task_heads=tasks(classes),
            probability=sure,
            type_probability=sure,
            head_probability=sure,
            method="exact",
            nearest=tuple(Nearest(c.model_type, c.name, 1.0) for c in classes[:NEAREST]),
            evidence=found.evidence,
            registry=self.known.version,
        )

    def _adapter(self, query: Query) -> Assessment:
        """Types that have the modules that an adapter changes; its head is not in the file."""
        entries = adapted(query, self.known)
        if not len(entries):
            return self._unknown(())
        types = _distinct(c.model_type for c in self._ordered(entries))
        said = f"All weights that the adapter changes stand in {len(types)} known types."
        return replace(
            self._unknown(()),
            model_types=types,
            type_probability=self.learned.adapter,
            method="adapter",
            evidence=(said,),
        )

    def _composed(self, query: Query, body: Body) -> Assessment:
        """The answer for a body and a head that were not seen together, or are only alike."""
        types, evidence = self._sized(body)
        types = tuple(sorted(types, key=lambda t: (_place(t), t)))
        chosen = self.choosing.choose(body, types, self.learned.choice)
        features = body.with_head(chosen.level)
        sure = self._of_type(features)
        rows = chosen.rows(sure)
        self.note(features, chosen, rows, types)
        similar = self.similarity.compare(query)
        nearest = self._nearest(similar) if similar else ()
        if sure < self.learned.type_from:
            return self._unknown(nearest)
        right = self.learned.architecture.probability(rows[0])
        task = self.learned.head.probability(rows[1])
        classes = chosen.classes
        return Assessment(
            model_types=types,
            architectures=_distinct(c.name for c in classes)
            if right >= self.learned.architecture_from
            else (),
            task_heads=tasks(classes) if task >= self.learned.head_from else (),
            probability=right,
            type_probability=sure,
            head_probability=task,
            method="classifier",
            nearest=nearest,
            evidence=evidence,
            registry=self.known.version,
        )

    def _aside(self, query: Query) -> Assessment | None:
        """The exact answer without a few tensors whose names stand in no known architecture."""
        for back in range(len(query.lead) + 1):
            shapes = query.under(query.lead[back:])
            known = {n: s for n, s in shapes.items() if n in self.known.full.number}
            strange = len(shapes) - len(known)
            if 0 < strange <= STRANGE * len(shapes):
                found = match(replace(query, shapes=known, lead=query.lead[:back]), self.known)
                if found is not None:
                    return replace(_aside(self._exact(found), strange), method="classifier")
        return None

    def _known_names(self, query: Query) -> tuple[Query, int]:
        """The header without a few names that stand in no known architecture, and how many."""
        number = self.known.names.number
        kept = {
            name: shape
            for name, shape in query.shapes.items()
            if name in number or name.partition(".")[2] in number
        }
        strange = len(query.shapes) - len(kept)
        if strange > STRANGE * len(query.shapes):
            return query, 0
        return replace(query, shapes=kept), strange

    def _of_type(self, features: Floats) -> float:
        """Probability that the type is right: a body that is known, or one that is only alike."""
        if features[EXACT]:
            return self.learned.body
        return min(self.learned.type.probability(features), self.learned.body)

    def note(
        self, features: Floats, chosen: Chosen, rows: tuple[Floats, Floats], types: Sequence[str]
    ) -> None:
        """Called with what the classifier weighed; training listens here."""

    def _sized(self, body: Body) -> tuple[tuple[str, ...], tuple[str, ...]]:
        entries = np.array(sorted(body.entries), np.int64)
        kept, evidence = by_size(entries, body.shapes, self.known)
        left = {self.known.classes[c].model_type for c in self.known.entry_class[kept]}
        return tuple(t for t in body.types if t in left), evidence

    def _nearest(self, similar: Similar) -> tuple[Nearest, ...]:
        found: dict[str, Nearest] = {}
        for form, score in zip(similar.forms, similar.scores, strict=True):
            for c in self._ordered(self.known.entries_of([int(form)])):
                found.setdefault(
                    c.model_type, Nearest(c.model_type, c.name, round(float(score), 4))
                )
            if len(found) >= NEAREST:
                break
        return tuple(found.values())[:NEAREST]

    def _unknown(self, nearest: tuple[Nearest, ...]) -> Assessment:
        return Assessment(
            (), (), (), 0.0, 0.0, 0.0, "abstain", nearest, (), self.known.version
        )  # fmt: skip

    def _ordered(self, entries: Ints) -> list[Known]:
        """Classes of entries: common types first, then those that are so without any option."""
        rank: dict[int, tuple[int, bool, int]] = {}
        for number, varied in zip(
            self.known.entry_class[entries].tolist(),
            self.known.varied[entries].tolist(),
            strict=True,
        ):
            place = _place(self.known.classes[number].model_type)
            rank[number] = min(rank.get(number, (place, True, number)), (place, varied, number))
        return [self.known.classes[n] for n in sorted(rank, key=lambda n: rank[n])]


def _aside(whole: Assessment, strange: int) -> Assessment:
    """An answer for all but some tensors, with less trust."""
    said = f"{strange} tensors whose names are in no known class are left aside."
    return replace(
        whole,
        probability=ASIDE * whole.probability,
        type_probability=ASIDE * whole.type_probability,
        head_probability=ASIDE * whole.head_probability,
        evidence=(*whole.evidence, said),
    )


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _place(kind: str) -> int:
    """Rank of a type among those that stand first."""
    return common().get(kind, len(common()))


def tasks(classes: Iterable[Known]) -> tuple[str, ...]:
    """Tasks of classes; pre-training only where a class has no other."""
    found: dict[str, None] = {}
    for one in classes:
        own = [t for t in one.tasks if t != PRE_TRAINING] or list(one.tasks)
        found |= dict.fromkeys(own)
    return tuple(found)


@cache
def assessor() -> Assessor:
    """The assessor with what ships."""
    return Assessor(reference(), trained())


def assess(tensors: Sequence[Tensor], metadata: Mapping[str, object] | None = None) -> Assessment:
    """Tell the architecture of a network from the names and shapes of its tensors.

    Args:
        tensors: Name, shape and data type of each tensor, in any order; all shards together.
        metadata: Key-value pairs of a GGUF file; only `general.architecture` is read.

    Returns:
        The answer; it abstains where nothing known is near.
    """
    if metadata and KEY in metadata:
        return assessor().of_gguf([name for name, _, _ in tensors], metadata)
    return assessor().assess(tensors)
