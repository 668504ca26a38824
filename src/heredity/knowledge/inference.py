"""How names and cards let on which model another one was made from.

The conventions are rows of `inference.toml`; a new one is one row there.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

_PART: Final = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_HUB: Final = r"https?://(?:www\.)?(?:huggingface\.co|hf\.co)/"
MODEL: Final = rf"(?:\[[^\]\n]{{0,200}}\]\(\s*)?[`*<\"' ]{{0,4}}((?:{_HUB})?{_PART}(?:/{_PART})?)"
"""A model as people write it; the one group holds its id or address."""

LIST: Final = r"((?:[ \t]*(?:\r?\n)?[ \t]*(?:[*•-]|\d{1,2}[.)])[ \t][^\n]*(?:\n|$))+)"
"""Lines of an enumeration; the one group holds them all."""

ITEM: Final = rf"^[ \t]*(?:[*•-]|\d{{1,2}}[.)])[ \t]+[`*_]{{0,3}}{MODEL}"
"""One line of it; the group of `MODEL` is its only one."""


@dataclass(frozen=True, slots=True)
class Suffix:
    """Words at the end of a name that say what was done to a model.

    Attributes:
        relation: The derivation that they state; `none` where they state none.
        pattern: Regular expression of the words.
        example: A name that ends in one.
        gives: What is left of it.
        passes: A name that must stay whole; empty if none is worth naming.
        soft: Whether models are made from those that carry it, too.
    """

    relation: str
    pattern: str
    example: str
    gives: str
    passes: str
    soft: bool


@dataclass(frozen=True, slots=True)
class Follows:
    """Words that follow the name of a model at the beginning of another one's name.

    Attributes:
        means: `variant` or `trained`: another release of the same makers, or what was done to it.
        pattern: Regular expression of the words.
        example: A name that holds one.
        gives: The word.
        passes: A name that holds none.
    """

    means: str
    pattern: str
    example: str
    gives: str
    passes: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a card that names the model that it was made from.

    Attributes:
        kind: What it is called as evidence.
        relation: The derivation that it states.
        regex: Regular expression; its one group holds what is named.
        listed: Whether the group holds an enumeration, one model on each line.
        example: A text that must hit.
        gives: What the example names.
        passes: A text that must not hit; empty if none is worth naming.
    """

    kind: str
    relation: str
    regex: str
    listed: bool
    example: str
    gives: tuple[str, ...]
    passes: str


@cache
def _rows() -> dict[str, Any]:
    text = files("heredity.knowledge").joinpath("inference.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def suffixes() -> tuple[Suffix, ...]:
    """All suffixes, in the order of the file."""
    return tuple(
        Suffix(
            row["relation"],
            row["pattern"],
            row["example"],
            row["gives"],
            row.get("pass", ""),
            row.get("soft", False),
        )
        for row in _rows()["suffix"]
    )


@cache
def following() -> tuple[Follows, ...]:
    """All words that follow names, in the order of the file."""
    return tuple(
        Follows(row["means"], row["pattern"], row["example"], row["gives"], row["pass"])
        for row in _rows()["follows"]
    )


@cache
def sentences() -> tuple[Sentence, ...]:
    """All sentences, in the order of the file."""
    return tuple(
        Sentence(
            row["kind"],
            row["relation"],
            row["pattern"].replace("{model}", MODEL).replace("{list}", LIST),
            row.get("list", False),
            row["example"],
            tuple(row["gives"].split()),
            row.get("pass", ""),
        )
        for row in _rows()["sentence"]
    )


def suffix_regex(relation: str, hard: bool = False) -> str:
    """Regular expression of all words of a relation at the end of a name, as `NORMAL` leaves it.

    Args:
        relation: The relation.
        hard: Only words of copies that nobody starts from.
    """
    rows = [each for each in suffixes() if each.relation == relation and not (hard and each.soft)]
    return f"(?:-(?:{'|'.join(each.pattern for each in rows)}))+$"


def follows_regex(means: str) -> str:
    """Regular expression of the words of a meaning, for a single word of a name."""
    words = "|".join(each.pattern for each in following() if each.means == means)
    return f"^(?:{words})$"


NORMAL: Final = r"[-_.\s]+"
"""What counts as one `-` when names are compared."""

NAMED: Final = "[/-]"
"""What a text must hold to be taken for a model: an owner, an address, or a name of two words."""


@cache
def _fit() -> dict[str, Any]:
    text = files("heredity.knowledge").joinpath("inference_fit.toml").read_text("utf-8")
    return tomllib.loads(text)


def coefficients() -> dict[str, dict[str, float]]:
    """Weight of each feature, and of the intercept, for each class of candidates."""
    found: dict[str, dict[str, float]] = _fit()["weights"]
    return found


def threshold() -> float:
    """Confidence from which an inferred parent is marked confident."""
    return float(_fit()["confident"])
