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
    """What `benchmarks/assess/fit.py` learned.

    Attributes:
        type: Whether the true type is among those answered, for a body that is only alike.
        choice: Whether a class of these types is the true one.
        architecture: Whether the true class is among those answered.
        head: Whether the true task is among those answered.
        type_from: Below this probability of the type there is no answer at all.
        architecture_from: Below this probability no class is told.
        head_from: Below this probability no task is told.
        exact: Share of exact matches whose set holds the true type and class.
        body: Share of exactly matching bodies whose types hold the true one.
        adapter: Share of adapters whose types hold the true one.
    """

    type: Logistic
    choice: Logistic
    architecture: Logistic
    head: Logistic
    type_from: float
    architecture_from: float
    head_from: float
    exact: float
    body: float
    adapter: float


@cache
def trained() -> Trained:
    """The model that ships."""
    rows = tomllib.loads(files(PACKAGE).joinpath("classifier.toml").read_text("utf-8"))
    model = {
        name: Logistic(rows[name]["intercept"], tuple(rows[name]["weights"]))
        for name in ("type", "choice", "architecture", "head")
    }
    return Trained(
        model["type"],
        model["choice"],
        model["architecture"],
        model["head"],
        rows["type"]["threshold"],
        rows["architecture"]["threshold"],
        rows["head"]["threshold"],
        rows["exact"],
        rows["body"],
        rows["adapter"],
    )
