"""The founder of each family with the most descendants, counted exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from heredity.pedigree.walk import Rows
from heredity.store.columns import Flags, Ints

WORD = 64


def leading_founders(
    family: Ints, up: Rows, down: Rows, depth: Ints, subtree: Ints
) -> tuple[Ints, Ints]:
    """Each family's founder with the most descendants; ties go to the smaller number.

    Most families have one founder. In the others the forest gives each founder a number of
    descendants that it has at the least, and the number of its downward paths one that it has at
    the most; only founders that these two leave in the race are counted, 64 at a time, by a bit
    for each that is handed down from parents to children.

    Args:
        family: Family of each node, named by its smallest member.
        up: From nodes to parents.
        down: From nodes to children.
        depth: Longest lineage that ends in each node.
        subtree: Nodes below each node on the forest, itself included.

    Returns:
        Families in ascending order, and their leading founders.
    """
    founders = np.flatnonzero(up.degree == 0)
    count = np.bincount(family[founders], minlength=len(family))
    leader = np.full(len(family), -1, np.int64)
    leader[family[founders]] = founders
    families = np.flatnonzero(count > 1)
    if len(families):
        rivals = founders[count[family[founders]] > 1]
        race = _Race(family, up, down, depth, families)
        leader[families] = race.run(rivals, subtree[rivals])
    every = np.flatnonzero(count)
    return every, leader[every]


@dataclass(slots=True)
class _Race:
    """The families with several founders, as a graph of their own.

    Attributes:
        family: Family of each node of the whole graph.
        families: The families in question, ascending.
    """

    family: Ints
    up: Rows
    down: Rows
    depth: Ints
    families: Ints

    def run(self, rivals: Ints, least: Ints) -> Ints:
        """The leading founder of each family.

        Args:
            rivals: All founders of the families, ascending.
            least: Nodes that each has below it at the least, itself included.
        """
        places = np.searchsorted(self.families, self.family[rivals])
        most = np.minimum(self._paths()[rivals], self._room()[places])
        best = np.zeros(len(self.families), np.int64)
        np.maximum.at(best, places, least)
        leader = np.full(len(self.families), np.iinfo(np.int64).max)
        left = most >= best[places]
        rivals, places, most = rivals[left], places[left], most[left]
        order = np.lexsort((rivals, -most, places))
        rivals, places, most = rivals[order], places[order], most[order]
        while len(rivals):
            turn = np.arange(len(rivals)) - np.searchsorted(places, places)
            now = turn < WORD
            exact = self._count(rivals[now], places[now], turn[now])
            _keep_best(best, leader, places[now], rivals[now], exact)
            # Who cannot beat the best so far, or only tie with it under a larger number, is out.
            still = ~now & (
                (most > best[places]) | ((most == best[places]) & (rivals < leader[places]))
            )
            rivals, places, most = rivals[still], places[still], most[still]
        return leader

    def _layers(self, inside: Flags) -> list[Ints]:
        """The nodes in question that have a parent, by depth."""
        nodes = np.flatnonzero(inside & (self.depth > 0))
        nodes = nodes[np.argsort(self.depth[nodes], kind="stable")]
        return np.split(nodes, np.flatnonzero(np.diff(self.depth[nodes])) + 1)

    def _inside(self, families: Ints) -> Flags:
        chosen = np.zeros(len(self.family), bool)
        chosen[families] = True
        return chosen[self.family]

    def _paths(self) -> Ints:
        """Number of downward paths from each node, the empty one included; capped."""
        paths = np.ones(len(self.family))
        for layer in reversed(self._layers(self._inside(self.families))):
            rows = self.up.places(layer)
            times = self.up.start[layer + 1] - self.up.start[layer]
            np.add.at(paths, self.up.target[rows], np.repeat(paths[layer], times))
        return np.minimum(paths, np.float64(2**53)).astype(np.int64)

    def _room(self) -> Ints:
        """Members of each family that are no other founder: no founder has more below it."""
        size = np.bincount(self.family, minlength=len(self.family))[self.families]
        founders = self.family[self.up.degree == 0]
        return size - np.bincount(founders, minlength=len(self.family))[self.families] + 1

    def _count(self, rivals: Ints, places: Ints, bit: Ints) -> Ints:
        """How many nodes each rival has below it, itself included."""
        inside = self._inside(self.families[np.unique(places)])
        marks = np.zeros(len(self.family), np.uint64)
        marks[rivals] = np.uint64(1) << bit.astype(np.uint64)
        for layer in self._layers(inside):
            handed = marks[self.up.target[self.up.places(layer)]]
            count = self.up.start[layer + 1] - self.up.start[layer]
            marks[layer] = np.bitwise_or.reduceat(handed, np.cumsum(count) - count)
        nodes = np.flatnonzero(inside)
        place = np.searchsorted(self.families, self.family[nodes])
        counts = np.empty(len(rivals), np.int64)
        for number in np.unique(bit):
            has = (marks[nodes] >> np.uint64(number)) & np.uint64(1) == 1
            tally = np.bincount(place[has], minlength=len(self.families))
            mine = bit == number
            counts[mine] = tally[places[mine]]
        return counts


def _keep_best(best: Ints, leader: Ints, places: Ints, rivals: Ints, exact: Ints) -> None:
    """Take over, in each place, who has more below it, or as many and a smaller number."""
    order = np.lexsort((rivals, -exact, places))
    first = np.ones(len(order), bool)
    first[1:] = places[order][1:] != places[order][:-1]
    top = order[first]
    place, count, rival = places[top], exact[top], rivals[top]
    better = (count > best[place]) | ((count == best[place]) & (rival < leader[place]))
    best[place[better]], leader[place[better]] = count[better], rival[better]
