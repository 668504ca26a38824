"""Ancestors of many models at once, against the literal recursion."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from heredity.pedigree.ancestry import BLOCK, ancestry, concerned
from tests.oracles.ancestry import relations
from tests.pedigree.graphs import Drawn, drawn


@given(drawn(), st.data())
def test_distances_models_and_ways_are_those_of_the_oracle(tree: Drawn, data: st.DataObject):
    pedigree = tree.pedigree()
    models = sorted(data.draw(st.sets(st.integers(0, tree.nodes - 1))))
    edges = [(child, parent) for child, parent, _ in tree.edges]
    wanted = relations(edges, models)
    found = ancestry(pedigree, np.array(models, np.int64))
    assert found.nodes.tolist() == sorted(wanted)
    for at, node in enumerate(found.nodes.tolist()):
        steps, model, _ = wanted[node]
        assert (found.steps[at], found.model[at]) == (steps, model)
        path, links = found.path(node)
        assert (path[0], path[-1], len(path)) == (node, model, steps + 1)
        ends = [(int(pedigree.child[e]), int(pedigree.parent[e])) for e in links]
        assert ends == [(child, parent) for parent, child in pairwise(path)]


@given(drawn(), st.data(), st.integers(0, 4))
def test_whom_an_ancestor_concerns(tree: Drawn, data: st.DataObject, shown: int):
    pedigree = tree.pedigree()
    models = sorted(data.draw(st.sets(st.integers(0, tree.nodes - 1))))
    wanted = relations([(c, p) for c, p, _ in tree.edges], models)
    found = ancestry(pedigree, np.array(models, np.int64))
    some = np.array([node for node in found.nodes.tolist() if data.draw(st.booleans())], np.int64)
    count, named = concerned(pedigree, found, some, shown)
    assert count.tolist() == [len(wanted[node][2]) for node in some.tolist()]
    assert named == [wanted[node][2][:shown] for node in some.tolist()]


def test_more_models_than_travel_together():
    """A founder, and below it one model that all others, more than two blocks, derive from."""
    size = 2 * BLOCK + 70
    edges = [(1, 0, {"finetune"}), *((at, 1, {"adapter"}) for at in range(2, size))]
    pedigree = Drawn(size, edges, dict.fromkeys(range(size))).pedigree()
    found = ancestry(pedigree, np.arange(2, size))
    assert found.nodes.tolist() == list(range(size))
    count, named = concerned(pedigree, found, np.array([0, 1, 5, size - 1]), BLOCK + 9)
    assert count.tolist() == [size - 2, size - 2, 1, 1]
    assert named[0] == list(range(2, BLOCK + 11))
    assert named[2:] == [[5], [size - 1]]


def test_none_asked_for():
    pedigree = Drawn(2, [(1, 0, {"finetune"})], {0: None, 1: None}).pedigree()
    none = np.zeros(0, np.int64)
    found = ancestry(pedigree, none)
    assert len(found.nodes) == 0
    assert concerned(pedigree, found, none, 3)[1] == []
