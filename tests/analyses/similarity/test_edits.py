"""Edit similarities of drawn pairs against every pair, and what the table says of them."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heredity.analyses.similarity.cells import CELLS, COUSINS, STRANGERS, Around
from heredity.analyses.similarity.draws import draw
from heredity.analyses.similarity.edits import CONTROLS, Plan, edit_cells, similarities
from heredity.analyses.similarity.resampling import Resampled
from heredity.analyses.similarity.sampled import SIMILARITY_SAMPLED
from heredity.core.progress import Silent
from heredity.store.arrow import Array
from heredity.store.columns import Ints, at, texts
from heredity.store.plain import stacked
from tests.analyses.similarity.test_draws import bushy, expected, pedigree
from tests.oracles.paper.edits import similarity
from tests.oracles.paper.patterns import Graph

NODES = 40
WORDS = [f"{'alpha' * (n % 3)} {n % 7} beta{n // 9}" for n in range(NODES)]
OWNER = np.array([-1 if n % 11 == 0 else n % 2 for n in range(NODES)])
FAMILY = np.arange(NODES) % 5 // 4


class Words:
    """A text for each node but every fifth; nothing left of it under the mask M4."""

    name = "metadata"
    eligible = np.array([n % 5 != 3 for n in range(NODES)])

    def texts(self, nodes: Ints, mask: str) -> Array:
        """The words, or empty texts."""
        return at(texts(["" if mask == "M4" else word for word in WORDS]), nodes)


def rows(pairs: int, **plan: Any) -> dict[tuple[str, str, int, str], dict[str, Any]]:
    made = edit_cells(
        [pedigree(bushy(), NODES)], Words(), FAMILY, OWNER,
        Plan(["M0", "M1", "M4"], pairs=pairs, resamples=50, **plan), Silent(),
    )  # fmt: skip
    found = stacked(SIMILARITY_SAMPLED, made).to_pylist()
    return {(r["mask"], r["pattern"], r["pair"], r["control"]): r for r in found}


@given(st.lists(st.text("ab é😀", max_size=8), min_size=1, max_size=6), st.data())
def test_similarity_is_one_minus_edits_by_length(words: list[str], data: st.DataObject) -> None:
    number = st.integers(0, len(words) - 1)
    pairs = data.draw(st.lists(st.tuples(number, number), max_size=9))
    left, right = (np.array([pair[i] for pair in pairs], np.int64) for i in (0, 1))
    found = similarities(left, right, words)
    assert found.tolist() == pytest.approx([similarity(words[a], words[b]) for a, b in pairs])


def test_two_empty_texts_are_alike_and_one_is_not() -> None:
    found = similarities(np.array([0, 0, 1]), np.array([0, 1, 1]), ["", "word"])
    assert found.tolist() == [1.0, 0.0, 1.0]


@pytest.mark.parametrize("control", CONTROLS)
def test_means_over_all_pairs(control: str) -> None:
    found = rows(100_000)
    graph = Graph(NODES, [(c, p) for p, c in bushy()])
    can = Words.eligible.tolist()
    for cell in [*CELLS, COUSINS]:
        row = found["M0", cell.pattern, cell.pair, control]
        weights = {
            (a, b): weight
            for (a, b), weight in expected(graph, cell, False, can).items()
            if control == "none" or (OWNER[a] == OWNER[b] >= 0) == (control == "same author")
        }
        assert row["listed"]
        total = sum(weights.values())
        if not total:
            assert (row["mean"], row["mc_error"], row["pairs"]) == (None, None, 0)
            continue
        assert row["mc_error"] == 0
        wanted = sum(w * similarity(WORDS[a], WORDS[b]) for (a, b), w in weights.items())
        assert row["mean"] == pytest.approx(wanted / total)
        assert (row["low"] is None) == (row["high"] is None)


def test_drawn_means_lie_around_those_of_all_pairs() -> None:
    every, some = rows(100_000), rows(25, some=10)
    off = []
    for key, row in some.items():
        if key[3] == "none" and row["mc_error"] and key[0] != "M4":
            off.append((row["mean"] - every[key]["mean"]) / row["mc_error"])
            assert row["pairs"] == (25 if key[0] == "M0" else 10)
    assert len(off) > 20
    assert np.mean(np.square(off)) < 3


def test_nothing_left_is_all_alike_and_the_error_is_none() -> None:
    row = rows(25)["M4", "fork2", 2, "none"]
    assert (row["mean"], row["low"], row["high"]) == (1, 1, 1)


def test_the_same_seed_draws_the_same_pairs() -> None:
    assert rows(25, seed=3) == rows(25, seed=3)
    assert rows(25, seed=3) != rows(25, seed=4)


def test_several_edge_sets_are_each_as_if_alone() -> None:
    every, some = pedigree(bushy(), NODES), pedigree(bushy()[::2], NODES)
    plan = Plan(["M0", "M1"], pairs=25, some=10, resamples=20)

    def made(*pedigrees: Any) -> list[dict[str, Any]]:
        return edit_cells(pedigrees, Words(), FAMILY, OWNER, plan, Silent())

    both, one, other = made(every, some), made(every), made(some)
    wanted = [row for mask in ("M0", "M1") for rows in (one, other) for row in rows
              if row["mask"] == mask]  # fmt: skip
    assert stacked(SIMILARITY_SAMPLED, both[::2]) == stacked(SIMILARITY_SAMPLED, wanted[::2])
    assert len(both) == len(wanted)


def test_no_pairs_asked_for() -> None:
    assert rows(0) == {}


def test_interval_of_families_that_are_all_drawn_alone() -> None:
    random = np.random.default_rng(1)
    family = np.repeat(np.arange(60), 20)
    effect = random.normal(0, 1, 60)
    values = effect[family] + random.normal(0, 0.1, len(family))
    again = Resampled.of(np.bincount(family), 500, random)
    ((low, high),) = again.interval(family, family, values, np.ones((len(family), 1)))
    wanted = 1.96 * effect.std() / 60**0.5
    assert (high - low) / 2 == pytest.approx(wanted, rel=0.2)
    assert low < values.mean() < high


def test_interval_of_families_in_groups_is_as_wide() -> None:
    random = np.random.default_rng(2)
    family = np.arange(30_000)
    values = random.normal(0, 1, len(family))
    again = Resampled.of(np.bincount(family), 400, random)
    ((low, high),) = again.interval(family, family, values, np.ones((len(family), 1)))
    assert (high - low) / 2 == pytest.approx(1.96 / 30_000**0.5, rel=0.15)


def test_interval_of_strangers_counts_both_families() -> None:
    random = np.random.default_rng(3)
    effect = random.normal(0, 1, 300)
    left, right = random.integers(0, 300, (2, 20_000))
    values = effect[left] + effect[right]
    again = Resampled.of(np.ones(300, np.int64), 400, random)
    ((low, high),) = again.interval(left, right, values, np.ones((len(left), 1)))
    assert (high - low) / 2 == pytest.approx(1.96 * 2 / 300**0.5, rel=0.2)


def test_strangers_belong_to_no_one_family() -> None:
    row = rows(25)["M0", "random", 1, "none"]
    assert row["families"] is None
    assert row["population"] == 32 * 31 / 2
    cell = draw(
        Around(pedigree(bushy(), NODES), Words.eligible), STRANGERS, np.random.default_rng(1)
    )
    assert len(cell.left) == 32 * 31 / 2
