"""What an organization asks of the names of its models, and names built by it.

A policy is a file `policy.toml`; docs/naming.md describes it, and docs/audit.md its suppressions.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from heredity.core.errors import InputError
from heredity.knowledge.names import CODES, MEANING, Element, ParsedName
from heredity.knowledge.suppressions import Suppression, read_suppressions, today

WORDS: Final = {**{word: code for code, word in MEANING.items()}, **{c: c for c in CODES}}
"""Elements as a policy may call them: by their word, or by their code."""

SEPARATORS: Final = ("-", "_", ".")
_ALIKE: Final = {"A": {"A", "B"}, "P": {"P", "S"}}
"""Codes that satisfy a requirement beside the code itself."""

_KEYS: Final = {"require", "order", "separator", "lowercase", "max_length"}


@dataclass(frozen=True, slots=True)
class Policy:
    """What a name must hold.

    Attributes:
        require: Codes of elements that must be there.
        order: Codes in the order in which they must stand; others may stand anywhere.
        separator: What stands between elements; None if that is free.
        lowercase: Whether names must be in lower case.
        max_length: Most characters of a name without its owner; None if that is free.
        suppressions: Checks that are silenced.
    """

    require: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    separator: str | None = None
    lowercase: bool = False
    max_length: int | None = None
    suppressions: tuple[Suppression, ...] = field(default=())

    def breaches(self, parsed: ParsedName) -> list[str]:
        """What a name does against the policy, one sentence each."""
        held = {e.code for e in parsed.elements}
        name = parsed.id.rpartition("/")[2]
        found = [
            f"The policy requires {MEANING[code]}, and the name states none."
            for code in self.require
            if not held & _ALIKE.get(code, {code})
        ]
        found += self._order(parsed.elements)
        if self.separator and (others := set(_joints(parsed)) - {self.separator, ""}):
            seen = " and ".join(repr(o) for o in sorted(others))
            found.append(f"The policy separates by {self.separator!r}, and the name by {seen}.")
        if self.lowercase and name != name.lower():
            found.append("The policy asks for lower case.")
        if self.max_length and len(name) > self.max_length:
            found.append(
                f"The policy allows {self.max_length} characters, and the name has {len(name)}."
            )
        return found

    def _order(self, elements: Sequence[Element]) -> list[str]:
        ranks = [(self.order.index(e.code), e) for e in elements if e.code in self.order]
        for (one, first), (two, second) in pairwise(ranks):
            if two < one:
                said = f"{MEANING[second.code]} ('{second.text}')"
                return [f"The policy puts {said} before {MEANING[first.code]} ('{first.text}')."]
        return []

    def proposed(self, parsed: ParsedName, known: Mapping[str, str]) -> str | None:
        """The name as the policy wants it, with its own elements; None if one cannot be filled.

        Args:
            parsed: The name.
            known: Text of elements by code, as known from elsewhere: they fill what is missing.
        """
        texts: list[tuple[str, str]] = [(e.code, e.text) for e in parsed.elements]
        held = {code for code, _ in texts}
        for code in self.require:
            if not held & _ALIKE.get(code, {code}):
                if code not in known:
                    return None
                texts.append((code, known[code]))
        texts = self._arranged(texts)
        joint = self.separator or _usual(parsed)
        cleaned = [re.sub(r"[-_.\s]+", joint, t) if c not in _KEPT else t for c, t in texts]
        name = joint.join(cleaned)
        name = name.lower() if self.lowercase else name
        owner = parsed.id.rpartition("/")[0]
        fits = self.max_length is None or len(name) <= self.max_length
        return (f"{owner}/{name}" if owner else name) if fits else None

    def _arranged(self, texts: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Ordered elements take the places of ordered elements; the others stay where they are."""
        places = [at for at, (code, _) in enumerate(texts) if code in self.order]
        ranked = sorted(places, key=lambda at: self.order.index(texts[at][0]))
        arranged = list(texts)
        for at, source in zip(places, ranked, strict=True):
            arranged[at] = texts[source]
        return arranged

    def silenced(self, model_id: str, check: str, code: str, day: date | None = None) -> str | None:
        """Why a check is silenced for a model on a day, by default today; None if it is not."""
        day = day or today()
        alive = (s for s in self.suppressions if not s.expired(day))
        return next((s.reason for s in alive if s.silences(model_id, check, code)), None)

    def expired(self, day: date | None = None) -> list[Suppression]:
        """Those that have expired on a day, by default today."""
        return [s for s in self.suppressions if s.expired(day or today())]


_KEPT: Final = {"V", "Q", "P"}
"""Elements within which separators mean something, as in 3.1 or Q4_K_M."""


def _joints(parsed: ParsedName) -> list[str]:
    """What stands between neighboring elements."""
    return [parsed.id[one.end : two.start] for one, two in pairwise(parsed.elements)]


def _usual(parsed: ParsedName) -> str:
    joints = [j for j in _joints(parsed) if j in SEPARATORS]
    return max(set(joints), key=joints.count) if joints else "-"


def read_policy(path: Path) -> Policy:
    """Read a policy file.

    Raises:
        InputError: It cannot be read, or says something that no policy can say.
    """
    try:
        rows = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", "Name a file.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path} is no TOML: {error}", "See docs/naming.md.") from error
    return _policy(rows, path)


def _policy(rows: Mapping[str, Any], path: Path) -> Policy:
    _known(rows, {"name", "suppress"}, f"{path}")
    name = rows.get("name", {})
    _known(name, _KEYS, f"{path}, section [name]")
    separator = name.get("separator")
    if separator not in (None, *SEPARATORS):
        raise _wrong(path, f"separator is '{separator}'", "One of '-', '_', '.'.")
    length = name.get("max_length")
    if length is not None and (not isinstance(length, int) or length < 1):
        raise _wrong(path, f"max_length is {length!r}", "A whole number above 0.")
    return Policy(
        _codes(name.get("require", []), path),
        _codes(name.get("order", []), path),
        separator,
        bool(name.get("lowercase", False)),
        length,
        tuple(read_suppressions(rows.get("suppress", []), path)),
    )


def _codes(words: Any, path: Path) -> tuple[str, ...]:
    strange = [w for w in words if w not in WORDS] if isinstance(words, list) else [words]
    if strange:
        raise _wrong(path, f"there is no element '{strange[0]}'", f"Known: {', '.join(WORDS)}.")
    return tuple(WORDS[word] for word in words)


def _known(rows: Any, keys: set[str], where: str) -> None:
    if not isinstance(rows, Mapping):
        raise InputError(f"{where} is no table.", "See docs/naming.md.")
    if strange := set(rows) - keys:
        hint = f"Known: {', '.join(sorted(keys))}."
        raise InputError(f"{where} has a key '{min(strange)}' that means nothing.", hint)


def _wrong(path: Path, what: str, hint: str) -> InputError:
    return InputError(f"{path}: {what}.", hint)
