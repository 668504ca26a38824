"""Metadata against metadata: two types, two totals, a class of another type."""

from __future__ import annotations

import json
import re
from typing import Final

import numpy as np

from heredity.checks.naming.evidence import Evidence
from heredity.checks.naming.judging import (
    SOUND,
    SUSPECT,
    UNKNOWN,
    NameRule,
    Outcomes,
    Ruling,
    count,
    outcome,
)
from heredity.checks.naming.shown import judge_shown
from heredity.checks.naming.subjects import Subject
from heredity.core.findings import Severity
from heredity.knowledge.families import (
    class_stem,
    flat,
    folded,
    is_known,
    model_types,
    type_of_class,
)
from heredity.store.columns import Ints, differ

APART: Final = 3.0
"""Ratio of two counts from which on they speak of different weights."""


def sift_meta(evidence: Evidence) -> Outcomes:
    """Models with two types, or two totals that are far apart."""
    records = evidence.records
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = records.numbers("gguf_total") / records.numbers("parameters")
        two = (ratio > 0) & ~((ratio >= 1 / APART) & (ratio <= APART))
    config, tag = (records.table.column(name) for name in ("type_config", "type_tag"))
    both = records.has("type_config") & records.has("type_tag")
    totals = records.has("gguf_total") & records.has("parameters")
    return outcome(len(records), (two | differ(config, tag), SUSPECT), (totals | both, SOUND))


def judge_meta(subject: Subject) -> Ruling | int:
    """Whether totals and types agree among themselves."""
    gguf, total = subject.facts.get("gguf_total"), subject.facts.get("parameters")
    if gguf and total and not 1 / APART <= gguf / total <= APART and not _parts(subject):
        return Ruling(
            Severity.WARN,
            0.7,
            f"The GGUF files hold {count(gguf)} parameters, but the safetensors total says "
            f"{count(total)}.",
            count(total),
            {"gguf.total": gguf, "safetensors.total": total},
            0,
            "two counts of one repository must not differ threefold; the total is set by the "
            "author",
            "Tensor shapes in the headers of the weights.",
        )
    config, tag = subject.facts.get("type_config"), subject.facts.get("type_tag")
    if config and tag and folded(config) != folded(tag) and _other(config, tag):
        return Ruling(
            Severity.INFO,
            0.6,
            f"The configuration says model type '{config}', but the hub's tags say '{tag}'.",
            tag,
            {"config": config, "tag": tag},
            0,
            "the hub takes the tag from config.json",
            "config.json of the default branch.",
        )
    return SOUND


def _parts(subject: Subject) -> bool:
    return bool(subject.adapted or subject.packed or re.search(r"mmproj|draft", subject.text))


def _other(config: str, tag: str) -> bool:
    return config.lower() in model_types() and tag.lower() in model_types()


def sift_class(evidence: Evidence) -> Outcomes:
    """Models whose configuration names both a class and a type."""
    records = evidence.records
    known = records.has("classes") & records.has("type_config") | records.has("shown")
    return outcome(len(records), (known, SUSPECT), (np.ones(len(records), bool), UNKNOWN))


def alike_class(evidence: Evidence, rows: Ints) -> list[Ints]:
    """The same type and classes."""
    columns = [evidence.codes(name, rows) for name in ("type_config", "classes", "shown")]
    return [*columns, evidence.tags_at(rows, "custom_code")]


def judge_class(subject: Subject) -> Ruling | int:
    """Whether the weights bear out type and class, or else whether the class is of the type."""
    shown = judge_shown(subject.facts, "custom_code" in subject.tags)
    if shown is not None:
        return shown
    kind = subject.facts.get("type_config")
    try:
        classes = json.loads(subject.facts.get("classes") or "[]")
    except ValueError:
        return UNKNOWN
    if not kind or not isinstance(classes, list) or not classes or not isinstance(classes[0], str):
        return UNKNOWN
    stem = class_stem(classes[0])
    if not stem or flat(kind) == stem or "custom_code" in subject.tags:
        return SOUND if stem else UNKNOWN
    owner = type_of_class(classes[0])
    if owner is None or not is_known(kind) or kind.lower() not in model_types():
        return UNKNOWN
    if flat(kind).startswith(stem) or stem.startswith(flat(kind)) or _SHARED.search(stem):
        return SOUND
    return Ruling(
        Severity.WARN,
        0.85,
        f"The configuration says model type '{kind}', but its class {classes[0]} is of '{owner}'.",
        kind,
        {"model_type": kind, "architectures": classes[:3]},
        0,
        "a class must be one of its model type",
        "The tensor names in the headers of the weights (heredity assess).",
    )


_SHARED: Final = re.compile(
    r"^(?:roberta|bert|llama|xlmroberta|t5|gpt2|marian|mt5|encoderdecoder)$"
)


META = NameRule("META", sift_meta, judge_meta)
CLASS = NameRule("CLASS", sift_class, judge_class, alike_class)
