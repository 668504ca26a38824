import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heredity.pedigree.forest import pairs, virality, widths, wiener
from heredity.pedigree.walk import follow, subtree_sizes
from tests.oracles import forest as oracle
from tests.pedigree.graphs import EDGE_SETS, Drawn, drawn


def shape(up: list[int]) -> tuple[int, float]:
    """Wiener index and virality of one tree."""
    above = np.array(up, np.int64)
    root, steps = follow(above)
    found = wiener(above, root, subtree_sizes(above, steps))
    assert (found[1:] == 0).all()
    members = np.array([len(up)])
    return int(found[0]), float(virality(found[:1], pairs(members))[0])


@given(drawn(), st.sampled_from(EDGE_SETS))
def test_every_pair_of_a_tree_is_counted_once(graph: Drawn, edge_set: str):
    ours, theirs = graph.pedigree(edge_set), graph.graph(edge_set)
    found = wiener(ours.primary, ours.founder, ours.subtree)
    for node in range(graph.nodes):
        root = ours.primary[node] < 0
        expected = oracle.distances(theirs, oracle.tree_of(theirs, node)) if root else []
        assert found[node] == sum(expected)
        assert not root or len(expected) == pairs(ours.subtree[[node]])[0]


@given(drawn(), st.sampled_from(EDGE_SETS))
def test_the_widest_generation(graph: Drawn, edge_set: str):
    ours, theirs = graph.pedigree(edge_set), graph.graph(edge_set)
    found = widths(ours.family, ours.generation, ours.nodes)
    for node in range(graph.nodes):
        family = theirs.family(node)
        expected = oracle.width(theirs, family) if node == min(family) else 0
        assert found[node] == expected


@given(st.integers(1, 40), st.randoms())
def test_virality_is_the_mean_distance(size: int, random: st.DataObject):
    up = [-1, *(random.randrange(at) for at in range(1, size))]
    tree = nx.Graph([(at, above) for at, above in enumerate(up) if above >= 0])
    index, mean = shape(up)
    assert index == (nx.wiener_index(tree) if size > 1 else 0)
    if size > 1:
        assert mean == pytest.approx(nx.average_shortest_path_length(tree))
    else:
        assert np.isnan(mean)


def test_a_star_a_path_and_a_broom():
    assert shape([-1] + [0] * 999)[1] == pytest.approx(2 * 999 / 1000)
    assert shape(list(range(-1, 99)))[1] == pytest.approx(101 / 3)
    assert shape([-1, 0, 1, 2, 2]) == (18, 1.8)


def test_the_largest_index_that_must_fit():
    nodes = 2_000_000
    above = np.arange(-1, nodes - 1)
    root, size = np.zeros(nodes, np.int64), np.arange(nodes, 0, -1)
    assert wiener(above, root, size)[0] == (nodes**3 - nodes) // 6


def test_nothing_has_no_shape():
    none = np.zeros(0, np.int64)
    assert len(wiener(none, none, none)) == 0
    assert widths(none, none, 2).tolist() == [0, 0]
