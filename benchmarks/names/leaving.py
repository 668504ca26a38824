"""Conventions with each architecture word taken out in turn: are rules fitted to single words?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from benchmarks.names.labels import Labeled
from heredity.knowledge import vocabulary
from heredity.knowledge.names import parse, plans, reading, tokens


def leave_out(labels: Sequence[Labeled]) -> None:
    """Score names with a family in a vocabulary that lacks the family."""
    names: dict[str, list[Labeled]] = defaultdict(list)
    others = 0
    right = 0
    for label in labels:
        one = parse(label.id)
        families = {e.text.lower() for e in one.elements if e.code in "AB"}
        for family in families:
            names[family].append(label)
        if not families and label.convention:
            others += 1
            right += one.convention in label.convention
    whole = vocabulary.words()
    kept = held = 0
    for family, rows in sorted(names.items()):
        _with(tuple(word for word in whole if "".join(word.text.split()) != _bare(family)))
        for label in rows:
            held += 1
            kept += parse(label.id).convention in label.convention
    _with(whole)
    print(f"names with a family, its word left out: {kept} of {held}; others {right} of {others}")
    if held + others:
        print(f"  together {(kept + right) / (held + others):.3f}")


def _bare(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


def _with(rows: tuple[vocabulary.Word, ...]) -> None:
    """Let the parser know these rows alone."""
    for function in (
        vocabulary.fused, vocabulary.phrases, vocabulary.parts, tokens._kinds, plans._by_first,
        reading._memory,
    ):  # fmt: skip
        function.cache_clear()
    vocabulary.words.cache_clear()
    vocabulary.words = lambda: rows  # type: ignore[assignment]
    vocabulary.words.cache_clear = lambda: None  # type: ignore[attr-defined]
