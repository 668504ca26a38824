import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heredity.pedigree.walk import Rows, follow, longest_paths, subtree_sizes

EDGES = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)))


@given(EDGES)
def test_rows_hold_every_edge_under_its_source(edges: list[tuple[int, int]]):
    source = np.array([a for a, _ in edges], np.int64)
    target = np.array([b for _, b in edges], np.int64)
    rows = Rows.of(source, target, 6)
    for node in range(6):
        assert rows.of_node(node).tolist() == [b for a, b in edges if a == node]
        place = slice(rows.start[node], rows.start[node + 1])
        assert [edges[e] for e in rows.edge[place]] == [e for e in edges if e[0] == node]
    some = np.array([4, 0, 4])
    found = rows.target[rows.places(some)].tolist()
    assert found == [b for node in (4, 0, 4) for a, b in edges if a == node]


@given(EDGES, st.integers(0, 5), st.one_of(st.none(), st.integers(0, 4)))
def test_reach_gives_shortest_distances(edges: list[tuple[int, int]], node: int, most: int | None):
    source = np.array([a for a, _ in edges], np.int64)
    target = np.array([b for _, b in edges], np.int64)
    distance = {node: 0}
    for step in range(6):
        for a, b in edges:
            if distance.get(a) == step:
                distance.setdefault(b, step + 1)
    nodes, steps = Rows.of(source, target, 6).reach(node, most)
    wanted = {n: d for n, d in distance.items() if n != node and (most is None or d <= most)}
    assert dict(zip(nodes.tolist(), steps.tolist(), strict=True)) == wanted
    assert steps.tolist() == sorted(steps.tolist())


@given(st.lists(st.integers(0, 100), max_size=40))
def test_pointers_followed_to_their_end(draws: list[int]):
    """Each node points to an earlier one, or nowhere."""
    up = np.array([draw % (at + 1) - 1 for at, draw in enumerate(draws)], np.int64)
    end, steps = follow(up)
    paths: list[list[int]] = []
    for at, above in enumerate(up.tolist()):
        paths.append([*(paths[above] if above >= 0 else []), at])
    assert end.tolist() == [path[0] for path in paths]
    assert steps.tolist() == [len(path) - 1 for path in paths]
    sizes = [sum(at in path for path in paths) for at in range(len(up))]
    assert subtree_sizes(up, steps).tolist() == sizes


def test_longest_paths_refuse_a_cycle():
    source, target = np.array([0, 1, 2]), np.array([1, 2, 1])
    with pytest.raises(ValueError, match="cycle"):
        longest_paths(Rows.of(target, source, 3), Rows.of(source, target, 3))
