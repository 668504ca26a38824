"""What evidence there is for an edge, how far each kind is trusted, and what they say together.

What all evidence says about one edge is one integer, its *code*: bit `5 * e + s` is set where
evidence `e` (its place in `EVIDENCE`) makes statement `s` (0: names no relation, 1-4: the place of
the relation in `TYPED`, from 1).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from heredity.core.edgesets import TYPED

EVIDENCE: Final = ("resolved", "tag", "card", "curated")
"""Kinds of evidence, most trusted first."""

CONFIDENCE: Final = {"resolved": 0.99, "tag": 0.98, "card": 0.95, "curated": 0.90}
"""Trust in an edge by its best evidence. The hub follows renames and checks that a parent exists
before it resolves one; its tags are derived from that but may lag behind; a card is free text that
its author wrote; a curated list is somebody else's reading. The figures order the kinds and are
conventions of this project, not measured rates."""

STATEMENTS: Final = 1 + len(TYPED)

_WORDS: Final = {
    "finetune": "finetune|finetuned|finetuning|finetunes|fine|sft|instructtuned",
    "adapter": "adapter|adapters|lora|loras|qlora|dora|peft",
    "quantized": "quantized|quantised|quantization|quantisation|quantize|quant|quants",
    "merge": "merge|merged|merges|merging",
}
_SILENT: Final = frozenset({"", "none", "null", "nan", "unknown", "unspecified", "base", "other"})


def first_bit(evidence: int) -> int:
    """The lowest bit that a kind of evidence has in a code."""
    return 1 << (STATEMENTS * evidence)


def speaks(code: int, evidence: int) -> bool:
    """Whether a kind of evidence says anything in a code."""
    return code % first_bit(evidence + 1) >= first_bit(evidence)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the evidence for one edge says together.

    Attributes:
        evidence: The kinds that there are, most trusted first.
        relations: Those that the most trusted evidence names which names any; empty if none does.
        disagreements: What less trusted evidence says otherwise, as `evidence:relation`.
        confidence: Trust in the edge.
    """

    evidence: tuple[str, ...]
    relations: tuple[str, ...]
    disagreements: tuple[str, ...]
    confidence: float


def verdict(code: int) -> Verdict:
    """Read a code."""
    said = {
        kind: (code >> (STATEMENTS * place)) & ((1 << STATEMENTS) - 1)
        for place, kind in enumerate(EVIDENCE)
    }
    named = {
        kind: tuple(name for i, name in enumerate(TYPED, 1) if bits >> i & 1)
        for kind, bits in said.items()
        if bits
    }
    relations = next((names for names in named.values() if names), ())
    otherwise = tuple(
        f"{kind}:{name}" for kind, names in named.items() for name in names if name not in relations
    )
    return Verdict(tuple(named), relations, otherwise, CONFIDENCE[next(iter(named))])


def read_relations(text: str) -> tuple[str, ...] | None:
    """The relations that a text names.

    Args:
        text: Such as `finetune`, `fine-tuned`, `LoRA` or `adapter,finetune`.

    Returns:
        The relations in the order of `TYPED`; empty if the text says that there is none to name;
        None if it is not understood.
    """
    words = re.sub(r"fine[-_ ]*tun", "finetun", text.strip().lower())
    parts = [part for part in re.split(r"[,;+/|&\s]+|\band\b", words) if part]
    if all(part in _SILENT for part in parts):
        return ()
    found = {
        name
        for part in parts
        for name, known in _WORDS.items()
        if re.sub(r"[-_]", "", part) in known.split("|")
    }
    return tuple(name for name in TYPED if name in found) or None
