"""Parameters that a name claims, against those that were counted."""

from __future__ import annotations

import re
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
    count,
    outcome,
)
from heredity.checks.naming.subjects import SEEN, Subject
from heredity.core.findings import Severity
from heredity.store.columns import Ints, at, distinct_texts
from heredity.store.parts import kept

Floats = np.ndarray[Any, np.dtype[np.float64]]

LEAST, MOST = 0.80, 1.35
"""Counted over claimed that is in order."""

LOW, HIGH = 1 / 8, 15 / 8
"""Beyond these a claim is wrong rather than loose."""

HALF: Final = 0.5
"""Ratio below which a count that stands alone may be an adapter's or one shard's."""

COPIES: Final = 8
"""Most checkpoints that one repository seems to hold by its count."""

LARGEST: Final = 3e12
"""Largest number of a name that may be a size; beyond it are tokens and hashes."""

SLACK: Final = 1.2e9
"""Parameters that a vision tower, a large vocabulary, or a saved tied head may add."""

SMALL_SLACK: Final = 6e8
"""The same of small models."""

AGREE: Final = 0.1
"""How near two counts must be to agree."""

_TOWERED: Final = re.compile(
    r"vl|vision|llava|image|audio|speech|omni|video|multimodal|mm|siglip|clip|any-to-any"
)
_TIMES: Final = re.compile(r"(\d+)x(\d+(?:\.\d+)?)b?", re.IGNORECASE)
_NUMBER: Final = re.compile(
    r"(?<![\d.])(\d+(?:[._p-]\d+)?)\s?([bmk])(?:illion)?(?![a-z])", re.IGNORECASE
)
_EFFECTIVE: Final = re.compile(r"e(\d+)b(?![a-z])|gemma-?(?:3n|4)", re.IGNORECASE)
_UNIT: Final = {"b": 1e9, "m": 1e6, "k": 1e3}

RULE: Final = (
    "counted/claimed is in order from 0.80 to 1.35; an error below 1/8 or above 15/8, and then "
    "only "
    "where a second source agrees with the count"
)


def sift(evidence: Evidence) -> Outcomes:
    """Compare the claimed with the counted total of every model."""
    records = evidence.records
    counted = records.numbers("parameters")
    claimed = evidence.claims.params
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = counted / claimed
    fits = (ratio >= LEAST) & (ratio <= MOST)
    alone = (ratio < HALF) & (records.parents != 1)  # nobody to agree: see `_partial`
    silent = ~(claimed > 0)
    found = outcome(
        len(records),
        (silent, SILENT),
        (~(counted > 0) & ~records.has("whole_config"), UNKNOWN),
        (fits, SOUND),
        (alone, UNKNOWN),
        (~silent, SUSPECT),
    )
    rows = np.flatnonzero((found == SUSPECT) & evidence.plain)
    holder, sizes = sizes_of(at(evidence.names, rows))
    ratio = counted[rows][holder] / sizes
    fits = (ratio >= LEAST) & (ratio <= MOST)
    found[rows[holder[fits]]] = SOUND
    return found


def judge(subject: Subject) -> Ruling | int:
    """Whether a count outside the band contradicts the name, or is explained."""
    counted, claimed = subject.counted, subject.parsed.params
    if not counted:
        return _promised(subject)
    if any(LEAST <= counted / n <= MOST for n in numbers(subject)):
        return SOUND
    if claimed is None:
        return SILENT
    ratio = counted / claimed
    if _explained(subject, claimed, counted, ratio):
        return UNKNOWN
    return _ruling(subject, claimed, counted, ratio)


def _promised(subject: Subject) -> Ruling | int:
    """Where nothing was counted: whether the configuration promises what the name claims.

    A formula alone contradicts a name only beyond the bounds, and never a name of several parts.
    """
    promised, claimed = subject.promised, subject.parsed.params
    if promised is None or not claimed:
        return UNKNOWN if claimed else SILENT
    if any(LEAST <= promised.total / n <= MOST for n in numbers(subject)):
        return SOUND
    ratio = promised.total / claimed
    if (
        promised.nested
        or LOW <= ratio <= HIGH
        or _explained(subject, claimed, promised.total, ratio)
    ):
        return UNKNOWN
    return Ruling(
        Severity.WARN,
        0.7,
        f"The name claims {count(claimed)} parameters, but its configuration promises "
        f"{count(promised.total)}.",
        count(claimed),
        {"configuration": promised.total, "formula": promised.family, "ratio": round(ratio, 4)},
        1,
        RULE,
        "The tensor shapes in the headers of the weights.",
        _renamed(subject, promised.total),
    )


def numbers(subject: Subject) -> list[float]:
    """Every number of a name that may be a size, as a number of parameters."""
    found = [
        float(e.value)
        for e in subject.parsed.elements
        if e.code == "P" and isinstance(e.value, int | float) and e.value
    ]
    return [n for n in [*found, *_sizes_in(subject.name)] if n > 0]


def _sizes_in(text: str) -> list[float]:
    """Numbers with a unit in a text, with and without what stands before a hyphen."""
    found = []
    for number, unit in _NUMBER.findall(text):
        parts = re.split("[-_p]", number)
        size = _UNIT[unit.lower()]
        found += [float(".".join(parts)) * size, float(parts[-1]) * size]
    return found


_WITH_UNIT: Final = (
    r"[0-9.](?:[0-9.]|[-_pP][0-9])*\s?[bmkBMK](?:[iI][lL][lL][iI][oO][nN])?[a-zA-Z]?"
)
_BETWEEN: Final = "[^0-9.]+|[0-9.]"
"""In RE2: whatever `_NUMBER` may hit, with the letter behind it; and all else."""


def sizes_of(names: Any) -> tuple[Ints, Floats]:
    """Numbers with a unit in names: each distinct text that holds some is read once.

    Returns:
        Row of each number, ascending, and the numbers.
    """
    codes, texts = distinct_texts(kept(names, _WITH_UNIT, _BETWEEN))
    each = [[n for n in _sizes_in(text) if n > 0] for text in texts]
    lengths = np.array([len(one) for one in each], np.int64)
    flat = np.array([n for one in each for n in one], np.float64)
    counts = lengths[codes]
    begins = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)[codes]
    ends = np.cumsum(counts)
    places = np.arange(int(counts.sum())) + np.repeat(begins - (ends - counts), counts)
    return np.repeat(np.arange(len(names)), counts), flat[places]


def _explained(subject: Subject, claimed: float, counted: float, ratio: float) -> bool:
    """Whether anything known makes the count say nothing about the claim."""
    return bool(
        subject.adapted
        or (subject.packed and counted < max([claimed, *numbers(subject)]))
        or subject.quiet
        or _times(subject, ratio)
        or (ratio > 1 and subject.mixed)
        or (1 < ratio <= 3 and _effective(subject))
        or _towers(subject, claimed, counted, ratio)
        or _several(ratio)
        or SEEN.search(subject.text)
        or not 1e6 <= claimed <= LARGEST
        or _partial(subject, claimed, counted, ratio)
    )


def _partial(subject: Subject, claimed: float, counted: float, ratio: float) -> bool:
    """Whether the count may be that of an adapter, of one shard, or a number that is no count."""
    return ratio < HALF and not subject.counts and _second(subject, counted, claimed) is None


def _times(subject: Subject, ratio: float) -> bool:
    return bool(_TIMES.search(subject.name)) and 0.3 <= ratio <= MOST


def _towers(subject: Subject, claimed: float, counted: float, ratio: float) -> bool:
    more = counted - claimed
    text = f"{subject.text} {subject.type or ''} {subject.facts.get('task') or ''}"
    if _TOWERED.search(text.lower()):
        return 1 < ratio <= 1.7 or (1 < ratio <= 3 and more <= 2 * SLACK)
    if claimed < 5e8:
        return 0 < more <= SMALL_SLACK / 2 and ratio <= 4
    return abs(more) <= (SLACK if claimed >= 2e9 else SMALL_SLACK) and 0.7 <= ratio <= 1.7


def _effective(subject: Subject) -> bool:
    """Whether the number may be the effective size only (`E2B`), without per-layer embeddings."""
    kind = subject.type or ""
    said = (subject.text, *(tag for tag in subject.tags if ":" not in tag))
    return kind.startswith(("gemma3n", "gemma4")) or any(map(_EFFECTIVE.search, said))


def _several(ratio: float) -> bool:
    """Whether the count looks like that of several checkpoints in one repository."""
    near = round(ratio)
    return 2 <= near <= COPIES and abs(ratio - near) <= min(0.06 * near, 0.25)


def _ruling(subject: Subject, claimed: float, counted: float, ratio: float) -> Ruling:
    second = _second(subject, counted, claimed)
    wrong = not LOW <= ratio <= HIGH
    tier = 2 if subject.counts else 0
    sure = wrong and (tier == 2 or second is not None)
    seen: dict[str, Any] = {"counted": counted, "ratio": round(ratio, 4), "second": second}
    how = "fewer" if ratio < 1 else "more"
    return Ruling(
        Severity.ERROR if sure else Severity.WARN,
        0.95 if sure else 0.8 if wrong or second else 0.6,
        f"The name claims {count(claimed)} parameters, but {count(counted)} were counted: "
        f"{_fold(ratio)} {how}.",
        count(claimed),
        seen,
        tier,
        RULE,
        "The tensor shapes in the headers of the weights, without those of other checkpoints."
        if tier == 0
        else "Nothing more: the headers were read.",
        _renamed(subject, counted),
    )


def _fold(ratio: float) -> str:
    fold = ratio if ratio > 1 else 1 / ratio
    return f"{fold:.1f} times" if fold < 100 else f"{fold:.0f} times"


def _second(subject: Subject, counted: float, claimed: float) -> str | None:
    """A second source that agrees with the count and not with the claim."""
    gguf = subject.facts.get("gguf_total")
    kept = subject.facts.get("parameters")
    if gguf and kept and gguf != kept and abs(gguf - kept) <= AGREE * kept:
        return "gguf.total"
    promised = subject.promised
    if promised and not promised.nested and abs(promised.total - counted) <= AGREE * counted:
        return f"config.json promises {count(promised.total)} ({promised.family})"
    if not subject.parent_id or subject.relation & 10 or subject.parents != 1:
        return None
    said = _claimed_by(subject.parent_id)
    if any(LEAST <= n / claimed <= MOST for n in said):
        return None  # the parent's name claims the same: then it is no second opinion
    theirs = subject.parent.get("parameters")
    if theirs and abs(theirs - counted) <= AGREE * counted:
        return f"parent {subject.parent_id} has {count(theirs)}"
    if any(LEAST <= counted / n <= MOST for n in said):
        return f"parent {subject.parent_id} is named so"
    return None


def _claimed_by(model_id: str) -> list[float]:
    return numbers(Subject({"name": model_id.rpartition("/")[2]}))


def label(counted: float) -> str:
    """A number of parameters as a name states it: `7.24B`."""
    return f"{counted / 1e9:.3g}B" if counted >= 1e9 else f"{counted / 1e6:.3g}M"


def _renamed(subject: Subject, counted: float) -> str | None:
    spans = [e for e in subject.parsed.elements if e.code == "P"]
    if len(spans) != 1:
        return None
    name, span = subject.name, spans[0]
    return f"{name[: span.start]}{label(counted)}{name[span.end :]}"


SIZE = NameRule("SIZE", sift, judge)
