"""Languages as people write them, brought to ISO 639.

Codes and names come from python-iso639; what the standard alone reads wrongly is rows of
`languages.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

_SEPARATORS = re.compile(r"[,;/|&+]")
_NOTE = re.compile(r"\s*\([^()]*\)")
LONGEST_CODE = 3
_VARIANT = re.compile(r"[a-z0-9]{5,8}|[0-9][a-z0-9]{3}")


@dataclass(frozen=True, slots=True)
class _Standard:
    """ISO 639 as look-up tables; every code stands for its canonical one.

    Attributes:
        two: Codes of ISO 639-1.
        known: Every code of two or three letters, to its canonical code.
        second: Codes of ISO 639-2 but those of families and special purposes.
        names: Names without case, to canonical codes.
        titles: Canonical codes, to reference names.
        macro: Canonical code of a language, to that of its macrolanguage.
    """

    two: frozenset[str]
    known: dict[str, str]
    second: frozenset[str]
    names: dict[str, str]
    titles: dict[str, str]
    macro: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of `languages.toml`."""

    words: dict[str, tuple[str, ...]]
    traps: frozenset[str]
    regions: frozenset[str]
    areas: frozenset[str]
    scripts: frozenset[str]
    locales: frozenset[str]


@cache
def _rows() -> _Rows:
    text = files("heredity.knowledge").joinpath("languages.toml").read_text("utf-8")
    rows = tomllib.loads(text)
    return _Rows(
        words={row["word"]: tuple(row["languages"]) for row in rows["word"]},
        traps=frozenset(row["tag"] for row in rows["trap"]),
        regions=frozenset(rows["regions"].split()),
        areas=frozenset(rows["areas"].split()),
        scripts=frozenset(rows["scripts"].split()),
        locales=frozenset(rows["locales"].split()),
    )


@cache
def _standard() -> _Standard:
    from iso639 import ALL_LANGUAGES  # noqa: PLC0415 - half a second that most commands do not need

    every = sorted(ALL_LANGUAGES, key=lambda language: language.part3)
    active = [x for x in every if x.status == "A" and x.scope != "S"]
    canon = {x.part3: x.part1 or x.part3 for x in active}
    known = {code: canon[x.part3] for x in active for code in _codes(x)}
    for retired in every:
        heir = known.get(retired.retire_change_to or "")
        if retired.status == "R" and heir:
            known.setdefault(retired.part3, heir)
    return _Standard(
        two=frozenset(x.part1 for x in active if x.part1),
        known=known,
        second=frozenset(code for x in active for code in (x.part2b, x.part2t) if code),
        names=_names(active, canon),
        titles={canon[x.part3]: x.name for x in active},
        macro={canon[x.part3]: canon[x.macrolanguage] for x in active if x.macrolanguage in canon},
    )


def _codes(language: Any) -> Iterable[str]:
    codes = (language.part3, language.part2b, language.part2t, language.part1)
    return [code for code in codes if code]


def _names(active: list[Any], canon: dict[str, str]) -> dict[str, str]:
    """Names to codes: reference names first, then other names, then names without their note.

    Where two languages share a name, the one with a code of two letters has it, else neither. Names
    as short as codes are left out: they would be read from words that are none (`ge`, `pe`).
    """
    found: dict[str, str] = {}
    others = [[(n, x) for o in x.other_names or [] for n in (o.print, o.inverted)] for x in active]
    stages = [
        [(x.name, x) for x in active],
        [pair for pairs in others for pair in pairs],
        [(_NOTE.sub("", x.name), x) for x in active],
    ]
    for stage in stages:
        claims: dict[str, set[str]] = {}
        for name, language in stage:
            claims.setdefault(name.casefold(), set()).add(canon[language.part3])
        for name, codes in claims.items():
            short = {code for code in codes if len(code) == 2}
            best = short if len(short) == 1 else codes
            if len(best) == 1 and len(name) > LONGEST_CODE:
                found.setdefault(name, min(best))
    return found


@lru_cache(maxsize=65_536)
def read_languages(text: str) -> tuple[str, ...]:
    """The languages that one written value names.

    Args:
        text: A code (`no`, `nob`, `eng_Latn`), a name (`English`), a locale (`zh_CN`, `sv-SE`), a
            pair (`en-de`), several of them between commas, semicolons or slashes, or `False`, which
            YAML makes of `no`.

    Returns:
        Codes of ISO 639-1 where there is one, else of ISO 639-3, sorted; empty if the text names
        no language (`code`, `multilingual`, unknown words).
    """
    whole = _one(text)
    if whole or not _SEPARATORS.search(text):
        return tuple(sorted(set(whole)))
    return tuple(sorted({code for part in _SEPARATORS.split(text) for code in _one(part)}))


def _one(text: str) -> tuple[str, ...]:
    """The languages of a value that holds no list."""
    word = " ".join(text.split())
    row = _rows().words.get(word.casefold())
    if row is not None:
        return row
    standard = _standard()
    if code := standard.known.get(word.casefold()):
        return (code,)
    for name in (word, _NOTE.sub("", word)):
        if code := standard.names.get(name.casefold()):
            return (code,)
    return _tagged(word.replace("_", "-"))


def _tagged(word: str) -> tuple[str, ...]:
    """The languages of a tag with several parts: a locale of BCP 47, or a pair."""
    parts = word.split("-")
    if len(parts) == 3 and parts[1] == "to":
        del parts[1]
    known = _standard().known
    head = known.get(parts[0].lower())
    if len(parts) == 1 or head is None:
        return ()
    last = known.get(parts[-1].lower(), "")
    if len(parts) == 2 and _standard().macro.get(last) == head:
        return (last,)
    if _is_locale(parts):
        return (head,)
    if all(_is_code(part) for part in parts):
        return tuple(known[part.lower()] for part in parts)
    return ()


def _is_code(part: str) -> bool:
    """Whether a short word is a code of ISO 639-1 or 639-2 rather than something else."""
    small, standard = part.lower(), _standard()
    return small in standard.two or (small in standard.second and small not in _rows().traps)


def _is_locale(parts: list[str]) -> bool:
    """Whether what follows the language are scripts, regions and variants.

    A region in lower case that is a language's code too is one only in the locales of our rows.
    """
    rows = _rows()
    rest = list(parts[1:])
    if rest and rest[0].lower() in rows.scripts:
        rest.pop(0)
    if rest and _is_region(parts[0], rest[0]):
        rest.pop(0)
    return all(_VARIANT.fullmatch(part.lower()) for part in rest)


def _is_region(language: str, part: str) -> bool:
    rows, small = _rows(), part.lower()
    if small not in rows.regions:
        return part in rows.areas
    doubtful = part == small and small in _standard().two
    return not doubtful or f"{language.lower()}-{small}" in rows.locales


def language_name(code: str) -> str:
    """The English reference name of a language; the code itself if it is none."""
    standard = _standard()
    return standard.titles.get(standard.known.get(code, code), code)


def paper_language(tag: str) -> str | None:
    """What the published tables read from a tag: the English name of a code of two letters.

    Source: anatomy of 2 million models, section 2.1 (tags of exactly two characters that are codes
    of ISO 639; three-letter codes are lost, stray tags are kept).
    """
    return language_name(tag) if tag in _standard().two else None


def is_language_tag(tag: str) -> bool:
    """Whether a bare tag of a model stands for a language.

    True for codes of ISO 639-1, for those of ISO 639-2 that mean nothing else on a model hub, and
    for either with a region or a script. Codes that only ISO 639-3 knows do not count: as tags,
    `trl`, `mlx`, `vit` and `ner` mean other things. Nor does a tag count that goes on with a plain
    word: `ml-agents` is a library.
    """
    if tag in _rows().traps:
        return False
    head, *rest = tag.replace("_", "-").split("-")
    if any(part.isalpha() and len(part) > 4 for part in rest):
        return False
    return head == head.lower() and _is_code(head) and (not rest or _is_locale([head, *rest]))
