"""Architecture words of names, and the model types that may stand behind them.

Families, edges between them, homonyms and composites are rows of `families.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final, Literal

Kinship = Literal[
    "same", "implemented-as", "backbone-of", "distilled-from", "gguf", "composite", "is-a"
]
"""How a model type bears out a word; `is-a` only half does: the right family, another member."""

FREE: Final = "*"
"""As a type of an edge: any type at all."""

_LONGEST: Final = 3
_PARTS: Final = re.compile(r"[a-z]+\d*[a-z]*|\d+[a-z]*")
_TAIL: Final = re.compile(r"[-.]?v?\d[\d.]*[a-z]?$")
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z])")


@dataclass(frozen=True, slots=True)
class Word:
    """An architecture word with everything that bears it out, as regular expressions on types."""

    word: str
    generic: bool
    brand: bool
    kinds: Mapping[str, re.Pattern[str]]


@cache
def _rows() -> dict[str, Any]:
    text = files("heredity.knowledge").joinpath("families.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def model_types() -> frozenset[str]:
    """Model types of the library's registry."""
    return frozenset(_rows()["registry"]["types"])


def _matcher(types: Iterable[str]) -> re.Pattern[str]:
    parts = sorted({_plain(t[:-1]) + ".*" if t.endswith("*") else _plain(t) for t in types})
    return re.compile("(?:" + "|".join(parts) + ")$" if parts else r"(?!)")


def _plain(text: str) -> str:
    return re.escape(folded(text))


def folded(model_type: str) -> str:
    """A model type in one spelling: `xlm_roberta` and `XLM-RoBERTa` alike."""
    return model_type.lower().replace("-", "_")


_HEAD: Final = re.compile(
    r"(?:For\w+|LMHeadModel|Model|DoubleHeadsModel|WithLMHeadModel|MTModel|PreTrainedModel|"
    r"EncoderModel|TextModel)$"
)


@lru_cache(1 << 14)
def flat(text: str) -> str:
    """Letters and digits of a text in lower case."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


@lru_cache(1 << 14)
def class_stem(name: str) -> str:
    """The part of a class name that stands for its model type: `xlmroberta`."""
    return flat(_HEAD.sub("", re.sub(r"^(?:TF|Flax)(?=[A-Z])", "", name)))


@cache
def _flat_types() -> dict[str, str]:
    return {flat(kind): kind for kind in sorted(model_types())}


def type_of_class(name: str) -> str | None:
    """The model type of a class of the library, such as `llama`; None for others."""
    return _flat_types().get(class_stem(name))


@cache
def _words() -> dict[str, Word]:
    rows = _rows()
    own: dict[str, set[str]] = {}
    generic: set[str] = set()
    brands: set[str] = set()
    for family in rows["family"]:
        for word in family["words"]:
            own.setdefault(word, set()).update(family["types"])
            generic |= {word} if family.get("generic") else set()
            brands |= {word} if family.get("brand") else set()
    kinds: dict[str, dict[str, set[str]]] = {word: {"same": types} for word, types in own.items()}
    for edge in rows["edge"]:
        for word in edge["from"]:
            kinds.setdefault(word, {}).setdefault(edge["kind"], set()).update(edge["to"])
    return {
        word: Word(
            word,
            word in generic,
            word in brands,
            {k: _matcher(types) for k, types in found.items()},
        )
        for word, found in kinds.items()
    }


@cache
def _homonyms() -> dict[str, re.Pattern[str]]:
    return {row["word"]: re.compile(row["cue"]) for row in _rows()["homonym"]}


@cache
def _composite() -> re.Pattern[str]:
    return _matcher(t for row in _rows()["composite"] for t in row["types"])


def spoken(name: str) -> tuple[str, ...]:
    """Architecture words of a name, homonyms too, whether or not a cue stands beside them."""
    return tuple(dict.fromkeys(_found(name.lower())))


@lru_cache(1 << 16)
def words_of(name: str, task: str = "") -> tuple[str, ...]:
    """Architecture words of a name without its owner, in order, each once.

    The longest word wins (`xlm-roberta`, not `roberta`). A homonym counts only beside a cue in
    the name or in the task.

    Args:
        name: The name.
        task: The task that is declared for the model; empty if none is known.
    """
    found = _found(name.lower())
    if _HUMP.search(name):
        found += _found(_HUMP.sub("-", name).lower())
    if not found:
        return ()
    homonyms = _homonyms()
    text = f"{name.lower()}\n{task}".replace("_", "-")
    kept = [w for w in dict.fromkeys(found) if w not in homonyms or homonyms[w].search(text)]
    return tuple(w for w in kept if not any(w != o and w in o.split("-") for o in kept))


def _found(name: str) -> list[str]:
    words = _words()
    parts = _PARTS.findall(name)
    found: list[str] = []
    after = 0
    for at in [at for at, part in enumerate(parts) if _begins(part)]:
        if at < after:
            continue
        for size in range(min(_LONGEST, len(parts) - at), 0, -1):
            word = _known("-".join(parts[at : at + size]), words)
            if word:
                found.append(word)
                after = at + size
                break
    return found


@lru_cache(1 << 16)
def _begins(part: str) -> bool:
    """Whether an architecture word may begin with a part of a name."""
    firsts = _firsts()
    return part in firsts or _TAIL.sub("", part) in firsts


@cache
def _firsts() -> frozenset[str]:
    return frozenset(_PARTS.findall(word)[0] for word in _words())


@cache
def parts_of_words() -> frozenset[str]:
    """Every part of an architecture word."""
    return frozenset(part for word in _words() for part in _PARTS.findall(word))


def telling(text: str) -> str:
    """Letters and digits between two separators, with `~` for each part that no word can hold.

    Names of which this is the same, part by part, have the same words, but for homonyms. Empty if
    no part can belong to a word.
    """
    parts = [part if _tells(part) else "~" for part in _PARTS.findall(text)]
    return "-".join(parts) if set(parts) - {"~"} else ""


def _tells(part: str) -> bool:
    known = parts_of_words()
    return part in known or _TAIL.sub("", part) in known


def may_be_homonym(text: str) -> bool:
    """Whether a part of a name may be a word that counts only beside a cue."""
    parts = _PARTS.findall(text)
    return any(p in _homonyms() or _TAIL.sub("", p) in _homonyms() for p in parts)


def _known(text: str, words: Mapping[str, Word]) -> str | None:
    if text in words:
        return text
    short = _TAIL.sub("", text)
    return short if short != text and len(short) > 2 and short in words else None


@lru_cache(1 << 16)
def kinship(word: str, model_type: str) -> Kinship | None:
    """How a type bears out an architecture word; None where it does not.

    Args:
        word: A word that `words_of` gave.
        model_type: A model type as a configuration, a tag or a GGUF file states it.
    """
    text = folded(model_type)
    kinds = _words()[word].kinds
    order: tuple[Kinship, ...] = (
        "same",
        "implemented-as",
        "backbone-of",
        "distilled-from",
        "gguf",
    )
    for kind in order:
        if kind in kinds and kinds[kind].match(text):
            return kind
    if _composite().match(text):
        return "composite"
    return "is-a" if "is-a" in kinds and kinds["is-a"].match(text) else None


def is_generic(word: str) -> bool:
    """Whether many things share the word, so that it alone claims nothing."""
    return _words()[word].generic


def is_brand(word: str) -> bool:
    """Whether its makers carry the name from one architecture to the next.

    A word that no model type bears as its own always is such a name.
    """
    return _words()[word].brand or "same" not in _words()[word].kinds


@lru_cache(1 << 12)
def is_known(model_type: str) -> bool:
    """Whether a family of `families.toml` has the type as its own.

    Only such a type contradicts a word.
    """
    text = folded(model_type)
    return any(
        found.kinds["same"].match(text)
        for found in _words().values()
        if "same" in found.kinds and not found.generic
    )


@dataclass(frozen=True, slots=True)
class Series:
    """A release series whose configurations have types of their own.

    Attributes:
        family: The family that it belongs to.
        name: Its name.
        pattern: Regular expression on names in lower case, with `-` between words.
        types: Regular expression on folded model types.
    """

    family: str
    name: str
    pattern: re.Pattern[str]
    types: re.Pattern[str]

    def named(self, text: str) -> bool:
        """Whether a name states the series."""
        return self.pattern.search(text) is not None

    def bears(self, model_type: str) -> bool:
        """Whether a model type is one of the series."""
        return self.types.match(folded(model_type)) is not None


@cache
def series() -> tuple[Series, ...]:
    """All series, in the order of the file."""
    return tuple(
        Series(
            row["family"],
            row["name"],
            re.compile(rf"(?:^|[^a-z])(?:{row['pattern']})"),
            _matcher(row["types"]),
        )
        for row in _rows()["series"]
    )
