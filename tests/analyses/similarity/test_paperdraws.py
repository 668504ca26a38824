"""The published study's sampled mode against every occurrence of every pattern."""

from collections import Counter

import numpy as np
import pytest

from heredity.analyses.similarity.cells import CELLS, Around
from heredity.analyses.similarity.paperdraws import (
    GENERATIONS,
    Generation,
    draw_patterns,
    published_pedigree,
    sampled_cells,
)
from heredity.analyses.similarity.sampled import SIMILARITY_SAMPLED
from heredity.core.edgesets import RELATIONS, parse_edge_set
from heredity.pedigree.graph import Pedigree
from heredity.store.plain import stacked
from tests.analyses.similarity.test_draws import bushy, pedigree
from tests.analyses.similarity.test_edits import WORDS, Words
from tests.oracles.paper.edits import similarity
from tests.oracles.paper.patterns import Graph, marked_pairs

EVERY = np.ones(40, bool)
PATTERNS = list(dict.fromkeys(cell.pattern for cell in CELLS))


@pytest.mark.parametrize("pattern", PATTERNS)
def test_patterns_are_drawn_by_their_weight(pattern: str) -> None:
    around = Around(pedigree(bushy(), 40), EVERY, compat=True)
    found = draw_patterns(around, pattern, 20_000, np.random.default_rng(1))
    weights = marked_pairs(Graph(40, [(c, p) for p, c in bushy()]), True)
    for number, (left, right) in found.pairs.items():
        wanted = weights[pattern, number]
        drawn = Counter(zip(np.minimum(left, right), np.maximum(left, right), strict=True))
        assert set(drawn) <= set(wanted)
        total = sum(wanted.values())
        assert found.population == pytest.approx(total)
        expect = {pair: len(left) * weight / total for pair, weight in wanted.items()}
        square = sum((drawn[pair] - e) ** 2 / e for pair, e in expect.items())
        freedom = max(len(expect) - 1, 1)
        assert abs(square - freedom) < 5 * (2 * freedom) ** 0.5


def test_the_models_of_one_pattern_are_one_occurrence() -> None:
    around = Around(pedigree(bushy(), 40), EVERY, compat=True)
    edges = set(bushy())
    pairs = draw_patterns(around, "fork+tail", 500, np.random.default_rng(2)).pairs
    for (u, c), (w, _), (v, c2), (u2, v2), (_, w2) in zip(
        *(zip(*pairs[n], strict=True) for n in range(1, 6)), strict=True
    ):
        assert (u, v, w, c) == (u2, v2, w2, c2)
        assert {(u, v), (u, w), (v, c)} <= edges
        assert v != w


def test_no_pattern_in_no_edge() -> None:
    around = Around(pedigree([], 40), EVERY, compat=True)
    for pattern in PATTERNS[1:]:
        found = draw_patterns(around, pattern, 10, np.random.default_rng(1))
        assert found.population == 0
        assert all(len(left) == 0 for left, _ in found.pairs.values())


def test_rows_of_one_generation() -> None:
    generation = Generation("A", "all", 4_000, 200)
    alike = {"bow": lambda left, right: np.where(left % 2 == right % 2, 1.0, 0.25)}
    made = sampled_cells(pedigree(bushy(), 40), EVERY, Words(), alike, generation, seed=1)
    rows = stacked(SIMILARITY_SAMPLED, made).to_pylist()
    assert len(rows) == 2 * 24
    weights = marked_pairs(Graph(40, [(c, p) for p, c in bushy()]), True)
    for row in rows:
        kept = {
            pair: weight
            for pair, weight in weights[row["pattern"], row["pair"]].items()
            if Words.eligible[list(pair)].all()
        }
        if row["measure"] == "levenshtein":
            wanted = sum(w * similarity(WORDS[a], WORDS[b]) for (a, b), w in kept.items())
            assert row["mean"] == pytest.approx(wanted / sum(kept.values()), abs=0.03)
        assert row["pairs"] <= row["drawn"] == 4_000
        assert row["low"] <= row["mean"] <= row["high"]
    by = {(r["pattern"], r["pair"], r["measure"]): r for r in rows}
    edge, random = by["edge", 1, "bow"], by["random", 1, "bow"]
    assert edge["high"] - edge["mean"] == pytest.approx(random["high"] - random["mean"])
    assert (random["population"], edge["population"]) == (2, 4_000)


def test_the_last_relation_wins_and_dangling_parents_are_passed_over() -> None:
    bits = np.array([0b00011, 0b00001, 0b01001, 0b10000, 0b00001], np.uint8)
    child, parent = np.arange(1, 6), np.zeros(5, np.int64)
    nothing = np.zeros(5, np.int64)
    every = Pedigree(parse_edge_set("all"), 6, child, parent, bits, nothing, nothing > 0)
    there = np.array([True, True, True, True, True, False])
    found = {
        name: published_pedigree(every, there, parse_edge_set(name)).child.tolist()
        for name in ("all", "no-merges", "finetune+adapter", *RELATIONS)
    }
    assert found == {
        "all": [1, 2, 3, 4], "no-merges": [1, 2, 4], "finetune+adapter": [1, 2], "finetune": [2],
        "adapter": [1], "quantized": [], "merge": [3], "unspecified": [4],
    }  # fmt: skip


def test_the_generations_are_the_published_ones() -> None:
    assert [(g.name, g.edge_set, g.draws, g.resamples) for g in GENERATIONS] == [
        ("A", "finetune", 5_000, 1_000),
        ("B", "finetune+adapter", 500, 10_000),
        ("B", "no-merges", 500, 10_000),
    ]
