"""From what speaks for a candidate to a probability: a logistic curve for each class.

The coefficients are rows of data, `knowledge/inference_fit.toml`, fitted on declared parents that
were hidden; the file says on what, and which program did it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from heredity.knowledge.inference import coefficients
from heredity.pedigree.infer.features import CLASSES, Weighed
from heredity.pedigree.infer.subjects import Floats
from heredity.store.columns import Ints

INTERCEPT: Final = "intercept"


def confidence(weighed: Weighed, fit: Mapping[str, Mapping[str, float]] | None = None) -> Floats:
    """Probability that each candidate is a parent; 0 for those that are ruled out.

    Args:
        weighed: The candidates.
        fit: Coefficient of each feature and of the intercept, by class; by default those that
            ship with the package.
    """
    chosen = coefficients() if fit is None else fit
    found = np.zeros(len(weighed.group))
    for number, name in enumerate(CLASSES):
        rows = np.flatnonzero((weighed.group == number) & ~weighed.vetoed)
        found[rows] = curve(design(weighed, name, rows), chosen[name])
    return found


def design(weighed: Weighed, name: str, rows: Ints) -> dict[str, Floats]:
    """The features of a class at some of its candidates, with a one for the intercept."""
    features = {key: column[rows] for key, column in weighed.features[name].items()}
    return {INTERCEPT: np.ones(len(rows)), **features}


def curve(features: Mapping[str, Floats], weights: Mapping[str, float]) -> Floats:
    """The logistic curve of weighted features.

    Raises:
        KeyError: A feature has no weight.
    """
    total = sum(weights[name] * column for name, column in features.items())
    return np.asarray(1 / (1 + np.exp(-total)), np.float64)
