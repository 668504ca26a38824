"""Sums of similarities around every parent and every inner edge, without a loop over pairs.

With x the unit vector of a model and S the sum over the children of a model, a family of children
costs one sum: its pairs are (|S|² - Σ|x|²)/2. The same sums of the number 1 count the pairs.

Formulas: Laufer, Oderinwale, Kleinberg, arXiv 2508.06811, draw such pairs; here is what the draws
tend to.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from heredity.analyses.clusters import Floats
from heredity.analyses.similarity.kin import Groups, Kin
from heredity.analyses.similarity.rows import Rows, Sparse, added, row_dots, squares
from heredity.store.columns import Ints


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Sums of inner products; the first three for each parent, the others for each inner edge.

    An inner edge goes from u to v; c is a child of v, w another child of u, t a parent of u.

    Attributes:
        children: Parent and child.
        siblings: Pairs of children.
        cousins: Pairs of grandchildren below different children.
        grand: u and c.
        edge: u and v.
        uncle: w and c.
        self_uncle: Those pairs of them in which w is a child of v too.
        beside: v and w.
        great: t and c.
        upper: t and v.
        top: t and u.
    """

    children: Floats
    siblings: Floats
    cousins: Floats
    grand: Floats
    edge: Floats
    uncle: Floats
    self_uncle: Floats
    beside: Floats
    great: Floats
    upper: Floats
    top: Floats

    def less(self, other: Sums) -> Sums:
        """What is left when some of the pairs are taken away."""
        return Sums(*(getattr(self, f.name) - getattr(other, f.name) for f in fields(self)))


def children_of(kin: Kin, rows: Rows) -> Sparse:
    """For each parent, the sum of its children's vectors."""
    return rows.summed(kin.edge_slot, kin.v, len(kin.parents))


def all_pairs(kin: Kin, rows: Rows, below: Sparse | None = None) -> Sums:
    """The sums over all pairs.

    Args:
        kin: The places.
        rows: The vectors.
        below: Their sums as `children_of` gives them, where these are known.
    """
    below = children_of(kin, rows) if below is None else below
    children = rows.dots(kin.parents, below, np.arange(len(kin.parents)))
    length, own = squares(below), _own(kin, rows)
    u, v = kin.slot[kin.iu], kin.slot[kin.iv]
    (over, t), (twins, child, _) = kin.above, kin.shared
    inner = len(kin.inner)
    return Sums(
        children=children,
        siblings=(length - own) / 2,
        cousins=_cousins(kin, rows, below, length),
        grand=rows.dots(kin.iu, below, v),
        edge=rows.between(kin.iu, kin.iv),
        uncle=row_dots(below, v, below, u) - children[v],
        self_uncle=added(twins, rows.dots(child, below, v[twins]), inner),
        beside=rows.dots(kin.iv, below, u) - rows.norms(kin.iv),
        great=added(over, rows.dots(t, below, v[over]), inner),
        upper=added(over, rows.between(t, kin.iv[over]), inner),
        top=added(over, rows.between(t, kin.iu[over]), inner),
    )


def same_owner(kin: Kin, rows: Rows, every: Sums) -> Sums:
    """The sums over pairs of one owner.

    Args:
        kin: The places.
        rows: The vectors.
        every: The sums over all pairs.
    """
    groups, owner, v = kin.groups, kin.owner, kin.slot[kin.iv]
    over, t = kin.above
    twins, child, edge = kin.shared
    pairs, one, other = kin.group_pairs
    own = groups.find(np.arange(len(kin.parents)), owner[kin.parents])
    grand = groups.find(v, owner[kin.iu])
    great = groups.find(v[over], owner[t])
    beside, at = groups.of_edge[kin.inner], groups.of_edge[edge]
    several = np.flatnonzero(groups.size > 1)
    part = _Parts.of(
        kin, rows, np.concatenate([several, own, grand, great, beside, at, one, other])
    )
    children = part.dots(kin.parents, own)
    inner = len(kin.inner)
    return Sums(
        children=children,
        siblings=part.pairs(several),
        cousins=_cousins_of_one(kin, rows, part, several),
        grand=part.dots(kin.iu, grand),
        edge=every.edge * (owner[kin.iu] == owner[kin.iv]),
        uncle=added(pairs, part.between(one, other), inner) - children[v],
        self_uncle=added(twins, part.dots(child, at), inner),
        beside=part.dots(kin.iv, beside) - rows.norms(kin.iv),
        great=added(over, part.dots(t, great), inner),
        upper=_alike(rows, over, t, kin.iv[over], owner, inner),
        top=_alike(rows, over, t, kin.iu[over], owner, inner),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """Sums over one owner's children of a parent, for the groups that are needed.

    Attributes:
        kin: The places.
        rows: The vectors.
        sums: A row for each such group.
        place: Row of each group.
    """

    kin: Kin
    rows: Rows
    sums: Sparse
    place: Ints

    @classmethod
    def of(cls, kin: Kin, rows: Rows, groups: Ints) -> _Parts:
        needed = np.unique(groups[groups >= 0])
        place = np.full(len(kin.groups.keys), -1)
        place[needed] = np.arange(len(needed))
        of = place[kin.groups.of_edge]
        kept = of >= 0
        return cls(kin, rows, rows.summed(of[kept], kin.v[kept], len(needed)), place)

    def dots(self, nodes: Ints, groups: Ints) -> Floats:
        """Inner products of nodes with groups' sums; 0 where there is no group."""
        found = np.zeros(len(nodes))
        there = groups >= 0
        found[there] = self.rows.dots(nodes[there], self.sums, self.place[groups[there]])
        return found

    def between(self, one: Ints, other: Ints) -> Floats:
        """Inner products of groups' sums with one another."""
        return row_dots(self.sums, self.place[one], self.sums, self.place[other])

    def lengths(self, groups: Ints) -> Floats:
        """Squared lengths of groups' sums."""
        return squares(self.sums)[self.place[groups]]

    def pairs(self, several: Ints) -> Floats:
        """For each parent, the sum over pairs of children of one owner."""
        kin = self.kin
        own = added(kin.groups.of_edge, self.rows.norms(kin.v), len(kin.groups.keys))
        found = (self.lengths(several) - own[several]) / 2
        return added(kin.groups.parent[several], found, len(kin.parents))


def _own(kin: Kin, rows: Rows) -> Floats:
    """For each parent, the squared lengths of its children's vectors."""
    return added(kin.edge_slot, rows.norms(kin.v), len(kin.parents))


def _alike(rows: Rows, over: Ints, one: Ints, other: Ints, owner: Ints, inner: int) -> Floats:
    """For each inner edge, the sum over those pairs that have one owner."""
    kept = owner[one] == owner[other]
    return added(over[kept], rows.between(one[kept], other[kept]), inner)


def _cousins(kin: Kin, rows: Rows, below: Sparse, length: Floats) -> Floats:
    """Pairs of grandchildren below different children; no model is its own cousin."""
    slot, child = kin.cousin_paths
    at, place = np.unique(slot, return_inverse=True)
    parents = len(kin.parents)
    found = np.zeros(parents)
    found[at] = squares(rows.summed(place, child, len(at))) / 2
    elders = kin.elders
    found -= added(kin.slot[kin.iu[elders]], length[kin.slot[kin.iv[elders]]] / 2, parents)
    return found - _selves(kin, rows)


def _selves(kin: Kin, rows: Rows) -> Floats:
    slot, child, pairs = kin.twice
    return added(slot, pairs * rows.norms(child), len(kin.parents))


def _cousins_of_one(kin: Kin, rows: Rows, part: _Parts, several: Ints) -> Floats:
    groups: Groups = kin.cousin_groups
    parents = len(kin.parents)
    _, child = kin.cousin_paths
    own = added(groups.of_edge, rows.norms(child), len(groups.keys))
    many = np.flatnonzero(groups.size > 1)
    place = np.full(len(groups.keys), -1)
    place[many] = np.arange(len(many))
    of = place[groups.of_edge]
    lengths = own
    lengths[many] = squares(rows.summed(of[of >= 0], child[of >= 0], len(many)))
    found = added(groups.parent, lengths / 2, parents)
    elders = kin.elders
    alike = _lengths_below(kin, rows, part, several)
    found -= added(kin.slot[kin.iu[elders]], alike[kin.slot[kin.iv[elders]]] / 2, parents)
    return found - _selves(kin, rows)


def _lengths_below(kin: Kin, rows: Rows, part: _Parts, several: Ints) -> Floats:
    """For each parent, the squared lengths of its owners' sums."""
    groups = kin.groups
    own = added(groups.of_edge, rows.norms(kin.v), len(groups.keys))
    own[several] = part.lengths(several)
    return added(groups.parent, own, len(kin.parents))
