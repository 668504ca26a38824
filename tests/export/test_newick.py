"""Newick against a literal reader and a recursive writer."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heredity.export import export
from heredity.export.newick import ENDS, drawn
from heredity.store import Store
from tests.export.family import FAMILY
from tests.oracles.newick import read


@pytest.fixture
def store(study: Callable[..., Store]) -> Store:
    return study(FAMILY)


def test_the_forest_of_primary_parents(store: Store, tmp_path: Path) -> None:
    out = tmp_path / "trees.nwk"
    result = export(store, "newick", out)
    trees = read(out.read_text())
    assert result.rows == len(trees) == 3
    assert {tree.label for tree in trees} == {"a/base", "z/gone", "y/2"}
    assert set().union(*(tree.pairs() for tree in trees)) == {
        ("a/base", "a/child_1"), ("a/child_1", "a/grand"), ("a/child_1", "a/merged"),
        ("z/gone", "a/other"), ("y/2", "y/1"),
    }  # fmt: skip


def test_merges_that_are_cut_are_counted(store: Store, tmp_path: Path) -> None:
    notes = export(store, "newick", tmp_path / "trees.nwk").notes
    assert notes[0].startswith("1 of 6 edges are left out: Newick has no merges")
    assert notes[1] == "Left out, without an edge in the edge set 'all': 1."


def test_one_family(store: Store, tmp_path: Path) -> None:
    out = tmp_path / "trees.nwk"
    export(store, "newick", out, model="y/1")
    assert out.read_text() == "(y/1)y/2;\n"
    export(store, "newick", out, model="x/lone")
    assert out.read_text() == "x/lone;\n"
    export(store, "newick", out, model="a/base", edge_set="finetune")
    assert out.read_text() == "('a/child_1')a/base;\n"


def test_an_empty_study_is_an_empty_forest(study: Callable[..., Store], tmp_path: Path) -> None:
    assert export(study({}), "newick", tmp_path / "trees.nwk").rows == 0
    assert (tmp_path / "trees.nwk").read_text() == ""


def recursive(up: list[int], node: int) -> str:
    """The text of one tree as a textbook writes it."""
    children = [c for c, p in enumerate(up) if p == node]
    inner = ",".join(recursive(up, child) for child in children)
    return f"({inner}){node}" if children else str(node)


def below(up: list[int], node: int) -> int:
    return 1 + sum(below(up, child) for child, parent in enumerate(up) if parent == node)


@st.composite
def forests(draw: st.DrawFn) -> list[int]:
    """Parents of nodes whose names are shuffled, so that a parent may have the larger one."""
    size = draw(st.integers(1, 12))
    plain = [draw(st.integers(-1, node - 1)) for node in range(size)]
    name = draw(st.permutations(range(size)))
    up = [-1] * size
    for node, parent in enumerate(plain):
        up[name[node]] = name[parent] if parent >= 0 else -1
    return up


@given(forests())
def test_the_text_is_that_of_the_textbook(up: list[int]) -> None:
    size = np.array([below(up, node) for node in range(len(up))])
    order, opened, end = drawn(np.array(up), size, np.ones(len(up), bool))
    parts = zip(order, opened, end, strict=True)
    text = "".join(f"{'(' * before}{node}{ENDS[kind]}" for node, before, kind in parts)
    roots = [node for node, parent in enumerate(up) if parent < 0]
    assert text == "".join(f"{recursive(up, root)};\n" for root in roots)


def test_a_deep_lineage_needs_no_recursion() -> None:
    depth = 30_000
    up = np.arange(-1, depth - 1)
    order, opened, end = drawn(up, np.arange(depth, 0, -1), np.ones(depth, bool))
    assert order.tolist() == list(range(depth - 1, -1, -1))
    assert (opened[0], opened[1:].max()) == (depth - 1, 0)
    assert [ENDS[kind] for kind in end[-2:]] == [")", ";\n"]
