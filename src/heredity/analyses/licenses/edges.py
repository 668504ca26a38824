"""Edges with the verdict on each, and the classes of both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from heredity.knowledge.licenses import Declared, licenses
from heredity.pedigree.obligations import RANKS, Inheritance
from heredity.pedigree.obligations.kinds import MISSING
from heredity.store.columns import Flags, Ints

RESTRICTING: Final = frozenset("SXVUBK")
"""Duties that make terms restrictive."""

LOST: Final = (RANKS.index("obligation-dropped"), RANKS.index("conflict"))
DECIDED: Final = (RANKS.index("ok"), RANKS.index("ok-if-notices-kept"), *LOST)


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Edges as columns.

    Attributes:
        found: The obligations.
        rank: Place of each edge's verdict in `RANKS`.
        verdict: Its number among the verdicts of the flow.
        decidable: Whether both sides can be judged.
        restrictive: Whether the parent's terms are restrictive.
        classes: Names of the classes.
        source, target: Number of the class of the parent and of the child.
    """

    found: Inheritance
    rank: Ints
    verdict: Ints
    decidable: Flags
    restrictive: Flags
    classes: list[str]
    source: Ints
    target: Ints

    @property
    def lost(self) -> Flags:
        """Whether terms of the parent are not carried."""
        return np.isin(self.rank, LOST)


def judged(found: Inheritance) -> Judged:
    """The edges of a study, each against its parent alone."""
    flow, links, declared = found.flow, found.links, found.declarations.declared
    verdict = flow.verdict.values[flow.edge]
    rank = flow.kinds.ranks[verdict] if len(verdict) else verdict
    names = [class_of(one) for one in declared]
    classes = sorted(set(names))
    numbers = np.array([classes.index(name) for name in names], np.int64)
    number = found.declarations.number
    return Judged(
        found,
        rank,
        verdict,
        np.isin(rank, DECIDED),
        restricting(declared)[number[links.parent]],
        classes,
        numbers[number[links.parent]],
        numbers[number[links.child]],
    )


def restricting(declared: Sequence[Declared]) -> Flags:
    """Which declarations are restrictive."""
    known = licenses()
    return np.array(
        [any(known[name].duties & RESTRICTING for name in one.ids) for one in declared], bool
    )


def class_of(one: Declared) -> str:
    """The class of a declaration, in a word."""
    if one is MISSING:
        return "missing"
    if one.state in ("absent", "unresolved"):
        return {"absent": "none", "unresolved": "unresolved"}[one.state]
    groups = {licenses()[name].group for name in one.ids}
    return groups.pop() if len(groups) == 1 else "several"
