"""Intervals over families cover at their stated rate.

Families are drawn with sizes that vary widely and a rate of their own, as those of the hub do. Each
interval then covers the true rate or does not; how often it does is binomial around 0.95. Intervals
that rest on a sample of families are known to cover a little less where few families hold most of
the edges, for which the lower end leaves room.
"""

import numpy as np
import pytest

from heredity.analyses.clusters import Moments, cluster_ratio, rate_interval
from verification.conftest import Measured

TRIALS = 400
FAMILIES = 200


def family_counts(random: np.random.Generator, rate: float) -> tuple[np.ndarray, np.ndarray]:
    """Edges of each family, and how many of them changed: correlated within a family."""
    sizes = 1 + random.geometric(0.25, FAMILIES)
    own = random.beta(3 * rate, 3 * (1 - rate), FAMILIES)
    return random.binomial(sizes, own).astype(float), sizes.astype(float)


@pytest.mark.parametrize("rate", [0.05, 0.2, 0.5])
def test_the_bootstrap_over_families_covers(rate: float, measured: Measured) -> None:
    random = np.random.default_rng([1, int(100 * rate)])
    inside = 0
    for _ in range(TRIALS):
        found = cluster_ratio(*family_counts(random, rate), 500, random)
        inside += found.low <= rate <= found.high
    _close(inside, f"bootstrap over families covers a rate of {rate}", measured)


@pytest.mark.parametrize("rate", [0.01, 0.05, 0.2, 0.5])
def test_the_closed_form_covers(rate: float, measured: Measured) -> None:
    random = np.random.default_rng([2, int(100 * rate)])
    inside = 0
    for _ in range(TRIALS):
        hits, trials = family_counts(random, rate)
        _, low, high = rate_interval(Moments.of(np.zeros(FAMILIES, np.int64), hits, trials, 1))
        inside += low[0] <= rate <= high[0]
    _close(inside, f"closed form over families covers a rate of {rate}", measured)


def test_edges_taken_for_independent_do_not_cover(measured: Measured) -> None:
    """The published interval, for contrast."""
    random = np.random.default_rng(3)
    inside = 0
    for _ in range(TRIALS):
        hits, trials = family_counts(random, 0.2)
        rate = hits.sum() / trials.sum()
        half = 1.96 * np.sqrt(rate * (1 - rate) / trials.sum())
        inside += rate - half <= 0.2 <= rate + half
    measured("edges taken for independent cover (published form)", 0.95, inside / TRIALS, "400")
    assert inside / TRIALS < 0.9


def _close(inside: int, what: str, measured: Measured) -> None:
    error = np.sqrt(0.95 * 0.05 / TRIALS)
    measured(what, 0.95, inside / TRIALS, f"{TRIALS} draws of {FAMILIES} families")
    assert 0.95 - 0.02 - 3 * error <= inside / TRIALS <= min(1.0, 0.95 + 0.02 + 3 * error)
