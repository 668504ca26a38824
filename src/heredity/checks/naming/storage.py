"""Quantization and file formats that a name states, against configuration, tags and files."""

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
    outcome,
)
from heredity.checks.naming.subjects import Subject
from heredity.core.findings import Severity
from heredity.store.columns import Ints

METHODS: Final = {
    "awq": "awq",
    "gptq": "gptq|gptqmodel|auto-?gptq|marlin",
    "bitsandbytes": "bnb|bitsandbytes|nf4|int8-?bnb",
    "aqlm": "aqlm",
    "hqq": "hqq",
    "eetq": "eetq",
    "exl2": "exl2",
    "exl3": "exl3",
}
"""Methods that exclude each other, with their words in names."""

SHARED: Final = {
    "awq": {"compressed-tensors", "auto-round", "awq"},
    "gptq": {"compressed-tensors", "auto-round", "gptq", "gptqmodel"},
    "bitsandbytes": {"bitsandbytes", "bnb"},
}
"""Methods of configurations that bear a word out, where that is more than the word itself."""

_BITS: Final = re.compile(r"([2-8])-bit")
_METHOD_RULE: Final = "a method in the name must be the configuration's"
_SETTLE: Final = "quantization_config of config.json, and the dtypes in the headers."


def sift_quant(evidence: Evidence) -> Outcomes:
    """Names with a quantization, where anything else speaks of one."""
    records, claims = evidence.records, evidence.claims
    return outcome(
        len(records),
        (~claims.quant, SILENT),
        (records.has("quant_method") | records.flags("tags_known"), SUSPECT),
        (claims.quant, UNKNOWN),
    )


def alike_quant(evidence: Evidence, rows: Ints) -> list[Ints]:
    """The same words, bits, tags and configuration of quantization."""
    words = [_as_word(pattern) for pattern in METHODS.values()]
    bits = evidence.claims.bits[rows]
    told = evidence.said_at(rows, [*words, f"{_KINDS}.*{_KINDS}", _MIXTURE.pattern])
    return [
        told,
        np.where(np.isnan(bits), -1, bits * 1000).astype(np.int64),
        evidence.codes("quant_method", rows),
        evidence.codes("quant_bits", rows),
        evidence.tags_at(rows, f"{'|'.join(METHODS)}|gguf|mlx|[2-8]-bit"),
        _implied_at(evidence, rows),
    ]


def _implied_at(evidence: Evidence, rows: Ints) -> Ints:
    """The implied bits of some rows, doubled; -1 where nothing is counted or claimed."""
    counted, claimed = evidence.records.numbers("parameters")[rows], evidence.claims.params[rows]
    known = (counted > 0) & (claimed > 0)
    found = np.full(len(rows), -1)
    implied = implied_bits(claimed[known], counted[known])
    found[known] = (2 * np.clip(implied, 0, 100)).astype(np.int64)
    return found


_KINDS: Final = "(?:gguf|awq|gptq|exl2|mlx)"


def judge_quant(subject: Subject) -> Ruling | int:
    """Whether method and bits of the name are those of the configuration."""
    named = {m for m, words in METHODS.items() if _word(words, subject.text)}
    method = (subject.facts.get("quant_method") or "").lower()
    tagged = {m for m in METHODS if m in subject.tags}
    if len(named) == 1 and (method or tagged):
        (word,) = named
        fits = {word} | SHARED.get(word, set())
        if method and method not in fits:
            return _method(subject, word, method, "config", Severity.ERROR, 0.95)
        if method or word in tagged:
            return _bits(subject)
        if not _several(subject) and len(tagged) == 1:
            return _method(subject, word, tagged.pop(), "tags", Severity.WARN, 0.7)
    return _bits(subject)


def _word(words: str, text: str) -> bool:
    return re.search(_as_word(words), text) is not None


def _as_word(words: str) -> str:
    return rf"(?:^|[^a-z0-9])(?:{words})(?:[^a-z]|$)"


def _several(subject: Subject) -> bool:
    """Whether the repository seems to hold several kinds of weights."""
    return "gguf" in subject.tags or len(re.findall(_KINDS, subject.text)) > 1


def _method(
    subject: Subject, word: str, found: str, source: str, severity: Severity, trust: float
) -> Ruling:
    return Ruling(
        severity,
        trust,
        f"The name says {word.upper()}, but {_SOURCE[source]} '{found}'.",
        word,
        {source: found},
        0,
        _METHOD_RULE,
        _SETTLE,
        re.sub(METHODS[word], found, subject.name, flags=re.IGNORECASE),
    )


_SOURCE: Final = {"config": "its configuration says", "tags": "the tags say"}


def _bits(subject: Subject) -> Ruling | int:
    bits = subject.parsed.bits
    stated = _stated_bits(subject)
    if bits is None or bits > 8 or not stated:
        return SOUND if subject.facts.get("quant_method") else UNKNOWN
    if any(abs(bits - b) < 1 for b in stated) or not bits.is_integer():
        return SOUND
    implied = implied_bits(subject.parsed.params or np.nan, subject.counted or np.nan)
    if "mlx" in subject.tags and abs(implied - bits) <= NEAR:
        return SOUND  # the default of its configuration, with other bits for most layers
    if _MIXTURE.search(subject.text) or _several(subject) or len(stated) > 1:
        return UNKNOWN
    if stated == {8} and "mlx" not in subject.tags and not subject.facts.get("quant_bits"):
        return UNKNOWN  # the hub tags whatever is stored in bytes as 8 bits
    sure = bool(subject.facts.get("quant_bits"))
    seen: dict[str, Any] = {"config" if sure else "tags": sorted(stated)}
    return Ruling(
        Severity.ERROR if sure else Severity.WARN,
        0.95 if sure else 0.75,
        f"The name says {bits:g} bits, but {_SOURCE['config' if sure else 'tags']} "
        f"{min(stated)} bits.",
        f"{bits:g} bits",
        seen,
        0,
        "bits in the name must be those of the quantization",
        _SETTLE,
    )


_MIXTURE: Final = re.compile(
    r"w\d+a\d+|\d-\d-?bit|mixed|dynamic|mx|nv|fp8|fp4|bpw|ud-|kv\d|qat|q\d|dwq|oq|ternary|1\.58|ud|h\d"
)


def implied_bits(claimed: Any, counted: Any) -> Any:
    """Bits a weight, to the half, that a count of words of 32 bits with scales for 64 implies."""
    return np.round(64 * (counted / claimed - 1 / 32)) / 2


NEAR: Final = 1.0
"""How near the implied bits must be to those of the name."""


def _stated_bits(subject: Subject) -> set[int]:
    bits = subject.facts.get("quant_bits")
    if bits and str(bits).isdigit():
        return {int(bits)}
    return {int(b) for tag in subject.tags for b in _BITS.findall(tag) if tag == f"{b}-bit"}


FILES: Final = {"gguf": ("gguf", "GGUF"), "onnx": ("onnx", "ONNX")}
TAGGED: Final = {"mlx": {"mlx"}, "gguf": {"gguf"}, "onnx": {"onnx"}}


def sift_format(evidence: Evidence) -> Outcomes:
    """Names with a file format, where files or tags are known."""
    records, claims = evidence.records, evidence.claims
    known = records.flags("files_known") | records.flags("tags_known")
    return outcome(
        len(records),
        (claims.format < 0, SILENT),
        (~known, UNKNOWN),
        (claims.format >= 0, SUSPECT),
    )


def alike_format(evidence: Evidence, rows: Ints) -> list[Ints]:
    """The same format in the name, the same tags and files."""
    flags = ("gguf", "onnx", "gated", "files_known", "weights")
    return [
        evidence.claims.format[rows],
        evidence.flags_at(flags, rows),
        evidence.codes("library", rows),
        evidence.said_at(rows, [_UNSURE.pattern]),
        evidence.tags_at(rows, "|".join(TAGGED)),
    ]


def judge_format(subject: Subject) -> Ruling | int:
    """Whether the files are of the format that the name states."""
    named = (subject.parsed.format or "").lower()
    if named not in TAGGED:
        return UNKNOWN
    facts = subject.facts
    if subject.tags & TAGGED[named] or facts.get(named) or facts.get("library") == named:
        return SOUND
    if _UNSURE.search(subject.text) or facts.get("gated") or named not in FILES:
        return UNKNOWN
    if not facts.get("files_known"):
        return UNKNOWN  # the hub tags GGUF only where it can read a file of it
    if not facts.get("weights"):
        return UNKNOWN  # nothing was uploaded yet, or it lies in a branch
    return Ruling(
        Severity.WARN,
        0.85,
        f"The name says {FILES[named][1]}, but none of its weight files is one.",
        named,
        {"files": "weights of other formats only"},
        0,
        "a format in the name must be that of some file",
        "The file list of every branch.",
        re.sub(rf"[-_.]?{named}", "", subject.name, flags=re.IGNORECASE) or None,
    )


_UNSURE: Final = re.compile(
    r"(?:^|[^a-z])(?:to|for|from|convert\w*|my-repo|space|demo)(?:[^a-z]|$)"
)

QUANT = NameRule("QUANT", sift_quant, judge_quant, alike_quant)
FORMAT = NameRule("FORMAT", sift_format, judge_format, alike_format)
