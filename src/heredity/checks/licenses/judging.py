"""The verdicts of a study as a table, made once for all rules of a run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from heredity.checks.licenses.concluding import conclude, descendants
from heredity.checks.licenses.notes import OTHER, Note, notes
from heredity.checks.licenses.paths import paths
from heredity.checks.licenses.tables import LICENSE_VERDICT
from heredity.checks.registry import Tables
from heredity.knowledge.licenses import Verdict, rules_version
from heredity.knowledge.licenses.verdicts import shown
from heredity.pedigree.obligations import STRICTEST, Inheritance, Verdicts, read_inheritance
from heredity.pedigree.obligations.verdicts import INHERITED, verdicts
from heredity.store.arrow import Array, RecordBatch, Table
from heredity.store.choosing import at_or_null, integers_or_null, texts_at
from heredity.store.columns import Ints, at_list, build, whole
from heredity.store.terms import overlaid

NONE: Final = -1
READS: Final = ("models", "nodes", "edges")


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What the rules on licenses share.

    Attributes:
        found: The obligations.
        rows: The verdicts, without notes.
        ids: The id of each node.
        table: Table `license_verdict`.
        nodes, above: Child and ancestor of each row of the table; -1 for no ancestor.
        first: The model that caused it; -1 for none.
        code: Number of each row's code in `codes`.
        codes: The codes that occur.
        descendants: Number of nodes whose labels are not ok for what began at each node.
    """

    found: Inheritance
    rows: Verdicts
    ids: Array
    table: Table
    nodes: Ints
    above: Ints
    first: Ints
    code: Ints
    codes: Sequence[str]
    descendants: Ints


def judged(tables: Tables) -> Judged:
    """The verdicts; worked out when the first rule asks for them."""
    made: Judged = tables.once("licenses", _judged)
    return made


def _judged(tables: Tables) -> Judged:
    found = read_inheritance(tables.store)
    ids = whole(tables.store.arrow("nodes", ["model_id"]).column("model_id"))
    rows = verdicts(found)
    table, nodes, above, first, codes = _table(found, rows, list(notes(tables, found, ids)), ids)
    names, code = _numbered(codes)
    later = descendants(found)
    return Judged(found, rows, ids, table, nodes, above, first, code, names, later)


def verdict_rows(tables: Tables) -> Iterable[RecordBatch]:
    """Table `license_verdict`."""
    batches: Iterable[RecordBatch] = judged(tables).table.to_batches()
    return batches


def concluded_rows(tables: Tables) -> Iterator[RecordBatch]:
    """Table `concluded`."""
    made = judged(tables)
    yield from conclude(made.found, made.rows, made.ids, made.descendants).to_batches()


def _table(
    found: Inheritance, rows: Verdicts, noted: Sequence[Note], ids: Array
) -> tuple[Table, Ints, Ints, Ints, np.ndarray[tuple[int], np.dtype[np.str_]]]:
    """The rows and the notes in one table; its nodes, and the code of each row."""
    said = [*rows.said, *(note.said for note in noted)]
    child = np.concatenate([rows.child, *(note.nodes for note in noted)])
    ancestor = np.concatenate([rows.ancestor, *(note.ancestors for note in noted)])
    extra = len(child) - len(rows.child)
    none, no = np.full(extra, NONE), np.zeros(extra, bool)
    number = np.concatenate(
        [rows.verdict, *(np.full(len(n.nodes), len(rows.said) + at) for at, n in enumerate(noted))]
    )
    distance = np.r_[rows.distance, none]
    inherited = np.r_[rows.inherited, no]
    codes = np.array([one.code for one in said], np.str_)[number]
    codes = np.where(inherited, INHERITED, codes)
    # Nulls stand last, as they do in every sorted table.
    last = np.int64(1) << 40
    order = np.lexsort(
        (codes, np.where(ancestor < 0, last, ancestor), np.where(distance < 0, last, distance),
         child)
    )  # fmt: skip
    whole_row = _Columns(
        found, said, child[order], ancestor[order], number[order],
        np.r_[rows.entry, none][order], np.r_[rows.edge, no][order],
    )  # fmt: skip
    first = np.r_[rows.first, none][order]
    table = build(
        LICENSE_VERDICT,
        {
            "child": at_or_null(ids, whole_row.child),
            "ancestor": at_or_null(ids, whole_row.ancestor),
            "generations": integers_or_null(distance[order]),
            "relation": texts_at(STRICTEST, np.r_[_relation(rows), none][order]),
            **whole_row.sides(),
            **whole_row.reasons(inherited[order]),
            "code": texts_at(*_numbered(codes[order])),
            "lineage": paths(found, whole_row.entry, whole_row.edge, ids),
            "first_change": (first == whole_row.child) & (first >= 0),
            "inherited_from": at_or_null(ids, np.where(inherited[order], first, NONE)),
            "rules_version": rules_version(),
        },
    )
    return table, whole_row.child, whole_row.ancestor, first, codes[order]


def _relation(rows: Verdicts) -> Ints:
    return np.where(rows.distance < 0, NONE, rows.relation)


def _numbered(values: np.ndarray[tuple[int], np.dtype[np.str_]]) -> tuple[list[str], Ints]:
    names, place = np.unique(values, return_inverse=True)
    return [str(name) for name in names], place


@dataclass(frozen=True, slots=True, eq=False)
class _Columns:
    """Rows as numbers, in their order."""

    found: Inheritance
    said: Sequence[Verdict]
    child: Ints
    ancestor: Ints
    number: Ints
    entry: Ints
    edge: np.ndarray[tuple[int], np.dtype[np.bool_]]

    def sides(self) -> dict[str, Array]:
        """What both sides declare, and the rows that were read from it."""
        declarations = self.found.declarations
        raw = [one.raw or None for one in declarations.written]
        above = np.where(self.ancestor >= 0, declarations.text[self.ancestor], NONE)
        return {
            "upstream_raw": texts_at(raw, above),
            "upstream_id": self._of([one.upstream or None for one in self.said]),
            "downstream_raw": texts_at(raw, declarations.text[self.child]),
            "downstream_id": texts_at(
                [" ".join(one.ids) or None for one in declarations.declared],
                declarations.number[self.child],
            ),
        }

    def reasons(self, inherited: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> dict[str, Array]:
        """What the verdicts say."""
        severity = np.array([one.severity for one in self.said] or [""], np.str_)[self.number]
        return {
            "verdict": self._of([one.verdict or None for one in self.said]),
            "cause": self._of([one.code for one in self.said]),
            "severity": texts_at(*_numbered(np.where(inherited, "info", severity))),
            "confidence": self._of([one.confidence for one in self.said]),
            "clause": self._of([one.clause or None for one in self.said]),
            "why": self._named(self._of([one.why for one in self.said])),
            "change": self._of([one.change or None for one in self.said]),
            "gap": self._of([GAPS.get(one.reason) for one in self.said]),
            "notes": at_list([list(one.notes) for one in self.said], self.number),
        }

    def _named(self, why: Array) -> Array:
        """The reasons with what was written where it says that it could not be resolved.

        Verdicts know such licenses only as `other`, so that there are few of them.
        """
        side = [
            UP if one.upstream == OTHER else DOWN if one.downstream == OTHER else 0
            for one in self.said
        ]
        sides = np.array([*side, 0], np.int64)[self.number]
        node = np.where(sides == UP, self.ancestor, self.child)
        rows = np.flatnonzero((sides > 0) & (node >= 0))
        text = self.found.declarations.text[node[rows]]
        case, number = np.unique(np.stack([self.number[rows], text]), axis=1, return_inverse=True)
        told = [self._told(*pair) for pair in case.T.tolist()]
        return overlaid(why, rows, texts_at(told, number.ravel())) if len(rows) else why

    def _told(self, verdict: int, text: int) -> str:
        """A reason that names what was written, and says why it could not be resolved."""
        written = self.found.declarations.written[text]
        return self.said[verdict].why.replace(f"'{OTHER}'", shown(OTHER, written))

    def _of(self, texts: Sequence[str | None]) -> Array:
        return texts_at(texts, self.number)


UP, DOWN = 1, 2
"""Whose license a reason says could not be resolved."""

GAPS: Final = {
    "upstream-silent": "LIC050",
    "both-silent": "LIC052",
    "upstream-unresolved": "LIC054",
    "parent-missing": "LIC053",
}
"""Reasons that say that the terms above cannot be seen, with their codes."""
