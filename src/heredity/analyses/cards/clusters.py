"""Near-duplicates among signatures: locality-sensitive hashing, verified, then components.

A signature is cut into bands. Cards that agree in a whole band are candidates: each is compared
with the first and with the previous card of its bucket, and the two belong together if enough of
their slots agree. Clusters are the connected components.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from heredity.analyses.cards.words import Hashes, stirred
from heredity.analyses.clusters import Floats
from heredity.store.columns import Flags, Ints

Slots: TypeAlias = npt.NDArray[np.int32]

ALIKE: Final = 0.7
"""Share of equal slots from which on two cards are near-duplicates."""

BAND: Final = 4
"""Slots of a band: of two cards with three quarters of their shingles in common, all bands of 64
slots differ in 1 of 200 cases."""

_STEP: Final = np.uint64(0x9E3779B97F4A7C55)
_CHUNK: Final = 1 << 18


def components(signatures: Slots, alike: float = ALIKE) -> Ints:
    """The cluster of each signature, named by its first member.

    Args:
        signatures: A row of slots for each card.
        alike: Share of equal slots from which on two belong together.
    """
    first, inverse = _distinct(signatures)
    held = signatures[first]
    ends = [_verified(held, pair, alike) for pair in _candidates(held)]
    one, other = (np.concatenate([e[k] for e in ends] or [np.zeros(0, np.int64)]) for k in (0, 1))
    graph = coo_array((np.ones(len(one), np.int8), (one, other)), shape=(len(held), len(held)))
    label = connected_components(graph, directed=False)[1] if len(held) else np.zeros(0, np.int64)
    least = np.full(len(held), len(signatures), np.int64)
    np.minimum.at(least, label, first)
    found: Ints = least[label][inverse]
    return found


def _distinct(signatures: Slots) -> tuple[Ints, Ints]:
    """First row of each distinct signature, ascending; and which of them each row has."""
    _, first, inverse = np.unique(_mixed(signatures), return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return first[order], rank[inverse]


def _mixed(slots: Slots) -> Hashes:
    """One hash for each row of slots."""
    mixed = np.zeros(len(slots), np.uint64)
    for column in slots.T:
        mixed = stirred((mixed ^ column.astype(np.int64).view(np.uint64)) * _STEP)
    return mixed


def _candidates(signatures: Slots) -> Iterator[tuple[Ints, Ints]]:
    """Pairs of rows that share a band: with the first and with the previous row of the bucket."""
    for start in range(0, signatures.shape[1], BAND):
        key = _mixed(signatures[:, start : start + BAND])
        order = np.argsort(key, kind="stable")
        new = np.ones(len(key), bool)
        new[1:] = key[order][1:] != key[order][:-1]
        lead = order[np.flatnonzero(new)[np.cumsum(new) - 1]]
        joined = np.flatnonzero(~new)
        yield lead[joined], order[joined]
        yield order[joined - 1], order[joined]


def _verified(signatures: Slots, pair: tuple[Ints, Ints], alike: float) -> tuple[Ints, Ints]:
    near = resemblance(signatures, *pair) >= alike
    return pair[0][near], pair[1][near]


def resemblance(signatures: Slots, one: Ints, other: Ints) -> Floats:
    """Share of equal slots of pairs of rows: an unbiased estimate of their Jaccard similarity."""
    found = np.empty(len(one))
    for start in range(0, len(one), _CHUNK):
        part = slice(start, start + _CHUNK)
        same: Flags = signatures[one[part]] == signatures[other[part]]
        found[part] = same.mean(axis=1)
    return found


def most_typical(signatures: Slots, cluster: Ints) -> tuple[Ints, Ints]:
    """The card of each cluster whose very signature most of its cards have; of several, the first.

    Returns:
        The clusters, ascending, and a row for each.
    """
    _, first, inverse, counts = np.unique(
        _mixed(signatures), return_index=True, return_inverse=True, return_counts=True
    )
    own = np.arange(len(cluster))
    order = np.lexsort((own, first[inverse], -counts[inverse], cluster))
    lead = np.ones(len(order), bool)
    lead[1:] = cluster[order][1:] != cluster[order][:-1]
    return cluster[order][lead], order[lead]
