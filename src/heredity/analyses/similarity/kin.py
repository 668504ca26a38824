"""Who stands where in a pedigree: the lists of places that sums over patterns run through.

They depend on the pedigree and the owners alone, so that they are made once for all measures and
masks. What patterns add to plain edges happens around *inner* edges, whose child has children.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from heredity.analyses.clusters import Floats
from heredity.pedigree.graph import Pedigree
from heredity.store.columns import Flags, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Children gathered by parent and owner.

    Attributes:
        keys: Parent's place and owner as one number, ascending.
        parent: Place of the parent of each group.
        size: Its children.
        of_edge: Group of each edge's child.
        owners: Numbers of owners are below this.
    """

    keys: Ints
    parent: Ints
    size: Ints
    of_edge: Ints
    owners: int

    @classmethod
    def of(cls, parent: Ints, owner: Ints, owners: int) -> Groups:
        """Gather edges by the place of their parent and the owner of their child."""
        keys, at, size = np.unique(parent * owners + owner, return_inverse=True, return_counts=True)
        return cls(keys, keys // owners, size, at, owners)

    def find(self, parent: Ints, owner: Ints) -> Ints:
        """The group of a parent's place and an owner; -1 where there is none."""
        wanted = parent * self.owners + owner
        place = np.minimum(np.searchsorted(self.keys, wanted), max(len(self.keys) - 1, 0))
        if not len(self.keys):
            return np.full(len(wanted), -1)
        return np.where(self.keys[place] == wanted, place, -1)


class Kin:
    """The places of a pedigree.

    Args:
        pedigree: The pedigree.
        family: Number of each node's family.
        owner: Number of each node's owner; -1 for none.

    Attributes:
        u, v: Parent and child of each edge.
        d, p: Children and parents of each node.
        parents: Nodes with children, ascending.
        slot: Place of each node among them; -1 for others.
        owner: Number of each node's owner; one without an owner is its own.
        family_numbers: The families that have edges here, ascending.
        families: How many they are.
        family: Place of each node's family among them; -1 for others.
    """

    def __init__(self, pedigree: Pedigree, family: Ints, owner: Ints) -> None:
        self.pedigree = pedigree
        self.u, self.v = pedigree.parent, pedigree.child
        self.d, self.p = pedigree.down.degree, pedigree.up.degree
        self.parents = np.flatnonzero(self.d)
        self.slot = np.full(pedigree.nodes, -1)
        self.slot[self.parents] = np.arange(len(self.parents))
        nobody = np.flatnonzero(owner < 0)
        owners = int(owner.max(initial=-1)) + 1
        self.owner = owner.copy()
        self.owner[nobody] = owners + np.arange(len(nobody))
        self.owners = owners + len(nobody)
        self.family_numbers = np.unique(family[self.parents])
        self.families = len(self.family_numbers)
        place = np.searchsorted(self.family_numbers, family)
        there = np.minimum(place, max(self.families - 1, 0))
        some = self.families > 0 and self.family_numbers[there] == family
        self.family = np.where(some, place, -1)

    @cached_property
    def edge_slot(self) -> Ints:
        """Place of each edge's parent."""
        return self.slot[self.u]

    @cached_property
    def inner(self) -> Ints:
        """Edges whose child has children."""
        return np.flatnonzero(self.d[self.v] > 0)

    @cached_property
    def iu(self) -> Ints:
        """Their parents."""
        return self.u[self.inner]

    @cached_property
    def iv(self) -> Ints:
        """Their children."""
        return self.v[self.inner]

    @cached_property
    def above(self) -> tuple[Ints, Ints]:
        """Grandparents over inner edges: the place among inner edges, and the parent's parent."""
        return _spread(self.pedigree.up.degree[self.iu]), self._over(self.iu)

    def _over(self, nodes: Ints) -> Ints:
        up = self.pedigree.up
        return up.target[up.places(nodes)]

    @cached_property
    def paths(self) -> tuple[Ints, Ints, Ints]:
        """Children below inner edges: place among inner edges, the child, and its edge."""
        down = self.pedigree.down
        places = down.places(self.iv)
        return _spread(down.degree[self.iv]), down.target[places], down.edge[places]

    @cached_property
    def shared(self) -> tuple[Ints, Ints, Ints]:
        """Those of `paths` whose child is a child of the inner edge's parent as well."""
        inner, child, edge = self.paths
        keys = self.v * self.pedigree.nodes + self.u
        wanted = child * self.pedigree.nodes + self.iu[inner]
        place = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
        kept = keys[place] == wanted if len(keys) else np.zeros(len(wanted), bool)
        return inner[kept], child[kept], edge[kept]

    @cached_property
    def groups(self) -> Groups:
        """Children by parent and owner."""
        return Groups.of(self.edge_slot, self.owner[self.v], self.owners)

    @cached_property
    def elders(self) -> Flags:
        """Inner edges whose parent has several children with children: there are cousins."""
        times = np.bincount(self.iu, minlength=self.pedigree.nodes)
        found: Flags = times[self.iu] > 1
        return found

    @cached_property
    def cousin_paths(self) -> tuple[Ints, Ints]:
        """Grandparent's place and grandchild of each path where there are cousins."""
        inner, child, _ = self.paths
        kept = self.elders[inner]
        return self.slot[self.iu[inner[kept]]], child[kept]

    @cached_property
    def twice(self) -> tuple[Ints, Ints, Floats]:
        """Grandparent's place, grandchild, and how often it is a cousin of itself."""
        slot, child = self.cousin_paths
        keys, times = np.unique(slot * self.pedigree.nodes + child, return_counts=True)
        kept = times > 1
        keys, pairs = keys[kept], times[kept] * (times[kept] - 1) / 2
        return keys // self.pedigree.nodes, keys % self.pedigree.nodes, pairs

    @cached_property
    def cousin_groups(self) -> Groups:
        """Grandchildren by grandparent and owner, path by path."""
        slot, child = self.cousin_paths
        return Groups.of(slot, self.owner[child], self.owners)

    @cached_property
    def group_pairs(self) -> tuple[Ints, Ints, Ints]:
        """Place among inner edges, a group below its child, the same owner's below its parent."""
        first = np.searchsorted(self.groups.parent, self.slot[self.iv])
        last = np.searchsorted(self.groups.parent, self.slot[self.iv], side="right")
        inner = _spread(last - first)
        below = np.repeat(first, last - first) + _within(last - first)
        owner = self.groups.keys[below] % self.owners
        beside = self.groups.find(self.slot[self.iu[inner]], owner)
        kept = beside >= 0
        return inner[kept], below[kept], beside[kept]


def _spread(counts: Ints) -> Ints:
    """Each place as often as its count says."""
    return np.repeat(np.arange(len(counts)), counts)


def _within(counts: Ints) -> Ints:
    """Number of each repetition, from 0."""
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)
