"""What each node of a pedigree declares, as numbers of few different declarations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from heredity.knowledge.licenses import ABSENT, Declared, read_card
from heredity.pedigree.obligations.contradictions import contradicted
from heredity.pedigree.obligations.kinds import MISSING, not_asked
from heredity.store import Store
from heredity.store.arrow import Array
from heredity.store.columns import Flags, Ints, at, integers, present, whole
from heredity.store.facts import ASKED
from heredity.store.terms import distinct, list_parts, run_together, starts

COLUMNS: Final = ("license", "license_name", "license_link", "tags", "asked")
TAG: Final = "license:"
ASKED_FOR: Final = ASKED["license"] | ASKED["tags"] | ASKED["card_data"]
_BETWEEN: Final = "\x1f"


@dataclass(frozen=True, slots=True, eq=False)
class Declarations:
    """The declarations of all nodes.

    Attributes:
        declared: The different ones by what they mean; how they were written does not count.
        number: Place of each node's declaration in `declared`.
        written: The different ones as they were read, with their spelling and notes.
        text: Place of each node's declaration in `written`.
    """

    declared: Sequence[Declared]
    number: Ints
    written: Sequence[Declared]
    text: Ints

    @classmethod
    def of(cls, text: Ints, written: Sequence[Declared]) -> Declarations:
        """Number declarations by their meaning."""
        known: dict[Declared, int] = {}
        same = [known.setdefault(_meaning(one), len(known)) for one in written]
        return cls(list(known), np.array(same, np.int64)[text], written, text)


def _meaning(one: Declared) -> Declared:
    """The declaration without its spelling; one object for a missing model."""
    plain = " and ".join(one.ids)
    return one if one is MISSING else replace(one, raw=plain, note="", codes=())


def read_declarations(store: Store, in_snapshot: Flags) -> Declarations:
    """Read the declarations of a study.

    Each different declaration is read once. A model whose source was not asked for licenses is
    unresolved, not silent; a node that no record describes is `MISSING`.

    Args:
        store: The study.
        in_snapshot: Whether a record describes each node.
    """
    rows = store.arrow("models", COLUMNS)
    lists = [_joined(rows.column("license")), _tagged(rows.column("tags"))]
    columns = [*lists, rows.column("license_name"), rows.column("license_link")]
    coded = [distinct(column) for column in columns]
    asked = (integers(rows.column("asked")) & ASKED_FOR) > 0
    silent = ~asked & ~present(rows.column("license"))
    case, number = _cases([codes.astype(np.int64) for codes, _ in coded], silent)
    texts = [["", *names.to_pylist()] for _, names in coded]
    written = [
        not_asked() if alone else _read([names[at] for names, at in zip(texts, row, strict=True)])
        for *row, alone in case
    ]
    every = np.full(len(in_snapshot), len(written), np.int64)
    every[in_snapshot] = number
    written.append(MISSING)
    for node, declared in contradicted(store):
        every[node] = len(written)
        written.append(declared)
    return Declarations.of(every, written)


def _cases(codes: Sequence[Ints], silent: Flags) -> tuple[list[list[int]], Ints]:
    """The different rows of several columns of numbers, and which of them each row is."""
    number = silent.astype(np.int64)
    first = np.arange(len(number))
    for column in codes:
        wide = int(column.max(initial=-1)) + 2
        _, first, number = np.unique(
            number * wide + column + 1, return_index=True, return_inverse=True
        )
    rows = [[int(column[at]) + 1 for column in codes] + [int(silent[at])] for at in first]
    return rows if len(number) else [], number


def _joined(column: Array) -> Array:
    """Lists of texts as one text each; empty for none."""
    offsets, values = list_parts(column)
    return run_together(offsets, whole(values), _BETWEEN)


def _tagged(column: Array) -> Array:
    """The tags that name a license, as one text each."""
    offsets, values = list_parts(column)
    named = starts(whole(values), TAG)
    kept = np.concatenate([[0], np.cumsum(named)])[offsets]
    return run_together(kept, at(whole(values), np.flatnonzero(named)), _BETWEEN)


def _read(parts: Sequence[str]) -> Declared:
    ids, tags, name, link = parts
    card: Mapping[str, object] = {
        "license": _split(ids) or "",
        "license_name": name,
        "license_link": link,
    }
    return read_card(card, _split(tags)) if ids or tags or name or link else ABSENT


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split(_BETWEEN)) if text else ()
