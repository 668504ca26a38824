"""Types that are the same network, and classes that no header tells apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable

import numpy as np
from scipy import sparse

from heredity.knowledge.architectures.heads import HEADLESS
from heredity.knowledge.architectures.reference import Reference

Sets = dict[str, frozenset[str]]


def types_alike(known: Reference) -> Sets:
    """Types whose default bodies have the same names: each with all that are like it.

    Args:
        known: The reference.
    """
    pairs = []
    for entry in _defaults(known):
        one = known.classes[int(known.entry_class[entry])]
        if HEADLESS in one.tasks:
            pairs.append((one.model_type, _names(known.short.must, int(known.entry_form[entry]))))
    return _alike(pairs)


def classes_alike(known: Reference) -> Sets:
    """Classes with the same names by default, names of bodies included."""
    return _alike(
        (known.classes[int(known.entry_class[e])].name, int(known.entry_form[e]))
        for e in _defaults(known)
    )


def _defaults(known: Reference) -> list[int]:
    plain = known.stored.variants.index("") if "" in known.stored.variants else -1
    return np.flatnonzero(known.table[:, 3] == plain).tolist()


def _names(matrix: sparse.csr_array, form: int) -> bytes:
    part = matrix.indices[matrix.indptr[form] : matrix.indptr[form + 1]]
    return np.sort(part).tobytes()


def _alike(pairs: Iterable[tuple[str, Hashable]]) -> Sets:
    """Names that share a mark, directly or by others."""
    marks: dict[Hashable, set[str]] = defaultdict(set)
    for name, mark in pairs:
        marks[mark].add(name)
    found: dict[str, set[str]] = {}
    for names in marks.values():
        whole = set(names).union(*(found.get(n, set()) for n in names))
        for name in whole:
            found[name] = whole
    return {name: frozenset(whole) for name, whole in sorted(found.items())}
