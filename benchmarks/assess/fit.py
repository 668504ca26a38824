"""Train what ships in `classifier.toml`, on the families that the method was designed on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from benchmarks.assess import adapted
from benchmarks.assess.measure import Case, Scored, capped, grouped, left_out, twins, whole
from heredity.knowledge.architectures import choosing, composing
from heredity.knowledge.architectures.assess import Assessor
from heredity.knowledge.architectures.assessment import Assessment
from heredity.knowledge.architectures.choosing import Chosen
from heredity.knowledge.architectures.classifier import Logistic, Trained
from heredity.knowledge.architectures.equality import bodies_alike
from heredity.knowledge.architectures.reference import Reference
from heredity.knowledge.architectures.templates import Tensor

TYPE_RISK, CLASS_RISK, HEAD_RISK = 0.05, 0.03, 0.03
"""Errors that are allowed among answers, in training: somewhat less than what is promised."""

EXACT = composing.FEATURES.index("exact")
DECAY = 0.5
"""How strongly the weights of the choice are held near zero."""

FLOOR = 0.7
"""No class and no task is told that is less likely than this, however few such errors are."""

OF_CLASS = ("share", "score", "level", "type")
OF_HEAD = ("tasks", "score", "level", "type")
Equals = dict[str, frozenset[str]]


def _flat(size: int) -> Logistic:
    return Logistic(0.0, (0.0,) * size)


OPEN = Trained(
    _flat(len(composing.FEATURES)), _flat(len(choosing.FEATURES)), _flat(4), _flat(4),
    -1.0, -1.0, -1.0, 0.99, 0.99, 0.99,
)  # fmt: skip
"""Answers always."""


@dataclass(frozen=True)
class Seen:
    """What was weighed for one header.

    Attributes:
        case: The header.
        there: Whether its type is in the reference that was asked.
        features: What was weighed for the type.
        chosen: What was weighed for the class.
        typed: Whether the type is right.
        right: Which candidates are right.
    """

    case: Case
    there: bool
    features: np.ndarray
    chosen: Chosen
    typed: bool
    right: np.ndarray


class Watching(Assessor):
    """Keeps what was weighed for its last answer."""

    def assess(self, tensors: Iterable[Tensor]) -> Assessment:
        """The answer; what it stood on is kept."""
        self.__dict__["seen"] = None
        return super().assess(tensors)

    def note(
        self,
        features: np.ndarray,
        chosen: Chosen,
        rows: tuple[np.ndarray, np.ndarray],
        types: Sequence[str],
    ) -> None:
        """Keep what was weighed."""
        self.__dict__["seen"] = (features, chosen, types)


def fit(cases: Sequence[Case], known: Reference, types: Equals, target: Path) -> None:
    """Train on answers to references without the fingerprints, or the family, of each case."""
    cases = capped(cases)
    plain = [c for c in cases if c.change == "none"]
    makers: list[Watching] = []

    def make(less: Reference) -> Assessor:
        makers.append(Watching(less, OPEN))
        return makers[-1]

    rows: list[Seen] = []
    for scored in (
        grouped(cases, known, make, types),
        left_out(plain, known, make, bodies_alike(known)),
    ):
        for one in scored:
            seen = makers[-1].__dict__.get("seen")
            if seen is not None:
                rows.append(_seen(one, seen, known, types))
    exact = _exact(whole(plain, known, make, types))
    _write(target, rows, exact, adapted.share(plain, Assessor(known, OPEN)))


def _seen(one: Scored, seen: tuple, known: Reference, types: Equals) -> Seen:  # type: ignore[type-arg]
    features, chosen, said = seen
    true = types.get(one.case.kind, frozenset([one.case.kind]))
    names = {name for _, name in twins(one.case, known)}
    right = np.array([c.name in names for c in chosen.found])
    return Seen(one.case, one.there, features, chosen, bool(true & {*said}), right)


def _write(target: Path, rows: list[Seen], exact: float, adapter: float) -> None:
    same = [r for r in rows if r.features[EXACT]]
    near = [r for r in rows if not r.features[EXACT]]
    body = round((sum(r.typed for r in same) + 1) / (len(same) + 2), 4)
    typed = np.array([r.typed for r in near])
    kind = _logistic(np.array([r.features for r in near]), typed)
    sure = np.array([min(body, kind.probability(r.features)) for r in near])
    good = [r for r in rows if r.there and r.typed]
    choice = _choice([(r.chosen.features, r.right) for r in good if r.right.any()])
    from_type = _threshold(sure, typed, TYPE_RISK)
    answered = [(r, body) for r in same if r.there]
    answered += [(r, s) for r, s in zip(near, sure, strict=True) if r.there and s >= from_type]
    models = []
    for number, risk in ((0, CLASS_RISK), (1, HEAD_RISK)):
        x, y = _second(answered, choice, number)
        model = _logistic(x, y)
        says = np.array([model.probability(row) for row in x])
        models.append((model, max(FLOOR, _threshold(says, y, risk))))
    _save(target, kind, choice, models, from_type, (exact, body, adapter), len(rows))
    print(
        f"trained on {len(rows)} answers, {len(same)} with a known body, of them {body} right; "
        f"thresholds {from_type}, {[t for _, t in models]}"
    )


def _second(
    answered: Sequence[tuple[Seen, float]], choice: Logistic, number: int
) -> tuple[np.ndarray, np.ndarray]:
    """What is weighed for class (0) or task (1), and whether the choice is right."""
    rows, right = [], []
    for one, sure in answered:
        chosen = choosing.chosen(one.chosen.found, one.chosen.features, one.chosen.level, choice)
        rows.append(chosen.rows(sure)[number])
        names = {c.name for c, y in zip(chosen.found, one.right, strict=True) if y}
        tasks = {t for c, y in zip(chosen.found, one.right, strict=True) if y for t in c.tasks}
        said = chosen.classes
        hit = (
            any(c.name in names for c in said)
            if number == 0
            else any(tasks & set(c.tasks) for c in said)
        )
        right.append(hit and one.typed if number == 0 else hit)
    return np.array(rows), np.array(right)


def _choice(sets: Sequence[tuple[np.ndarray, np.ndarray]]) -> Logistic:
    """Weights under which the right candidates of each set have the most odds."""
    rows = np.vstack([x for x, _ in sets])
    right = np.concatenate([y for _, y in sets])
    ends = np.cumsum([0, *(len(y) for _, y in sets)])[:-1]

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = np.clip(rows @ weights, -30, 30)
        odds = np.exp(scores)
        every, good = np.add.reduceat(odds, ends), np.add.reduceat(odds * right, ends)
        sizes = np.diff([*ends, len(odds)])
        share = odds / np.repeat(every, sizes) - odds * right / np.repeat(good, sizes)
        value = float(np.sum(np.log(every / good)) + DECAY * weights @ weights)
        return value, rows.T @ share + 2 * DECAY * weights

    found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B")
    return Logistic(0.0, tuple(map(float, found.x)))


def _logistic(features: np.ndarray, right: np.ndarray) -> Logistic:
    model = LogisticRegression(C=10.0, max_iter=5000).fit(features, right)
    return Logistic(float(model.intercept_[0]), tuple(map(float, model.coef_[0])))


def _threshold(sure: np.ndarray, right: np.ndarray, risk: float) -> float:
    """The lowest probability from which on the allowed error holds."""
    order = np.argsort(-sure, kind="stable")
    places = np.flatnonzero(np.cumsum(~right[order]) <= risk * np.arange(1, len(order) + 1))
    return round(float(sure[order[places[-1]]]) - 5e-5, 4) if len(places) else 0.99


def _exact(scored: Iterable[Scored]) -> float:
    """Share of exact answers that hold the true type and class."""
    hits = [
        one.case.kind in one.answer.model_types and one.case.name in one.answer.architectures
        for one in scored
        if one.answer.method == "exact"
    ]
    return round((sum(hits) + 1) / (len(hits) + 2), 4)


def _save(
    path: Path,
    kind: Logistic,
    choice: Logistic,
    models: Sequence[tuple[Logistic, float]],
    from_type: float,
    shares: tuple[float, float, float],
    rows: int,
) -> None:
    (name, from_name), (head, from_head) = models
    told = (
        "# Trained by benchmarks/assess/fit.py on headers of the families that the method was "
        f"designed on,\n# {rows} answers of references that lacked the header's fingerprint or "
        f"its family. Do not edit.\nexact = {shares[0]}\nbody = {shares[1]}\n"
        f"adapter = {shares[2]}\n"
    )
    parts = [
        told,
        _section("type", composing.FEATURES, kind, from_type),
        _section("choice", choosing.FEATURES, choice, None),
        _section("architecture", OF_CLASS, name, from_name),
        _section("head", OF_HEAD, head, from_head),
    ]
    path.write_text("\n".join(parts), encoding="utf-8")


def _section(name: str, features: Sequence[str], model: Logistic, from_: float | None) -> str:
    names = ", ".join(f'"{f}"' for f in features)
    threshold = "" if from_ is None else f"threshold = {from_}\n"
    return (
        f"[{name}]\n{threshold}features = [{names}]\nintercept = {model.intercept:.6g}\n"
        f"weights = [{', '.join(f'{w:.6g}' for w in model.weights)}]\n"
    )
