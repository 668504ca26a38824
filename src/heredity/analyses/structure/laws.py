"""Laws of whole numbers from some least one on, to be fitted to a tail.

Lognormal and stretched exponential are continuous; a whole number takes all that lies within half
a unit of it. Power law, its truncated form and the exponential are sums over whole numbers.

Source: Clauset, Shalizi, Newman, "Power-Law Distributions in Empirical Data", SIAM Review 51
(2009), table 2.1; the same readings as those of the package `powerlaw`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.special import log_ndtr, zeta

Floats: TypeAlias = npt.NDArray[np.float64]
Pair: TypeAlias = tuple[float, float]

SUMMED: Final = 500
"""Terms of a slowly falling sum that are added one by one; the rest is an integral."""

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(200)
_DARK: Final = 745.0
"""Exponent from which exp(-x) is nothing."""


@dataclass(frozen=True, slots=True)
class Law:
    """A law with two parameters that are searched for.

    Attributes:
        name: Its name.
        parameters: What the parameters are, as the table says it.
        log_mass: Logarithm of the probability of each number, given the least one and the place.
        starts: Places where the search begins, given the exponent of the power law and the mean of
            the numbers' logarithms.
        bounds: Range of each coordinate of a place.
        shown: From a place and the least number to the parameters.
        limit: End of the second coordinate's range where the law turns into a power law.
    """

    name: str
    parameters: str
    log_mass: Callable[[Floats, float, Floats], Floats]
    starts: Callable[[float, float], list[Pair]]
    bounds: tuple[Pair, Pair]
    shown: Callable[[Floats, float], Pair]
    limit: int

    def at_limit(self, place: Floats) -> bool:
        """Whether a search ended where the law turns into a power law."""
        return bool(abs(place[1] - self.bounds[1][self.limit]) < 0.02)


def power_law(numbers: Floats, least: float, alpha: float) -> Floats:
    """Logarithms of the probabilities of a power law."""
    mass: Floats = -alpha * np.log(numbers) - np.log(zeta(alpha, least))
    return mass


def power_law_beyond(numbers: Floats, least: float, alpha: float) -> Floats:
    """Share of a power law at each number and beyond."""
    share: Floats = zeta(alpha, numbers) / zeta(alpha, least)
    return share


def exponential(numbers: Floats, least: float, rate: float) -> Floats:
    """Logarithms of the probabilities of an exponential law."""
    mass: Floats = np.log(-np.expm1(-rate)) - rate * (numbers - least)
    return mass


def _log_part(above: Floats, beyond: Floats) -> Floats:
    """Logarithm of a difference of two shares, given theirs."""
    part: Floats = above + np.log(-np.expm1(np.minimum(beyond - above, -1e-300)))
    return part


def _lognormal_beyond(edge: Floats | float, mu: float, sigma: float) -> Floats:
    share: Floats = log_ndtr(-(np.log(edge) - mu) / sigma)
    return share


def _lognormal_shown(place: Floats, least: float) -> Pair:
    sigma = float(np.exp(-place[1] / 2))
    return float(np.log(least) - (place[0] - 1) * sigma**2), sigma


def _lognormal(numbers: Floats, least: float, place: Floats) -> Floats:
    shown = _lognormal_shown(place, least)
    above, beyond = (_lognormal_beyond(numbers + side, *shown) for side in (-0.5, 0.5))
    return _log_part(above, beyond) - _lognormal_beyond(least - 0.5, *shown)


def lognormal_beyond(numbers: Floats, least: float, mu: float, sigma: float) -> Floats:
    """Share of a lognormal law at each number and beyond."""
    whole = _lognormal_beyond(least - 0.5, mu, sigma)
    return np.exp(_lognormal_beyond(numbers - 0.5, mu, sigma) - whole)


def _stretched_shown(place: Floats, least: float) -> Pair:
    slope, beta = np.exp(place)
    return float(slope / (beta * least**beta)), float(beta)


def _stretched(numbers: Floats, least: float, place: Floats) -> Floats:
    factor, beta = _stretched_shown(place, least)
    above, beyond = (-factor * (numbers + side) ** beta for side in (-0.5, 0.5))
    mass: Floats = _log_part(above, beyond) + factor * (least - 0.5) ** beta
    return mass


def _truncated(numbers: Floats, least: float, place: Floats) -> Floats:
    alpha, rate = place[0], np.exp(place[1])
    mass: Floats = -alpha * np.log(numbers) - rate * numbers - _log_sum(least, alpha, rate)
    return mass


def _log_sum(least: float, alpha: float, rate: float) -> float:
    """Logarithm of the sum of k^-alpha e^(-rate k) over all whole k from the least on.

    Beyond the first terms the sum is an integral, by Euler and Maclaurin to the first derivative;
    the integral is taken over the logarithm of k, where its integrand is smooth.
    """
    top = -alpha * np.log(least) - rate * least
    terms = np.arange(least, least + SUMMED)
    near = float(np.exp(-alpha * np.log(terms) - rate * terms - top).sum())
    border = least + SUMMED
    at_border = float(np.exp(-alpha * np.log(border) - rate * border - top))
    last = np.log(border + _DARK / rate)
    half = (last - np.log(border)) / 2
    place = np.log(border) + half * (_NODES + 1)
    integrand = np.exp((1 - alpha) * place - rate * np.exp(place) - top)
    far = half * float(_WEIGHTS @ integrand) + at_border * (0.5 + (alpha / border + rate) / 12)
    return float(top + np.log(near + far))


LAWS: Final = (
    Law(
        "lognormal",
        "mu, sigma: mean and standard deviation of the logarithm",
        _lognormal,
        # Steepness at the least number and curvature, on the two axes of logarithms: a power law
        # is the end of no curvature, which mu and sigma would have to go to infinity for.
        lambda alpha, mean: [(alpha, -3.0), (alpha - 0.5, 0.0)],
        ((-1e3, 1e3), (np.log(1e-4), np.log(1e4))),
        _lognormal_shown,
        0,
    ),
    Law(
        "truncated power law",
        "alpha, lambda: k^-alpha exp(-lambda k)",
        _truncated,
        lambda alpha, mean: [(alpha, -mean - 6.0), (max(alpha - 1.0, 0.1), -mean)],
        ((-5.0, 20.0), (np.log(1e-10), np.log(20.0))),
        lambda place, least: (float(place[0]), float(np.exp(place[1]))),
        0,
    ),
    Law(
        "stretched exponential",
        "c, beta: the share beyond x falls as exp(-c x^beta)",
        _stretched,
        lambda alpha, mean: [(np.log(alpha - 1), -2.0)],
        ((-20.0, 10.0), (np.log(1e-2), np.log(10.0))),
        _stretched_shown,
        0,
    ),
)
"""The laws whose parameters have to be searched for."""
