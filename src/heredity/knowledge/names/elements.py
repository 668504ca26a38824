"""What the parser of names gives: spans with a code, fields, and the convention."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
Value = str | float | int | None

CODES: Final = tuple("ASDCVFLTRNHPOQXBMKI")
"""Codes of elements; the first thirteen are those of the survey, the rest are ours."""

MEANING: Final = {
    "A": "architecture",
    "S": "size",
    "D": "dataset",
    "C": "characteristic",
    "V": "version",
    "F": "adaptation",
    "L": "language",
    "T": "task",
    "R": "training",
    "N": "layers",
    "H": "heads",
    "P": "parameters",
    "O": "other",
    "Q": "quantization",
    "X": "format",
    "B": "base",
    "M": "merge",
    "K": "context",
    "I": "checkpoint",
}

FOLDED: Final = {"Q": "O", "X": "O", "B": "A", "M": "O", "K": "O", "I": "O"}
"""How our codes become those of the survey."""

CONVENTIONS: Final = ("I", "AT", "I+AT", "O")
"""Implementation; application or task; both; other."""

LanguageAsTask = Literal["never", "pair", "always"]


@dataclass(frozen=True, slots=True)
class Element:
    """One span of a name.

    Attributes:
        code: One of `CODES`.
        text: The characters of the span, as written.
        start: Offset of the first character in the name as it was given, owner included.
        end: Offset after the last one.
        value: What it says: a number of parameters, a version, a canonical word; None if nothing
            beyond the text.
        confidence: From above 0 to 1; below 1 where the context decided.
        alternatives: Other codes that the text may have.
    """

    code: str
    text: str
    start: int
    end: int
    value: Value = None
    confidence: float = 1.0
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedName:
    """A name, read.

    Attributes:
        id: The name as it was given; offsets of elements refer to it.
        elements: Spans in order, never overlapping; the owner and separators are in none.
        params: Parameters that the name claims; experts times size for `8x7B`. None if none.
        active_params: Active parameters that the name claims (`A3B`). None if none.
        version: The model's own version without `v` (`3.1`). None if none.
        quant: Method (`AWQ`), else file type (`Q4_K_M`), else bits word (`4bit`). None if none.
        bits: Bits a weight, only if stated. None if none.
        format: Format of files that the name states (`gguf`). None if none.
        context: Context length in tokens, k = 1,024. None if none.
        convention: One of `CONVENTIONS`.
    """

    id: str
    elements: tuple[Element, ...]
    params: float | None
    active_params: float | None
    version: str | None
    quant: str | None
    bits: float | None
    format: str | None
    context: int | None
    convention: str

    def as_json(self) -> dict[str, object]:
        """The keys that `heredity name --format json` prints, in this order."""
        spans = [
            {
                "code": one.code,
                "text": one.text,
                "start": one.start,
                "end": one.end,
                "value": one.value,
                "confidence": one.confidence,
            }
            for one in self.elements
        ]
        return {
            "id": self.id,
            "elements": spans,
            "params": self.params,
            "active_params": self.active_params,
            "version": self.version,
            "quant": self.quant,
            "bits": self.bits,
            "format": self.format,
            "context": self.context,
            "convention": self.convention,
        }


@dataclass(frozen=True, slots=True)
class NameColumns:
    """Many names, read, as columns; one value a name unless said.

    Attributes:
        names: The names as given.
        offsets: Where a name's elements begin, int32, one more than there are names.
        codes: Code of each element as position in `CODES`, uint8.
        starts: Offset of each element's first character in its name, int32.
        ends: Offset after its last one, int32.
        values: What each element says (see `Element.value`).
        confidences: From above 0 to 1, float32.
        params: Claimed parameters, NaN if none.
        active_params: Claimed active parameters, NaN if none.
        version: Text, None if none.
        quant: Text, None if none.
        bits: Bits a weight, NaN if none.
        format: Text, None if none.
        context: Tokens, NaN if none.
        conventions: Position in `CONVENTIONS`, uint8.
    """

    names: list[str]
    offsets: Ints
    codes: npt.NDArray[np.uint8]
    starts: Ints
    ends: Ints
    values: list[Value]
    confidences: npt.NDArray[np.float32]
    params: Floats
    active_params: Floats
    version: list[str | None]
    quant: list[str | None]
    bits: Floats
    format: list[str | None]
    context: Floats
    conventions: npt.NDArray[np.uint8]

    def texts(self) -> Iterator[str]:
        """Text of each element, in order."""
        for name, low, high in zip(self.names, self.offsets[:-1], self.offsets[1:], strict=True):
            for at in range(low, high):
                yield name[self.starts[at] : self.ends[at]]
