"""What an element says: numbers of parameters, versions, bits, canonical words."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from heredity.knowledge.names.elements import Value
from heredity.knowledge.vocabulary import fused

_SCALE: Final = {"k": 1e3, "m": 1e6, "b": 1e9, "t": 1e12, "q": 1e15}
_COUNT: Final = re.compile(r"[aer]?(?:([0-9]+)x)?([0-9]+(?:[._p-][0-9]+)?)([kmbt])n?m?")
_SPLIT_COUNT: Final = re.compile(r"([0-9]+)(b)([0-9]{1,2})")
_VERSION: Final = re.compile(r"[0-9]+(?:[._-][0-9]+)*")
_NUMBER: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_LETTERS: Final = re.compile(r"[^\W_]+")
_BITS: Final = (
    re.compile(r"([0-9]+(?:\.[0-9]+)?)-?_?(?:bits?|bpw)"),
    re.compile(r"(?:bits?|bpw)([0-9]+(?:\.[0-9]+)?)"),
    re.compile(r"w([0-9]+)a[0-9]+.*"),
    re.compile(r"(?:u?int|q?int|fp|nf|bf|mxfp|nvfp|qmxfp|float|bfloat|mxint|f)([0-9]+).*"),
    re.compile(r"o?(?:iq|q|tq)([0-9]+(?:\.[0-9]+)?)(?:[_-].*|f[0-9]+|[a-z]*)"),
    re.compile(r"()(?:b1\.58)"),
)
_CACHE: Final = 262_144


def count_of(text: str) -> float | None:
    """Parameters that a text such as `7b`, `8x7B`, `1b5`, `350M`, `A3B` counts."""
    low = text.lower()
    if split := _SPLIT_COUNT.fullmatch(low):
        return float(f"{split.group(1)}.{split.group(3)}") * _SCALE["b"]
    found = _COUNT.fullmatch(low)
    if not found:
        return None
    times, number, scale = found.groups()
    if scale == "b" and len(number) == 2 and number[0] == "0":
        number = f"0.{number[1]}"  # `08b` is 0.8 billion
    return float(re.sub(r"[_p-]", ".", number)) * _SCALE[scale] * int(times or 1)


def context_of(text: str) -> int | None:
    """Tokens of context that `32k`, `1M` or `4096` stand for; k = 1,024."""
    found = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)([km]?)", text.lower())
    if not found:
        return None
    number, scale = float(found.group(1)), found.group(2)
    if (scale == "k" and number in {200, 1000}) or scale == "m":
        return int(number * (1_000 if scale == "k" else 1_048_576))
    return int(number * (1_024 if scale else 1))


def bits_of(text: str) -> float | None:
    """Bits a weight that a text such as `4bit`, `Q4_K_M`, `W4A16`, `NVFP4` states."""
    low = text.lower()
    for pattern in _BITS:
        found = pattern.fullmatch(low)
        if found:
            return float(found.group(1) or 1.58)
    return None


def version_of(text: str) -> str:
    """A version without its letter: `3.1` of `v3.1`, `3_1`, `M3.1`."""
    found = _VERSION.search(text)
    return re.sub(r"[_-]", ".", found.group()) if found else text.lower()


def word_of(text: str) -> str:
    """The canonical word of a text: the value of its row, else its words in lower case."""
    parts = _LETTERS.findall(text.lower())
    row = fused().get("".join(parts))
    return (row.value or "-".join(row.text.split())) if row else "-".join(parts)


@lru_cache(maxsize=_CACHE)
def value_of(code: str, text: str) -> Value:
    """The value of an element."""
    if code == "P":
        return count_of(text)
    if code == "V":
        return version_of(text)
    if code == "K":
        return context_of(text)
    if code in "NH":
        found = _NUMBER.search(text)
        return int(float(found.group())) if found else None
    if code == "Q":
        return quant_of(text)
    return None if code in "OI" else word_of(text)


def quant_of(text: str) -> str:
    """The canonical name of a quantization: `Q4_K_M`, `AWQ`, `4bit`, `FP8`."""
    word = word_of(text)
    if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?-?bits?", word):
        return word.replace("-", "").removesuffix("s")
    if word.endswith("bpw") or word in _LOWER:
        return word
    return word.upper().replace("-", "_")


_LOWER: Final = frozenset({"quantized", "autoround", "imatrix", "sym", "asym", "unquantized"})
