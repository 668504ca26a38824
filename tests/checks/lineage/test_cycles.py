"""Cycles: what a cut edge closed."""

import json
from collections.abc import Callable

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from heredity.checks.examples import edge
from heredity.checks.lineage.cycles import MOST_MEMBERS, closed_by

Found = Callable[..., list[dict]]


def test_the_members_are_listed_in_order(found: Found) -> None:
    edges = [
        edge("a/1", "a/2"),
        edge("a/2", "a/3"),
        edge("a/3", "a/1", cut=True, confidence=0.9),
        edge("a/3", "b/base"),
    ]
    (row,) = found("LIN003", {"edges": edges})
    assert (row["model_id"], row["parent_id"], row["confidence"]) == ("a/3", "a/1", 0.9)
    assert json.loads(row["evidence"])["members"] == ["a/3", "a/1", "a/2"]
    assert row["message"] == (
        "Declares a/1 as its parent, which descends from it: a circle of 3 models, a/3, a/1, a/2."
    )


def test_a_large_cycle_is_counted_and_shown_in_part(found: Found) -> None:
    size = MOST_MEMBERS + 10
    edges = [edge(f"a/{n:03}", f"a/{n + 1:03}") for n in range(size - 1)]
    edges.append(edge(f"a/{size - 1:03}", "a/000", cut=True))
    (row,) = found("LIN003", {"edges": edges})
    evidence = json.loads(row["evidence"])
    assert (evidence["length"], len(evidence["members"])) == (size, MOST_MEMBERS)


def shortest(edges: list[tuple[int, int]], start: int, goal: int) -> int | None:
    """Edges on the shortest way up from start to goal, by flooding."""
    seen, ring, steps = {start}, {start}, 0
    while ring:
        if goal in ring:
            return steps
        ring = {p for c, p in edges if c in ring} - seen
        seen |= ring
        steps += 1
    return None


pairs = st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda pair: pair[0] != pair[1])


@given(st.lists(pairs, min_size=1, max_size=20, unique=True))
def test_each_ring_is_a_shortest_cycle_through_its_edge(edges: list[tuple[int, int]]) -> None:
    child, parent = np.array(edges, np.int64).T
    rings = closed_by(child, parent, np.arange(len(edges)))
    for (c, p), ring in zip(edges, rings, strict=True):
        assert ring[:2] == [c, p]
        way = shortest(edges, p, c)
        if way is None:
            assert ring == [c, p]
        else:
            assert len(ring) == way + 1
            assert set(zip(ring, [*ring[1:], c], strict=True)) <= set(edges)
