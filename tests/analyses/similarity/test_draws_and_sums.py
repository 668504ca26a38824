"""Drawn and listed pairs aim at what the exact sums give."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from heredity.analyses.similarity.cells import Around
from heredity.analyses.similarity.draws import draw
from heredity.analyses.similarity.kin import Kin
from heredity.analyses.similarity.patterns import PAIRS, by_family
from heredity.analyses.similarity.rows import Rows
from heredity.analyses.similarity.sums import all_pairs
from tests.analyses.similarity.test_draws import bushy, pedigree


@pytest.mark.parametrize("compat", [False, True])
def test_listed_and_drawn_means_are_those_of_the_sums(compat: bool) -> None:
    random = np.random.default_rng(1)
    eligible = np.array([node % 5 != 3 for node in range(40)])
    vectors = np.abs(random.normal(0, 1, (40, 6))) ** 3 * eligible[:, None]
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-300)
    found = pedigree(bushy(), 40)
    kin = Kin(found, np.zeros(40, np.int64), np.full(40, -1))
    rows = Rows.of(csr_array(vectors), np.where(eligible, np.arange(40), -1))
    above = by_family(kin, all_pairs(kin, rows), compat).ravel()
    below = by_family(kin, all_pairs(kin, Rows.counting(eligible)), compat).ravel()
    around = Around(found, eligible, compat)
    off = []
    for at, cell in enumerate(PAIRS):
        listed = draw(around, cell, random, 100_000)
        alike = np.einsum("ij,ij->i", vectors[listed.left], vectors[listed.right])
        assert listed.population == pytest.approx(below[at])
        assert alike @ listed.weight == pytest.approx(above[at])
        some = draw(around, cell, random, 15)
        alike = np.einsum("ij,ij->i", vectors[some.left], vectors[some.right])
        if not some.listed:
            error = alike.std() / len(alike) ** 0.5
            off.append((alike.mean() - above[at] / below[at]) / max(error, 1e-3))
    assert np.mean(np.square(off)) < 3
