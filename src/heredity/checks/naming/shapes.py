"""Context, dimensions and active parameters that a name states, against the configuration."""

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
from heredity.checks.naming.sizes import AGREE, LEAST, MOST
from heredity.checks.naming.subjects import Subject
from heredity.core.findings import Severity
from heredity.store.columns import contains

SHORT: Final = 0.95
"""Available over claimed context below which the claim does not hold."""

_STRETCHED: Final = re.compile(
    r"yarn|rope|longrope|ntk|dynamic|self-?extend|pose|activation-beacon"
)


def sift_context(evidence: Evidence) -> Outcomes:
    """Names with a context length, against GGUF metadata or positions of the configuration."""
    records, claims = evidence.records, evidence.claims
    room = np.fmax(records.numbers("gguf_context"), records.numbers("positions"))
    with np.errstate(invalid="ignore"):
        fits = room >= SHORT * claims.context
    silent = ~(claims.context > 0)
    return outcome(
        len(records),
        (silent, SILENT),
        (fits, SOUND),
        (room > 0, SUSPECT),
        (~silent, UNKNOWN),
    )


def judge_context(subject: Subject) -> Ruling | int:
    """Whether the configuration has room for the claimed context."""
    claimed = subject.parsed.context
    if claimed is None:
        return SILENT
    facts = subject.facts
    positions, factor = facts.get("positions"), facts.get("rope_factor") or 1.0
    rooms = (facts.get("gguf_context"), positions and positions * max(1.0, factor))
    room = max((float(r) for r in rooms if r), default=0.0)
    if not room:
        return UNKNOWN
    if room >= SHORT * claimed:
        return SOUND
    if _STRETCHED.search(subject.text) or subject.adapted:
        return UNKNOWN
    return Ruling(
        Severity.WARN,
        0.7,
        f"The name claims a context of {claimed} tokens, but there are {room:.0f} positions.",
        str(claimed),
        {"positions": room},
        0 if facts.get("gguf_context") else 1,
        "positions, times the factor of rope scaling, must reach the claimed context",
        "max_position_embeddings, rope_scaling and sliding_window of config.json.",
    )


DIMENSIONS: Final = {
    "layers": (r"(?:^|-)l-?(\d{1,3})(?=-|$)", "layers"),
    "hidden size": (r"(?:^|-)h-?(\d{2,5})(?=-|$)", "hidden"),
    "attention heads": (r"(?:^|-)a-?(\d{1,3})(?=-|$)", "heads"),
    "patch size": (r"patch-?(\d{1,2})(?=-|$)", "patch"),
}
"""Dimensions in names, as patterns with their number, and their fields in configurations."""


def sift_dimensions(evidence: Evidence) -> Outcomes:
    """Names with dimensions, of models whose whole configuration is known."""
    records = evidence.records
    said = contains(evidence.names, r"(?i)L-?\d|H-?\d|A-?\d|patch-?\d")
    known = records.has("hidden") | records.has("patch")
    none = evidence.plain & ~evidence.said(rf"{_DIMENSIONED.pattern}|patch-?\d{{1,2}}(?:-|$)")
    return outcome(
        len(records),
        (~said, SILENT),
        (~known, UNKNOWN),
        (none, SILENT),
        (said, SUSPECT),
    )


def judge_dimensions(subject: Subject) -> Ruling | int:
    """Whether layers, sizes and patches of the name are the configuration's."""
    whole = _DIMENSIONED.search(subject.text)
    claimed = {
        what: (int(found.group(1)), field)
        for what, (pattern, field) in DIMENSIONS.items()
        if (whole or what == "patch size") and (found := re.search(pattern, subject.text))
    }
    if not claimed:
        return SILENT
    real = {what: subject.facts.get(field) for what, (_, field) in claimed.items()}
    if not any(real.values()):
        return UNKNOWN
    wrong = [(w, n, real[w]) for w, (n, _) in claimed.items() if real[w] and real[w] != n]
    if not wrong:
        return SOUND
    what, number, held = wrong[0]
    return Ruling(
        Severity.ERROR,
        0.95,
        f"The name says {what} {number}, but the configuration says {held:g}.",
        f"{what} {number}",
        {w: r for w, _, r in wrong},
        1,
        "layers, hidden size, heads and patch of the name must be the configuration's; a "
        "resolution may change in fine-tuning",
        "Tensor shapes in the headers.",
    )


_DIMENSIONED: Final = re.compile(r"(?:^|-)l-?\d+-h-?\d+|uncased-l-|(?:^|-)h-?\d+-a-?\d+")


def sift_active(evidence: Evidence) -> Outcomes:
    """Names with active parameters: these cannot be more than were counted in all."""
    records, claims = evidence.records, evidence.claims
    counted = records.numbers("parameters")
    with np.errstate(invalid="ignore"):
        beyond = claims.active > 1.25 * counted
    silent = ~(claims.active > 0)
    whole = records.has("whole_config")
    return outcome(len(records), (silent, SILENT), (beyond | whole, SUSPECT), (~silent, UNKNOWN))


def judge_active(subject: Subject) -> Ruling | int:
    """Whether the active parameters can be what the name says."""
    claimed, total = subject.parsed.active_params, subject.counted
    real = subject.counts.get("active")
    if claimed is None:
        return SILENT
    if real:
        if LEAST <= real / claimed <= MOST:
            return SOUND
        return _active(claimed, f"{count(real)} are active", {"active": real}, 2, 0.9)
    promised = _promised(subject, claimed)
    if promised is not None:
        return promised
    if total is None or claimed <= 1.25 * total:
        return UNKNOWN
    if subject.packed or subject.adapted or subject.quiet:
        return UNKNOWN
    return _active(claimed, f"only {count(total)} were counted in all", {"counted": total}, 0, 0.8)


def _promised(subject: Subject, claimed: float) -> Ruling | int | None:
    """Whether the configuration's formula bears the claim out; None where no formula counts.

    A formula that is a tenth off what was counted does not know the network.
    """
    by, total = subject.promised, subject.counted
    if by is None or by.active >= by.total:
        return None
    if LEAST <= by.active / claimed <= MOST:
        return SOUND
    off = total is not None and abs(by.total - total) > AGREE * total
    if off or by.nested or subject.adapted or subject.quiet:
        return None
    facts = {"active": by.active, "total": by.total, "formula": by.family}
    return _active(claimed, f"its configuration makes {count(by.active)} active", facts, 1, 0.75)


def _active(claimed: float, seen: str, facts: dict[str, Any], tier: int, trust: float) -> Ruling:
    return Ruling(
        Severity.WARN,
        trust,
        f"The name claims {count(claimed)} active parameters, but {seen}.",
        count(claimed),
        facts,
        tier,
        "active: the dense part, the shared experts, and the experts of one token",
        "The headers, and experts per token in config.json.",
    )


CTX = NameRule("CTX", sift_context, judge_context)
DIM = NameRule("DIM", sift_dimensions, judge_dimensions)
ACTIVE = NameRule("ACTIVE", sift_active, judge_active)
