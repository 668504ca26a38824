"""Fitted tails against drawn samples, against literal sums, and against the package `powerlaw`."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import zeta

from heredity.analyses.structure.laws import LAWS, exponential, lognormal_beyond, power_law
from heredity.analyses.structure.tails import Tail, beyond, fit_tail, rivals

FAR = np.arange(1, 200_000, dtype=np.float64)


def counted(sample: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return np.unique(sample, return_counts=True)


def fitted(sample: np.ndarray) -> Tail:
    found = fit_tail(*counted(sample))
    assert found is not None
    return found


def zipf(alpha: float, size: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).zipf(alpha, size)


@pytest.mark.parametrize("alpha", [1.8, 2.3, 3.2])
def test_a_drawn_exponent_is_found(alpha: float) -> None:
    found = fitted(zipf(alpha, 50_000))
    assert abs(found.alpha - alpha) < 4 * found.sigma
    # The information of a zeta law, from its own definition.
    step = 1e-4
    log_sum = [np.log(zeta(found.alpha + d, found.xmin)) for d in (-step, 0, step)]
    curvature = (log_sum[0] - 2 * log_sum[1] + log_sum[2]) / step**2
    assert found.sigma == pytest.approx((found.size * curvature) ** -0.5, rel=1e-3)
    verdict = {one.name: one.better for one in rivals(found)}
    assert verdict["exponential"] == "power law"
    assert verdict["truncated power law"] == "undecided"


def test_what_is_no_power_law_is_told_apart() -> None:
    sample = np.random.default_rng(2).geometric(0.05, 20_000)
    numbers, counts = counted(sample)
    found = Tail(1, 1.4, 0.01, 0.3, numbers, counts)
    verdict = {one.name: one for one in rivals(found)}
    assert verdict["exponential"].better == "exponential"
    assert verdict["exponential"].first == pytest.approx(-np.log(0.95), rel=0.02)
    assert verdict["stretched exponential"].second == pytest.approx(1, abs=0.05)


@settings(max_examples=30)
@given(st.integers(1, 30), st.floats(0.3, 4), st.floats(-6, 0))
def test_every_law_sums_to_one(least: int, first: float, second: float) -> None:
    numbers = FAR[least <= FAR]
    for law in LAWS:
        place = np.array([np.log(first), second] if "exponential" in law.name else [first, second])
        total = np.exp(law.log_mass(numbers, float(least), place)).sum()
        # Heavy tails reach beyond the last number; what is left there is a bound, not a sum.
        assert total < 1 + 1e-6
        if law.name == "truncated power law":
            assert total == pytest.approx(1, rel=1e-6)
    assert np.exp(exponential(numbers, float(least), first)).sum() == pytest.approx(1)
    steep = np.exp(power_law(numbers, float(least), 2 + first)).sum()
    assert steep == pytest.approx(1, abs=1e-3)


def test_shares_beyond_add_up_the_masses() -> None:
    numbers = np.arange(5.0, 60.0)
    law = LAWS[0]
    place = np.array([2.0, 0.5])
    mass = np.exp(law.log_mass(numbers, 5.0, place))
    share = lognormal_beyond(numbers, 5.0, *law.shown(place, 5.0))
    assert share[0] == pytest.approx(1)
    assert -np.diff(share) == pytest.approx(mass[:-1])
    tail = fitted(zipf(2.2, 5_000))
    found = list(rivals(tail))
    for name in ("power law", "lognormal"):
        assert beyond(tail, found, name)[0] == pytest.approx(1)


def test_too_small_a_tail_is_not_fitted() -> None:
    assert fit_tail(np.array([1, 2]), np.array([20, 20])) is None
    assert fit_tail(np.array([3]), np.array([500])) is None
    assert fit_tail(np.zeros(0, np.int64), np.zeros(0, np.int64)) is None
    assert fit_tail(np.array([1, 2]), np.array([400, 100])) is not None


@pytest.fixture(scope="module")
def field_library() -> object:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("powerlaw")


@pytest.mark.parametrize(("alpha", "seed"), [(2.1, 3), (2.6, 4)])
@pytest.mark.filterwarnings("ignore")
def test_the_fields_own_package_agrees_where_it_converges(
    field_library: object, alpha: float, seed: int
) -> None:
    sample = zipf(alpha, 4_000, seed)
    ours = fitted(sample)
    theirs = field_library.Fit(sample, discrete=True, verbose=False, xmin=ours.xmin,
                               estimate_discrete=False)  # fmt: skip
    assert theirs.power_law.alpha == pytest.approx(ours.alpha, rel=1e-4)
    found = {one.name.replace(" ", "_"): one for one in rivals(ours)}
    for name, one in found.items():
        fit = getattr(theirs, name)
        if fit.noise_flag and name != "truncated_power_law":
            continue  # its own sign that the search came to no end
        ratio, p = theirs.distribution_compare("power_law", name)
        assert one.ratio == pytest.approx(ratio, rel=2e-3, abs=2e-2)
        assert one.p == pytest.approx(p, abs=2e-2)
