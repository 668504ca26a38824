"""Strata: models that agree in library, task and month, and how alike strangers in them are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from heredity.analyses.clusters import Floats
from heredity.analyses.contrasts import part
from heredity.analyses.population import NONE, Population
from heredity.analyses.similarity.rows import Rows, added, squares
from heredity.store.columns import Flags, Ints

_LARGE: Final = 1 << 40


def stratum(population: Population, *more: Ints) -> Ints:
    """Number of each node's stratum: library, task, month of creation, and what else is given.

    What a model does not state counts as a value of its own. Nodes of which a further number is
    below 0 are in no stratum, -1.
    """
    library, task = population.coded("library").codes, population.coded("task").codes
    found = combined(library, task, population.month)
    for one in more:
        found = np.where(one < 0, NONE, combined(found, one))
    return found


def combined(*codes: Ints) -> Ints:
    """One number for each combination of numbers of -1 and above; not the smallest such ones."""
    found, range_ = np.zeros(len(codes[0]), np.int64), 1
    for one in codes:
        width = int(one.max(initial=0)) + 2
        if range_ * width > _LARGE:
            names, found = np.unique(found, return_inverse=True)
            range_ = len(names)
        found, range_ = found * width + one + 1, range_ * width
    return found


@dataclass(frozen=True, eq=False)
class Strata:
    """Models by stratum and family; strata of one family are left out.

    Attributes:
        of_node: Place of each node's stratum; -1 for a node that takes no part.
        group: Place of the stratum and family of each node that does, in the order of `nodes`.
        nodes: These nodes, ascending.
        strata: Number of strata.
    """

    of_node: Ints
    group: Ints
    nodes: Ints
    strata: int

    @classmethod
    def of(cls, codes: Ints, family: Ints, chosen: Flags) -> Strata:
        """Gather some nodes.

        Args:
            codes: Number of each node's stratum; -1 for none.
            family: Number of each node's family.
            chosen: Which nodes take part.
        """
        nodes = np.flatnonzero(chosen & (codes >= 0))
        width = int(family.max(initial=0)) + 1
        _, place = np.unique(codes[nodes], return_inverse=True)
        keys, group = np.unique(place * width + family[nodes], return_inverse=True)
        of_group = keys // width
        names, place, families = np.unique(of_group, return_inverse=True, return_counts=True)
        kept = families[place][group] > 1
        nodes = nodes[kept]
        _, group = np.unique(group[kept], return_inverse=True)
        names, place = np.unique(codes[nodes], return_inverse=True)
        of_node = np.full(len(codes), -1)
        of_node[nodes] = place
        return cls(of_node, group, nodes, len(names))

    @cached_property
    def _size(self) -> Ints:
        return np.bincount(self.group)

    @cached_property
    def _stratum_of_group(self) -> Ints:
        found = np.zeros(len(self._size), np.int64)
        found[self.group] = self.of_node[self.nodes]
        return found

    @cached_property
    def pairs(self) -> Floats:
        """Ordered pairs of models of different families in each stratum."""
        size = self._size.astype(np.float64)
        total = added(self._stratum_of_group, size, self.strata)
        return total**2 - added(self._stratum_of_group, size**2, self.strata)

    def strangers(self, rows: Rows) -> Floats:
        """Mean similarity of two models of different families, for each stratum."""
        whole = squares(rows.summed(self.of_node[self.nodes], self.nodes, self.strata))
        lengths = added(self.group, rows.norms(self.nodes), len(self._size))
        several = np.flatnonzero(self._size > 1)
        place = np.full(len(self._size), -1)
        place[several] = np.arange(len(several))
        of = place[self.group]
        kept = of >= 0
        lengths[several] = squares(rows.summed(of[kept], self.nodes[kept], len(several)))
        within = added(self._stratum_of_group, lengths, self.strata)
        return part(whole - within, self.pairs)
