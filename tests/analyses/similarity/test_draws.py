"""Drawn and listed pairs against every occurrence of every pattern."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heredity.analyses.similarity.cells import CELLS, COUSINS, STRANGERS, Around, Cell
from heredity.analyses.similarity.draws import Drawn, draw
from heredity.core.edgesets import parse_edge_set
from heredity.pedigree.graph import Pedigree
from tests.oracles.paper.patterns import Graph, cousins, marked_pairs

NODES = 9
pairs = st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1))
edges = st.lists(pairs.map(sorted).filter(lambda p: p[0] < p[1]).map(tuple), unique=True)
eligible = st.lists(st.booleans(), min_size=NODES, max_size=NODES)


def pedigree(found: list[tuple[int, int]], nodes: int = NODES) -> Pedigree:
    """A pedigree of edges from the smaller number to the larger one."""
    found = sorted((child, parent) for parent, child in found)
    child, parent = (np.array([edge[i] for edge in found], np.int64) for i in (0, 1))
    ones, none = np.ones(len(found), np.uint8), np.zeros(len(found), bool)
    choice = np.zeros(len(found), np.int64)
    return Pedigree(parse_edge_set("all"), nodes, child, parent, ones, choice, none)


def gathered(drawn: Drawn) -> dict[tuple[int, int], float]:
    weights: Counter[tuple[int, int]] = Counter()
    for one, other, weight in zip(drawn.left, drawn.right, drawn.weight, strict=True):
        weights[min(one, other), max(one, other)] += weight
    return dict(weights)


def expected(
    graph: Graph, cell: Cell, compat: bool, can: list[bool]
) -> dict[tuple[int, int], float]:
    found = marked_pairs(graph, compat).get((cell.pattern, cell.pair), {})
    found = cousins(graph) if cell is COUSINS else found
    return {pair: weight for pair, weight in found.items() if can[pair[0]] and can[pair[1]]}


@settings(max_examples=150)
@given(edges, eligible, st.booleans(), st.sampled_from([*CELLS, COUSINS]))
def test_listed_pairs_are_all_occurrences(
    found: list[tuple[int, int]], can: list[bool], compat: bool, cell: Cell
) -> None:
    around = Around(pedigree(found), np.array(can), compat)
    drawn = draw(around, cell, np.random.default_rng(1), 10_000)
    wanted = expected(Graph(NODES, [(c, p) for p, c in found]), cell, compat, can)
    assert drawn.listed
    assert gathered(drawn) == pytest.approx(wanted)
    assert drawn.population == pytest.approx(sum(wanted.values()))


def bushy() -> list[tuple[int, int]]:
    """A pedigree with every pattern, forks, merges and triangles among them."""
    random = np.random.default_rng(5)
    tree = [(int(random.integers(0, max(1, v // 2))), v) for v in range(1, 40)]
    more = {tuple(sorted(random.choice(40, 2, replace=False).tolist())) for _ in range(25)}
    return sorted({*tree, *more})


@pytest.mark.parametrize("compat", [False, True])
@pytest.mark.parametrize("cell", [*CELLS, COUSINS], ids=lambda c: f"{c.pattern}-{c.pair}")
def test_pairs_are_drawn_as_often_as_they_occur(cell: Cell, compat: bool) -> None:
    can = [node % 5 != 3 for node in range(40)]
    around = Around(pedigree(bushy(), 40), np.array(can), compat)
    wanted = expected(Graph(40, [(c, p) for p, c in bushy()]), cell, compat, can)
    n = 5
    drawn = draw(around, cell, np.random.default_rng(3), n)
    assert len(drawn.left) == n
    assert not drawn.listed
    many = [gathered(draw(around, cell, np.random.default_rng([4, i]), n)) for i in range(700)]
    counts: Counter[tuple[int, int]] = Counter()
    for one in many:
        counts.update({pair: int(times) for pair, times in one.items()})
    assert set(counts) <= set(wanted)
    total, draws = sum(wanted.values()), n * len(many)
    expect = {pair: draws * weight / total for pair, weight in wanted.items()}
    square = sum((counts[pair] - e) ** 2 / e for pair, e in expect.items())
    freedom = max(len(expect) - 1, 1)
    assert abs(square - freedom) < 5 * (2 * freedom) ** 0.5
    assert drawn.population == pytest.approx(total)


def test_dropped_pairs_are_drawn_anew() -> None:
    around = Around(pedigree(bushy(), 40), np.ones(40, bool))
    owner = np.arange(40) % 3

    def differ(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        return owner[left] != owner[right]

    cell = next(c for c in CELLS if (c.pattern, c.pair) == ("fork3", 2))
    drawn = draw(around, cell, np.random.default_rng(1), 10, differ)
    assert len(drawn.left) == 10
    assert differ(drawn.left, drawn.right).all()


def test_no_edge_and_no_pair() -> None:
    around = Around(pedigree([]), np.ones(NODES, bool))
    for cell in CELLS:
        drawn = draw(around, cell, np.random.default_rng(1))
        assert len(drawn.left) == (NODES * (NODES - 1) // 2 if cell is STRANGERS else 0)
        assert drawn.listed
