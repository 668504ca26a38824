"""How a rule on names works: all models are sifted as columns, and only suspects are judged."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from heredity.checks.naming.evidence import Evidence
from heredity.checks.naming.records import COLUMNS, Records
from heredity.checks.naming.subjects import Subject
from heredity.core.findings import Severity
from heredity.store.columns import Flags, Ints, at
from heredity.store.parts import combined

SILENT, SOUND, UNKNOWN, CONFLICT, SUSPECT = range(5)
OUTCOMES: Final = ("not claimed", "ok", "unknown", "conflict")
"""What a rule says of a model: `SUSPECT` stands only between sifting and judging."""

Outcomes = np.ndarray[Any, np.dtype[np.int8]]
BLOCK: Final = 8_192


@dataclass(frozen=True, slots=True)
class Ruling:
    """A conflict between a name and what is known.

    Attributes:
        severity: How bad.
        confidence: Trust in it, from 0 to 1.
        message: One sentence.
        claim: What the name says.
        seen: What contradicts it, by source.
        tier: Tier of that evidence: 0 list of the hub, 1 configuration, 2 headers.
        rule: The rule in words.
        settle: What would settle the matter.
        repair: A name that would be right; None if none is at hand.
    """

    severity: Severity
    confidence: float
    message: str
    claim: str
    seen: Mapping[str, Any]
    tier: int
    rule: str
    settle: str
    repair: str | None = None

    def evidence(self, check: str) -> str:
        """The evidence as JSON text."""
        facts = {
            "tables": ["models"],
            "check": check,
            "claim": self.claim,
            "seen": dict(self.seen),
            "tier": self.tier,
            "rule": self.rule,
            "settle": self.settle,
            "repair": self.repair,
        }
        return json.dumps(facts, ensure_ascii=False)


Keys = Sequence[Ints]
"""Columns of whole numbers from -1 on: models that are the same in all of them are judged alike."""


@dataclass(frozen=True, slots=True)
class NameRule:
    """One rule on names.

    Attributes:
        check: Its name, such as `SIZE`.
        sift: Outcome of every model, with `SUSPECT` where it must be judged.
        judge: What a suspect is: an outcome, or a ruling.
        alike: All that the judge asks of some rows, as far as no ruling comes of it; without it
            each suspect is judged by itself.
    """

    check: str
    sift: Callable[[Evidence], Outcomes]
    judge: Callable[[Subject], Ruling | int]
    alike: Callable[[Evidence, Ints], Keys] | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What a rule says of all models.

    Attributes:
        outcomes: Outcome of each model.
        rows: Row of each conflict, ascending.
        rulings: The ruling of each.
    """

    outcomes: Outcomes
    rows: list[int] = field(default_factory=list)
    rulings: list[Ruling] = field(default_factory=list)


def judged(rule: NameRule, evidence: Evidence) -> Judged:
    """Apply a rule to all models: suspects that are alike are judged once."""
    found = Judged(rule.sift(evidence))
    suspects = np.flatnonzero(found.outcomes == SUSPECT)
    if rule.alike is not None and len(suspects):
        alone = np.where(evidence.plain[suspects], -1, np.arange(len(suspects)))
        first, group = combined([*rule.alike(evidence, suspects), alone])
        said = [rule.judge(one) for _, one in subjects(evidence.records, suspects[first])]
        settled = np.array([CONFLICT if isinstance(x, Ruling) else x for x in said], np.int8)
        found.outcomes[suspects] = settled[group]
        suspects = suspects[settled[group] == CONFLICT]
    for row, subject in subjects(evidence.records, suspects):
        verdict = rule.judge(subject)
        if isinstance(verdict, Ruling):
            found.rows.append(row)
            found.rulings.append(verdict)
            verdict = CONFLICT
        found.outcomes[row] = verdict
    return found


def subjects(records: Records, rows: Ints) -> Iterator[tuple[int, Subject]]:
    """Some models, one by one."""
    for start in range(0, len(rows), BLOCK):
        some = rows[start : start + BLOCK]
        mother = records.parent[some]
        own = _facts(records, some)
        above = _facts(records, np.maximum(mother, 0))
        ids = at(records.parent_id, some).to_pylist()
        for i, row in enumerate(some.tolist()):
            yield (
                row,
                Subject(
                    own[i],
                    ids[i],
                    above[i] if mother[i] >= 0 else {},
                    int(records.relation[row]),
                    int(records.parents[row]),
                ),
            )


def _facts(records: Records, rows: Ints) -> list[dict[str, Any]]:
    columns = {n: at(records.table.column(n), rows).to_pylist() for n in COLUMNS}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def apart(holds: Flags) -> Ints:
    """A key that tells the rows apart for which something holds, and no others."""
    return np.where(holds, np.arange(len(holds)), -1)


def outcome(size: int, *cases: tuple[Flags, int]) -> Outcomes:
    """The outcome of the first case that holds; `SILENT` where none does."""
    found = np.full(size, SILENT, np.int8)
    for holds, value in reversed(cases):
        found[holds] = value
    return found


def in_words(values: Sequence[str]) -> str:
    """Some words as a list in a sentence."""
    return ", ".join(f"'{v}'" for v in values)


def count(number: float) -> str:
    """A number of parameters for people: `1.24 B`."""
    for unit, size in (("T", 1e12), ("B", 1e9), ("M", 1e6), ("k", 1e3)):
        if number >= size:
            return f"{number / size:.3g} {unit}"
    return f"{number:.0f}"
