"""From a header's tensors to types, classes and task heads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

import numpy as np

from heredity.knowledge.architectures.assessment import Assessment, Nearest
from heredity.knowledge.architectures.classifier import Trained, trained
from heredity.knowledge.architectures.gguf import BORNE_OUT, KEY, named
from heredity.knowledge.architectures.heads import Heads
from heredity.knowledge.architectures.matching import Match, by_size, common, match
from heredity.knowledge.architectures.query import Query, ask
from heredity.knowledge.architectures.reference import Floats, Ints, Known, Reference, reference
from heredity.knowledge.architectures.similarity import FEATURES, Similar, Similarity
from heredity.knowledge.architectures.templates import Tensor

NEAREST = 3
STRANGE = 0.1
"""Share of templates that may be of somebody's own."""

ASIDE = 0.95
"""Trust that is left where some are."""

PRE_TRAINING = "pretraining"


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
    def heads(self) -> Heads:
        """Heads of all classes."""
        return Heads(self.known)

    def assess(self, tensors: Iterable[Tensor]) -> Assessment:
        """The answer for one header; see `assess`."""
        query = ask(tensors)
        found = None if query.adapter else match(query, self.known)
        if found is not None:
            return self._exact(found)
        aside = None if query.adapter else self._aside(query)
        if aside is not None:
            return aside
        similar = self.similarity.compare(query) if query.shapes else None
        if similar is None:
            return self._unknown(())
        return self._nearly(query, similar)

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

    def _nearly(self, query: Query, similar: Similar) -> Assessment:
        similar, body = self._by_body(similar)
        types, features = self.similarity.types(similar)
        features[FEATURES.index("body")] = body
        sure = self.learned.type.probability(features)
        nearest = self._nearest(similar)
        if sure < self.learned.threshold:
            return self._unknown(nearest)
        types, evidence = self._sized(types, similar)
        types = tuple(sorted(types, key=lambda t: common().get(t, len(common()))))
        classes, alike = self.heads.classes_for(types, similar.names)
        rows = np.array([features[0], features[4], alike])
        self.note(features, rows)
        right = sure * self.learned.architecture.probability(rows)
        return Assessment(
            model_types=types,
            architectures=_distinct(c.name for c in classes),
            task_heads=tasks(classes),
            probability=right,
            type_probability=sure,
            head_probability=right,
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
                    said = f"{strange} tensors whose names are in no known class are left aside."
                    whole = self._exact(found)
                    return replace(
                        whole,
                        probability=ASIDE * whole.probability,
                        type_probability=ASIDE * whole.type_probability,
                        head_probability=ASIDE * whole.head_probability,
                        method="classifier",
                        evidence=(*whole.evidence, said),
                    )
        return None

    def _by_body(self, similar: Similar) -> tuple[Similar, float]:
        """Forms whose bodies are most like the header's first, and how like the first is."""
        strange = len(similar.shapes) - len(similar.names)
        likeness = np.array(
            self.heads.body_likeness(similar.forms.tolist(), similar.names, strange)
        )
        order = np.lexsort((-similar.scores, -np.round(likeness, 6)))
        scores = similar.scores[order].copy()
        # Forms with the same body stand together, whatever their heads are.
        scores[likeness[order] > likeness.max() - 1e-6] = scores[0]
        moved = replace(similar, forms=similar.forms[order], scores=scores)
        return moved, float(likeness.max())

    def note(self, features: Floats, rows: Floats) -> None:
        """Called with what the classifier weighed; training listens here."""

    def _sized(
        self, types: tuple[str, ...], similar: Similar
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        entries = self.known.entries_of(similar.forms[:1])
        kept, evidence = by_size(entries, similar.shapes, self.known)
        left = {self.known.classes[c].model_type for c in self.known.entry_class[kept]}
        narrowed = tuple(t for t in types if t in left)
        return (narrowed, evidence) if narrowed else (types, ())

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
            place = common().get(self.known.classes[number].model_type, len(common()))
            rank[number] = min(rank.get(number, (place, True, number)), (place, varied, number))
        return [self.known.classes[n] for n in sorted(rank, key=lambda n: rank[n])]


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


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
