"""What is drawn of a family, against a walk by hand."""

from collections import deque

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from heredity.export.report.clades import choose, clade, group

NODES = 30
edge_lists = st.lists(
    st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1)).filter(lambda e: e[0] < e[1]),
    max_size=60,
    unique=True,
)


def reached_by_hand(edges: list[tuple[int, int]], founder: int) -> dict[int, int]:
    """Generation of each descendant, by shortest lineage."""
    generation, queue = {founder: 0}, deque([founder])
    while queue:
        node = queue.popleft()
        for parent, child in edges:
            if parent == node and child not in generation:
                generation[child] = generation[node] + 1
                queue.append(child)
    return generation


@given(edge_lists, st.integers(0, NODES - 1))
def test_a_clade_is_what_one_reaches_by_hand(edges: list[tuple[int, int]], founder: int) -> None:
    parent, child = (np.array([e[i] for e in edges], np.int64) for i in (0, 1))
    fans = group(NODES, child, parent, np.arange(len(edges)) % 5)
    tree = clade(fans, founder)
    expected = reached_by_hand(edges, founder)
    assert sorted(tree.node.tolist()) == sorted(expected)
    generation = [0] * len(tree.node)
    below = [0] * len(tree.node)
    for at, via in enumerate(tree.parent.tolist()):
        assert via < at
        if via >= 0:
            assert (int(tree.node[via]), int(tree.node[at])) in edges
            generation[at] = generation[via] + 1
            place = edges.index((int(tree.node[via]), int(tree.node[at])))
            assert tree.relation[at] == place % 5
        ancestor = via
        while ancestor >= 0:
            below[ancestor] += 1
            ancestor = int(tree.parent[ancestor])
    assert {int(n): g for n, g in zip(tree.node, generation, strict=True)} == expected
    assert tree.below.tolist() == below
    assert tree.fan.tolist() == [int((tree.parent == at).sum()) for at in range(len(tree.node))]


@given(edge_lists, st.integers(1, 25))
def test_the_choice_is_connected_and_bounded(edges: list[tuple[int, int]], most: int) -> None:
    parent, child = (np.array([e[i] for e in edges], np.int64) for i in (0, 1))
    tree = clade(group(NODES, child, parent, np.zeros(len(edges), np.int64)), 0)
    chosen = choose(tree, most).tolist()
    assert chosen[0] == 0
    assert chosen == sorted(set(chosen))
    assert len(chosen) <= max(most, 1)
    assert all(tree.parent[at] in chosen for at in chosen[1:])
    if len(tree.node) <= most and (tree.below > 0).sum() <= most * 0.4:
        assert len(chosen) == len(tree.node)


def test_a_giant_fan_does_not_crowd_out_a_small_one() -> None:
    parent = np.array([0] * 1000 + [1] * 3)
    child = np.arange(1, 1004)
    tree = clade(group(1004, child, parent, np.zeros(1003, np.int64)), 0)
    chosen = choose(tree, 50)
    assert len(chosen) == 50
    assert set(range(1001, 1004)) <= set(tree.node[chosen].tolist())
