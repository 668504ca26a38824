"""Names of tensors by number: as they are stored, and under the name of their body."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

Columns = frozenset[int]
Pair = tuple[Columns, Columns]
"""Names that must be there, and names that may."""

POOLER = "pooler."


@dataclass(frozen=True, slots=True)
class Cut:
    """A form as one class takes it apart.

    Attributes:
        body: Names of the body, without the name that they stand under.
        head: The other names.
        under: Whether the body stands under a name of its own.
    """

    body: Pair
    head: Pair
    under: bool


class Names:
    """Numbers of names, with and without the name of the body that they stand under.

    Args:
        templates: All names.
        prefixes: What classes call their bodies.

    Attributes:
        number: Number of each name.
        whole: Number of each template.
        prefixes: What classes call their bodies, where it stands in a template.
        inner: Number of each template without each of these; -1 where it stands elsewhere.
        pooling: Whether a number is that of a pooler's name.
    """

    def __init__(self, templates: Sequence[str], prefixes: Collection[str]) -> None:
        self.number: dict[str, int] = {}
        self.done: dict[tuple[str, int], Cut] = {}
        self.templates = templates
        self.whole = np.array([self._of(t) for t in self.templates], np.int64)
        firsts: dict[str, list[int]] = defaultdict(list)
        for place, name in enumerate(self.templates):
            firsts[name.partition(".")[0]].append(place)
        self.prefixes = frozenset(prefixes) & firsts.keys()
        self.inner = {p: self._inner(firsts[p]) for p in sorted(self.prefixes)}
        self.pooling = np.zeros(len(self.number), np.bool_)
        self.pooling[[n for name, n in self.number.items() if name.startswith(POOLER)]] = True

    def _of(self, name: str) -> int:
        return self.number.setdefault(name, len(self.number))

    def _inner(self, places: Sequence[int]) -> Ints:
        """Number of each template without its first component; -1 where that is another one."""
        found = np.full(len(self.templates), -1, np.int64)
        found[places] = [self._of(self.templates[i].partition(".")[2]) for i in places]
        return found

    def under(self, prefix: str, templates: Ints) -> tuple[Ints, Ints]:
        """Names under a prefix, without it, and the names outside."""
        if prefix not in self.inner:
            return np.empty(0, np.int64), self.whole[templates]
        inner = self.inner[prefix][templates]
        return inner[inner >= 0], self.whole[templates[inner < 0]]

    def cut(self, prefix: str, form: int, names: tuple[Ints, Ints]) -> Cut:
        """A form as a class with this prefix takes it apart.

        Args:
            prefix: What the class calls its body.
            form: Number of the form.
            names: Numbers of its templates: those that must be there, and those that may.
        """
        if (prefix, form) not in self.done:
            self.done[prefix, form] = self._cut(prefix, *names)
        return self.done[prefix, form]

    def _cut(self, prefix: str, must: Ints, may: Ints) -> Cut:
        inner, outer = self.under(prefix, must.astype(np.int64))
        more_inner, more_outer = self.under(prefix, may.astype(np.int64))
        under = len(inner) > 0
        if not under:
            inner, outer = outer, inner
            more_inner, more_outer = more_outer, more_inner
        pools, more_pools = self.pooling[inner], self.pooling[more_inner]
        body, pooler = inner[~pools], inner[pools]
        more_body, more_pooler = more_inner[~more_pools], more_inner[more_pools]
        return Cut(
            (_set(body), _set(body, more_body)),
            (_set(outer, pooler), _set(outer, pooler, more_outer, more_pooler)),
            under,
        )


def _set(*parts: Ints) -> Columns:
    return frozenset(np.concatenate(parts).tolist())
