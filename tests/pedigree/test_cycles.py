import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from heredity.pedigree.cycles import cut_edges
from tests.oracles import pedigree as oracle


@st.composite
def ranked(draw: st.DrawFn) -> tuple[int, list[tuple[int, int]], list[int]]:
    nodes = draw(st.integers(2, 7))
    ends = st.integers(0, nodes - 1)
    pairs = draw(st.lists(st.tuples(ends, ends).filter(lambda e: e[0] != e[1]), unique=True))
    return nodes, pairs, draw(st.permutations(range(len(pairs))))


def ours(nodes: int, pairs: list[tuple[int, int]], trust: list[int]) -> set[int]:
    source = np.array([a for a, _ in pairs], np.int64)
    target = np.array([b for _, b in pairs], np.int64)
    return set(np.flatnonzero(cut_edges(source, target, np.array(trust, np.int64), nodes)).tolist())


@given(ranked())
def test_cuts_are_those_of_the_rule(graph: tuple[int, list[tuple[int, int]], list[int]]):
    nodes, pairs, trust = graph
    assert ours(nodes, pairs, trust) == oracle.cut_edges(pairs, trust)


def test_nothing_is_cut_without_a_cycle():
    assert ours(3, [(0, 1), (1, 2), (0, 2)], [0, 1, 2]) == set()
    assert ours(3, [], []) == set()


def test_two_cycles_that_share_an_edge_fall_with_it():
    pairs = [(0, 1), (1, 2), (2, 0), (1, 3), (3, 0)]
    assert ours(4, pairs, [4, 0, 1, 2, 3]) == {0}
    assert ours(4, pairs, [0, 1, 2, 3, 4]) == {2, 4}


def test_a_knot_of_many_edges():
    """Every pair of many nodes joined both ways: what is left holds no cycle."""
    nodes = 60
    pairs = [(a, b) for a in range(nodes) for b in range(nodes) if a != b]
    order = np.random.default_rng(3).permutation(len(pairs)).tolist()
    cut = ours(nodes, pairs, order)
    left = [pair for at, pair in enumerate(pairs) if at not in cut]
    assert left
    assert ours(nodes, left, list(range(len(left)))) == set()
    assert all(node not in oracle.reachable(left, node) for node in range(nodes))
