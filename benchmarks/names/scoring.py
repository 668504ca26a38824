"""Scores of the parser against labels.

An element is right when its code is accepted and its span shares at least half of the letters and
digits of the shorter of the two; a span with more than twice the label's letters and digits earns
nothing. Strict scores accept the preferred code alone. Precision is over elements that the parser
gives a code in question, recall over labels whose preferred code is in question.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from benchmarks.names.labels import FIELDS, Labeled, Span
from heredity.knowledge.names import CONVENTIONS, Element, ParsedName

SCORED = "APVQXSF"
EVERYWHERE = {
    "A": "B", "B": "A", "S": "P", "P": "S", "D": "C", "C": "D", "F": "R", "R": "F", "N": "H",
    "H": "N", "Q": "X", "X": "Q",
}  # fmt: skip
"""Other codes that are accepted for any element of a kind; S and P only for counts like `7b`."""


def accepted(span: Span) -> set[str]:
    """All codes that a lenient judge takes."""
    codes = set(span.codes)
    more = EVERYWHERE.get(span.codes[0], "")
    counted = span.text[:1].isdigit() and span.text[-1:].lower() in "bmk"
    if more and (span.codes[0] not in "SP" or counted):
        codes.add(more)
    return codes


def overlaps(name: str, one: Element, span: Span) -> bool:
    """Whether two spans mean the same words."""
    low, high = max(one.start, span.start), min(one.end, span.end)
    shared = _letters(name[low:high])
    mine, theirs = _letters(name[one.start : one.end]), _letters(name[span.start : span.end])
    return shared > 0 and 2 * shared >= min(mine, theirs) and mine <= 2 * max(theirs, 1)


def _letters(text: str) -> int:
    return sum(letter.isalnum() for letter in text)


class Tokens:
    """Right, given and labeled elements by code."""

    def __init__(self) -> None:
        self.hit: Counter[str] = Counter()
        self.given: Counter[str] = Counter()
        self.found: Counter[str] = Counter()
        self.labeled: Counter[str] = Counter()
        self.misses: list[str] = []

    def add(self, parsed: ParsedName, spans: Sequence[Span], strict: bool) -> None:
        """Count one name."""
        wanted = [{span.codes[0]} if strict else accepted(span) for span in spans]
        for one in parsed.elements:
            right = any(
                one.code in codes and overlaps(parsed.id, one, span)
                for span, codes in zip(spans, wanted, strict=True)
            )
            self.given[one.code] += 1
            self.hit[one.code] += right
            if not right and one.code in SCORED:
                self.misses.append(f"{parsed.id}: {one.text} given {one.code}")
        for span, codes in zip(spans, wanted, strict=True):
            right = any(
                one.code in codes and overlaps(parsed.id, one, span) for one in parsed.elements
            )
            self.labeled[span.codes[0]] += 1
            self.found[span.codes[0]] += right
            if not right and span.codes[0] in SCORED:
                self.misses.append(f"{parsed.id}: {span.text} labeled {span.codes[0]}")

    def score(self, codes: Iterable[str]) -> tuple[float, float, float]:
        """Precision, recall and F1 over codes together."""
        held = list(codes)
        given, labeled = sum(self.given[c] for c in held), sum(self.labeled[c] for c in held)
        precision = sum(self.hit[c] for c in held) / given if given else 0.0
        recall = sum(self.found[c] for c in held) / labeled if labeled else 0.0
        both = precision + recall
        return precision, recall, 2 * precision * recall / both if both else 0.0


def same(field: str, value: Any, wanted: Any) -> bool:
    """Whether a field's value is the wanted one: 1 % for counts, 5 % for context."""
    if value is None or wanted is None:
        return value is None and wanted is None
    if field in {"params", "active_params", "bits", "context"}:
        room = {"context": 0.05, "bits": 0.0}.get(field, 0.01)
        return abs(float(value) - float(wanted)) <= room * abs(float(wanted))
    return _plain(field, str(value)) == _plain(field, str(wanted))


def _plain(field: str, text: str) -> str:
    low = text.lower().replace("_", ".").replace("-", ".")
    if field == "version":
        low = low.removeprefix("v")
        while low.endswith(".0"):
            low = low[:-2]
    return low


def field_scores(parsed: Sequence[ParsedName], labels: Sequence[Labeled]) -> dict[str, list[int]]:
    """By field: right and all of the names that claim one, invented and all of those without."""
    table = {field: [0, 0, 0, 0] for field in FIELDS}
    for one, label in zip(parsed, labels, strict=True):
        for field, wanted in label.fields.items():
            value, row = getattr(one, field), table[field]
            if wanted and wanted[0] is not None:
                row[0] += any(same(field, value, other) for other in wanted)
                row[1] += 1
            else:
                row[2] += value is not None and not any(same(field, value, x) for x in wanted)
                row[3] += 1
    return table


def conventions(
    parsed: Sequence[ParsedName], labels: Sequence[Labeled]
) -> tuple[float, float, dict[str, tuple[float, float, float]]]:
    """Accuracy by the preferred label, by any accepted one, and precision, recall, F1 by label."""
    pairs = [
        (one.convention, label.convention)
        for one, label in zip(parsed, labels, strict=True)
        if label.convention
    ]
    strict = sum(given == wanted[0] for given, wanted in pairs) / max(1, len(pairs))
    lenient = sum(given in wanted for given, wanted in pairs) / max(1, len(pairs))
    table = {}
    for label in CONVENTIONS:
        hit = sum(given == label == wanted[0] for given, wanted in pairs)
        given_ = sum(given == label for given, _ in pairs)
        held = sum(wanted[0] == label for _, wanted in pairs)
        table[label] = (
            hit / given_ if given_ else 0.0,
            hit / held if held else 0.0,
            2 * hit / (given_ + held) if given_ + held else 0.0,
        )
    return strict, lenient, table
