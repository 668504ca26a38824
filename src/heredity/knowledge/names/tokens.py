"""Words of a name and their parts: each distinct word is read once.

A name is cut at separators; a word is cut further at borders of case and digits, but what the
vocabulary or a shape knows stays whole: `wav2vec2`, `8x7B`, `Q4_K_M`, `2.5`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, NamedTuple

from heredity.knowledge.names.shapes import set_of, shape_of
from heredity.knowledge.vocabulary import fused, parts

_GGUF_TYPE: Final = (
    r"(?:[iI]?[qQ]|[tT][qQ])[1-9][_-](?:[kK](?:[_-](?:[xX]{0,2}[sSmMlL]|[xX][lL]))?|[01](?:_[0-9]){0,2}"
    r"|[xX]{0,2}[sSmMlL]|[nN][lL])(?![^\W_])"
)
TOKEN: Final = re.compile(rf"[\W_]?(?:{_GGUF_TYPE}|[^\W_]+(?:(?<=[0-9])\.[0-9][^\W_]*)*)")
"""A word of a name, with the separator before it."""

_BORDERS: Final = re.compile(
    r"[0-9]+(?:\.[0-9]+)*|[A-Z]+(?=v[0-9])|v(?=[0-9])|[A-Z]+(?![a-z])|[A-Z]{2,}(?=[A-Z][a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+|."
)
_LONGEST: Final = 48
_RUN: Final = 7
NETWORKS: Final = set_of("llm net audio vision diffusion embedding conv part weak rl")
"""Kinds that are architectures."""
TASKS: Final = set_of("task taskdata domain modality weaktask env")
"""Kinds that are tasks."""
_SUFFIX_NETWORKS: Final = set_of(
    "bert bart gpt llama qwen gemma mistral mixtral electra roberta whisper former llava vicuna "
    "alpaca hermes deepseek diffusion wav2vec2 t5 clip gan vae vlm llm nemo berta"
)
_SUFFIX_WORDS: Final = set_of("lora chat coder tts asr vqa ocr merge mix")
_SUFFIXES: Final = tuple(_SUFFIX_NETWORKS)
_WORD_SUFFIXES: Final = tuple(_SUFFIX_WORDS)
_AFFIX: Final = 6
_JUNK: Final = re.compile(r"[a-z]{0,2}(?:[0-9]+[a-z]{1,2}){2,}[0-9]*|[a-z]{1,2}[0-9]+[a-z]{1,2}")
_MIXED: Final = re.compile(r"[a-z]*[0-9]+[a-z]+[0-9]+[a-z0-9]*|[a-z]+[0-9]+[a-z]+|[0-9]+[a-z]{3,}")
_COUNTED: Final = re.compile(r"[0-9]+[bm]v[0-9]|[a-z]{3,}[0-9]+(?:\.[0-9]+)?b$")
_RUNS: Final = re.compile(r"(([a-z]+)[0-9]*)")
_POINTED: Final = frozenset({"countb", "digit", "zero"})
_SHAPELY: Final = frozenset("vwifnbmqa")
_TRAILING: Final = frozenset({"digit", "int", "decimal", "version", "vshort"})
CLASSES: Final = set_of("tiny small medium base large huge")
"""Size words that families have had since the first encoders."""
ASKED: Final = CLASSES | {"it", "pt", "x", "l", "h", "a"}
"""Words that rules of context ask for."""
_AFFIXED: Final = TASKS | {"method", "merge", "lang", "chat", "format", "quant"}


class Piece(NamedTuple):
    """A part of a word.

    Attributes:
        kind: What it is by vocabulary or shape; `unknown` otherwise.
        word: Its letters in lower case where words of several parts need them, else empty.
        joined: Whether no separator stands before it.
        low: Whether `_` stands before a count or a digit: `2_7b` is decimal, `2-7b` is not.
    """

    kind: str
    word: str
    joined: bool
    low: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A word, read.

    Attributes:
        pieces: Its parts in order.
        starts: Offset of each part in the word, its separator included.
        ends: Offset after each part.
    """

    pieces: tuple[Piece, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


class _Span(NamedTuple):
    start: int
    end: int
    kind: str


@cache
def _kinds() -> dict[str, str]:
    return {text: word.kind for text, word in fused().items()}


def read_token(token: str) -> Reading:
    """Read one match of `TOKEN`."""
    lead = 0 if token[0].isalnum() else 1
    body = token[lead:]
    low = body.lower()
    kind = _whole(low)
    if kind:
        return _single(kind, _kept(low), lead, len(body), token[0] == "_" and kind in _POINTED)
    spans = _split(body, low)
    if len(spans) == 1:
        return _single(spans[0].kind, "", lead, len(body))
    pieces = [
        Piece(span.kind, _kept(low[span.start : span.end]), at > 0 or lead == 0)
        for at, span in enumerate(spans)
    ]
    return Reading(
        tuple(pieces),
        tuple(span.start + lead for span in spans),
        tuple(span.end + lead for span in spans),
    )


def _kept(word: str) -> str:
    """The word, if words of several parts or rules ask for it."""
    return word if word in ASKED or word in parts() else ""


@lru_cache(maxsize=65_536)
def _single(kind: str, word: str, lead: int, length: int, under: bool = False) -> Reading:
    """A word of one part; equal ones are one object."""
    return Reading((Piece(kind, word, lead == 0, under),), (lead,), (lead + length,))


def _whole(low: str) -> str | None:
    """The kind of a word as one part, if vocabulary or shape knows it."""
    kind = _kinds().get(low) or shape_of(low)
    if kind is None and low.isalpha() and low in parts():
        return "unknown"
    return kind


def _split(body: str, low: str) -> list[_Span]:
    """Cut a word at borders of case and digits; one part if nothing in it is known."""
    if len(body) > _LONGEST or len(low) != len(body) or _JUNK.fullmatch(low):
        return [_Span(0, len(body), "unknown")]
    if low.isalpha():
        if body[1:] == low[1:] or body.isupper():
            spans = _affixes(low, 0, len(low))
            return spans if len(spans) == 1 else _settle(spans)
    elif _MIXED.fullmatch(low) and not _COUNTED.match(low) and not _holds_word(low):
        return [_Span(0, len(body), "unknown")]
    return _settle(_greedy(low, [found.span() for found in _BORDERS.finditer(body)]))


def _holds_word(low: str) -> bool:
    """Whether letters between digits, with digits after them or not, are a known word."""
    kinds = _kinds()
    for run, letters in _RUNS.findall(low):
        if len(letters) > 2 and (letters in kinds or letters.endswith(_SUFFIXES)):
            return True
        if run == letters:
            continue
        kind = kinds.get(run)
        if kind is not None and (len(run) > 2 or kind in NETWORKS):
            return True
        if len(run) > 2 and run.endswith(_SUFFIXES):
            return True
    return False


def _greedy(low: str, cuts: list[tuple[int, int]]) -> list[_Span]:
    """The longest known runs of parts from left to right."""
    spans: list[_Span] = []
    at = 0
    while at < len(cuts):
        start = cuts[at][0]
        for stop in range(min(len(cuts), at + _RUN), at, -1):
            end = cuts[stop - 1][1]
            if kind := _inner_kind(low, start, end):
                spans.append(_Span(start, end, kind))
                at = stop
                break
        else:
            spans.extend(_affixes(low, *cuts[at]))
            at += 1
    return spans


def _inner_kind(low: str, start: int, end: int) -> str | None:
    """The kind of a part inside a word: short words count only where digits set them apart."""
    text = low[start:end]
    kind = _kinds().get(text)
    if kind and (len(text) > 2 or _stands_out(kind, low, start, end)):
        return kind
    if start and end < len(low) and not (text[0].isdigit() or text[0] in _SHAPELY):
        return None
    shape = shape_of(text)
    if shape in {"letnum", "training", "layers", "hidden", "scale", "step", "patch", "hash"}:
        return None
    if shape and text[0].isdigit() and end < len(low) and text[-1].isalpha():
        return None
    return shape


def _stands_out(kind: str, low: str, start: int, end: int) -> bool:
    """Whether a word of one or two letters may be meant inside a longer one: `SD3.5`, `AraT5`."""
    if kind == "letter":
        return start > 0 and low[start - 1].isdigit()
    if low[start:end] == "vl":
        return start > 0
    return kind in NETWORKS and (low[end - 1].isdigit() or start == 0)


def _affixes(low: str, start: int, end: int) -> list[_Span]:
    """A part that ends in a known word, such as `artworkclassifier`; else one unknown part."""
    text, kinds = low[start:end], _kinds()
    if text.endswith(_SUFFIXES):
        suffix = max((one for one in _SUFFIXES if text.endswith(one)), key=len)
        if len(text) > len(suffix) + 1:
            return [_Span(start, end, kinds.get(suffix, "net"))]
    if len(text) <= _AFFIX and not text.endswith(_WORD_SUFFIXES):
        return [_Span(start, end, "unknown")]
    for cut in range(2, len(text) - 2):
        suffix = text[cut:]
        kind = kinds.get(suffix)
        if kind in _AFFIXED and (len(suffix) >= 6 or suffix in _SUFFIX_WORDS):
            head = kinds.get(text[:cut]) or "unknown"
            return [_Span(start, start + cut, head), _Span(start + cut, end, kind)]
    return [_Span(start, end, "unknown")]


def _settle(spans: list[_Span]) -> list[_Span]:
    """Put unknown parts with their neighbors: a word is named by its last part."""
    spans = _merge_unknown(spans)
    words = [span for span in spans if span.kind not in _TRAILING]
    last = words[-1] if words else spans[-1]
    if last.kind in NETWORKS and len(words) > 1:
        return _network_last(spans, words, last)
    if last.kind == "unknown" and len(words) > 1:
        kind = next((span.kind for span in words if span.kind in NETWORKS), "unknown")
        merged = _Span(words[0].start, last.end, kind)
        return [merged, *(span for span in spans if span.start >= last.end)]
    return spans


def _network_last(spans: list[_Span], words: list[_Span], last: _Span) -> list[_Span]:
    """`BioLinkBERT`, `TinyMistral`: what stands before the network belongs to its name."""
    if any(span.kind in {"method", "merge", "quant", "format"} for span in words):
        return spans
    return [
        _Span(spans[0].start, last.end, last.kind),
        *(span for span in spans if span.start >= last.end),
    ]


def _merge_unknown(spans: list[_Span]) -> list[_Span]:
    """Neighbors of which nothing is known become one; numbers that version nothing join them."""
    merged: list[_Span] = []
    plain = {"unknown", "other", "letter", "langcode"}
    for span in spans:
        before = merged[-1] if merged else None
        if before is None or before.kind not in plain:
            merged.append(span)
        elif span.kind in plain or span.kind in {"counter", "hundred", "leading", "zero", "date"}:
            merged[-1] = _Span(before.start, span.end, "unknown")
        else:
            merged.append(span)
    return merged
