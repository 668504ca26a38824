"""Names of GGUF files: their parts read from the right, and whether they keep the convention.

Source: the naming convention in the document on GGUF of the project ggml:
`[Sidecar-]BaseName-SizeLabel[-FineTune]-Version[-Encoding][-Type][-Shard].gguf`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_ENCODING: Final = (
    r"(?:(?:i[0-9]|UD)[-.])?(?:I?Q[1-9](?:[_-][A-Z0-9]{1,3}){0,3}|TQ[0-9]_[0-9]|KQ[0-9]|B?F16|F32|"
    r"F64|FP16|FP32|MXFP4(?:_MOE)?|NVFP4)"
)
_SUFFIX: Final = re.compile(r"\.gguf$", re.IGNORECASE)
_SHARD: Final = re.compile(r"[-.]([0-9]{5})-of-([0-9]{5})$")
_TYPE: Final = re.compile(r"[-.](LoRA|vocab)$", re.IGNORECASE)
_TAIL: Final = re.compile(rf"[-._]({_ENCODING})$", re.IGNORECASE)
_VERSION: Final = re.compile(r"[-_](v[0-9]+(?:\.[0-9]+)*)(?=$|[-_])", re.IGNORECASE)
_SIZE: Final = re.compile(
    r"(?:^|[-_])((?:[0-9]+x)?[0-9]+(?:\.[0-9]+)?[KMBTQ]"
    r"(?:-[A-Za-z]+[0-9]+(?:\.[0-9]+)?[KMBTQ](?![A-Za-z0-9]))?)(?=$|[-_.])",
    re.IGNORECASE,
)
_SIDECAR: Final = re.compile(r"(mmproj|mtp)[-_]", re.IGNORECASE)

_BASE_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9 ]*|[0-9 ]*", re.ASCII)
_FIRST_WORD: Final = re.compile(r"[A-Za-z0-9 ]*", re.ASCII)
_SIZE_WORD: Final = re.compile(r"(?:[0-9]+x)?(?:[0-9]+\.)?[0-9]+[A-Za-z]")
_TUNE_WORD: Final = re.compile(r"[A-Za-z]+(?:[0-9]+\.)?[0-9]+[A-Za-z]+|[A-Za-z0-9 ]+")
_VERSION_WORD: Final = re.compile(r"v[0-9]+(?:\.[0-9]+)*")
_ENCODING_WORD: Final = re.compile(r"[A-Za-z0-9_]+")


@dataclass(frozen=True, slots=True)
class GgufName:
    """The parts of a GGUF file's name; None where a part is missing.

    Attributes:
        base: What stands before size and version.
        sidecar: `mmproj` or `mtp`.
        size: Size label, such as `8x7B`.
        tune: What stands between the size and the version, or the end.
        version: With its `v`; `v1.0` where the name has none, as the convention reads it.
        encoding: File type, such as `Q4_K_M`, with its prefix (`i1-`, `UD-`).
        type: `LoRA` or `vocab`.
        shard: Number of this file and of all files, from 1.
        conforms: Whether the name keeps the convention, which demands base, size and version.
    """

    base: str
    sidecar: str | None
    size: str | None
    tune: str | None
    version: str
    encoding: str | None
    type: str | None
    shard: tuple[int, int] | None
    conforms: bool


def read_gguf_name(name: str) -> GgufName:
    """Read the name of a GGUF file from the right, tolerantly; never raises on a text.

    Args:
        name: The name, with or without folders and with or without `.gguf`.
    """
    file = name.rpartition("/")[2]
    rest, _ = _taken(file, _SUFFIX)
    rest, shard = _taken(rest, _SHARD)
    rest, kind = _taken(rest, _TYPE)
    rest, encoding = _taken(rest, _TAIL)
    sidecar = _SIDECAR.match(rest)
    rest = rest[sidecar.end() :] if sidecar else rest
    version = next(reversed(list(_VERSION.finditer(rest))), None)
    size = _SIZE.search(rest)
    return GgufName(
        base=rest[: min((one.start() for one in (version, size) if one), default=len(rest))],
        sidecar=sidecar.group(1).lower() if sidecar else None,
        size=size.group(1) if size else None,
        tune=_between(rest, size, version),
        version=version.group(1) if version else "v1.0",
        encoding=encoding.group(1) if encoding else None,
        type=kind.group(1) if kind else None,
        shard=(int(shard.group(1)), int(shard.group(2))) if shard else None,
        conforms=keeps_convention(file),
    )


def _taken(text: str, pattern: re.Pattern[str]) -> tuple[str, re.Match[str] | None]:
    """The text without what the pattern finds at its end, and what it found."""
    found = pattern.search(text)
    return (text[: found.start()], found) if found else (text, None)


def _between(rest: str, size: re.Match[str] | None, version: re.Match[str] | None) -> str | None:
    """What stands between the size and the version, or the end of the name."""
    if size is None:
        return None
    stop = version.start() if version and version.start() >= size.end() else len(rest)
    return rest[size.end() : stop].strip("-_.") or None


def keeps_convention(file: str) -> bool:
    """Whether a file's name has base, size and version in the order of the convention.

    The same answer as the validating expression of the convention, found word by word in time that
    grows with the length alone.
    """
    if not file.endswith(".gguf"):
        return False
    words = file.removesuffix(".gguf").split("-")
    if len(words) > 3 and words[-2] == "of" and _is_number(words[-1]) and _is_number(words[-3]):
        del words[-3:]
    if len(words) > 1 and words[-1] in {"LoRA", "vocab"}:
        words.pop()
    if words[0] in {"mmproj", "mtp"} and len(words) > 1:
        words.pop(0)
    ends = {len(words) - 1}
    if len(words) > 1 and _ENCODING_WORD.fullmatch(words[-1]):
        ends.add(len(words) - 2)
    return any(
        end > 1 and _VERSION_WORD.fullmatch(words[end]) and _base_and_size(words[:end])
        for end in ends
    )


def _is_number(word: str) -> bool:
    return len(word) == 5 and word.isdecimal() and word.isascii()


def _base_and_size(words: list[str]) -> bool:
    """Whether words are a base, a size label, and perhaps a fine-tune."""
    if not _FIRST_WORD.fullmatch(words[0]):
        return False
    for at, word in enumerate(words[1:], start=1):
        if _SIZE_WORD.fullmatch(word):
            return all(_TUNE_WORD.fullmatch(one) for one in words[at + 1 :])
        if not _BASE_WORD.fullmatch(word):
            return False
    return False
