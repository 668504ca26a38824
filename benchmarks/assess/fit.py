"""Train what ships in `classifier.toml`, on half of the types."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.assess.changes import CHANGES
from benchmarks.assess.measure import Case, Scored, grouped, left_out, whole
from heredity.knowledge.architectures.assess import Assessor
from heredity.knowledge.architectures.assessment import Assessment
from heredity.knowledge.architectures.classifier import Logistic, Trained
from heredity.knowledge.architectures.reference import Reference
from heredity.knowledge.architectures.similarity import FEATURES

OPEN = Trained(
    Logistic(0.0, (0.0,) * len(FEATURES)), Logistic(0.0, (0.0,) * 3), threshold=-1.0, exact=0.99
)
"""Answers always."""

RISK = 0.02
"""Error of the type that is allowed among answers, in training."""

Equals = dict[str, frozenset[str]]


def half(case: Case) -> bool:
    """Whether a case may be trained on: never a real one, and half of the other types."""
    return case.source == "grown" and hashlib.sha256(case.kind.encode()).digest()[0] % 2 == 0


class Watching(Assessor):
    """Keeps the features behind its last answer."""

    def assess(self, tensors: Sequence[tuple[str, Sequence[int], str]]) -> Assessment:  # type: ignore[override]
        self.__dict__["seen"] = None
        return super().assess(tensors)

    def note(self, features: np.ndarray, rows: np.ndarray) -> None:
        self.__dict__["seen"] = (features, rows)


def fit(
    cases: Sequence[Case], known: Reference, types: Equals, classes: Equals, target: Path
) -> None:
    """Train on answers to references without the fingerprints, or the family, of each case."""
    rows: list[tuple[np.ndarray, np.ndarray, bool, bool]] = []
    makers: list[Watching] = []

    def make(less: Reference) -> Assessor:
        makers.append(Watching(less, OPEN))
        return makers[-1]

    plain = [c for c in cases if c.change == "none"]
    odd = [
        replace(c, tensors=CHANGES["strange name"](c.tensors, Random(0)), change="strange name")
        for c in plain
    ]
    for scored in (
        grouped(cases, known, make, types),
        left_out(plain, known, make, types),
        whole(odd, known, make, types),
    ):
        for one in scored:
            seen = makers[-1].__dict__.get("seen")
            if seen is not None:
                kind = bool(
                    types.get(one.case.kind, frozenset([one.case.kind])) & {*one.answer.model_types}
                )
                name = classes.get(one.case.name, frozenset([one.case.name]))
                rows.append((*seen, kind, bool(name & {*one.answer.architectures[:1]})))
    kinds = np.array([r[0] for r in rows])
    right = np.array([r[2] for r in rows])
    first = _logistic(kinds, right)
    sure = np.array([first.probability(x) for x in kinds])
    threshold = _threshold(sure, right)
    of_right = [r for r in rows if r[2]]
    second = _logistic(np.array([r[1] for r in of_right]), np.array([r[3] for r in of_right]))
    exact = _exact(whole(cases, known, make, types), types, classes)
    _write(target, first, second, threshold, exact, len(rows))
    print(
        f"trained on {len(rows)} answers, {right.mean():.3f} of them right; threshold {threshold}"
    )


def _logistic(features: np.ndarray, right: np.ndarray) -> Logistic:
    model = LogisticRegression(C=10.0, max_iter=5000).fit(features, right)
    return Logistic(float(model.intercept_[0]), tuple(map(float, model.coef_[0])))


def _threshold(sure: np.ndarray, right: np.ndarray) -> float:
    """The lowest probability from which on the allowed error holds."""
    order = np.argsort(-sure)
    wrong = np.cumsum(~right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(wrong <= RISK)
    return round(float(sure[order[good[-1]]]), 4) if len(good) else 0.5


def _exact(scored: object, types: Equals, classes: Equals) -> float:
    hits = [
        bool(classes.get(s.case.name, frozenset([s.case.name])) & {*s.answer.architectures})
        for s in scored  # type: ignore[attr-defined]
        if isinstance(s, Scored) and s.answer.method == "exact"
    ]
    return round((sum(hits) + 1) / (len(hits) + 2), 4)


def _write(
    path: Path, first: Logistic, second: Logistic, threshold: float, exact: float, rows: int
) -> None:
    names = ", ".join(f'"{f}"' for f in FEATURES)
    path.write_text(
        "# Trained by benchmarks/assess/fit.py on headers of half of the types, "
        f"{rows} answers of references\n# that lacked the header's fingerprint or its family. "
        "Do not edit.\n"
        f"threshold = {threshold}\nexact = {exact}\n\n[type]\n"
        f"features = [{names}]\n"
        f"intercept = {first.intercept:.6g}\n"
        f"weights = [{', '.join(f'{w:.6g}' for w in first.weights)}]\n\n[architecture]\n"
        'features = ["names", "margin", "head"]\n'
        f"intercept = {second.intercept:.6g}\n"
        f"weights = [{', '.join(f'{w:.6g}' for w in second.weights)}]\n",
        encoding="utf-8",
    )
