"""A name's parts as the rules of context see them: by kind, never by text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from heredity.knowledge.names.shapes import set_of
from heredity.knowledge.names.tokens import NETWORKS

COUNTS: Final = set_of("countb countm countx active effective countt smallm")
WEIGHTS: Final = set_of("countb countm countx effective")
NUMBERS: Final = set_of("digit int decimal version vshort letnum")
SIGHT: Final = frozenset({"vision", "conv", "diffusion"})
CLASSIC: Final = frozenset({"net", "audio", "vision", "embedding", "diffusion", "conv", "part"})
QUANTS: Final = frozenset({"quant", "gguftype", "bits", "qgroup"})
NETWORK_SIGNS: Final = frozenset({"patch", "casing"})
LANGUAGES: Final = frozenset({"lang", "langcode"})
BRANDS: Final = frozenset({"unknown", "other", "weak"})
CUES: Final = frozenset({*COUNTS, *NUMBERS, "size", "patch", "letter", "weaksize", "hundred"})


class Unit(NamedTuple):
    """One or several parts that are read as one.

    Attributes:
        first: Position of the first part in the name.
        last: Position of the last one.
        kind: Kind of vocabulary or shape.
        word: Its letters, where rules need them.
        joined: Whether no separator stands before it.
        low: Whether `_` stands before a count or a digit.
    """

    first: int
    last: int
    kind: str
    word: str
    joined: bool
    low: bool = False


class Decided(NamedTuple):
    """What a unit is: a code, how sure, what else it may be, and its part in the fields."""

    code: str
    confidence: float = 1.0
    others: str = ""
    role: str = ""


class Scene:
    """A name's units, with what the rules ask of the whole."""

    __slots__ = (
        "at",
        "codes",
        "has_count",
        "has_network",
        "kinds",
        "llm",
        "present",
        "sight",
        "words",
    )

    def __init__(self, units: Sequence[Unit]) -> None:
        self.kinds = [unit.kind for unit in units]
        self.words = [unit.word for unit in units]
        self.present = frozenset(self.kinds)
        self.has_count = not self.present.isdisjoint(COUNTS)
        self.sight = not self.present.isdisjoint(SIGHT)
        self.has_network = not self.present.isdisjoint(NETWORKS - {"weak", "part"})
        self.llm = "llm" in self.present or (
            self.has_count and self.present.isdisjoint(CLASSIC - {"part"})
        )
        self.codes: list[str] = []
        self.at = 0

    def before(self, back: int = 1) -> str:
        """Kind of a unit before this one; empty if there is none."""
        return self.kinds[self.at - back] if self.at >= back else ""

    def after(self) -> str:
        """Kind of the next unit; empty if there is none."""
        return self.kinds[self.at + 1] if self.at + 1 < len(self.kinds) else ""

    def said(self) -> str:
        """Code of the unit before; empty if there is none."""
        return self.codes[-1] if self.codes else ""
