"""The rules on names, model by model: each name is parsed, each rule sifted and judged alone."""

import re
from typing import Any

from heredity.checks.naming.judging import SILENT, SOUND, UNKNOWN, Ruling, subjects
from heredity.checks.naming.linting import RULES
from heredity.checks.naming.records import Records
from heredity.checks.naming.shapes import SHORT
from heredity.checks.naming.sizes import HALF, LEAST, MOST
from heredity.checks.naming.subjects import Subject
from heredity.knowledge.families import series, words_of

JUDGE = -1


def outcomes(records: Records) -> dict[tuple[str, str], int | Ruling]:
    """Outcome or ruling by model and check."""
    import numpy as np

    found: dict[tuple[str, str], int | Ruling] = {}
    for _, subject in subjects(records, np.arange(len(records))):
        for rule in RULES.values():
            first = SIFT[rule.check](subject, subject.facts)
            said = rule.judge(subject) if first == JUDGE else first
            found[subject.facts["model_id"], rule.check] = said
    return found


def _size(s: Subject, facts: Any) -> int:
    claimed, counted = s.parsed.params, facts["parameters"]
    if not claimed:
        return SILENT
    if not counted:
        return JUDGE if facts["whole_config"] is not None else UNKNOWN
    if LEAST <= counted / claimed <= MOST:
        return SOUND
    return UNKNOWN if counted / claimed < HALF and s.parents != 1 else JUDGE


def _active(s: Subject, facts: Any) -> int:
    claimed, counted = s.parsed.active_params, facts["parameters"]
    if not claimed:
        return SILENT
    beyond = counted is not None and claimed > 1.25 * counted
    return JUDGE if beyond or facts["whole_config"] is not None else UNKNOWN


def _architecture(s: Subject, facts: Any) -> int:
    if not words_of(s.name):
        return SILENT
    known = ("type_config", "type_tag", "type_gguf", "classes")
    return JUDGE if any(facts[k] is not None for k in known) else UNKNOWN


def _class(s: Subject, facts: Any) -> int:
    both = facts["classes"] is not None and facts["type_config"] is not None
    return JUDGE if both or facts["shown"] is not None else UNKNOWN


def _codes(s: Subject) -> set[str]:
    return {e.code for e in s.parsed.elements}


def _task(s: Subject, facts: Any) -> int:
    if not _codes(s) & {"T", "D"}:
        return SILENT
    return UNKNOWN if facts["task"] is None and facts["classes"] is None else JUDGE


def _quant(s: Subject, facts: Any) -> int:
    if s.parsed.quant is None:
        return SILENT
    return JUDGE if facts["quant_method"] is not None or facts["tags_known"] else UNKNOWN


def _base(s: Subject, facts: Any) -> int:
    if not (_codes(s) & {"A", "B"} or s.parsed.params):
        return SILENT
    return JUDGE if s.parents == 1 and not s.relation & 8 else UNKNOWN


def _version(s: Subject, facts: Any) -> int:
    if not any(one.family in s.name.lower() for one in series()):
        return SILENT
    return UNKNOWN if facts["type_config"] is None and facts["type_tag"] is None else JUDGE


def _context(s: Subject, facts: Any) -> int:
    claimed = s.parsed.context
    rooms = [r for r in (facts["gguf_context"], facts["positions"]) if r is not None]
    if not claimed:
        return SILENT
    if not rooms or max(rooms) <= 0:
        return UNKNOWN
    return SOUND if max(rooms) >= SHORT * claimed else JUDGE


def _dimensions(s: Subject, facts: Any) -> int:
    if not re.search(r"(?i)L-?\d|H-?\d|A-?\d|patch-?\d", s.name):
        return SILENT
    return UNKNOWN if facts["hidden"] is None and facts["patch"] is None else JUDGE


def _language(s: Subject, facts: Any) -> int:
    if "L" not in _codes(s):
        return SILENT
    return UNKNOWN if facts["languages"] is None else JUDGE


def _format(s: Subject, facts: Any) -> int:
    if s.parsed.format is None:
        return SILENT
    return JUDGE if facts["files_known"] or facts["tags_known"] else UNKNOWN


def _meta(s: Subject, facts: Any) -> int:
    totals = facts["gguf_total"] is not None and facts["parameters"] is not None
    both = facts["type_config"] is not None and facts["type_tag"] is not None
    if totals or (both and facts["type_config"] != facts["type_tag"]):
        return JUDGE
    return SOUND if both else SILENT


SIFT = {
    "SIZE": _size, "ACTIVE": _active, "ARCH": _architecture, "CLASS": _class, "TASK": _task,
    "QUANT": _quant, "BASE": _base, "VER": _version, "CTX": _context, "DIM": _dimensions,
    "LANG": _language, "FORMAT": _format, "META": _meta,
}  # fmt: skip
