"""The race of founders on larger families than the property tests of the graph draw."""

import numpy as np
import pytest

from tests.oracles import pedigree as oracle
from tests.pedigree.graphs import Drawn


@pytest.mark.parametrize("seed", range(8))
def test_many_founders_of_one_family(seed: int):
    """More founders than one round of counting takes, joined by merges."""
    random = np.random.default_rng(seed)
    founders, merges = 150, 120
    edges = []
    for child in range(founders, founders + merges):
        parents = random.choice(child, size=random.integers(1, 5), replace=False)
        edges += [(child, int(parent), {"merge"}) for parent in sorted(parents)]
    graph = Drawn(founders + merges, edges, dict.fromkeys(range(founders + merges)))
    families, leaders = graph.pedigree().leaders
    below: dict[int, set[int]] = {node: set() for node in range(graph.nodes)}
    for child, parent, _ in sorted(edges, reverse=True):
        below[parent] |= {child} | below[child]
    members = oracle_families(graph)
    found = dict(zip(families.tolist(), leaders.tolist(), strict=True))
    assert found == {
        least: min((n for n in inside if n < founders), key=lambda f: (-len(below[f]), f))
        for least, inside in members.items()
    }


def oracle_families(graph: Drawn) -> dict[int, set[int]]:
    family = {node: {node} for node in range(graph.nodes)}
    for child, parent, _ in graph.edges:
        both = family[child] | family[parent]
        for node in both:
            family[node] = both
    return {min(inside): inside for inside in family.values()}


def test_descendants_are_counted_once_however_many_paths_lead_to_them():
    """0 has many paths to few models, 1 few paths to many."""
    diamond = [(2, 0), (3, 0), (4, 2), (4, 3), (5, 4), (6, 4), (7, 5), (7, 6)]
    fan = [(7, 1), (8, 1), (9, 1), (10, 1), (11, 1), (12, 1), (13, 1)]
    edges = [(c, p, {"merge"}) for c, p in sorted(diamond + fan)]
    graph = Drawn(14, edges, dict.fromkeys(range(14)))
    assert graph.pedigree().leaders[1].tolist() == [1]
    assert graph.graph().leader(0) == 1
    assert isinstance(graph.graph(), oracle.Graph)
