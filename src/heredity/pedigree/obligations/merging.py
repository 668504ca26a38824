"""Merges: whether any license satisfies all parents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from heredity.knowledge.licenses import Declared, Verdict, merge
from heredity.pedigree.obligations.inheritance import STRICTEST, Inheritance
from heredity.pedigree.obligations.kinds import MISSING, not_asked

CLASH = "LIC031"
IMPROVING = "LIC032"


@dataclass(frozen=True, slots=True)
class Merged:
    """What can be said of a merge beyond what each parent asks.

    Attributes:
        child: The merged model.
        parent: A parent that the verdict speaks of.
        verdict: The verdict on all parents together.
    """

    child: int
    parent: int
    verdict: Verdict


def merges(found: Inheritance) -> Iterator[Merged]:
    """The merges whose parents exclude each other, or whose terms on outputs may apply."""
    links, declared = found.links, found.declarations.declared
    edges = np.flatnonzero(found.relation == STRICTEST.index("merge"))
    child = links.child[edges]
    borders = np.flatnonzero(np.r_[True, child[1:] != child[:-1], True]) if len(child) else child
    known: dict[tuple[tuple[int, ...], int], Verdict] = {}
    number = found.declarations.number
    for start, end in pairwise(borders.tolist()):
        if end - start < 2:
            continue
        parents = links.parent[edges[start:end]]
        labels = tuple(np.unique(number[parents]).tolist())
        if len(labels) < 2:
            continue
        node = int(child[start])
        case = (labels, int(number[node]))
        if case not in known:
            known[case] = _together([declared[n] for n in labels], declared[number[node]])
        verdict = known[case]
        if verdict.code == CLASH or IMPROVING in verdict.notes:
            yield Merged(node, _speaker(verdict, parents.tolist(), found), verdict)


def _together(parents: list[Declared], label: Declared) -> Verdict:
    told, _ = merge([_seen(one) for one in parents], _seen(label))
    return told


def _seen(one: Declared) -> Declared:
    return not_asked() if one is MISSING else one


def _speaker(verdict: Verdict, parents: list[int], found: Inheritance) -> int:
    """The first parent that declares what the verdict speaks of."""
    number, declared = found.declarations.number, found.declarations.declared
    return next((p for p in parents if verdict.upstream in declared[number[p]].ids), parents[0])
