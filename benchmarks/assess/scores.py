"""Answers in numbers, as tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

import numpy as np

from benchmarks.assess.measure import UNKNOWN, Scored, macro_f1

LABELS = ("model type", "architecture", "task head")
DARA = {"model type": 0.990, "architecture": 0.716, "task head": 0.763}
Equals = dict[str, frozenset[str]]


class Judge:
    """Says whether an answer is right.

    Args:
        types: Types that are one network, by type.
        classes: Classes that no header tells apart, by class.
    """

    def __init__(self, types: Equals, classes: Equals) -> None:
        self.types, self.classes = types, classes

    def said(self, one: Scored, label: str) -> tuple[str, ...]:
        a = one.answer
        return {"model type": a.model_types, "architecture": a.architectures,
                "task head": a.task_heads}[label]  # fmt: skip

    def true(self, one: Scored, label: str) -> frozenset[str]:
        if label == "model type":
            return self.types.get(one.case.kind, frozenset([one.case.kind]))
        if label == "architecture":
            return self.classes.get(one.case.name, frozenset([one.case.name]))
        return frozenset(one.case.tasks)

    def first(self, one: Scored, label: str) -> tuple[str, str]:
        """The truth and the first answer, both as the smallest name of their set."""
        said, true = self.said(one, label), self.true(one, label)
        truth = min(true)
        if not said:
            return truth, UNKNOWN
        return truth, truth if said[0] in true else said[0]

    def strict(self, one: Scored, label: str) -> bool:
        """Whether the true label itself is among the answers."""
        own = {"model type": {one.case.kind}, "architecture": {one.case.name},
               "task head": set(one.case.tasks)}[label]  # fmt: skip
        return bool(own & set(self.said(one, label)))


def table(title: str, scored: Sequence[Scored], judge: Judge) -> None:
    """Accuracy, coverage and set sizes per label, beside the published ones."""
    there = [s for s in scored if s.there]
    answered = [s for s in there if s.answer.known]
    gone = [s for s in scored if not s.there]
    print(f"\n{title}: {len(scored)} headers; {len(there)} of a type that is in the reference, "
          f"{len(answered)} of them answered ({_share(len(answered), len(there))})")  # fmt: skip
    if gone:
        wrong = sum(s.answer.known for s in gone)
        print(
            f"  {len(gone)} of a type that is not: {_share(len(gone) - wrong, len(gone))} abstain"
        )
    print(f"  {'label':<14}{'accuracy':>10}{'95 %':>16}{'in the set':>12}{'set size':>10}"
          f"{'macro-F1':>10}{'answers incl. none':>20}{'DARA':>8}")  # fmt: skip
    for label in LABELS:
        pairs = [judge.first(s, label) for s in answered]
        right = [a == b for a, b in pairs]
        low, high = interval(right, [s.case.owner for s in answered])
        every = [a == b for a, b in (judge.first(s, label) for s in there)]
        print(
            f"  {label:<14}{_mean(right):>10.4f}{f'{low:.3f}-{high:.3f}':>16}"
            f"{_mean([judge.strict(s, label) for s in answered]):>12.4f}"
            f"{_mean([len(judge.said(s, label)) for s in answered]):>10.2f}"
            f"{macro_f1(*zip(*pairs, strict=True)) if pairs else 0:>10.4f}"
            f"{_mean(every):>20.4f}{DARA[label]:>8.3f}"
        )


def interval(right: Sequence[bool], clusters: Sequence[str]) -> tuple[float, float]:
    """95 % interval of a share, owners (real) or types (grown) resampled."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for hit, cluster in zip(right, clusters, strict=True):
        sums[cluster][0] += hit
        sums[cluster][1] += 1
    if not sums:
        return 0.0, 0.0
    rows = np.array(list(sums.values()))
    draws = np.random.default_rng(1).integers(0, len(rows), (1000, len(rows)))
    taken = rows[draws].sum(axis=1)
    low, high = np.quantile(taken[:, 0] / taken[:, 1], [0.025, 0.975])
    return float(low), float(high)


def split_by(scored: Iterable[Scored], judge: Judge, key: Callable[[Scored], str]) -> None:
    """Accuracy of the three labels by some key."""
    groups: dict[str, list[Scored]] = defaultdict(list)
    for one in scored:
        groups[key(one)].append(one)
    print(f"  {'':<16}{'headers':>9}{'answered':>10}" + "".join(f"{x:>14}" for x in LABELS))
    for name, members in sorted(groups.items()):
        known = [m for m in members if m.answer.known]
        cells = [_mean([len(set(judge.first(s, x))) == 1 for s in known]) for x in LABELS]
        print(f"  {name:<16}{len(members):>9}{_share(len(known), len(members)):>10}"
              + "".join(f"{c:>14.4f}" for c in cells))  # fmt: skip


def calibration(scored: Sequence[Scored], judge: Judge) -> None:
    """Said and true probability of the type."""
    print("  said probability of the type    headers   true share")
    edges = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.01)
    for low, high in pairwise(edges):
        part = [s for s in scored if s.answer.known and low <= s.answer.type_probability < high]
        if part:
            right = _mean([len(set(judge.first(s, "model type"))) == 1 for s in part])
            print(f"  {low:.2f} to {min(high, 1):.2f}{len(part):>25}{right:>13.4f}")


def risk(scored: Sequence[Scored], judge: Judge) -> None:
    """Error of the type among the surest answers."""
    ranked = sorted(scored, key=lambda s: -s.answer.type_probability)
    print("  coverage   error of the type")
    for share in (0.5, 0.7, 0.8, 0.9, 0.95, 1.0):
        part = [s for s in ranked[: round(share * len(ranked))] if s.answer.known]
        wrong = [len(set(judge.first(s, "model type"))) > 1 for s in part]
        print(f"  {len(part) / max(len(ranked), 1):>8.3f}{_mean(wrong):>15.4f}")


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if len(values) else float("nan")


def _share(part: int, of: int) -> str:
    return f"{part / of:.1%}" if of else "-"
