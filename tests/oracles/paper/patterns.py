"""Every occurrence of every pattern, found by loops, with its marked pairs."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, permutations

Pair = tuple[int, int]
Weights = dict[tuple[str, int], dict[Pair, float]]
"""For each pattern and number of a pair: how much each unordered pair of models counts."""


class Graph:
    """Parents and children of each node as lists."""

    strangers = True

    def __init__(self, nodes: int, edges: Sequence[tuple[int, int]]) -> None:
        """Take edges as (child, parent)."""
        self.nodes = nodes
        self.edges = [(parent, child) for child, parent in edges]
        self.children: dict[int, list[int]] = {node: [] for node in range(nodes)}
        self.parents: dict[int, list[int]] = {node: [] for node in range(nodes)}
        for parent, child in self.edges:
            self.children[parent].append(child)
            self.parents[child].append(parent)


def marked_pairs(graph: Graph, compat: bool) -> Weights:
    """The pairs of all patterns, each occurrence adding what it weighs."""
    weights: Weights = defaultdict(lambda: defaultdict(float))
    for pattern, found, weight in occurrences(graph, compat):
        for number, ends in enumerate(found, 1):
            for one, other in ends:
                pair = min(one, other), max(one, other)
                weights[pattern, number][pair] += weight / len(ends)
    return {cell: dict(pairs) for cell, pairs in weights.items()}


Occurrence = tuple[str, list[list[Pair]], float]


def occurrences(graph: Graph, compat: bool) -> Iterator[Occurrence]:
    """Each occurrence: its pattern, the pairs that may be its 1st, 2nd, … marked one, its weight.

    Where a mark stands for any of several alike pairs, as for the edges of a fork, each of them is
    that mark with equal chance.
    """
    for one, other in combinations(range(graph.nodes if graph.strangers else 0), 2):
        yield "random", [[(one, other)]], 1.0
    for u, v in graph.edges:
        yield "edge", [[(u, v)]], 1.0
    for u in range(graph.nodes):
        yield from _forks(graph, u)
    for u, v in graph.edges:
        yield from _below_an_edge(graph, u, v, compat)


def _forks(graph: Graph, u: int) -> Iterator[Occurrence]:
    for size in (2, 3):
        for tips in combinations(graph.children[u], size):
            arms = [(u, tip) for tip in tips]
            yield f"fork{size}", [arms, list(combinations(tips, 2))], 1.0


def _below_an_edge(graph: Graph, u: int, v: int, compat: bool) -> Iterator[Occurrence]:
    for c in graph.children[v]:
        yield "chain3", [[(u, c)], [(v, c)], [(u, v)]], 1.0
    for tips in combinations(graph.children[v], 2):
        grand, arms = [(u, tip) for tip in tips], [(v, tip) for tip in tips]
        yield "stem+fork", [grand, arms, [(u, v)], [tips]], 1.0
    yield from _fork_tails(graph, u, v, compat)
    for t in graph.parents[u]:
        weight = 1 / len(graph.parents[u]) if compat else 1.0
        for c in graph.children[v]:
            found = [[(t, c)], [(u, c)], [(t, v)], [(v, c)], [(u, v)], [(t, u)]]
            yield "chain4", found, weight


def _fork_tails(graph: Graph, u: int, v: int, compat: bool) -> Iterator[Occurrence]:
    for w in graph.children[u]:
        for c in graph.children[v]:
            if w == v:
                continue
            uncle = [] if not compat and w in graph.children[v] else [(w, c)]
            marks = [[(u, c)], uncle, [(v, c)], [(u, v)], [(v, w)]]
            yield "fork+tail", marks, 1.0


def cousins(graph: Graph) -> dict[Pair, float]:
    """First cousins: children of two children of one model; none is its own."""
    weights: dict[Pair, float] = defaultdict(float)
    for u in range(graph.nodes):
        for v, w in permutations(graph.children[u], 2):
            for c in graph.children[v]:
                for d in set(graph.children[w]) - {c}:
                    weights[min(c, d), max(c, d)] += 0.5
    return dict(weights)
