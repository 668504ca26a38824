"""Every occurrence of every pattern, listed one by one: what the sums must add up to."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np

Edge = tuple[int, int]
Pairs = Iterator[tuple[tuple[str, int], float, int, int]]


class Listed:
    """A pedigree as edges from parent to child.

    Args:
        edges: The edges.
        compat: Whether a chain of four takes one parent of its parent at random, and an uncle may
            be the nephew's sibling.
    """

    def __init__(self, edges: Sequence[Edge], compat: bool) -> None:
        self.edges, self.compat = list(edges), compat
        nodes = {node for edge in edges for node in edge}
        self.children = {n: [c for p, c in edges if p == n] for n in nodes}
        self.parents = {n: [p for p, c in edges if c == n] for n in nodes}

    def pairs(self) -> Pairs:
        """Each marked pair: its cell, its weight, and the two."""
        for u, v in self.edges:
            yield ("edge", 1), 1.0, u, v
        yield from self._forks()
        yield from self._chains()
        yield from self._stems()
        yield from self._tails()
        yield from self._cousins()

    def _forks(self) -> Pairs:
        for u, children in self.children.items():
            for size, name in ((2, "fork2"), (3, "fork3")):
                for some in combinations(children, size):
                    for c in some:
                        yield (name, 1), 1 / size, u, c
                    of = list(combinations(some, 2))
                    for one, other in of:
                        yield (name, 2), 1 / len(of), one, other

    def _chains(self) -> Pairs:
        for u, v in self.edges:
            for c in self.children[v]:
                yield ("chain3", 1), 1.0, u, c
                yield ("chain3", 2), 1.0, v, c
                yield ("chain3", 3), 1.0, u, v
                above = self.parents[u]
                for t in above:
                    weight = 1 / len(above) if self.compat else 1.0
                    for at, (one, other) in enumerate(
                        [(t, c), (u, c), (t, v), (v, c), (u, v), (t, u)], 1
                    ):
                        yield ("chain4", at), weight, one, other

    def _stems(self) -> Pairs:
        for u, v in self.edges:
            for one, other in combinations(self.children[v], 2):
                for c in (one, other):
                    yield ("stem+fork", 1), 0.5, u, c
                    yield ("stem+fork", 2), 0.5, v, c
                yield ("stem+fork", 3), 1.0, u, v
                yield ("stem+fork", 4), 1.0, one, other

    def _tails(self) -> Pairs:
        for u, v in self.edges:
            for w in self.children[u]:
                if w == v:
                    continue
                for c in self.children[v]:
                    yield ("fork+tail", 1), 1.0, u, c
                    if self.compat or w not in self.children[v]:
                        yield ("fork+tail", 2), 1.0, w, c
                    yield ("fork+tail", 3), 1.0, v, c
                    yield ("fork+tail", 4), 1.0, u, v
                    yield ("fork+tail", 5), 1.0, v, w

    def _cousins(self) -> Pairs:
        for u in self.children:
            for v, w in combinations(self.children[u], 2):
                for c in self.children[v]:
                    for other in self.children[w]:
                        if c != other:
                            yield ("cousins", 1), 1.0, c, other


def totals(
    listed: Listed,
    vectors: np.ndarray,
    eligible: Sequence[bool],
    family: Sequence[int],
    keep: Callable[[int, int], bool],
) -> Mapping[tuple[str, int], Mapping[int, tuple[float, float]]]:
    """Sum of similarities and of weights of each cell over each family."""
    found: dict[tuple[str, int], dict[int, tuple[float, float]]] = {}
    for cell, weight, one, other in listed.pairs():
        if not (eligible[one] and eligible[other] and keep(one, other)):
            continue
        of = found.setdefault(cell, {})
        similar, pairs = of.get(family[one], (0.0, 0.0))
        of[family[one]] = (
            similar + weight * float(vectors[one] @ vectors[other]),
            pairs + weight,
        )
    return found
