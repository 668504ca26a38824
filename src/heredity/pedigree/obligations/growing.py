"""Arrays that grow, and small sets of numbers that are kept once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from heredity.store.columns import Ints

SHIFT = 32
"""Bits of a member in the key of a set and its member."""


class Growing:
    """A column of integers that grows at its end."""

    def __init__(self, size: int = 1_024) -> None:
        self._data = np.zeros(max(size, 16), np.int64)
        self._rows = 0

    def __len__(self) -> int:
        return self._rows

    @property
    def values(self) -> Ints:
        """What it holds; valid until it grows again."""
        return self._data[: self._rows]

    def extend(self, values: Sequence[int] | npt.NDArray[np.int64]) -> None:
        """Add values at its end."""
        end = self._rows + len(values)
        if end > len(self._data):
            grown = np.zeros(max(end, 2 * len(self._data)), np.int64)
            grown[: self._rows] = self.values
            self._data = grown
        self._data[self._rows : end] = values
        self._rows = end


class Lists:
    """Lists of integers one after another; each has a number."""

    def __init__(self) -> None:
        self._start = Growing()
        self._start.extend([0])
        self._items = Growing()

    def __len__(self) -> int:
        return len(self._start) - 1

    @property
    def start(self) -> Ints:
        """Where each list begins, and one last end."""
        return self._start.values

    @property
    def items(self) -> Ints:
        """All members."""
        return self._items.values

    def add(self, items: Sequence[int]) -> int:
        """Keep a list.

        Returns:
            Its number.
        """
        self._items.extend(items)
        self._start.extend([len(self._items)])
        return len(self) - 1


class Sets:
    """Sets of small integers, each kept once: equal sets have one number. 0 is the empty set."""

    def __init__(self) -> None:
        self._lists = Lists()
        self._keys = Growing()
        self._known: dict[tuple[int, ...], int] = {}
        self._members: list[tuple[int, ...]] = []
        self.number(())

    def __len__(self) -> int:
        return len(self._members)

    def number(self, members: Iterable[int]) -> int:
        """The number of a set."""
        key = tuple(sorted(set(members)))
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._lists.add(key)
            self._members.append(key)
            self._keys.extend([found << SHIFT | member for member in key])
        return found

    def members(self, number: int) -> tuple[int, ...]:
        """The members of a set, ascending."""
        return self._members[number]

    @property
    def sizes(self) -> Ints:
        """Number of members of each set."""
        return np.diff(self._lists.start)

    @property
    def start(self) -> Ints:
        """Where the members of each set begin in `items`."""
        return self._lists.start

    @property
    def items(self) -> Ints:
        """Members of all sets, one set after another."""
        return self._lists.items

    def places(self, sets: Ints, members: Ints) -> Ints:
        """The place of a member within its set, for many at once; all must be in."""
        at = np.searchsorted(self._keys.values, sets << SHIFT | members)
        places: Ints = at - self._lists.start[sets]
        return places


def union(pieces: Iterable[Iterable[int]]) -> set[int]:
    """All members of some sets."""
    return {member for piece in pieces for member in piece}


def spans(sizes: Ints) -> tuple[Ints, Ints]:
    """Rows of groups that stand one after another.

    Returns:
        The group of each row, and its place in the group.
    """
    group = np.repeat(np.arange(len(sizes)), sizes)
    ends = np.cumsum(sizes)
    return group, np.arange(len(group)) - np.repeat(ends - sizes, sizes)
