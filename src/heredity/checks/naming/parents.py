"""The base and the version that a name states, against parent and model type."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from heredity.checks.naming.evidence import Evidence
from heredity.checks.naming.judging import (
    SILENT,
    SOUND,
    SUSPECT,
    UNKNOWN,
    NameRule,
    Outcomes,
    Ruling,
    apart,
    in_words,
    outcome,
)
from heredity.checks.naming.sizes import LEAST, MOST, numbers, sizes_of
from heredity.checks.naming.subjects import Subject
from heredity.checks.naming.wording import worded
from heredity.core.findings import Severity
from heredity.knowledge.families import Series, is_generic, kinship, series, words_of
from heredity.knowledge.names import parse_many
from heredity.store.cardtexts import normalized
from heredity.store.columns import (
    Flags,
    Ints,
    at,
    contains,
    distinct_texts,
    last_parts,
    whole,
)
from heredity.store.parts import combined, is_ascii

BASE_RULE: Final = "the family and size of the name must be those of the declared parent"
LARGE: Final = 1e7
"""Numbers below are no sizes of models that have a base."""

NEAREST, FARTHEST = 0.6, 1.7
"""The parent's size over the model's that goes with the name."""

_TWO: Final = re.compile(
    r"merge|slerp|ties|dare|x\d|(?:^|[^a-z])(?:vs|to|from|and|x|mix|moe|frank\w*|stock|distil\w*|"
    r"tokenizer|draft|eagle\w*|speculator|assistant|pruned|reap|teacher|student|embeddings?|"
    r"reward|vl|vision|llava|hybrid|clip|encoder|upscaled|expanded)(?:[^a-z]|$)"
)


def sift_base(evidence: Evidence) -> Outcomes:
    """Names with a family or a size, of models with one declared parent."""
    records, claims = evidence.records, evidence.claims
    said = claims.has("A") | claims.has("B") | (claims.params > 0)
    none = records.parents == 0
    one = (records.parents == 1) & (records.relation & 8 == 0)
    return outcome(len(records), (~said, SILENT), (none, UNKNOWN), (one, SUSPECT), (said, UNKNOWN))


def alike_base(evidence: Evidence, rows: Ints) -> list[Ints]:
    """The same words above and below; sizes that do not go together are judged one by one."""
    two = contains(at(evidence.text, rows), _TWO.pattern)
    parents, ids = evidence.parents
    codes = parents[rows]
    above = worded(last_parts(ids))
    mine, theirs, near = _sized(evidence, rows, last_parts(ids), codes)
    mother = np.maximum(evidence.records.parent[rows], 0)
    held = evidence.records.parent[rows] >= 0
    return [
        two.astype(np.int64),
        evidence.words.codes[rows],
        above.codes[codes],
        *(evidence.codes(name, rows) for name in _TYPES),
        *(np.where(held, evidence.codes(name, mother), -1) for name in _TYPES[:2]),
        mine.astype(np.int64),
        theirs.astype(np.int64),
        near.astype(np.int64),
        apart(~two & mine & theirs & ~near | ~is_ascii(ids)[codes]),
    ]


_TYPES: Final = ("type_config", "type_tag", "type_gguf")


def _sized(evidence: Evidence, rows: Ints, ids: Any, parents: Ints) -> tuple[Flags, Flags, Flags]:
    """Whether name and parent state a size, and whether two of these sizes go together."""
    place, sizes = sizes_of(at(evidence.names, rows))
    holder, others = sizes_of(ids)
    place, sizes = place[sizes >= LARGE], sizes[sizes >= LARGE]
    holder, others = holder[others >= LARGE], others[others >= LARGE]
    claims = evidence.claims
    mine = np.fmax(claims.params, claims.active)[rows] >= LARGE
    mine[place] = True
    theirs = np.zeros(len(ids), bool)
    theirs[holder] = True
    open_ = np.flatnonzero(~theirs & contains(ids, "[0-9]"))
    read = parse_many(at(ids, open_).to_pylist())
    theirs[open_] = np.fmax(read.params, read.active_params) >= LARGE
    near = np.zeros(len(rows), bool)
    bounds = np.searchsorted(holder, np.arange(len(ids) + 1))
    one, other = _pairs(bounds, parents[place])
    ratio = others[other] / sizes[one]
    near[place[one[(ratio >= NEAREST) & (ratio <= FARTHEST)]]] = True
    return mine, theirs[parents], near


def _pairs(bounds: Ints, chosen: Ints) -> tuple[Ints, Ints]:
    """Place in `chosen`, and row, of all rows of the chosen groups."""
    counts = np.diff(bounds)[chosen]
    ends = np.cumsum(counts)
    rows = np.arange(int(counts.sum())) + np.repeat(bounds[:-1][chosen] - (ends - counts), counts)
    return np.repeat(np.arange(len(chosen)), counts), rows


def judge_base(subject: Subject) -> Ruling | int:
    """Whether the parent can be the base that the name states."""
    parent = (subject.parent_id or "").rpartition("/")[2]
    if _TWO.search(subject.text):
        return UNKNOWN
    mine = [w for w in words_of(subject.name) if not is_generic(w)]
    theirs = [w for w in words_of(parent) if not is_generic(w)]
    if mine and theirs and not _related(mine, theirs, subject):
        return _ruling(subject, in_words(mine), in_words(theirs), "family", 0.75)
    sizes = [n for n in numbers(subject) if n >= LARGE]
    others = [n for n in numbers(Subject({"name": parent})) if n >= LARGE]
    if not sizes or not others:
        return SOUND if mine and theirs else UNKNOWN
    if any(NEAREST <= o / s <= FARTHEST for s in sizes for o in others):
        return SOUND
    if subject.relation & 2 or subject.packed or subject.quiet or subject.mixed:
        return UNKNOWN
    counted, size, other = subject.counted, max(sizes), max(others)
    if counted and LEAST <= counted / size <= MOST:
        return _ruling(subject, _size(size), _size(other), "size", 0.5)
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
        Severity.WARN if what == "family" else Severity.INFO,
        trust,
        f"The name says {mine}, but its declared parent {subject.parent_id} says {theirs}.",
        mine,
        {"parent": subject.parent_id, "what": what, "counted": subject.counted},
        0,
        BASE_RULE,
        "The parent in the card, and (hidden size, layers, heads) of both configurations.",
    )


def sift_version(evidence: Evidence) -> Outcomes:
    """Names with a version, of a known type."""
    records = evidence.records
    typed = records.has("type_config") | records.has("type_tag")
    said = evidence.said(_families())
    return outcome(len(records), (~said, SILENT), (~typed, UNKNOWN), (typed, SUSPECT))


def _families() -> str:
    return "|".join(sorted({one.family for one in series()}))


def alike_version(evidence: Evidence, rows: Ints) -> list[Ints]:
    """The same series and types; what these do not settle is judged one by one."""
    near = normalized(at(evidence.text, rows), [(_around(), r"\1")])
    codes, texts = distinct_texts(near)
    sets: dict[tuple[Series, ...], int] = {}
    named = [tuple(one for one in series() if one.named(text)) for text in texts]
    said = np.array([sets.setdefault(one, len(sets)) for one in named], np.int64)[codes]
    config, tag = (evidence.codes(name, rows) for name in _TYPES[:2])
    first, place = combined([said, config, tag])
    columns = [whole(evidence.records.table.column(name)) for name in _TYPES[:2]]
    kinds = [at(column, rows[first]).to_pylist() for column in columns]
    stated = [list(sets)[number] for number in said[first].tolist()]
    open_ = [_settled(s, k or other) is None for s, k, other in zip(stated, *kinds, strict=True)]
    return [said, config, tag, apart(np.array(open_, bool)[place])]


def _around() -> str:
    """All from the letter before the first family in a name to some letters behind the last."""
    families = _families()
    return f"^.*?((?:^|.)(?:{families})(?:.*(?:{families}))?.{{0,{_BEHIND}}}).*$"


_BEHIND: Final = 12
"""Letters behind a family that its series' patterns may ask for."""


def judge_version(subject: Subject) -> Ruling | int:
    """Whether the type is that of the series that the name states."""
    found = tuple(s for s in series() if s.named(subject.text))
    kind = subject.facts.get("type_config") or subject.facts.get("type_tag")
    settled = _settled(found, kind)
    if settled is not None:
        return settled
    if _TWO.search(subject.text) or subject.quiet or subject.adapted:
        return UNKNOWN
    return _old(subject, found[0], _others(found, str(kind)), str(kind))


def _settled(found: Sequence[Series], kind: str | None) -> int | None:
    """The outcome, where series and type alone tell it."""
    if not found:
        return SILENT
    if kind is None:
        return UNKNOWN
    if any(s.bears(kind) for s in found):
        return SOUND
    return None if _others(found, kind) else UNKNOWN


def _others(found: Sequence[Series], kind: str) -> list[Series]:
    """Other series of the family that have the type."""
    return [s for s in series() if s.bears(kind) and s.family == found[0].family]


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


BASE = NameRule("BASE", sift_base, judge_base, alike_base)
VER = NameRule("VER", sift_version, judge_version, alike_version)
