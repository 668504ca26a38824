"""Types that are the same network, and classes that no header tells apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator

import numpy as np
from scipy import sparse

from heredity.knowledge.architectures.parts import HEADLESS, Parts
from heredity.knowledge.architectures.reference import Known, Reference

Sets = dict[str, frozenset[str]]


def types_alike(known: Reference) -> Sets:
    """Types of which some body, by default or with an option, has the same names.

    Args:
        known: The reference.
    """
    return _alike(
        (one.model_type, _names(known.short.must, form))
        for one, form in _held(known)
        if HEADLESS in one.tasks
    )


def bodies_alike(known: Reference) -> Sets:
    """Types of which some class, of text alone for example, has the same body.

    Args:
        known: The reference.
    """
    parts = Parts(known)
    return _alike(
        (one.model_type, cut.body[0])
        for (one, _), cut in zip(_held(known), parts.cuts, strict=True)
    )


def classes_alike(known: Reference) -> Sets:
    """Classes with the same names, names of bodies included, optional tensors aside."""
    return _alike((one.name, _names(known.full.must, form)) for one, form in _held(known))


def _held(known: Reference) -> Iterator[tuple[Known, int]]:
    for number, form in zip(known.entry_class.tolist(), known.entry_form.tolist(), strict=True):
        yield known.classes[number], form


def _names(matrix: sparse.csr_array, form: int) -> bytes:
    part = matrix.indices[matrix.indptr[form] : matrix.indptr[form + 1]]
    return np.sort(part).tobytes()


def _alike(pairs: Iterable[tuple[str, Hashable]]) -> Sets:
    """Names that share a mark with each name; what is like the like does not count."""
    marks: dict[Hashable, set[str]] = defaultdict(set)
    for name, mark in pairs:
        marks[mark].add(name)
    found: dict[str, set[str]] = defaultdict(set)
    for names in marks.values():
        for name in names:
            found[name] |= names
    return {name: frozenset(whole) for name, whole in sorted(found.items())}


def families(alike: Sets) -> dict[str, str]:
    """The smallest name of the family of each name: what is like the like counts, too.

    Args:
        alike: Sets of `types_alike`.
    """
    root = {name: name for name in alike}

    def find(name: str) -> str:
        while root[name] != name:
            root[name] = name = root[root[name]]
        return name

    for name, others in alike.items():
        for other in others:
            first, second = sorted((find(name), find(other)))
            root[second] = first
    return {name: find(name) for name in alike}
