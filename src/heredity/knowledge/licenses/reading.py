"""From a declaration as people write it to rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from heredity.knowledge.licenses.declared import ABSENT, Declared, Group, Leaf, Node, State
from heredity.knowledge.licenses.expressions import joined, parse, spdx
from heredity.knowledge.licenses.spelling import (
    by_address,
    by_text,
    clean,
    fold,
    is_address,
    lookup,
)
from heredity.knowledge.licenses.terms import licenses, rows

MOST: Final = 100
"""Values of a list that are read."""

SHOWN: Final = 200
"""Characters of a declaration that are kept."""

TEXT: Final = 200
"""Characters from which a declaration is taken for a text."""

TAG: Final = "license:"
_PLACEHOLDER: Final = Leaf("other")
_BETWEEN: Final = re.compile(r"\s*[,;|&]\s*|\s+/\s+|/")
_LISTED: Final = re.compile(r"^\[(.*)\]$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Part:
    """What one value of a declaration says."""

    node: Node
    note: str = ""
    named: bool = False


def normalize(
    declaration: object, license_name: object = None, license_link: object = None
) -> Declared:
    """Read a declaration. Never raises, whatever it is given.

    Args:
        declaration: A text (id, other spelling, address, SPDX expression, license text), a list
            of texts, or None.
        license_name: What the card says that `other` is.
        license_link: Where the card says that the text stands.

    Returns:
        The rows that it names; what no row names is kept as it was written.
    """
    values = [value for value in _values(declaration) if fold(value[:SHOWN]) not in _silent()]
    name, link = _first(license_name), _first(license_link)
    if not values and (name or link):
        values = ["other"]
    if not values:
        return ABSENT
    if len(values) > MOST:
        note = f"a list of {len(values)} licenses; no more than {MOST} are read"
        return _finished(values[:3], _Part(_PLACEHOLDER, note), "", "")
    return _read(tuple(values), name, link)


@lru_cache(maxsize=50_000)
def _read(values: tuple[str, ...], name: str, link: str) -> Declared:
    parts = list(dict.fromkeys(_part(value, name, link) for value in values))
    if len(parts) == 1:
        return _finished(values, parts[0], name, link)
    node = joined("list", [part.node for part in parts])
    notes = "; ".join(dict.fromkeys(part.note for part in parts if part.note))
    how = "a list, which says neither 'and' nor 'or'" if isinstance(node, Group) else ""
    return _finished(values, _Part(node, "; ".join(filter(None, (how, notes)))), name, link)


def read_card(card: Mapping[str, object], tags: Sequence[str] = ()) -> Declared:
    """Read the declaration of a card, else of the tags `license:…`. Never raises.

    Args:
        card: Front matter; misspelled keys such as `licence` count.
        tags: Tags of the model. If they disagree with the card, the card counts, and the code
            LIC057 is in `codes`.
    """
    keys = rows()["declaring"]
    name, link = _value(card, keys["name_keys"]), _value(card, keys["link_keys"])
    tagged = [str(tag).removeprefix(TAG) for tag in tags if str(tag).startswith(TAG)]
    own, other = normalize(_value(card, keys["keys"]), name, link), normalize(tagged)
    if own.state == "absent":
        return normalize(tagged, name, link) if tagged else own
    if other.state == "absent" or _agree(own, other):
        return own
    note = f"the card says {own.raw}, the tag {other.raw}"
    return replace(own, codes=("LIC057",), note="; ".join(filter(None, (own.note, note))))


def _agree(own: Declared, tagged: Declared) -> bool:
    """Whether card and tag say the same; the tag of what the card names is `other`."""
    return own.ids == tagged.ids or (tagged.ids == ("other",) and own.state == "named_other")


def _value(card: Mapping[str, object], keys: Sequence[str]) -> object:
    return next((card[key] for key in keys if card.get(key)), None)


@lru_cache(maxsize=1)
def _silent() -> frozenset[str]:
    return frozenset(rows()["declaring"]["silent"])


def _first(value: object) -> str:
    return next(iter(_values(value)), "")[:1_000]


def _values(value: object, depth: int = 3) -> Iterator[str]:
    """The texts of a declaration, cleaned; lists within lists are one list."""
    if isinstance(value, str):
        text = clean(value[:100_000])
        inner = _LISTED.match(text) if len(text) <= 10_000 else None
        if inner:
            yield from (clean(part) for part in inner[1].split(",") if clean(part))
        elif text:
            yield text
    elif isinstance(value, list | tuple | set | frozenset):
        ordered = value if isinstance(value, list | tuple) else sorted(value, key=repr)
        for part in ordered if depth else ():
            yield from _values(part, depth - 1)
    elif isinstance(value, Mapping):
        named = [value[key] for key in ("id", "spdx_id", "name", "license") if key in value]
        yield from _values(named[0], depth - 1) if named and depth else ("other",)
    elif value is not None:
        yield clean(str(value)[:SHOWN])


def _part(value: str, name: str, link: str) -> _Part:
    """What one value says."""
    if value[:6].lower() == "other:":
        return _other(clean(value[6:]), link)
    if fold(value[:SHOWN]) == "other":
        return _other(name, link)
    if "\n" in value or len(value) > TEXT:
        return _of_text(value)
    if found := lookup(value):
        return _Part(found, _note(found), licenses()[found.id].named)
    if is_address(value) or by_address(value):
        found = by_address(value)
        note = "read from its address" if found else "an address that no row names"
        return _Part(found or _PLACEHOLDER, note)
    return _listed(value) or _expression(value)


def _note(leaf: Leaf) -> str:
    terms = licenses()[leaf.id]
    if terms.label:
        return f"{terms.text}: the label names no version or variant"
    return "" if leaf.later or not terms.spdx.endswith("-only") else "'or later' is not visible"


def _other(name: str, link: str) -> _Part:
    """What `other` stands for: its name, else its link."""
    found = lookup(name) if len(name) <= TEXT else None
    if found and found.id not in {"other", "unknown", "cc"}:
        return _Part(found, f"license 'other', named {name}", named=True)
    if link and (found := by_address(link)):
        return _Part(found, "license 'other', read from its link", named=True)
    what = "a name that no row knows" if name else "license 'other' without a license_name"
    return _Part(_PLACEHOLDER, what)


def _of_text(value: str) -> _Part:
    found = lookup(value) if len(value) <= TEXT else None
    if found or (found := by_text(value)):
        return _Part(found, "recognized by its text, where an id should stand")
    read = _listed(value) or _expression(value)
    if any(leaf != _PLACEHOLDER for leaf in _leaves(read.node)):
        return read
    return _Part(_PLACEHOLDER, "a text, where an id should stand; it is none of the known texts")


def _listed(value: str) -> _Part | None:
    """A list written as one text; None unless every member is known."""
    parts = [part for part in _BETWEEN.split(value) if part]
    found = [lookup(part) for part in parts]
    leaves = [leaf for leaf in found if leaf]
    if len(parts) < 2 or len(leaves) < len(parts):
        return None
    return _Part(joined("list", leaves), "a list, which says neither 'and' nor 'or'")


def _expression(value: str) -> _Part:
    node, note = parse(value)
    return _Part(node or _PLACEHOLDER, note)


def _finished(values: Sequence[str], part: _Part, name: str, link: str) -> Declared:
    """The answer; name and link stand in it only where they could not be resolved."""
    raw = ", ".join(values)
    order = list(licenses())
    ids = tuple(sorted({leaf.id for leaf in _leaves(part.node)}, key=order.index))
    open_ = "other" in ids
    given = name or next((value[6:] for value in values if value[:6].lower() == "other:"), "")
    return Declared(
        _state(part, ids),
        ids,
        raw if len(raw) <= SHOWN else raw[: SHOWN - 1] + "…",
        spdx(part.node),
        part.note,
        part.node,
        fold(given[:SHOWN]) if open_ else "",
        link.lower() if open_ else "",
    )


def _state(part: _Part, ids: tuple[str, ...]) -> State:
    known = [licenses()[name] for name in ids]
    if all(terms.unresolved for terms in known):
        return "unresolved"
    if part.named or (len(known) == 1 and known[0].named):
        return "named_other"
    return "family_only" if len(known) == 1 and known[0].label else "declared"


def _leaves(node: Node) -> Iterator[Leaf]:
    if isinstance(node, Leaf):
        yield node
        return
    for part in node.parts:
        yield from _leaves(part)
