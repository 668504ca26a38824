"""Fields of the trust report: each one function that looks into a model's dossier.

A field says what is known, never how good it is, and nothing is imputed: what the source does not
say is `absent`, what nobody asked for, or no table of the study holds, is `not_checkable`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

import msgspec

from heredity.core.registry import Registry
from heredity.export.trust.dossier import Dossier

Status = Literal["present", "absent", "not_checkable"]

GROUPS: Final[dict[str, str]] = {
    "identity": "Who publishes it, since when, and what could be taken for it.",
    "integrity": "Whether what is downloaded can be told from what was published.",
    "serialization": "How the weights are stored, and whether code comes along.",
    "provenance": "What it was made from.",
    "reproducibility": "Whether somebody else could make it again.",
    "claims": "What evaluations it states, and who measured them.",
    "license": "What it declares, and what flows from its ancestors.",
    "portability": "Where it can run.",
    "reach": "Who depends on it.",
}
"""The groups, in their order, and what each is about."""

MAKERS: Final[dict[str, str]] = {
    "models": "heredity import FILE",
    "cards": "heredity import FILE",
    "nodes": "heredity link",
    "edges": "heredity link",
    "traits": "heredity describe",
    "names": "heredity analyze names",
    "findings": "heredity check",
    "rules": "heredity check",
    "rejects": "heredity link",
    "concluded": "heredity check",
    "license_verdict": "heredity check",
    "assessments": "heredity assess MODEL --study DIR",
}
"""The command that makes each table that a report reads."""


class Answer(msgspec.Struct, frozen=True):
    """What a field says.

    Attributes:
        status: `present`, `absent` (asked for, and nothing there) or `not_checkable`.
        value: The value; None unless present.
        evidence: What it rests on, or why there is none; one phrase.
        day: Day that it speaks of, where that is not the record's.
    """

    status: Status
    value: Any = None
    evidence: str = ""
    day: date | None = None


def present(value: Any, evidence: str = "", day: date | None = None) -> Answer:
    """A value that is there."""
    return Answer("present", value, evidence, day)


def absent(evidence: str) -> Answer:
    """The source was asked and has nothing."""
    return Answer("absent", evidence=evidence)


def unchecked(evidence: str) -> Answer:
    """The study cannot tell."""
    return Answer("not_checkable", evidence=evidence)


def stated(value: Any, evidence: str = "", nothing: str = "the record has none") -> Answer:
    """A value, or that there is none where it is None or empty."""
    return absent(nothing) if value is None or value in ("", [], {}) else present(value, evidence)


class Field(msgspec.Struct, frozen=True):
    """One field of one model's report.

    Attributes:
        name: Its name.
        group: Its group, one of `GROUPS`.
        value: The value; None unless present.
        status: `present`, `absent` or `not_checkable`.
        evidence: What it rests on, or why there is none.
        source: Tables and columns that it was read from.
        date: Day that it speaks of; None where nothing was read.
        wanted: Whether it is an attribute that people look for and the publisher could state;
            these are counted.
    """

    name: str
    group: str
    value: Any
    status: Status
    evidence: str
    source: str
    date: date | None
    wanted: bool


Look = Callable[[Dossier], Answer]


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field.

    Attributes:
        name: Its name.
        group: Its group, one of `GROUPS`.
        doc: What it says, in a sentence or two.
        reads: Tables and columns that it is read from, as `table.column`.
        asked: Fields of the column `asked`, one of which the source must have been asked for.
        wanted: Whether it is counted among the attributes that people look for.
        look: Looks into a dossier.
    """

    name: str
    group: str
    doc: str
    reads: tuple[str, ...]
    asked: tuple[str, ...]
    wanted: bool
    look: Look


FIELDS: Registry[FieldSpec] = Registry("field of the trust report")
_ORDER: list[str] = []


def field(
    group: str, *reads: str, asked: tuple[str, ...] = (), wanted: bool = False
) -> Callable[[Look], Look]:
    """Register a field; its docstring says what it says. See `FieldSpec`."""

    def register(look: Look) -> Look:
        name = look.__name__
        doc = " ".join((look.__doc__ or "").split())
        FIELDS.add(name, FieldSpec(name, group, doc, reads, asked, wanted, look))
        _ORDER.append(name)
        return look

    return register


def in_order() -> list[FieldSpec]:
    """All fields by group, in each as they were registered."""
    places = list(GROUPS)
    return sorted((FIELDS.get(name) for name in _ORDER), key=lambda f: places.index(f.group))


def answered(spec: FieldSpec, dossier: Dossier) -> Field:
    """One field of a model."""
    found = _missing(spec, dossier) or spec.look(dossier)
    day = (found.day or dossier.day) if found.status != "not_checkable" else None
    source = ", ".join(spec.reads)
    return Field(
        spec.name, spec.group, found.value, found.status, found.evidence, source, day, spec.wanted
    )


def _missing(spec: FieldSpec, dossier: Dossier) -> Answer | None:
    """Why a field cannot be looked at; None if it can."""
    tables = list(dict.fromkeys(place.split(".")[0] for place in spec.reads))
    lacking = [table for table in tables if not dossier.has(table)]
    if lacking:
        table = lacking[0]
        return unchecked(f"the study has no table '{table}' yet: {MAKERS[table]}")
    if dossier.record is None and {"models", "cards", "traits", "names"} & set(tables):
        return unchecked("no record describes it; another model names it as its parent")
    if spec.asked and not dossier.asked(*spec.asked):
        return unchecked(f"the source was not asked for {' or '.join(spec.asked)}")
    return None
