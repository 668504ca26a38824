"""The base and the version that a name states, against parent and model type."""

from __future__ import annotations

import re
from typing import Final

from heredity.checks.naming.claims import Claims
from heredity.checks.naming.judging import (
    SILENT,
    SOUND,
    SUSPECT,
    UNKNOWN,
    NameRule,
    Outcomes,
    Ruling,
    in_words,
    outcome,
)
from heredity.checks.naming.records import Records
from heredity.checks.naming.sizes import LEAST, MOST, numbers
from heredity.checks.naming.subjects import Subject
from heredity.core.findings import Severity
from heredity.knowledge.families import Series, is_generic, kinship, series, words_of
from heredity.store.columns import contains

BASE_RULE: Final = "the family and size of the name must be those of the declared parent"
_TWO: Final = re.compile(
    r"merge|slerp|ties|dare|x\d|(?:^|[^a-z])(?:vs|to|from|and|x|mix|moe|frank\w*|stock|distil\w*|"
    r"tokenizer|draft|eagle\w*|speculator|assistant|pruned|reap|teacher|student|embeddings?|"
    r"reward|vl|vision|llava|hybrid|clip|encoder|upscaled|expanded)(?:[^a-z]|$)"
)


def sift_base(records: Records, claims: Claims) -> Outcomes:
    """Names with a family or a size, of models with one declared parent."""
    said = claims.has("A") | claims.has("B") | (claims.params > 0)
    none = records.parents == 0
    one = (records.parents == 1) & (records.relation & 8 == 0)
    return outcome(len(records), (~said, SILENT), (none, UNKNOWN), (one, SUSPECT), (said, UNKNOWN))


def judge_base(subject: Subject) -> Ruling | int:
    """Whether the parent can be the base that the name states."""
    parent = (subject.parent_id or "").rpartition("/")[2]
    if _TWO.search(subject.text):
        return UNKNOWN
    mine = [w for w in words_of(subject.name) if not is_generic(w)]
    theirs = [w for w in words_of(parent) if not is_generic(w)]
    if mine and theirs and not _related(mine, theirs, subject):
        return _ruling(subject, in_words(mine), in_words(theirs), "family", 0.75)
    sizes = [n for n in numbers(subject) if n >= 1e7]
    others = [n for n in numbers(Subject({"name": parent})) if n >= 1e7]
    if not sizes or not others:
        return SOUND if mine and theirs else UNKNOWN
    if any(0.6 <= o / s <= 1.7 for s in sizes for o in others):
        return SOUND
    if subject.relation & 2 or subject.packed or subject.quiet or subject.mixed:
        return UNKNOWN
    counted, size, other = subject.counted, max(sizes), max(others)
    if counted and LEAST <= counted / size <= MOST:
        return _ruling(subject, _size(size), _size(other), "size", 0.85)
    return UNKNOWN


def _size(number: float) -> str:
    return f"{number / 1e9:.3g}B"


def _related(mine: list[str], theirs: list[str], subject: Subject) -> bool:
    """Whether any word of one name goes with any of the other, or with a type of either."""
    if set(mine) & set(theirs):
        return True
    kinds = [subject.type, subject.parent.get("type_config"), subject.parent.get("type_tag")]
    pairs = [(w, k) for w in mine for k in [*theirs, *kinds] if k]
    pairs += [(w, k) for w in theirs for k in mine]
    return any(kinship(w, k) for w, k in pairs)


def _ruling(subject: Subject, mine: str, theirs: str, what: str, trust: float) -> Ruling:
    return Ruling(
        Severity.WARN,
        trust,
        f"The name says {mine}, but its declared parent {subject.parent_id} says {theirs}.",
        mine,
        {"parent": subject.parent_id, "what": what, "counted": subject.counted},
        0,
        BASE_RULE,
        "The parent in the card, and (hidden size, layers, heads) of both configurations.",
    )


def sift_version(records: Records, claims: Claims) -> Outcomes:
    """Names with a version, of a known type."""
    typed = records.has("type_config") | records.has("type_tag")
    families = "|".join(sorted({one.family for one in series()}))
    said = contains(records.table.column("name"), f"(?i){families}")
    return outcome(len(records), (~said, SILENT), (~typed, UNKNOWN), (typed, SUSPECT))


def judge_version(subject: Subject) -> Ruling | int:
    """Whether the type is that of the series that the name states."""
    found = [s for s in series() if s.named(subject.text)]
    if not found:
        return SILENT
    kind = subject.facts.get("type_config") or subject.facts.get("type_tag")
    if kind is None:
        return UNKNOWN
    if any(s.bears(kind) for s in found):
        return SOUND
    others = [s for s in series() if s.bears(kind) and s.family == found[0].family]
    if not others or _TWO.search(subject.text) or subject.quiet or subject.adapted:
        return UNKNOWN
    return _old(subject, found[0], others, kind)


def _old(subject: Subject, said: Series, others: list[Series], kind: str) -> Ruling:
    parent = (subject.parent_id or "").rpartition("/")[2].lower()
    second = any(s.named(parent) for s in others) and not said.named(parent)
    names = " or ".join(sorted(s.name for s in others))
    return Ruling(
        Severity.ERROR if second else Severity.WARN,
        0.95 if second else 0.75,
        f"The name says {said.name}, but the model type '{kind}' is that of {names}.",
        said.name,
        {"type": kind, "parent": subject.parent_id if second else None},
        0,
        "a series with a type of its own must have it",
        "config.json: vocabulary, rope scaling, positions; or the parent in the card.",
    )


BASE = NameRule("BASE", sift_base, judge_base)
VER = NameRule("VER", sift_version, judge_version)
