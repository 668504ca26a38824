"""Notes on models: duties that no verdict on labels speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from heredity.checks.registry import Tables
from heredity.knowledge.licenses import Verdict, licenses, vendors
from heredity.pedigree.obligations import Inheritance, merges
from heredity.store.arrow import Array
from heredity.store.columns import Ints, at, places_in
from heredity.store.facts import ASKED

IMPROVING: Final = "LIC032"

NONE: Final = -1


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
    yield from _names(found, ids)
    yield from _sources(found)
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


def _names(found: Inheritance, ids: Array) -> Iterator[Note]:
    """LIC043: inherited terms want a name that begins in a certain way, and this one does not."""
    flow = found.flow
    declared = flow.kinds.declaration(flow.kind.values)
    for name, terms in vendors().items():
        if not terms.name_pattern:
            continue
        holds = np.array([name in one.ids for one in found.declarations.declared], bool)
        entries = np.flatnonzero(holds[declared] & ~flow.own)
        nodes, first = np.unique(flow.node.values[entries], return_index=True)
        origin = flow.origin.values[entries[first]]
        wanted = re.compile(terms.name_pattern, re.IGNORECASE)
        names = at(ids, nodes).to_pylist()
        seen = np.array([bool(wanted.search(text.rpartition("/")[2])) for text in names], bool)
        mark = f', and shows "{terms.mark}"' if terms.mark else ""
        said = _note(
            "LIC043",
            f'{name} wants names of derivatives to begin with "{terms.name_prefix}", which this '
            "one does not; the text speaks of a model's name, not of its path",
            f'see that the model is called by a name that begins with "{terms.name_prefix}"{mark}',
            licenses()[name].source,
            name,
        )
        yield Note(nodes[~seen], origin[~seen], said)


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
