"""All pairs at once: verdicts as arrays, so that millions of edges are one gather."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from heredity.knowledge.licenses.declared import Declared
from heredity.knowledge.licenses.outcomes import Outcome, rows_outcome, severity
from heredity.knowledge.licenses.pairs import codes, verdict_of
from heredity.knowledge.licenses.rules import RELATIONS
from heredity.knowledge.licenses.terms import licenses
from heredity.knowledge.licenses.verdicts import judged

Small = npt.NDArray[np.int8]
Ints = npt.NDArray[np.int32]

SEVERITIES: Final = ("error", "warn", "info")


@dataclass(frozen=True, slots=True, eq=False)
class PairTable:
    """The verdict of every row against every row under every relation.

    Attributes:
        rows: Ids in order of the rows; the last one, empty, stands for "nothing declared".
        relations: `merge`, `finetune`, `quantized`, `adapter`, `unspecified`, `references`.
        codes: Names of codes; what `code` counts.
        verdicts: Verdict of each code, of `VERDICTS`; empty for notes.
        code: Shape (relations, rows, rows), upstream before downstream: number of the code.
        level: The same shape: confidence, a place in `LEVELS`.
        severity: The same shape: a place in `SEVERITIES`.
    """

    rows: tuple[str, ...]
    relations: tuple[str, ...]
    codes: tuple[str, ...]
    verdicts: tuple[str, ...]
    code: Small
    level: Small
    severity: Small

    def row(self, declared: Declared) -> int:
        """Number of the row that says it all; -1 for expressions, lists and the like."""
        if declared.state == "absent":
            return len(self.rows) - 1
        return self.rows.index(declared.ids[0]) if declared.simple else -1


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Verdicts of many edges: one value each, counted as in `PairTable`."""

    code: Small
    level: Small
    severity: Small


@cache
def pair_table() -> PairTable:
    """The table of all rows; made once, and not to be written to."""
    rows = (*licenses(), "")
    names = tuple(codes())
    cells = [
        _cell(rows_outcome(up, relation, down), names)
        for relation in RELATIONS
        for up in rows
        for down in rows
    ]
    held = np.array(cells, np.int8).reshape(len(RELATIONS), len(rows), len(rows), 3)
    held.flags.writeable = False
    return PairTable(
        rows,
        RELATIONS,
        names,
        tuple(verdict_of(name) for name in names),
        held[..., 0],
        held[..., 1],
        held[..., 2],
    )


def _cell(found: Outcome, names: tuple[str, ...]) -> tuple[int, int, int]:
    """Numbers of code, confidence and severity."""
    code = codes()[found.code]
    weight = SEVERITIES.index(severity(found, code.severity))
    return names.index(code.code), found.level, weight


def judge(
    declared: Sequence[Declared], upstream: Ints, relation: Small, downstream: Ints
) -> Judged:
    """Judge many edges: one gather, and one look for each different pair that rows do not settle.

    Args:
        declared: The different declarations; the fewer, the quicker.
        upstream: Place of each edge's upstream declaration in `declared`.
        relation: Place of each edge's relation in `PairTable.relations`.
        downstream: Place of each edge's downstream declaration in `declared`.
    """
    table = pair_table()
    rows = np.array([table.row(one) for one in declared], np.int32)
    cells = np.stack([table.code, table.level, table.severity], -1)
    found = cells[relation, rows[upstream], rows[downstream]]
    special = _special(declared, rows)
    at = np.flatnonzero(special[upstream] | special[downstream])
    if len(at):
        found[at] = _compounds(declared, upstream[at], relation[at], downstream[at])
    return Judged(found[:, 0], found[:, 1], found[:, 2])


def _special(declared: Sequence[Declared], rows: Ints) -> npt.NDArray[np.bool_]:
    """Declarations whose row does not say it all: compounds, and terms known by name alone."""
    named = np.array([bool(one.name or one.link) for one in declared], np.bool_)
    return (rows < 0) | named


def _compounds(declared: Sequence[Declared], up: Ints, relation: Small, down: Ints) -> Small:
    """Cells of edges that are no gather, each different one judged once."""
    size, kinds = len(declared), len(RELATIONS)
    key = (up.astype(np.int64) * kinds + relation) * size + down
    different, inverse = np.unique(key, return_inverse=True)
    names = pair_table().codes
    cells = []
    for one in different.tolist():
        rest, child = divmod(one, size)
        parent, kind = divmod(rest, kinds)
        outcome = judged(declared[parent], RELATIONS[kind], declared[child])
        cells.append(_cell(outcome, names))
    return np.array(cells, np.int8)[inverse]
