"""The tail of a distribution of counts: a fitted power law, and other laws fitted to the same tail.

Everything works on how often each number occurs, so that two million models cost no more than the
few hundred different numbers of children among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import minimize
from scipy.special import zeta
from scipy.stats import chi2, norm

from heredity.analyses.structure.laws import (
    LAWS,
    Floats,
    Law,
    exponential,
    lognormal_beyond,
    power_law,
    power_law_beyond,
)
from heredity.store.columns import Ints

FEWEST: Final = 50
"""Parents that a tail must hold for a law to be fitted to it."""

LEVEL: Final = 0.05
STEEPEST: Final = 20.0
_FLAT: Final = 1 + 1e-9
_GOLDEN: Final = (np.sqrt(5) - 1) / 2
NESTED: Final = "truncated power law"
EXPONENTIAL: Final = "exponential"


@dataclass(frozen=True, slots=True)
class Tail:
    """The numbers from some least one on, and the power law that comes nearest to them.

    Attributes:
        xmin: The least number.
        alpha: Exponent.
        sigma: Its standard error.
        ks: Kolmogorov-Smirnov distance.
        numbers: The different numbers of the tail, ascending.
        counts: How often each occurs.
    """

    xmin: int
    alpha: float
    sigma: float
    ks: float
    numbers: Ints
    counts: Ints

    @property
    def size(self) -> int:
        """Observations in the tail."""
        return int(self.counts.sum())


@dataclass(frozen=True, slots=True)
class Rival:
    """Another law, fitted to the same tail.

    Attributes:
        name: Its name.
        first: Its first parameter.
        second: Its second; None where it has one.
        parameters: What they are.
        ratio: Log-likelihood of the power law less that of this one.
        normalized: The ratio by its standard deviation; None where the laws agree throughout.
        p: Probability of a ratio as far from 0 by chance.
        settled: Whether the search ended within the range of the parameters.
    """

    name: str
    first: float
    second: float | None
    parameters: str
    ratio: float
    normalized: float | None
    p: float
    settled: bool

    @property
    def better(self) -> str:
        """Which of the two laws is nearer to the tail."""
        if self.p >= LEVEL:
            return "undecided"
        return "power law" if self.ratio > 0 else self.name


def fit_tail(numbers: Ints, counts: Ints, fewest: int = FEWEST) -> Tail | None:
    """Find the tail that a power law fits best.

    Every number that occurs may begin the tail; for each, the exponent is that of the greatest
    likelihood, and the one with the smallest Kolmogorov-Smirnov distance is taken.

    Args:
        numbers: Different positive whole numbers, ascending.
        counts: How often each occurs.
        fewest: Observations that a tail must hold.

    Returns:
        The tail; None where none has enough observations of two different numbers.

    Source:
        Clauset, Shalizi, Newman, SIAM Review 51 (2009), sections 3.1 and 3.3.
    """
    held = np.cumsum(counts[::-1])[::-1]
    able = np.flatnonzero(held >= fewest)
    able = able[able < len(numbers) - 1]
    if not len(able):
        return None
    weighted = np.cumsum((counts * np.log(numbers))[::-1])[::-1]
    least = numbers[able].astype(np.float64)
    alpha = _steepness(weighted[able] / held[able], least)
    distance = [_distance(numbers[at:], counts[at:], a) for at, a in zip(able, alpha, strict=True)]
    best = int(np.argmin(distance))
    at, chosen = int(able[best]), float(alpha[best])
    return Tail(
        xmin=int(numbers[at]),
        alpha=chosen,
        sigma=_error(chosen, float(numbers[at]), int(held[at])),
        ks=float(distance[best]),
        numbers=numbers[at:],
        counts=counts[at:],
    )


def _steepness(mean_log: Floats, least: Floats) -> Floats:
    """The likeliest exponent for each least number, by golden section: the function is convex."""

    def loss(alpha: Floats) -> Floats:
        found: Floats = alpha * mean_log + np.log(zeta(alpha, least))
        return found

    low, high = np.full(len(least), _FLAT), np.full(len(least), STEEPEST)
    for _ in range(60):
        width = _GOLDEN * (high - low)
        inner, outer = high - width, low + width
        lower = loss(inner) < loss(outer)
        low, high = np.where(lower, low, inner), np.where(lower, outer, high)
    found: Floats = (low + high) / 2
    return found


def _distance(numbers: Ints, counts: Ints, alpha: float) -> float:
    """Largest distance between the shares up to any whole number, found and fitted."""
    found = np.cumsum(counts) / counts.sum()
    least = float(numbers[0])
    each = numbers.astype(np.float64)
    fitted = 1 - power_law_beyond(each + 1, least, alpha)
    before_next = 1 - power_law_beyond(each[1:], least, alpha)
    gaps = np.abs(found[:-1] - before_next)
    return float(max(np.abs(found - fitted).max(), gaps.max(initial=0.0)))


def _error(alpha: float, least: float, size: int) -> float:
    """Standard error of the exponent: one by the root of the information."""
    step = min(1e-3, (alpha - 1) / 2)
    around = np.log(zeta(alpha + step * np.array([-1.0, 0.0, 1.0]), least))
    return float(step / np.sqrt(size * (around[0] - 2 * around[1] + around[2])))


def rivals(tail: Tail) -> Iterator[Rival]:
    """The other laws, each fitted to the tail and compared with the power law."""
    numbers, least = tail.numbers.astype(np.float64), float(tail.xmin)
    own = power_law(numbers, least, tail.alpha)
    excess = float(tail.counts @ (numbers - least)) / tail.size
    rate = float(np.log1p(1 / excess))
    flat = exponential(numbers, least, rate)
    yield Rival(
        EXPONENTIAL, rate, None, "lambda: exp(-lambda k)", *_compared(own, flat, tail.counts), True
    )
    for law in LAWS:
        place = _search(law, tail)
        mass = law.log_mass(numbers, least, place)
        ratio, normalized, p = _compared(own, mass, tail.counts, nested=law.name == NESTED)
        shown, settled = law.shown(place, least), not law.at_limit(place)
        yield Rival(law.name, *shown, law.parameters, ratio, normalized, p, settled)


def _search(law: Law, tail: Tail) -> Floats:
    """The likeliest place of a law, from several starts."""
    numbers, least = tail.numbers.astype(np.float64), float(tail.xmin)
    mean = float(tail.counts @ np.log(numbers)) / tail.size
    shares = tail.counts / tail.size

    def loss(place: Floats) -> float:
        found = float(-shares @ law.log_mass(numbers, least, place))
        return found if np.isfinite(found) else 1e30

    low, high = (np.array(end) for end in zip(*law.bounds, strict=True))
    best, value = np.zeros(2), np.inf
    for start in law.starts(tail.alpha, mean):
        found = minimize(
            loss,
            np.clip(start, low, high),
            method="Nelder-Mead",
            bounds=law.bounds,
            options={"xatol": 1e-5, "fatol": 1e-11, "maxiter": 1_000},
        )
        if found.fun < value:
            best, value = np.asarray(found.x), found.fun
    return best


def _compared(
    own: Floats, other: Floats, counts: Ints, nested: bool = False
) -> tuple[float, float | None, float]:
    """Ratio, normalized ratio and p-value of two laws.

    Source: Vuong, Econometrica 57 (1989); for nested laws, Wilks.
    """
    apart, size = own - other, int(counts.sum())
    ratio = float(counts @ apart)
    spread = float(np.sqrt(counts @ (apart - ratio / size) ** 2))
    normalized = ratio / spread if spread > 1e-9 else None
    if nested:
        return ratio, normalized, float(chi2.sf(2 * abs(min(ratio, 0.0)), 1))
    return ratio, normalized, 1.0 if normalized is None else float(2 * norm.sf(abs(normalized)))


def beyond(tail: Tail, found: list[Rival], law: str) -> Floats:
    """The share of the tail that a fitted law gives from each of its numbers on."""
    numbers = tail.numbers.astype(np.float64)
    if law == "power law":
        return power_law_beyond(numbers, float(tail.xmin), tail.alpha)
    lognormal = next(one for one in found if one.name == "lognormal")
    assert lognormal.second is not None
    return lognormal_beyond(numbers, float(tail.xmin), lognormal.first, lognormal.second)
