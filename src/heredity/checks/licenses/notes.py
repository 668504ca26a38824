"""Notes on models: duties that no verdict on labels speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from heredity.checks.registry import Tables
from heredity.knowledge.licenses import VendorTerms, Verdict, licenses, vendors
from heredity.knowledge.licenses.spelling import fold
from heredity.knowledge.licenses.verdicts import shown
from heredity.pedigree.obligations import Inheritance, merges
from heredity.store.arrow import Array
from heredity.store.columns import Flags, Ints, at, places_in
from heredity.store.facts import ASKED
from heredity.store.schema import Column, TableSpec

IMPROVING: Final = "LIC032"

NONE: Final = -1
OTHER: Final = "other"
"""What a license is read as that no row names."""

SILENT: Final = frozenset({OTHER, "license"})
"""What is written where no license is named."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note on models.

    Attributes:
        nodes: The models.
        ancestors: Whose terms each is about; -1 for its own record.
        said: What it says.
    """

    nodes: Ints
    ancestors: Ints
    said: Verdict


def notes(tables: Tables, found: Inheritance, ids: Array) -> Iterator[Note]:
    """All notes of a study."""
    yield from _files(tables, found, ids)
    yield from _shown(tables, found, ids)
    yield from _sources(found)
    yield from _unknown(found)
    yield from _outputs(found)


def _note(code: str, why: str, change: str, clause: str = "", upstream: str = "") -> Verdict:
    verdict = "unknown" if code == "LIC057" else ""
    return Verdict(
        verdict, code, clause, why, "medium", "info", change, reason="note", upstream=upstream
    )


def _files(tables: Tables, found: Inheritance, ids: Array) -> Iterator[Note]:
    """LIC003: inherited terms want their text or notices handed on, and no file looks like them."""
    models = tables["models"]
    known = models.filter((models.asked & ASKED["files"] > 0) & models.files.notnull())
    lacking = known.filter(~known.files.join("\n").lower().re_search(_LINES))
    held = tables.store.run(lacking.select("model_id")).column("model_id")
    origin = _owing(found, "NT")
    nodes = places_in(held, ids)
    nodes = np.sort(nodes[origin[nodes] >= 0])
    said = _note(
        "LIC003",
        "inherited terms want their text or notices handed on, and no file of the repository looks "
        "like a license or notice file",
        "add the license text and the notices of the models above as files",
    )
    yield Note(nodes, origin[nodes], said)


_LINES: Final = r"(^|/|\n)((un)?licen[sc]e|copying|notice|legal)"


def _owing(found: Inheritance, duties: str) -> Ints:
    """The nearest ancestor of each node whose terms have any of these duties; -1 for none."""
    known = licenses()
    asks = np.array(
        [
            any(known[name].duties & set(duties) for name in one.ids)
            for one in found.declarations.declared
        ],
        bool,
    )
    flow = found.flow
    owing = np.full(len(found.in_snapshot), NONE, np.int64)
    entries = np.flatnonzero(asks[flow.kinds.declaration(flow.kind.values)] & ~flow.own)
    far = np.lexsort((-flow.origin.values[entries], -flow.distance.values[entries]))
    owing[flow.node.values[entries[far]]] = flow.origin.values[entries[far]]
    return owing


def _shown(tables: Tables, found: Inheritance, ids: Array) -> Iterator[Note]:
    """LIC043: inherited terms want a name that begins in a certain way, or a mark on the card."""
    for name, terms in vendors().items():
        if not (terms.name_pattern or terms.mark):
            continue
        nodes, origin = _under(found, name)
        unnamed = _unnamed(terms, at(ids, nodes))
        unmarked = _unmarked(tables, terms, at(ids, nodes))
        for wants in ((True, True), (True, False), (False, True)):
            held = (unnamed == wants[0]) & (unmarked == wants[1])
            yield Note(nodes[held], origin[held], _wanting(name, terms, *wants))


def _wanting(name: str, terms: VendorTerms, prefix: bool, mark: bool) -> Verdict:
    """What is said where a name, a card, or both are wanting."""
    why, change = [], []
    if prefix:
        why.append(
            f'wants names of derivatives to begin with "{terms.name_prefix}", which this one does '
            "not; the text speaks of a model's name, not of its path"
        )
        change.append(f'call the model by a name that begins with "{terms.name_prefix}"')
    if mark:
        also = f' or "{terms.mark_also}"' if terms.mark_also else ""
        why.append(
            f'wants "{terms.mark}"{also} shown {terms.mark_when}, and the card does not show it; '
            "it may stand elsewhere"
        )
        change.append(f'write "{terms.mark}" into the card')
    source = licenses()[name].source
    return _note("LIC043", f"{name} {', and '.join(why)}", ", and ".join(change), source, name)


def _unnamed(terms: VendorTerms, ids: Array) -> Flags:
    """Models whose name does not begin as the terms want."""
    if not terms.name_pattern:
        return np.zeros(len(ids), bool)
    wanted = re.compile(terms.name_pattern, re.IGNORECASE)
    return np.array([not wanted.search(i.rpartition("/")[2]) for i in ids.to_pylist()], bool)


def _unmarked(tables: Tables, terms: VendorTerms, ids: Array) -> Flags:
    """Models whose card is known and does not show the mark."""
    found = np.zeros(len(ids), bool)
    if terms.mark and len(ids):
        cards, under = tables["cards"], tables.load(_UNDER, {"model_id": ids})
        marks = "|".join(_spaced(mark) for mark in (terms.mark, terms.mark_also) if mark)
        told = cards.filter(cards.text.notnull()).semi_join(under, "model_id")
        lacking = told.filter(~told.text.re_search(f"(?i){marks}")).select("model_id")
        found[places_in(tables.store.run(lacking).column("model_id"), ids)] = True
    return found


_UNDER: Final = TableSpec("under", "Models.", (Column("model_id", "string", "The model."),))


def _spaced(mark: str) -> str:
    """A pattern of a mark: any white space, and the markup of a link or of stress within it."""
    return r"[\s*_\[\]]+".join(re.escape(word) for word in mark.split())


def _under(found: Inheritance, name: str) -> tuple[Ints, Ints]:
    """The models that inherit a license, and an ancestor of each that declares it."""
    flow = found.flow
    holds = np.array([name in one.ids for one in found.declarations.declared], bool)
    declared = flow.kinds.declaration(flow.kind.values)
    entries = np.flatnonzero(holds[declared] & ~flow.own)
    nodes, first = np.unique(flow.node.values[entries], return_index=True)
    return nodes, flow.origin.values[entries[first]]


def _sources(found: Inheritance) -> Iterator[Note]:
    """LIC057: card and tag name different licenses."""
    for text, one in enumerate(found.declarations.written):
        if "LIC057" in one.codes:
            nodes = np.flatnonzero(found.declarations.text == text)
            said = _note(
                "LIC057",
                f"card and tag name different licenses, and the card counts: {one.note}",
                "declare the same license in the front matter and in the tags",
            )
            yield Note(nodes, np.full(len(nodes), NONE), said)


def _unknown(found: Inheritance) -> Iterator[Note]:
    """LIC054 of a model itself: what it declares is no license that anybody knows.

    `other` says openly that it names none, and `license` was left standing in a template; these are
    told where somebody derives.
    """
    for text, one in enumerate(found.declarations.written):
        if one.state == "unresolved" and one.ids == (OTHER,) and fold(one.raw) not in SILENT:
            nodes = np.flatnonzero(found.declarations.text == text)
            said = _note(
                "LIC054",
                f"the license that it declares, {shown(OTHER, one)}, cannot be resolved, so nobody "
                "can say what it asks",
                "declare an id of the hub or of SPDX, or other with license_name and license_link",
            )
            yield Note(nodes, np.full(len(nodes), NONE), said)


def _outputs(found: Inheritance) -> Iterator[Note]:
    """LIC032: terms on outputs and improvement meet a parent of another family."""
    for one in merges(found):
        if IMPROVING in one.verdict.notes:
            said = _note(
                IMPROVING,
                "a parent's terms do not allow its outputs to improve other language models, and "
                "another parent is of another family; whether a merge does that is open",
                "read the terms of the parents, or merge models of one family",
            )
            yield Note(np.array([one.child]), np.array([one.parent]), said)
