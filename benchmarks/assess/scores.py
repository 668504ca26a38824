"""Answers in numbers, as tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

import numpy as np

from benchmarks.assess.measure import UNKNOWN, Scored, macro_f1, twins
from heredity.knowledge.architectures.assess import tasks
from heredity.knowledge.architectures.matching import match
from heredity.knowledge.architectures.parts import Pair, Parts
from heredity.knowledge.architectures.query import ask
from heredity.knowledge.architectures.reference import Reference

LABELS = ("model type", "architecture", "task head")
DARA = {"model type": 0.990, "architecture": 0.716, "task head": 0.763}
Equals = dict[str, frozenset[str]]


class Judge:
    """Says whether an answer is right.

    A type is right if it is one network with the true one; a class and a task are right if no name
    and no shape of the header tells them from the true ones.

    Args:
        types: Types that are one network, by type.
        known: The whole reference.
    """

    def __init__(self, types: Equals, known: Reference) -> None:
        self.types, self.known = types, known
        self.tasks = {(c.model_type, c.name): tasks([c]) for c in known.classes}
        self.seen: dict[int, frozenset[tuple[str, str]]] = {}

    def said(self, one: Scored, label: str) -> tuple[str, ...]:
        a = one.answer
        return {"model type": a.model_types, "architecture": a.architectures,
                "task head": a.task_heads}[label]  # fmt: skip

    def twins(self, one: Scored) -> frozenset[tuple[str, str]]:
        mark = id(one.case)
        if mark not in self.seen:
            self.seen[mark] = twins(one.case, self.known)
        return self.seen[mark]

    def true(self, one: Scored, label: str) -> frozenset[str]:
        if label == "model type":
            return self.types.get(one.case.kind, frozenset([one.case.kind]))
        if label == "architecture":
            return frozenset(name for _, name in self.twins(one))
        more = (self.tasks.get(twin, ()) for twin in self.twins(one))
        return frozenset(one.case.tasks).union(*more)

    def first(self, one: Scored, label: str) -> tuple[str, str]:
        """The truth and the first answer, both as the smallest name of their set."""
        said, true = self.said(one, label), self.true(one, label)
        truth = min(true)
        if not said:
            return truth, UNKNOWN
        return truth, truth if said[0] in true else said[0]

    def right(self, one: Scored, label: str) -> bool:
        """Whether the first answer is right."""
        return len(set(self.first(one, label))) == 1

    def strict(self, one: Scored, label: str) -> bool:
        """Whether the true label itself is among the answers."""
        own = {"model type": {one.case.kind}, "architecture": {one.case.name},
               "task head": set(one.case.tasks)}[label]  # fmt: skip
        return bool(own & set(self.said(one, label)))


def table(title: str, scored: Sequence[Scored], judge: Judge) -> None:
    """Answers, accuracy and set sizes per label, beside the published ones."""
    there = [s for s in scored if s.there]
    gone = [s for s in scored if not s.there]
    print(f"\n{title}: {len(scored)} headers; {len(there)} of a type that is in the reference")
    if gone:
        wrong = sum(s.answer.known for s in gone)
        print(
            f"  {len(gone)} of a type that is not: {_share(len(gone) - wrong, len(gone))} abstain"
        )
    if not there:
        return
    print(f"  {'label':<14}{'answered':>10}{'accuracy':>10}{'95 %':>16}{'in the set':>12}"
          f"{'set size':>10}{'macro-F1':>10}{'right of all':>14}{'DARA':>8}")  # fmt: skip
    for label in LABELS:
        answered = [s for s in there if judge.said(s, label)]
        pairs = [judge.first(s, label) for s in answered]
        right = [a == b for a, b in pairs]
        low, high = interval(right, [s.case.owner for s in answered])
        print(
            f"  {label:<14}{_share(len(answered), len(there)):>10}{_mean(right):>10.4f}"
            f"{f'{low:.3f}-{high:.3f}':>16}"
            f"{_mean([judge.strict(s, label) for s in answered]):>12.4f}"
            f"{_mean([len(judge.said(s, label)) for s in answered]):>10.2f}"
            f"{macro_f1(*zip(*pairs, strict=True)) if pairs else 0:>10.4f}"
            f"{sum(right) / len(there):>14.4f}{DARA[label]:>8.3f}"
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
    """Share of answers and their accuracy for the three labels, by some key."""
    groups: dict[str, list[Scored]] = defaultdict(list)
    for one in scored:
        groups[key(one)].append(one)
    print(f"  {'':<16}{'headers':>9}" + "".join(f"{x:>20}" for x in LABELS))
    for name, members in sorted(groups.items()):
        cells = []
        for label in LABELS:
            known = [m for m in members if judge.said(m, label)]
            right = _mean([judge.right(m, label) for m in known])
            cells.append(f"{right:.4f} of {_share(len(known), len(members))}")
        print(f"  {name:<16}{len(members):>9}" + "".join(f"{c:>20}" for c in cells))


def calibration(scored: Sequence[Scored], judge: Judge) -> None:
    """Said and true probability of each label."""
    edges = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.01)
    print("  said probability" + "".join(f"{x:>22}" for x in LABELS))
    for low, high in pairwise(edges):
        cells = []
        for label in LABELS:
            part = [s for s in scored if judge.said(s, label) and low <= _sure(s, label) < high]
            right = [judge.right(s, label) for s in part]
            cells.append(f"{_mean(right):.4f} of {len(part)}" if part else "-")
        print(f"  {low:.2f} to {min(high, 1):.2f}    " + "".join(f"{c:>22}" for c in cells))


def risk(scored: Sequence[Scored], judge: Judge) -> None:
    """Error among the surest answers, for each label."""
    print("  error at coverage" + "".join(f"{x:>14}" for x in LABELS))
    ranked = {x: sorted(scored, key=lambda s, x=x: -_sure(s, x)) for x in LABELS}
    for share in (0.5, 0.7, 0.8, 0.9, 0.95, 1.0):
        cells = []
        for label in LABELS:
            part = ranked[label][: round(share * len(scored))]
            told = all(judge.said(s, label) for s in part)
            wrong = _mean([not judge.right(s, label) for s in part])
            cells.append(f"{wrong:.4f}" if told else "-")
        print(f"  {share:>17.2f}" + "".join(f"{c:>14}" for c in cells))


def bound(scored: Sequence[Scored], judge: Judge) -> None:
    """What could be told at all: is the body, is the head still in the reference?"""
    parts = Parts(judge.known)
    cells: dict[str, list[bool]] = defaultdict(list)
    left: dict[int, tuple[set[Pair], dict[Pair, set[str]]]] = {}
    for one in scored:
        mark = id(one.asked)
        if mark not in left:
            left[mark] = _left(Parts(one.asked))
        bodies, heads = left[mark]
        found = match(ask(one.case.origin), judge.known, sized=False)
        cuts = [parts.cuts[e] for e in found.entries] if found is not None else []
        body = any(cut.body in bodies for cut in cuts)
        head = any(judge.true(one, "task head") & heads.get(cut.head, set()) for cut in cuts)
        group = "both" if body and head else "body" if body else "head" if head else "neither"
        cells[group].append(True)
        for label in LABELS:
            cells[f"{group} {label}"].append(judge.right(one, label))
    print("  still in the reference   share" + "".join(f"{x:>14}" for x in LABELS) + " right")
    for group in ("both", "body", "head", "neither"):
        size = len(cells[group])
        print(f"  {group:<22}{_share(size, len(scored)):>8}"
              + "".join(f"{_mean(cells[f'{group} {x}']):>14.4f}" for x in LABELS))  # fmt: skip


def _left(parts: Parts) -> tuple[set[Pair], dict[Pair, set[str]]]:
    """Bodies, and the tasks of heads."""
    heads: dict[Pair, set[str]] = defaultdict(set)
    for head, entries in parts.heads.items():
        for entry in entries:
            heads[head] |= set(parts.one(entry).tasks)
    return set(parts.bodies), heads


def _sure(one: Scored, label: str) -> float:
    a = one.answer
    return {"model type": a.type_probability, "architecture": a.probability,
            "task head": a.head_probability}[label]  # fmt: skip


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if len(values) else float("nan")


def _share(part: int, of: int) -> str:
    return f"{part / of:.1%}" if of else "-"
