"""Splits, answers and scores."""

from __future__ import annotations

import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from benchmarks.assess.changes import CHANGES, Tensors
from heredity.knowledge.architectures.assess import Assessor, tasks
from heredity.knowledge.architectures.assessment import Assessment
from heredity.knowledge.architectures.matching import match
from heredity.knowledge.architectures.query import ask
from heredity.knowledge.architectures.reference import Known, Reference
from heredity.knowledge.architectures.templates import bare

FOLDS = 5
UNKNOWN = "(abstains)"


@dataclass(frozen=True)
class Case:
    """One header with its truth.

    Attributes:
        source: `real` or `grown`.
        id: Where it came from.
        kind: True type.
        name: True class.
        tasks: True tasks.
        tensors: The header.
        change: What was done to it.
        origin: The header as it was before.
    """

    source: str
    id: str
    kind: str
    name: str
    tasks: tuple[str, ...]
    tensors: Tensors
    change: str
    origin: Tensors

    @property
    def owner(self) -> str:
        return self.id.partition("/")[0]


def read(path: Path) -> tuple[str, list[Case], Counter[str]]:
    """Release, cases, and reasons of what could not be built."""
    cases: dict[str, Case] = {}
    fails: Counter[str] = Counter()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        release = json.loads(next(lines))["release"]
        for line in lines:
            row = json.loads(line)
            if "release" in row:
                continue
            if "fails" in row:
                fails[row["fails"][:70]] += 1
                continue
            case = _case(row)
            key = row["id"] if case.source == "grown" else line.partition('"type"')[2] + case.owner
            cases.setdefault(key, case)
    return release, list(cases.values()), fails


def _case(row: dict[str, Any]) -> Case:
    truth = Known(row["type"], row["class"], "", tuple(row["tasks"]))
    tensors = [(name, shape, "F32") for name, shape in row["tensors"]]
    return Case(
        row["source"], row["id"], row["type"], row["class"], tasks([truth]), tensors, "none",
        tensors,
    )  # fmt: skip


def drawn(cases: Sequence[Case], size: int) -> list[Case]:
    """Some cases of each source; all of them where the size is 0."""
    if not size:
        return list(cases)
    dice = Random(3)
    found: list[Case] = []
    for source in ("real", "grown"):
        own = [c for c in cases if c.source == source]
        found += dice.sample(own, min(size, len(own)))
    return found


def designed(case: Case, family: dict[str, str]) -> bool:
    """Whether the method was designed and trained on this case's family; half of them were."""
    return sha256(family.get(case.kind, case.kind).encode()).digest()[0] % 2 == 0


def changed(cases: Sequence[Case], seed: int = 0) -> list[Case]:
    """Every case as it is, and once with something done to it."""
    found = []
    names = sorted(set(CHANGES) - {"none"})
    for number, case in enumerate(cases):
        found.append(case)
        dice = Random(f"{seed} {number}")
        change = dice.choice(names)
        tensors = CHANGES[change](case.tensors, dice)
        found.append(replace(case, tensors=tensors, change=change))
    return found


@dataclass(frozen=True)
class Groups:
    """Forms with the same coarse fingerprint, and types that are one network.

    Attributes:
        known: The whole reference.
    """

    known: Reference

    def fingerprints(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Number of the fingerprint of each form, names of bodies aside."""
        must = self.known.short.must
        numbers: dict[tuple[int, ...], int] = {}
        rows = (
            tuple(np.sort(must.indices[a:b]))
            for a, b in zip(must.indptr, must.indptr[1:], strict=False)
        )
        return np.array([numbers.setdefault(row, len(numbers)) for row in rows])


def fold_of(case: Case, known: Reference, fingerprints: Any, folds: Any) -> tuple[int, list[int]]:
    """The fold of a case, and the fingerprints that it equals, as it is and as it was."""
    own: list[int] = []
    for tensors in (case.origin, case.tensors):
        found = match(ask(tensors), known)
        if found is not None:
            own += sorted(set(fingerprints[known.entry_form[found.entries]].tolist()))
    if not own:
        names = sorted({bare(n, known.prefixes) for n in ask(case.origin).shapes})
        return Random(" ".join(names)).randrange(FOLDS), []
    return int(folds[own[0]]), sorted(set(own))


def twins(case: Case, known: Reference) -> frozenset[tuple[str, str]]:
    """Types and classes that no name and no shape of this header tells from the true ones.

    What was done to a header may have made it that of another class: a decoder without its output
    matrix is one with tied embeddings, and a body under `model.` is one, too.
    """
    own = {(case.kind, case.name)}
    for tensors in (case.origin, case.tensors):
        found = match(ask(tensors), known, sized=False)
        if found is not None:
            classes = (known.classes[c] for c in known.entry_class[found.entries])
            own |= {(c.model_type, c.name) for c in classes}
    return frozenset(own)


def capped(cases: Sequence[Case], most: int = 3) -> list[Case]:
    """At most so many cases of the same class with the same names."""
    seen: Counter[tuple[str, ...]] = Counter()
    found = []
    for case in cases:
        mark = (case.kind, case.name, case.change, *sorted(ask(case.tensors).shapes))
        seen[mark] += 1
        if seen[mark] <= most:
            found.append(case)
    return found


@dataclass(frozen=True)
class Scored:
    """A case with its answer.

    Attributes:
        case: The case.
        answer: The answer.
        there: Whether the reference that was asked has the true type or an equal of it.
        asked: The reference.
    """

    case: Case
    answer: Assessment
    there: bool
    asked: Reference


def grouped(cases: Sequence[Case], known: Reference, make: Callable[[Reference], Assessor],
            equals: dict[str, frozenset[str]]) -> Iterator[Scored]:  # fmt: skip
    """Each case against a reference without its fold's fingerprints and without its own."""
    fingerprints = Groups(known).fingerprints()
    folds = np.random.default_rng(7).integers(0, FOLDS, fingerprints.max() + 1)
    placed: dict[int, list[tuple[Case, list[int]]]] = defaultdict(list)
    for case in cases:
        fold, own = fold_of(case, known, fingerprints, folds)
        placed[fold].append((case, own))
    for fold, members in sorted(placed.items()):
        gone = folds[fingerprints] == fold
        gone |= np.isin(fingerprints, [f for _, own in members for f in own])
        less = known.without(np.flatnonzero(gone).tolist())
        yield from _asked((c for c, _ in members), less, make(less), equals)


def left_out(cases: Sequence[Case], known: Reference, make: Callable[[Reference], Assessor],
             equals: dict[str, frozenset[str]]) -> Iterator[Scored]:  # fmt: skip
    """Each case against a reference without its type and those that are the same network."""
    by_type: dict[frozenset[str], list[Case]] = defaultdict(list)
    for case in cases:
        by_type[equals.get(case.kind, frozenset([case.kind]))].append(case)
    for types, members in sorted(by_type.items(), key=lambda item: sorted(item[0])):
        less = known.without(types=types)
        yield from _asked(members, less, make(less), equals)


def whole(cases: Sequence[Case], known: Reference, make: Callable[[Reference], Assessor],
          equals: dict[str, frozenset[str]]) -> Iterator[Scored]:  # fmt: skip
    """Each case against the whole reference: equal fingerprints may stand on both sides."""
    yield from _asked(cases, known, make(known), equals)


def _asked(cases: Iterable[Case], known: Reference, assessor: Assessor,
           equals: dict[str, frozenset[str]]) -> Iterator[Scored]:  # fmt: skip
    for case in cases:
        same = equals.get(case.kind, frozenset([case.kind]))
        yield Scored(case, assessor.assess(case.tensors), bool(same & known.types), known)


def macro_f1(truth: Sequence[str], said: Sequence[str]) -> float:
    """Mean F1 over the true labels."""
    hits, true, claimed = Counter[str](), Counter(truth), Counter(said)
    for a, b in zip(truth, said, strict=True):
        hits[a] += a == b
    return float(np.mean([2 * hits[x] / (true[x] + claimed[x]) for x in true])) if true else 0.0
