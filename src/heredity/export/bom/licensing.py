"""Declared and concluded licenses of one model, in the words of bills of materials."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from heredity.export.bom import plain
from heredity.knowledge.licenses import Declared, licenses, read_card
from heredity.store.facts import ASKED

NOTE: Final = "signals with reasons, by rules and tables; not legal advice"
"""What every statement on licenses goes with."""

NOBODY_KNOWS: Final = "NOASSERTION"
NOTHING: Final = "NONE"
ASKED_FOR: Final = ASKED["license"] | ASKED["tags"] | ASKED["card_data"]
_WORDS: Final = re.compile(r"[^\s()]+")
_CASED: Final = ("github.com/", "huggingface.co/")
_JOINTS: Final = frozenset({"AND", "OR"})


class Obligation(msgspec.Struct, frozen=True):
    """A license that a model inherits.

    Attributes:
        spdx: Its expression.
        origin: The nearest ancestor that declares it.
        at_use: Whether it binds only whoever loads a base beside an adapter; it is no part of the
            concluded license then.
    """

    spdx: str
    origin: str
    at_use: bool = False


class Licensing(msgspec.Struct, frozen=True):
    """What a model declares, and what can be concluded from it and its ancestors.

    Attributes:
        raw: As declared; empty where nothing is.
        declared: The same as an SPDX expression; `NOASSERTION` where nobody can say, `NONE` where
            nothing is declared.
        names: What it declares one by one: SPDX ids, `LicenseRef-HF-…`, or as written.
        address: Where the text stands, if the card gives an address that is one.
        unfit: What the card gave as an address and is none.
        concluded: SPDX conjunction of declaration and obligations of all ancestors;
            `NOASSERTION` where nothing is known.
        judged: Whether the study's license check has judged the model.
        complete: Whether the terms of all ancestors can be seen.
        verdict: Worst verdict against any ancestor; empty if there is none.
        code: Its code.
        first_change: The model whose label began it; empty if there is none.
        obligations: What is inherited, the oldest first.
    """

    raw: str
    declared: str
    names: tuple[str, ...]
    address: str
    unfit: str
    concluded: str
    judged: bool
    complete: bool
    verdict: str
    code: str
    first_change: str
    obligations: tuple[Obligation, ...]

    def inherited(self) -> Iterator[tuple[str, str]]:
        """The obligations as names and values of properties."""
        for one in self.obligations:
            name = "license:at-use" if one.at_use else "license:inherited"
            yield name, f"{one.spdx} ({one.origin})"


UNKNOWN: Final = Licensing(
    "", NOTHING, (), "", "", NOBODY_KNOWS, False, False, "", "", "", ()
)  # fmt: skip
"""Of a model that no record describes."""


def read_licensing(record: Mapping[str, Any], concluded: Mapping[str, Any] | None) -> Licensing:
    """The licenses of a model.

    Args:
        record: Its row of `models`.
        concluded: Its row of `concluded`; None where the license check has not judged it.
    """
    card = {name: record.get(name) or "" for name in ("license", "license_name", "license_link")}
    said = read_card(card, record.get("tags") or ())
    asked = (record.get("asked") or 0) & ASKED_FOR or record.get("license")
    link = record.get("license_link")
    shown = plain.address(link) or _within(record, link)
    found = concluded or {}
    return Licensing(
        raw=plain.line(said.raw),
        declared=said.expression if asked or said.state != "absent" else NOBODY_KNOWS,
        names=_names(said, record),
        address=shown,
        unfit=plain.unsaid(link, shown),
        concluded=found.get("concluded") or NOBODY_KNOWS,
        judged=concluded is not None,
        complete=bool(found.get("complete")),
        verdict=found.get("verdict") or "",
        code=found.get("code") or "",
        first_change=found.get("first_change") or "",
        obligations=tuple(
            Obligation(one["spdx"], one["origin"], one["at_use"])
            for one in found.get("obligations") or ()
        ),
    )


def _names(said: Declared, record: Mapping[str, Any]) -> tuple[str, ...]:
    if said.state == "absent":
        return ()
    if said.expression not in {NOBODY_KNOWS, NOTHING}:
        return ids_of(said.expression)
    known = [licenses()[name].spdx for name in said.ids if name != "other"]
    named = [name for name in known if name != NOBODY_KNOWS]
    own = plain.line(record.get("license_name")) if said.state == "unresolved" else ""
    return tuple(dict.fromkeys([*named, *filter(None, [own])])) or (plain.line(said.raw) or "?",)


def _within(record: Mapping[str, Any], link: Any) -> str:
    """The address of a file of the repository itself, such as `LICENSE`."""
    model = plain.repository(record["model_id"])
    file = link.strip().removeprefix("./") if isinstance(link, str) else ""
    if not model or not re.fullmatch(r"[\w-][\w.-]*(?:/[\w-][\w.-]*)*", file, re.ASCII):
        return ""
    return f"https://huggingface.co/{model}/blob/{plain.commit(record.get('sha')) or 'main'}/{file}"


def ids_of(expression: str) -> tuple[str, ...]:
    """The licenses that an SPDX expression names, each once; with its exception, if it has one."""
    found: list[str] = []
    words = _WORDS.findall(expression)
    for at, word in enumerate(words):
        if word.upper() in _JOINTS or word.upper() == "WITH":
            continue
        if at and words[at - 1].upper() == "WITH" and found:
            found[-1] = f"{found[-1]} WITH {word}"
        else:
            found.append(word)
    return tuple(dict.fromkeys(found))


def references_of(expression: str) -> tuple[str, ...]:
    """The names `LicenseRef-…` in an expression, each once."""
    return tuple(
        dict.fromkeys(w for w in _WORDS.findall(expression) if w.startswith("LicenseRef-"))
    )


def _web(link: str) -> str:
    """An address out of a row, in lower case; some hosts would not find that."""
    return "" if link.startswith(_CASED) else plain.address(f"https://{link}")


def text_of(reference: str) -> tuple[str, str]:
    """What is known of a license that SPDX does not list.

    Returns:
        Its name, and the address of its text; both empty if no row has it.
    """
    for terms in licenses().values():
        if terms.spdx == reference:
            return terms.text, next(filter(None, map(_web, terms.links)), "")
    return "", ""
