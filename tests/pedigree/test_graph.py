import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heredity.core.edgesets import RELATIONS, parse_edge_set
from heredity.pedigree.graph import Pedigree, pack, unpack
from tests.oracles import pedigree as oracle
from tests.pedigree.graphs import EDGE_SETS, Drawn, drawn

SETS = st.sampled_from(EDGE_SETS)


@given(drawn(), SETS)
def test_parents_children_and_the_choice_among_parents(graph: Drawn, edge_set: str):
    ours, theirs = graph.pedigree(edge_set), graph.graph(edge_set)
    for node in range(graph.nodes):
        assert ours.parents(node).tolist() == sorted(theirs.parents[node])
        assert ours.children(node).tolist() == theirs.children[node]
        chosen = theirs.parents[node][0] if theirs.parents[node] else -1
        assert ours.primary[node] == chosen
    assert ours.edges_left_out == sum(max(len(p) - 1, 0) for p in theirs.parents.values())


@given(drawn(), SETS)
def test_lineages_generations_and_founders(graph: Drawn, edge_set: str):
    ours, theirs = graph.pedigree(edge_set), graph.graph(edge_set)
    assert np.flatnonzero(ours.founders).tolist() == theirs.founders()
    for node in range(graph.nodes):
        path = theirs.lineage(node)
        assert ours.lineage(node).tolist() == path
        assert ours.founder[node] == path[0]
        assert ours.generation[node] == len(path) - 1
        assert ours.depth[node] == theirs.depth(node)
        assert ours.subtree[node] == theirs.subtree(node)


@given(drawn(), SETS)
def test_ancestors_descendants_and_roots(graph: Drawn, edge_set: str):
    ours, theirs = graph.pedigree(edge_set), graph.graph(edge_set)
    for node in range(graph.nodes):
        above, below = theirs.above(node), theirs.below(node)
        assert sorted(ours.ancestors(node)[0].tolist()) == sorted(above)
        assert sorted(ours.descendants(node)[0].tolist()) == sorted(below)
        roots = {n for n in above | {node} if not theirs.parents[n]}
        assert ours.roots(node).tolist() == sorted(roots)


@given(drawn(), SETS)
def test_families_and_their_leading_founders(graph: Drawn, edge_set: str):
    ours, theirs = graph.pedigree(edge_set), graph.graph(edge_set)
    leaders = dict(zip(*(found.tolist() for found in ours.leaders), strict=True))
    for node in range(graph.nodes):
        family = theirs.family(node)
        assert ours.family[node] == min(family)
        assert ours.members(node).tolist() == sorted(family)
        assert leaders[min(family)] == theirs.leader(node)
    assert set(leaders) == set(ours.family.tolist())


@given(drawn(), st.data())
def test_a_part_of_a_pedigree_is_one(graph: Drawn, data: st.DataObject):
    whole = graph.pedigree()
    node = data.draw(st.integers(0, graph.nodes - 1))
    members = whole.members(node)
    part = whole.within(members)
    assert part.nodes == len(members)
    assert (members[part.founder] == whole.founder[members]).all()
    assert (part.generation == whole.generation[members]).all()
    assert (part.depth == whole.depth[members]).all()


def test_distances_are_those_of_the_shortest_way():
    """0 → 1 → 2 and 0 → 2."""
    edges = [(1, 0, {"finetune"}), (2, 0, {"merge"}), (2, 1, {"merge"})]
    pedigree = Drawn(3, edges, dict.fromkeys(range(3))).pedigree()
    nodes, steps = pedigree.descendants(0)
    assert (nodes.tolist(), steps.tolist()) == ([1, 2], [1, 1])
    assert pedigree.descendants(0, most=0)[0].tolist() == []
    assert pedigree.depth.tolist() == [0, 1, 2]


def test_cut_edges_are_left_out():
    one = np.array([0, 1]), np.array([1, 0])
    bits = np.array([1, 1], np.uint8)
    cut = np.array([True, False])
    pedigree = Pedigree(parse_edge_set("all"), 2, *one, bits, np.zeros(2, np.int64), cut)
    assert (pedigree.child.tolist(), pedigree.parent.tolist()) == ([1], [0])


def test_a_cycle_that_nobody_cut_is_an_error_not_a_loop():
    graph = Drawn(2, [(0, 1, {"merge"}), (1, 0, {"merge"})], {0: None, 1: None})
    with pytest.raises(ValueError, match="cycle"):
        _ = graph.pedigree().depth


def test_no_nodes_at_all():
    empty = Drawn(0, [], {}).pedigree()
    assert [len(found) for found in (empty.family, empty.founder, empty.depth, *empty.leaders)] == [
        0, 0, 0, 0, 0,
    ]  # fmt: skip


@given(st.lists(st.sets(st.sampled_from(RELATIONS))))
def test_relation_bits(carried: list[set[str]]):
    flags = {name: np.array([name in one for one in carried], bool) for name in RELATIONS}
    again = unpack(pack(flags))
    assert all((again[name] == flags[name]).all() for name in RELATIONS)


def test_a_long_chain():
    """Deep enough that a walk by recursion would fail."""
    n = 5000
    edges = [(i, i - 1, {"finetune"}) for i in range(1, n)]
    pedigree = Drawn(n, edges, dict.fromkeys(range(n))).pedigree()
    assert pedigree.generation.tolist() == list(range(n))
    assert pedigree.depth.tolist() == list(range(n))
    assert pedigree.subtree.tolist() == list(range(n, 0, -1))
    assert pedigree.lineage(n - 1).tolist() == list(range(n))
    assert [found.tolist() for found in pedigree.leaders] == [[0], [0]]


def test_the_oracle_itself():
    """A merge of two founders, one of which has a child of its own: 0 → 2, 1 → 2, 1 → 3."""
    edges = [(2, 0, {"merge"}), (2, 1, {"merge"}), (3, 1, {"finetune"})]
    graph = oracle.preferred(edges, dict.fromkeys(range(4)))
    assert graph.leader(0) == 1
    assert graph.family(3) == {0, 1, 2, 3}
    assert graph.lineage(2) == [0, 2]
    assert graph.subtree(1) == 2
