"""Resampled sums against drawing every family."""

import numpy as np
import pytest

from heredity.analyses.changes import Sides, change, median_interval
from heredity.analyses.resampling import Draws, numbered_anew


def literal(values: list[np.ndarray], draws: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Means and medians of families drawn with replacement, one resample after the other."""
    random = np.random.default_rng(seed)
    means, medians = [], []
    for _ in range(draws):
        drawn = np.concatenate([values[f] for f in random.integers(0, len(values), len(values))])
        means.append(drawn.mean())
        medians.append(np.median(drawn))
    return np.array(means), np.array(medians)


def families(number: int, seed: int) -> list[np.ndarray]:
    random = np.random.default_rng(seed)
    sizes = np.minimum(random.zipf(1.7, number), 60)
    return [random.normal(random.normal(0, 1), 1, size) for size in sizes]


@pytest.mark.parametrize("number", [12, 300, 3_000])
def test_intervals_are_those_of_drawing_families_one_by_one(number: int) -> None:
    values = families(number, number)
    flat = np.concatenate(values)
    family = np.repeat(np.arange(number), [len(v) for v in values])
    sides = Sides(np.zeros(len(flat)), flat, family, ratios=False)
    row = change(sides, Draws(2_000, [1]))
    means, medians = literal(values, 1_000 if number < 1_000 else 400, 2)
    for name, drawn in (("mean_difference", means), ("median_difference", medians)):
        low, high = np.percentile(drawn, [2.5, 97.5])
        width = high - low
        assert row[f"{name}_low"] == pytest.approx(low, abs=0.15 * width)
        assert row[f"{name}_high"] == pytest.approx(high, abs=0.15 * width)
    assert row["families"] == number
    assert row["mean_difference"] == pytest.approx(flat.mean())
    assert row["median_difference"] == pytest.approx(np.median(flat))


def test_a_median_among_many_equal_values_does_not_move() -> None:
    values = np.r_[np.zeros(60), np.arange(1, 41)].astype(float)
    low, high = median_interval(values, np.linspace(-0.01, 0.01, 101), lambda x: (x[2], x[-3]))
    assert (low, high) == (0.0, 0.0)


def test_a_median_that_does_not_move_is_one_of_the_middle_values() -> None:
    for count in (4, 5):
        low, high = median_interval(np.arange(count, dtype=float), np.zeros(9), lambda _: (0, 0))
        assert (low, high) == ((count - 1) // 2, count // 2)


def test_families_are_numbered_without_gaps() -> None:
    code, count = numbered_anew(np.array([7, 3, 7, 9]))
    assert code.tolist() == [1, 0, 1, 2]
    assert count == 3


def test_the_same_seed_gives_the_same_numbers() -> None:
    parts = np.random.default_rng(0).random((2_000, 3))
    one, other = (Draws(50, [7, 1]).sums(parts) for _ in range(2))
    assert np.array_equal(one, other)
    assert not np.array_equal(one, Draws(50, [8, 1]).sums(parts))


def test_resamples_have_the_mean_and_the_variance_of_their_families() -> None:
    parts = np.column_stack([np.ones(5_000), np.random.default_rng(1).pareto(2.5, 5_000)])
    drawn = Draws(4_000, [3]).sums(parts)
    assert drawn.mean(axis=0) == pytest.approx(parts.sum(axis=0), rel=0.01)
    assert drawn.var(axis=0) == pytest.approx((parts**2).sum(axis=0), rel=0.1)


def test_sums_that_are_nothing_stay_nothing() -> None:
    random = np.random.default_rng(2)
    parts = np.column_stack([np.ones(3_000), np.zeros(3_000), random.random(3_000) * 1e12])
    parts[1_500:, 2] = 0
    drawn = Draws(100, [4]).sums(parts)
    assert np.isfinite(drawn).all()
    assert np.abs(drawn[:, 1]).max() == 0
