"""The states of a trait by node, and whether two nodes share one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from heredity.analyses.population import NONE, Population
from heredity.store.columns import Flags, Ints, coded, integers
from heredity.traits import TRAITS


@dataclass(frozen=True, eq=False)
class States:
    """What each node states of a trait.

    Attributes:
        count: Number of each node's states.
        start: Where each node's states begin in `code`.
        code: The states, node after node.
        states: Number of different states.
    """

    count: Ints
    start: Ints
    code: Ints
    states: int

    @property
    def reporting(self) -> Flags:
        """Whether each node states anything."""
        found: Flags = self.count > 0
        return found

    @cached_property
    def _keys(self) -> Ints:
        owner = np.repeat(np.arange(len(self.count)), self.count)
        return np.sort(owner * self.states + self.code)

    def share(self, one: Ints, other: Ints) -> Flags:
        """Whether node `one[i]` and node `other[i]` have a state in common.

        A pair in which either states nothing has none.
        """
        single = (self.count[one] == 1) & (self.count[other] == 1)
        common = np.zeros(len(one), bool)
        at = self.start[one[single]], self.start[other[single]]
        common[single] = self.code[at[0]] == self.code[at[1]]
        rest = np.flatnonzero(~single & (self.count[one] > 0) & (self.count[other] > 0))
        size = self.count[one[rest]]
        pair = np.repeat(rest, size)
        ends = np.cumsum(size)
        place = np.repeat(self.start[one[rest]] - (ends - size), size) + np.arange(len(pair))
        wanted = other[pair] * self.states + self.code[place]
        common[pair[self._has(wanted)]] = True
        return common

    def _has(self, wanted: Ints) -> Flags:
        if not len(self._keys):
            return np.zeros(len(wanted), bool)
        place = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
        found: Flags = self._keys[place] == wanted
        return found


def states_of(population: Population, trait: str) -> States:
    """The states of a trait of the kinds `set` and `category`."""
    if TRAITS.get(trait).kind == "set":
        lists = population.text("traits", trait)
        count = integers(lists.value_lengths(), null=0)
        code, names = coded(lists.flatten())
    else:
        held = population.coded(trait)
        names = held.names
        count = (held.codes != NONE).astype(np.int64)
        code = held.codes[held.codes != NONE]
    return States(count, np.cumsum(count) - count, code, max(len(names), 1))
