"""Words of model names and what they are: the rows of `vocabulary.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Word:
    """One row.

    Attributes:
        kind: What the rules of context call it, such as `llm` or `weaksize`.
        code: The element that it is, unless the context says otherwise.
        text: The word in lower case; spaces stand where a separator may.
        example: A name in which it is read so.
        value: The canonical word, such as a task of the Hub or a code of ISO 639.
    """

    kind: str
    code: str
    text: str
    example: str
    value: str


@cache
def words() -> tuple[Word, ...]:
    """All rows, in the order of the file."""
    text = files("heredity.knowledge").joinpath("vocabulary.toml").read_text("utf-8")
    return tuple(
        Word(kind["name"], kind["code"], row[0], row[1], row[2] if len(row) > 2 else "")
        for kind in tomllib.loads(text)["kind"]
        for row in kind["rows"]
    )


@cache
def fused() -> dict[str, Word]:
    """Words by their letters and digits alone: `stable diffusion` is found as `stablediffusion`."""
    return {"".join(word.text.split()): word for word in reversed(words()) if word.kind != "ext"}


@cache
def kinds() -> dict[str, str]:
    """The code of each kind."""
    return {word.kind: word.code for word in words()}


@cache
def phrases() -> dict[tuple[str, ...], Word]:
    """Words of several parts, by their parts."""
    return {
        tuple(word.text.split()): word
        for word in reversed(words())
        if word.kind != "ext" and " " in word.text
    }


@cache
def parts() -> frozenset[str]:
    """Every part of a word of several parts."""
    return frozenset(part for phrase in phrases() for part in phrase)


@cache
def extensions() -> dict[str, str]:
    """Extensions of files of weights, to their format."""
    return {word.text: word.value or word.text for word in words() if word.kind == "ext"}
