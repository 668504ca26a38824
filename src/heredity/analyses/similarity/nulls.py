"""What resemblance is set against: strangers who match, and founders in the parent's place.

Means under each are exact: the mean over all strangers of a stratum, or over all founders who could
stand in for the parent, is again a ratio of sums of vectors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from heredity.analyses.clusters import Floats
from heredity.analyses.similarity.frame import Frame, Measured
from heredity.analyses.similarity.kin import Kin
from heredity.analyses.similarity.rows import Rows, added, per_row, row_dots, squares
from heredity.analyses.similarity.strata import Strata, combined
from heredity.store.columns import Flags, Ints

FORKS: Final = (("edge", 1), ("fork2", 1), ("fork2", 2))
"""The cells that nulls are worked out for: parent and child over all edges, then over the pairs of
siblings, and siblings."""


@dataclass(frozen=True, slots=True, eq=False)
class ForkSums:
    """Numerators and denominators of `FORKS` over families: a row each."""

    up: Floats
    could: Floats

    @classmethod
    def of(
        cls,
        frame: Frame,
        children: tuple[Floats, Floats],
        siblings: tuple[Floats, Floats],
        d: Floats,
    ) -> ForkSums:
        """Add up parents' sums.

        Args:
            frame: The frame.
            children: For each parent, similarity to its children, and how many pairs that is.
            siblings: Likewise among its children.
            d: Its children, eligible or not.
        """
        kin = frame.kin
        family = kin.family[kin.parents]
        both = (
            [added(family, one, kin.families) for one in (c, c * (d - 1) / 2, s)]
            for c, s in zip(children, siblings, strict=True)
        )
        up, could = (np.array(one) for one in both)
        return cls(up, could)


def matched(frame: Frame, strata: Strata, means: Floats) -> ForkSums:
    """Strangers of the child's stratum, as often as the pattern's pairs are in it.

    Args:
        frame: The frame.
        strata: The strata.
        means: Mean similarity of strangers in each.
    """
    kin, eligible = frame.kin, frame.eligible
    place = strata.of_node[kin.v]
    m = added(kin.edge_slot, eligible[kin.v].astype(float), len(kin.parents))[kin.edge_slot]
    known = (place >= 0) & eligible[kin.v]
    edge = (known & eligible[kin.u]).astype(float)
    d = kin.d[kin.u]
    weights = (edge, edge * (d - 1) / 2, known * np.maximum(m - 1, 0) / 2)
    mean = np.append(means, 0.0)[np.where(known, place, -1)]
    family = kin.family[kin.v]
    could = np.array([added(family, one, kin.families) for one in weights])
    up = np.array([added(family, one * mean, kin.families) for one in weights])
    return ForkSums(up, could)


def one_per_template(measured: Measured) -> ForkSums:
    """Of a parent's children with the same vector, only the first."""
    frame, rows = measured.frame, measured.rows
    kin, eligible = frame.kin, frame.eligible
    kept = _first_of_each(kin, rows, eligible)
    sums, counts = measured.sums["all"], frame.counts["all"]
    children, siblings = sums.children.copy(), sums.siblings.copy()
    m, pairs = counts.children.copy(), counts.siblings.copy()
    d = kin.d[kin.parents].astype(float)
    touched = np.unique(kin.edge_slot[~kept])
    if len(touched):
        place = np.full(len(kin.parents), -1)
        place[touched] = np.arange(len(touched))
        of = place[kin.edge_slot]
        chosen = kept & (of >= 0)
        below = rows.summed(of[chosen], kin.v[chosen], len(touched))
        own = added(of[chosen], rows.norms(kin.v[chosen]), len(touched))
        there = added(of[chosen], eligible[kin.v[chosen]].astype(float), len(touched))
        nodes = kin.parents[touched]
        children[touched] = rows.dots(nodes, below, np.arange(len(touched)))
        siblings[touched] = (squares(below) - own) / 2
        m[touched] = there * eligible[nodes]
        pairs[touched] = there * (there - 1) / 2
        d[touched] = np.bincount(of[chosen], minlength=len(touched))
    return ForkSums.of(frame, (children, m), (siblings, pairs), d)


def _first_of_each(kin: Kin, rows: Rows, eligible: Flags) -> Flags:
    """Edges whose child is the first of its parent's with its vector."""
    # Equal rows give the same number, others another one but for chance beyond reckoning.
    mark = np.random.default_rng(5).random(rows.matrix.shape[1])
    seen = per_row(rows.matrix, rows.matrix.data * mark[rows.matrix.indices])[rows.place[kin.v]]
    order = np.lexsort((seen, kin.edge_slot))
    slot, seen = kin.edge_slot[order], seen[order]
    again = np.zeros(len(order), bool)
    again[1:] = (slot[1:] == slot[:-1]) & (seen[1:] == seen[:-1])
    kept = np.ones(len(order), bool)
    kept[order] = ~again
    kept |= ~eligible[kin.v]
    return kept


def size_class(kin: Kin) -> Ints:
    """Class of each parent's number of children: its power of two."""
    return np.floor(np.log2(kin.d[kin.parents])).astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Founders:
    """Founders who could stand in for each parent: like it in stratum and size.

    Attributes:
        nodes: Founders with children that take part.
        stratum: Place of the stratum of each.
        group: Place of the stratum and family of each.
        of_parent: Stratum of each parent; -1 for none.
        of_kin: Group of each parent's stratum and family; -1 for none.
    """

    nodes: Ints
    stratum: Ints
    group: Ints
    of_parent: Ints
    of_kin: Ints

    @classmethod
    def of(cls, frame: Frame, codes: Ints) -> Founders:
        """Gather founders.

        Args:
            frame: The frame.
            codes: Number of each node's stratum, 0 and above.
        """
        kin = frame.kin
        like = combined(codes[kin.parents], size_class(kin))
        founder = (kin.p[kin.parents] == 0) & frame.eligible[kin.parents]
        family = kin.family[kin.parents]
        both = combined(like, family)
        of_parent = _place(like, like[founder])
        of_kin = _place(both, both[founder])
        return cls(kin.parents[founder], of_parent[founder], of_kin[founder], of_parent, of_kin)


def _place(codes: Ints, held: Ints) -> Ints:
    """Place of each code among those that are held; -1 for others."""
    names = np.unique(held)
    place = np.minimum(np.searchsorted(names, codes), max(len(names) - 1, 0))
    if not len(names):
        return np.full(len(codes), -1)
    return np.where(names[place] == codes, place, -1)


def pseudo_parents(measured: Measured, founders: Founders) -> ForkSums:
    """Children against founders of other families that are like their parent, each alike."""
    frame, rows = measured.frame, measured.rows
    kin, counts = frame.kin, frame.counts["all"]
    like = rows.summed(founders.stratum, founders.nodes, int(founders.stratum.max(initial=-1)) + 1)
    own = rows.summed(founders.group, founders.nodes, int(founders.group.max(initial=-1)) + 1)
    held = np.bincount(founders.stratum, minlength=like.shape[0])
    held_own = np.bincount(founders.group, minlength=own.shape[0])
    slot = np.flatnonzero(founders.of_parent >= 0)
    total = row_dots(measured.below, slot, like, founders.of_parent[slot])
    others = held[founders.of_parent[slot]].astype(float)
    mine = np.flatnonzero(founders.of_kin[slot] >= 0)
    at = founders.of_kin[slot[mine]]
    total[mine] -= row_dots(measured.below, slot[mine], own, at)
    others[mine] -= held_own[at]
    m = added(kin.edge_slot, frame.eligible[kin.v].astype(float), len(kin.parents))
    found, could = np.zeros(len(kin.parents)), np.zeros(len(kin.parents))
    there = others > 0
    found[slot[there]] = total[there] / others[there]
    could[slot[there]] = m[slot[there]]
    siblings = measured.sums["all"].siblings, counts.siblings
    return ForkSums.of(frame, (found, could), siblings, kin.d[kin.parents].astype(float))
