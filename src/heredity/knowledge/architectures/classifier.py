"""The trained part: how likely an answer is right, from how like the header is to what is known."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from heredity.knowledge.architectures.reference import PACKAGE, Floats


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic model.

    Attributes:
        intercept: Its constant.
        weights: One per feature.
    """

    intercept: float
    weights: tuple[float, ...]

    def probability(self, features: Floats) -> float:
        """Probability of a yes."""
        return float(1 / (1 + np.exp(-(self.intercept + features @ np.asarray(self.weights)))))


@dataclass(frozen=True, slots=True)
class Trained:
    """What `scripts/architectures/training.py` learned.

    Attributes:
        type: Whether the true type is among those answered.
        architecture: Whether the true class is among those answered, given the type is right.
        threshold: Below this probability of the type there is no answer.
        exact: Share of exact matches whose set holds the true type and class.
    """

    type: Logistic
    architecture: Logistic
    threshold: float
    exact: float


@cache
def trained() -> Trained:
    """The model that ships."""
    rows = tomllib.loads(files(PACKAGE).joinpath("classifier.toml").read_text("utf-8"))
    kind, name = rows["type"], rows["architecture"]
    return Trained(
        Logistic(kind["intercept"], tuple(kind["weights"])),
        Logistic(name["intercept"], tuple(name["weights"])),
        rows["threshold"],
        rows["exact"],
    )
