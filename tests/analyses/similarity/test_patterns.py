"""Sums over patterns equal the literal enumeration of every occurrence."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from heredity.analyses.similarity.cells import CELLS
from heredity.analyses.similarity.kin import Kin
from heredity.analyses.similarity.patterns import PAIRS, by_family
from heredity.analyses.similarity.rows import Rows, row_dots
from heredity.analyses.similarity.sums import all_pairs, same_owner
from tests.analyses.similarity.planted import pedigree_of
from tests.oracles.similarity import Listed, totals


@st.composite
def hubs(draw: st.DrawFn) -> dict:
    """A random pedigree with several parents a child, owners, and what is eligible."""
    nodes = draw(st.integers(2, 11))
    order = draw(st.permutations(range(nodes)))
    every = [(order[i], order[j]) for i in range(nodes) for j in range(i + 1, nodes)]
    edges = draw(st.lists(st.sampled_from(every), unique=True, min_size=1, max_size=26))
    return {
        "nodes": nodes,
        "edges": edges,
        "owner": draw(st.lists(st.integers(-1, 2), min_size=nodes, max_size=nodes)),
        "eligible": draw(st.lists(st.booleans(), min_size=nodes, max_size=nodes)),
        "seed": draw(st.integers(0, 1000)),
    }


def vectors_of(hub: dict) -> np.ndarray:
    """Unit vectors; some models share one, some have none."""
    random = np.random.default_rng(hub["seed"])
    few = random.random((4, 6)) * (random.random((4, 6)) < 0.6)
    lengths = np.linalg.norm(few, axis=1, keepdims=True)
    few = np.divide(few, lengths, out=np.zeros_like(few), where=lengths > 0)
    return few[random.integers(0, 4, hub["nodes"])]


@pytest.mark.parametrize(("compat", "owners"), [*product((False, True), ("all", "same", "other"))])
@settings(max_examples=12, deadline=None)
@given(hub=hubs())
def test_sums_equal_enumeration(hub: dict, compat: bool, owners: str) -> None:
    pedigree = pedigree_of(hub["edges"], hub["nodes"])
    owner, vectors = np.array(hub["owner"]), vectors_of(hub)
    eligible = np.array(hub["eligible"])

    def one_owner(a: int, b: int) -> bool:
        return a == b or bool(owner[a] >= 0 and owner[a] == owner[b])

    keep = {
        "all": lambda a, b: True,
        "same": one_owner,
        "other": lambda a, b: not one_owner(a, b),
    }[owners]
    wanted = totals(
        Listed(hub["edges"], compat), vectors, eligible.tolist(), pedigree.family.tolist(), keep
    )
    kin = Kin(pedigree, pedigree.family, owner)
    rows = Rows.of(csr_array(vectors), np.where(eligible, np.arange(hub["nodes"]), -1))
    found = [
        by_family(kin, {"all": s, "same": t, "other": s.less(t)}[owners], compat)
        for s, t in (pairs_of(kin, rows), pairs_of(kin, Rows.counting(eligible)))
    ]
    for row, cell in enumerate(PAIRS):
        of = wanted.get((cell.pattern, cell.pair), {})
        for place, family in enumerate(kin.family_numbers.tolist()):
            similar, pairs = of.get(family, (0.0, 0.0))
            assert found[0][row, place] == pytest.approx(similar, abs=1e-12)
            assert found[1][row, place] == pytest.approx(pairs, abs=1e-12)


def pairs_of(kin: Kin, rows: Rows) -> tuple:
    every = all_pairs(kin, rows)
    return every, same_owner(kin, rows, every)


def test_all_published_pairs_are_there() -> None:
    assert len(CELLS) == 24
    assert len(PAIRS) == 24  # without strangers, with cousins


@given(seed=st.integers(0, 50))
@settings(max_examples=20, deadline=None)
def test_row_dots_are_those_of_dense_rows(seed: int) -> None:
    random = np.random.default_rng(seed)
    left, right = (random.random((7, 9)) * (random.random((7, 9)) < 0.4) for _ in range(2))
    one, other = random.integers(0, 7, (2, 30))
    found = row_dots(csr_array(left), one, csr_array(right), other)
    assert found == pytest.approx((left[one] * right[other]).sum(axis=1))


def test_no_edges() -> None:
    pedigree = pedigree_of([], 3)
    kin = Kin(pedigree, pedigree.family, np.array([-1, 0, 0]))
    every, same = pairs_of(kin, Rows.counting(np.ones(3, bool)))
    assert by_family(kin, every.less(same), False).sum() == 0
