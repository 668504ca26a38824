"""Fitting the curves: logistic regression with a small penalty, one for each class."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize

from benchmarks.infer.measure import Trial
from heredity.pedigree.infer.confidence import INTERCEPT, confidence, design
from heredity.pedigree.infer.features import CLASSES
from heredity.pedigree.infer.subjects import Floats
from heredity.store.columns import Flags, Ints

PENALTY = 1.0
"""Of half the squared weights, the intercept's apart."""


def fit(of: Trial, among: Flags | None = None) -> dict[str, dict[str, float]]:
    """The weights by class, to three decimals.

    Args:
        of: Candidates with the truth; those that nobody can judge are left out.
        among: Candidates to fit on; by default all.
    """
    weights = {}
    for number, name in enumerate(CLASSES):
        group = (of.weighed.group == number) & of.hidden & ~of.weighed.vetoed & ~of.open
        rows = np.flatnonzero(group if among is None else group & among)
        features = design(of.weighed, name, rows)
        matrix = np.stack(list(features.values()), axis=1)
        found = logistic(matrix, of.in_line[rows].astype(float), list(features).index(INTERCEPT))
        weights[name] = {key: round(float(w), 3) for key, w in zip(features, found, strict=True)}
    return weights


def crossed(of: Trial, owner: Ints, family: Ints) -> Floats:
    """Confidence of each candidate by weights that never saw its owner nor its family.

    Args:
        of: Candidates with the truth.
        owner: Fold of each child's owner.
        family: Fold of each child's family.
    """
    scores = np.zeros(len(owner))
    for pair in np.unique(np.stack([owner, family]), axis=1).T.tolist():
        apart = (owner != pair[0]) & (family != pair[1])
        rows = (owner == pair[0]) & (family == pair[1])
        scores[rows] = confidence(of.weighed, fit(of, apart))[rows]
    return scores


def logistic(matrix: Floats, hits: Floats, free: int) -> Floats:
    """Weights that make the hits most probable, but for the penalty.

    Args:
        matrix: A row for each try, a column for each feature.
        hits: 1 or 0.
        free: The column that the penalty spares.
    """
    held = np.ones(matrix.shape[1])
    held[free] = 0

    def loss(weights: Floats) -> tuple[float, Floats]:
        total = matrix @ weights
        value = np.logaddexp(0, total).sum() - hits @ total + PENALTY / 2 * held @ weights**2
        slope = matrix.T @ (1 / (1 + np.exp(-total)) - hits) + PENALTY * held * weights
        return float(value), slope

    start = np.zeros(matrix.shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 10_000})
    return np.asarray(found.x)
