"""Similarity in the published form against dense vectors and drawn pairs."""

from typing import Any

import numpy as np
import pytest

from tests.analyses.paper.conftest import Both
from tests.oracles.paper import cards, graph, similarity
from tests.oracles.paper.patterns import Graph, marked_pairs
from tests.oracles.paper.rows import record_text

DRAWS = 1_000
ENOUGH = 30
"""Pairs from which on the mean of a sample is nearly normal."""


ROUNDING = 1e-3
"""Differences of texts that no drawing explains: record ids of models that were served none."""


@pytest.fixture(scope="module")
def measured(both: Both) -> Both:
    params = {"compat": "paper", "masks": ["M0"], "measures": ["bow", "tfidf"], "resamples": 200}
    both.study.analyze("similarity", edge_sets=["finetune"], params=params)
    return both


def texts(both: Both, dna: str) -> dict[str, str]:
    if dna == "metadata":
        return {row.model_id: record_text(row) for row in both.rows.itertuples()}
    found = dict(both.graph.nodes(data="card"))
    return {name: card[: cards.EXCERPT] for name, card in found.items() if cards.eligible(card)}


def ours(both: Both, dna: str, table: str = "similarity") -> dict[tuple[Any, ...], dict[str, Any]]:
    rows = both.ours(table, f"dna = '{dna}' AND control = 'none' AND edge_set = 'finetune'")
    return {(row["pattern"], row["pair"], row["measure"]): row for row in rows}


@pytest.mark.parametrize("dna", ["metadata", "card"])
def test_drawn_pairs_lie_around_ours(measured: Both, dna: str) -> None:
    held = texts(measured, dna)
    if len(held) < ENOUGH:
        pytest.skip("too few texts")
    part = graph.subgraph(measured.graph, "finetune")
    theirs = similarity.sampled(part, held, DRAWS, seed=1)
    exact, drawn = ours(measured, dna), ours(measured, dna, "similarity_sampled")
    off = []
    for (pattern, pair, measure), values in theirs.items():
        row = (drawn if measure == "levenshtein" else exact)[pattern, pair, measure]
        error = np.std(values) / len(values) ** 0.5
        if measure == "levenshtein" and row["pairs"]:
            error *= (1 + len(values) / row["pairs"]) ** 0.5
        if len(values) >= ENOUGH:
            off.append((np.mean(values) - row["mean"]) / max(error, ROUNDING))
    assert max(map(abs, off)) < 5
    assert np.mean(np.square(off)) < 2.5


def test_cosines_over_all_pairs_of_relatives(measured: Both) -> None:
    held = texts(measured, "metadata")
    number = {name: at for at, name in enumerate(held)}
    edges = [(number[c], number[p]) for p, c in graph.chosen(measured.graph, "finetune")]
    occurring = marked_pairs(Relatives(len(number), edges), True)
    found = ours(measured, "metadata")
    for measure, rows in similarity.dense_vectors(list(held.values())).items():
        length = np.linalg.norm(rows, axis=1, keepdims=True)
        unit = rows / np.where(length > 0, length, 1)
        for (pattern, pair), weights in occurring.items():
            pairs, weight = np.array(list(weights)), np.array(list(weights.values()))
            alike = np.einsum("ij,ij->i", unit[pairs[:, 0]], unit[pairs[:, 1]])
            wanted = float(alike @ weight / weight.sum())
            assert found[pattern, pair, measure]["mean"] == pytest.approx(wanted, rel=1e-9)


@pytest.mark.parametrize("measure", ["bow", "tfidf"])
def test_drawn_cosines_lie_around_exact_ones(measured: Both, measure: str) -> None:
    exact, drawn = ours(measured, "metadata"), ours(measured, "metadata", "similarity_sampled")
    cells = [cell for cell, row in drawn.items() if cell[2] == measure and row["pairs"]]
    assert ("random", 1, measure) in cells
    for cell in cells:
        # Three lengths of the interval of pairs taken for independent.
        room = 3 * (drawn[cell]["high"] - drawn[cell]["low"]) + ROUNDING
        assert drawn[cell]["mean"] == pytest.approx(exact[cell]["mean"], abs=room)


class Relatives(Graph):
    """A graph of which no strangers are asked for."""

    strangers = False
