"""Many shares at once: sums, and intervals like those of one share alone."""

import numpy as np
import pytest

from heredity.analyses.clusters import cluster_ratio
from heredity.analyses.names.shares import Bootstrap, Groups
from heredity.analyses.names.trends import slopes


def sample(clusters: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Clusters of unequal size, each with a rate of its own."""
    random = np.random.default_rng(seed)
    size = random.zipf(1.8, clusters).clip(1, 200)
    cluster = np.repeat(np.arange(clusters), size)
    own = random.random(clusters)[cluster]
    return cluster, random.random(len(cluster)) < own, random.random(len(cluster)) < 0.6


@pytest.mark.parametrize("clusters", [20, 500, 4_000])
def test_intervals_are_those_of_the_cluster_bootstrap(clusters: int) -> None:
    cluster, held, could = sample(clusters, clusters)
    found = Bootstrap(1_000, [1]).shares(cluster, [held, held & could], [held | True, could])
    for at, where in enumerate((np.ones(len(cluster), bool), could)):
        happened = np.bincount(cluster, held & where, clusters)
        trials = np.bincount(cluster, where, clusters).astype(float)
        one = cluster_ratio(happened, trials, 2_000, np.random.default_rng(2))
        assert found.rate[at] == pytest.approx(one.rate)
        assert found.hits[at] == happened.sum()
        assert found.clusters[at] == one.families
        assert found.effective[at] == pytest.approx(one.effective)
        wide = one.high - one.low
        assert found.low[at] == pytest.approx(one.low, abs=0.15 * wide)
        assert found.high[at] == pytest.approx(one.high, abs=0.15 * wide)


def test_what_never_happens_is_not_certain() -> None:
    cluster = np.repeat(np.arange(10), 5)
    never, always = np.zeros(50, bool), np.ones(50, bool)
    found = Bootstrap(200, [0]).shares(cluster, [never, always])
    assert found.rate.tolist() == [0, 1]
    assert found.low[0] == 0
    assert 0.1 < found.high[0] < 0.4
    assert found.high[1] == pytest.approx(1)
    assert 0.6 < found.low[1] < 0.9


def test_one_cluster_has_no_interval_and_none_no_rate() -> None:
    held = np.array([True, False])
    found = Bootstrap(50, [0]).shares(np.zeros(2, int), [held, ~held & held], [held, ~held & held])
    assert found.rate[0] == 1
    assert np.isnan([found.low[0], found.high[0], found.rate[1], found.low[1]]).all()
    assert found.row(1)["of"] == 0
    none = Bootstrap(0, [0]).shares(np.arange(5), [np.ones(5, bool)])
    assert np.isnan(none.low[0])


def test_sums_by_cluster_stand_in_order() -> None:
    groups = Groups(np.array([7, 3, 7]))
    assert (groups.clusters.tolist(), groups.count.tolist()) == ([3, 7], [1, 2])
    sums = groups.sums([np.array([1.0, 2.0, 4.0]), np.array([True, True, False])])
    assert sums.tolist() == [[2, 1], [5, 1]]
    assert Groups(np.zeros(0, int)).sums([np.zeros(0, bool)]).shape == (0, 1)


def test_slopes_are_least_squares_with_robust_errors() -> None:
    random = np.random.default_rng(3)
    owner = random.integers(0, 60, 900)
    year = random.integers(2019, 2026, 900)
    held = random.random(900) < 0.1 + 0.05 * (year - 2019) + 0.2 * (owner % 3 == 0)
    (slope,), (low,), (high,) = slopes(year, owner, [held])
    design = np.column_stack([np.ones(900), year - year.mean()])
    fitted, *_ = np.linalg.lstsq(design, held.astype(float))
    left = held - design @ fitted
    bread = np.linalg.inv(design.T @ design)
    scores = [design[owner == o].T @ left[owner == o] for o in np.unique(owner)]
    meat = sum(np.outer(s, s) for s in scores) * len(scores) / (len(scores) - 1)
    error = np.sqrt((bread @ meat @ bread)[1, 1])
    assert slope == pytest.approx(fitted[1])
    assert (high - low) / 2 == pytest.approx(2.001 * error, rel=1e-3)
    assert (low + high) / 2 == pytest.approx(slope)


def test_one_year_has_no_slope() -> None:
    found = slopes(np.full(4, 2024), np.arange(4), [np.ones(4, bool)])
    assert np.isnan(np.concatenate(found)).all()
    assert np.isnan(np.concatenate(slopes(np.zeros(0, int), np.zeros(0, int), [np.zeros(0)]))).all()
