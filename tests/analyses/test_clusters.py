"""Rates over families: cells against families drawn one by one, and true coverage."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.stats import binomtest

from heredity.analyses.clusters import (
    Moments,
    cluster_ratio,
    pair_interval,
    rate_interval,
    resamples,
)

sizes = hnp.arrays(np.float64, st.integers(1, 30), elements=st.integers(0, 5).map(float))


@given(sizes, st.randoms(use_true_random=False))
def test_the_plain_numbers_are_those_of_the_families(could: np.ndarray, random) -> None:
    happened = np.array([random.randint(0, int(c)) for c in could], float)
    ratio = cluster_ratio(happened, could, 0, np.random.default_rng(0))
    there = could > 0
    hits, trials = happened[there], could[there]
    assert ratio.families == there.sum()
    assert np.isnan(ratio.low)
    if not there.any():
        assert np.isnan(ratio.rate)
        return
    assert ratio.rate == pytest.approx(hits.sum() / trials.sum())
    assert ratio.macro == pytest.approx((hits / trials).mean())
    assert ratio.median == pytest.approx(np.median(hits / trials))
    assert ratio.effective == pytest.approx(trials.sum() ** 2 / (trials**2).sum())
    assert ratio.largest == pytest.approx(trials.max() / trials.sum())
    if len(trials) > 1:
        left = (hits.sum() - hits) / (trials.sum() - trials)
        assert (ratio.least, ratio.most) == pytest.approx((left.min(), left.max()))


@given(st.lists(st.integers(1, 40), min_size=1, max_size=8))
def test_every_resample_has_as_many_families(counts: list[int]) -> None:
    cells = np.array(counts)
    drawn = np.vstack(list(resamples(cells, 300, np.random.default_rng(1))))
    assert drawn.shape == (300, len(cells))
    assert (drawn.sum(axis=1) == cells.sum()).all()
    assert (drawn >= 0).all()


def test_cells_are_drawn_as_families_are() -> None:
    counts = np.array([1, 2, 9, 30])
    drawn = np.vstack(list(resamples(counts, 40_000, np.random.default_rng(2))))
    assert drawn.mean(axis=0) == pytest.approx(counts, rel=0.03)
    share = counts / counts.sum()
    variance = counts.sum() * share * (1 - share)
    assert drawn.var(axis=0) == pytest.approx(variance, rel=0.05)


def test_the_interval_is_that_of_families_drawn_one_by_one() -> None:
    random = np.random.default_rng(3)
    could = np.floor(random.pareto(1.5, 60) + 1)
    happened = random.binomial(could.astype(int), 0.3).astype(float)
    ratio = cluster_ratio(happened, could, 20_000, np.random.default_rng(4))
    drawn = random.integers(0, 60, (20_000, 60))
    rates = happened[drawn].sum(axis=1) / could[drawn].sum(axis=1)
    assert (ratio.low, ratio.high) == pytest.approx(tuple(np.percentile(rates, [2.5, 97.5])), 0.03)


def test_a_mean_of_pairs_has_the_interval_of_a_binomial() -> None:
    low, high = pair_interval(
        np.array([0.0, 1.0]), np.array([800, 200]), 20_000, np.random.default_rng(5)
    )
    spread = 1.96 * np.sqrt(0.2 * 0.8 / 1000)
    assert (low, high) == pytest.approx((0.2 - spread, 0.2 + spread), abs=0.002)


@pytest.mark.slow
@pytest.mark.parametrize("families", [60, 400])
def test_intervals_cover_the_truth_as_often_as_they_say(families: int) -> None:
    """Families differ in size and in their own rates; the true rate is that of infinitely many."""
    random = np.random.default_rng(6)
    covered, pairs_covered, trials = 0, 0, 400
    many = _families(200_000, random)
    truth = many[0].sum() / many[1].sum()
    for _ in range(trials):
        happened, could = _families(families, random)
        ratio = cluster_ratio(happened, could, 600, random)
        covered += ratio.low <= truth <= ratio.high
        counts = np.array([could.sum() - happened.sum(), happened.sum()]).astype(int)
        low, high = pair_interval(np.array([0.0, 1.0]), counts, 600, random)
        pairs_covered += low <= truth <= high
    assert 0.90 <= covered / trials <= 0.98
    assert pairs_covered / trials < 0.80, "taking edges for independent should be far too sure"


def _families(families: int, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    could = random.geometric(0.1, families)
    own = random.beta(1.0, 3.0, families)
    return random.binomial(could, own).astype(float), could.astype(float)


def test_the_interval_in_closed_form_is_wilsons_for_lone_edges() -> None:
    hits = np.array([1.0] * 30 + [0.0] * 70)
    found = Moments.of(np.zeros(100, np.int64), hits, np.ones(100), 1)
    rate, low, high = rate_interval(found)
    exact = binomtest(30, 100).proportion_ci(method="wilson")
    assert rate[0] == 0.3
    assert (low[0], high[0]) == pytest.approx((exact.low, exact.high), abs=0.004)


def test_edges_that_move_together_tell_as_much_as_one() -> None:
    clusters = np.array([1.0] * 30 + [0.0] * 70)
    one = rate_interval(Moments.of(np.zeros(100, np.int64), clusters, np.ones(100), 1))
    ten = rate_interval(Moments.of(np.zeros(100, np.int64), 10 * clusters, np.full(100, 10.0), 1))
    assert [v[0] for v in one] == pytest.approx([v[0] for v in ten])
    alone = rate_interval(Moments.of(np.zeros(1, np.int64), np.ones(1), np.ones(1), 1))
    assert np.isnan(alone[1][0])
    empty = rate_interval(Moments.of(np.zeros(1, np.int64), np.zeros(1), np.zeros(1), 1))
    assert np.isnan(empty[0][0])
