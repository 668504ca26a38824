"""Planted shifts and scatter are found again, and the nulls keep their promises."""

from itertools import permutations, product

import numpy as np
import pytest
from scipy.sparse import csr_array

from heredity.analyses.contrasts import Could, Resamples
from heredity.analyses.similarity.dealt import Dealt, Sample
from heredity.analyses.similarity.direction import Directions, shared
from heredity.analyses.similarity.frame import Frame
from heredity.analyses.similarity.kin import Kin
from heredity.analyses.similarity.rows import Rows
from heredity.analyses.similarity.shift import ByFamily, fans
from tests.analyses.similarity.planted import pedigree_of, planted_fans


def frame_of(edges: list[tuple[int, int]], nodes: int, owner: np.ndarray | None = None) -> Frame:
    pedigree = pedigree_of(edges, nodes)
    owners = np.full(nodes, -1) if owner is None else owner
    kin = Kin(pedigree, pedigree.family, owners)
    return Frame("all", kin, np.ones(nodes, bool), np.zeros(kin.families, bool), False, 200, 1)


@pytest.mark.parametrize(("shift", "noise"), [(0.3, 0.1), (0.1, 0.3)])
def test_planted_shift_is_found(shift: float, noise: float) -> None:
    edges, vectors = planted_fans(300, 6, shift, noise, np.random.default_rng(4))
    frame = frame_of(edges, len(vectors))
    found = fans(frame.measure(Rows.of(csr_array(vectors), np.arange(len(vectors)))), "all")
    every = ByFamily.of(found, frame.kin.families)
    # Vectors are put back on the sphere, so the truth is that of the vectors themselves.
    u = np.array([e[0] for e in edges]).reshape(300, 6)[:, 0]
    children = vectors[np.array([e[1] for e in edges])].reshape(300, 6, -1)
    variance = children.var(axis=1, ddof=1).sum(axis=1)
    moved = ((children.mean(axis=1) - vectors[u]) ** 2).sum(axis=1) - variance / 6
    assert every.noise == pytest.approx(variance)
    assert every.shift == pytest.approx(moved)
    assert (np.nanmean(every.rho) > 0.5) == (shift > noise)


def test_a_common_direction_is_found_and_random_ones_are_not() -> None:
    random = np.random.default_rng(9)
    for common in (True, False):
        edges, vectors = planted_fans(200, 5, 0.3, 0.05, random, common=common)
        frame = frame_of(edges, len(vectors))
        measured = frame.measure(Rows.of(csr_array(vectors), np.arange(len(vectors))))
        said = shared(Directions.of(measured, fans(measured, "all")), 99, random)
        assert (said["shared"] > 0.2) == common
        assert (said["shared_p"] == 0.01) == common


def test_expected_deal_is_the_mean_of_all_deals() -> None:
    random = np.random.default_rng(2)
    edges, vectors = planted_fans(12, 4, 0.3, 0.2, random)
    frame = frame_of(edges, len(vectors))
    rows = Rows.of(csr_array(vectors), np.arange(len(vectors)))
    dealt = Dealt(frame, np.zeros(len(vectors), np.int64))
    exact = dealt.expected(rows)
    _, drawn, looked = dealt.drawn(rows, 3_000, 10_000, random)
    assert looked == len(edges)
    means = exact.up.sum(axis=1) / exact.could.sum(axis=1)
    assert drawn.mean() == pytest.approx(means[2], abs=5e-3)


def test_deals_leave_alone_whom_they_cannot_move() -> None:
    random = np.random.default_rng(6)
    vectors = np.abs(random.normal(size=(9, 4)))
    rows = Rows.of(csr_array(vectors), np.arange(9))
    place = np.array([0, 0, 0, 1, 1, 2, 2, 3, 3])
    cell = np.array([0, 1, 1, 0, 0, 2, 2, 3, 1])
    found = Sample(place, np.arange(9), cell, 5_000, random).means(rows)
    assert len(found) == 5_001
    gram = vectors @ vectors.T
    pairs = [(0, 1), (0, 2), (1, 2), (3, 4), (5, 6), (7, 8)]
    ways = []
    for one, other in product(permutations([0, 3, 4]), permutations([1, 2, 8])):
        who = np.arange(9)
        who[[0, 3, 4]], who[[1, 2, 8]] = one, other
        ways.append(np.mean([gram[who[a], who[b]] for a, b in pairs]))
    lengths = (vectors**2).sum() - len(vectors)  # what unit vectors would have
    assert found[0] - np.mean([gram[a, b] for a, b in pairs]) == pytest.approx(lengths / 12)
    assert found[1:].mean() - lengths / 12 == pytest.approx(np.mean(ways), rel=0.01)
    assert found[1:].std() == pytest.approx(np.std(ways), rel=0.05)


def test_deals_are_all_as_it_was_where_nobody_can_move() -> None:
    vectors = np.eye(4)
    rows = Rows.of(csr_array(vectors), np.arange(4))
    random = np.random.default_rng(7)
    place, cell = np.array([0, 0, 1, 1]), np.array([0, 0, 1, 1])
    assert Sample(place, np.arange(4), cell, 9, random).means(rows).tolist() == [0.0] * 10
    nobody = np.empty(0, np.int64)
    assert np.isnan(Sample(nobody, nobody, nobody, 99, random).means(rows)).all()


def test_resampled_ratio_scatters_as_theory_says() -> None:
    random = np.random.default_rng(3)
    could = random.integers(1, 5, (1, 4_000)).astype(float)
    happened = could * random.normal(0.5, 0.1, (1, 4_000))
    again = Resamples(Could(could).importance, 2_000, random)
    drawn = again.ratios(happened, could)[:, 0]
    rate = happened.sum() / could.sum()
    wanted = np.sqrt(((happened - rate * could) ** 2).sum()) / could.sum()
    assert drawn.std() == pytest.approx(wanted, rel=0.1)
    assert drawn.mean() == pytest.approx(rate, abs=3 * wanted)


def test_where_nobody_can_be_exchanged_every_deal_is_as_it_was() -> None:
    random = np.random.default_rng(5)
    vectors = np.abs(random.normal(size=(6, 4)))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    rows = Rows.of(csr_array(vectors), np.arange(6))
    place = np.array([0, 0, 1, 1, 2, 2])
    found = Sample(place, np.arange(6), place, 7, random).means(rows)
    assert found.shape == (8,)
    assert found == pytest.approx(np.full(8, found[0]))
    dots = rows.between(np.array([0, 2, 4]), np.array([1, 3, 5]))
    assert found[0] == pytest.approx(dots.mean())
