"""What can be concluded on every model: the table `concluded`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from heredity.checks.licenses.paths import with_edges
from heredity.checks.licenses.tables import CONCLUDED
from heredity.knowledge.licenses import Declared, licenses, rules_version
from heredity.pedigree.obligations import RANKS, Inheritance, Verdicts, worst
from heredity.pedigree.obligations.kinds import BESIDE, CONFLICT, NOTICES
from heredity.store.arrow import Array, Table
from heredity.store.choosing import at_or_null, texts_at
from heredity.store.columns import Flags, Ints, at, build
from heredity.store.nested import structs

NONE: Final = -1
NOBODY_KNOWS: Final = "NOASSERTION"
UNSAID: Final = frozenset({NOBODY_KNOWS, "NONE", ""})
FIELDS: Final = {
    "license": "string",
    "spdx": "string",
    "origin": "string",
    "at_use": "bool",
    "generations": "int64",
}


def conclude(found: Inheritance, rows: Verdicts, ids: Array, later: Ints) -> Table:
    """The table `concluded`: one row for each model that a record describes."""
    models = np.flatnonzero(found.in_snapshot)
    held = _obligations(found)
    row = worst(rows, len(found.in_snapshot))
    rank = _of(rows.rank, row)
    names, name = _expressions(found, held, rank == CONFLICT)
    codes, code = np.unique(np.array(rows.codes, np.str_), return_inverse=True)
    declarations = found.declarations
    row, rank = row[models], rank[models]
    columns: dict[str, Any] = {
        "model_id": at(ids, models),
        "declared": texts_at(
            [one.raw or None for one in declarations.written], declarations.text[models]
        ),
        "declared_spdx": texts_at(
            [one.expression for one in declarations.declared], declarations.number[models]
        ),
        "concluded": texts_at(names, name[models]),
        "obligations": at(held.column(found, ids), models),
        "complete": ~_gaps(found)[models],
        "verdict": texts_at(RANKS, rank),
        "code": texts_at([str(one) for one in codes], _of(code, row)),
        "first_change": at_or_null(ids, _of(rows.first, row)),
        "path": _paths(found, rows, np.where(rank > NOTICES, row, NONE), ids),
        "descendants": later[models],
        "rules_version": rules_version(),
    }
    return build(CONCLUDED, columns)


def _of(values: Ints, row: Ints) -> Ints:
    """Values at some rows; -1 where there is none."""
    if not len(values):
        return np.full(len(row), NONE, np.int64)
    return np.where(row >= 0, values[row], NONE)


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """The obligations of all nodes, each license once, the oldest first.

    Attributes:
        offsets: Where those of each node begin, and one last end.
        declared: Number of each one's declaration.
        origin: The nearest ancestor that declares it.
        distance: Edges to it.
        at_use: Whether it binds only whoever loads the base beside an adapter.
    """

    offsets: Ints
    declared: Ints
    origin: Ints
    distance: Ints
    at_use: Flags

    def column(self, found: Inheritance, ids: Array) -> Array:
        """The obligations as lists of structs."""
        declared = found.declarations.declared
        fields = {
            "license": texts_at([_label(one) for one in declared], self.declared),
            "spdx": texts_at([one.expression for one in declared], self.declared),
            "origin": at(ids, self.origin),
            "at_use": self.at_use,
            "generations": self.distance,
        }
        return structs(self.offsets, FIELDS, fields)


def _label(one: Declared) -> str:
    return one.ids[0] if one.simple and one.ids else one.expression


def _obligations(found: Inheritance) -> _Held:
    flow, declared = found.flow, found.declarations.declared
    known = licenses()
    owed = np.array([_owes(one) for one in declared], bool)
    reaches = np.array([any("A" in known[n].duties for n in one.ids) for one in declared], bool)
    kinds = flow.kind.values
    entries = np.flatnonzero(owed[flow.kinds.declaration(kinds)] & ~flow.own)
    number = flow.kinds.declaration(kinds[entries])
    at_use = (flow.kinds.how(kinds[entries]) == BESIDE) & ~reaches[number]
    node, distance = flow.node.values[entries], flow.distance.values[entries]
    origin = flow.origin.values[entries]
    order = np.lexsort((origin, distance, at_use, number, node))
    same = np.stack([node, number, at_use])[:, order]
    nearest = order[np.r_[True, (same[:, 1:] != same[:, :-1]).any(axis=0)]] if len(order) else order
    oldest = np.lexsort((number[nearest], origin[nearest], -distance[nearest], node[nearest]))
    kept = nearest[oldest]
    counts = np.bincount(node[kept], minlength=len(found.in_snapshot))
    offsets = np.concatenate([[0], np.cumsum(counts)])
    return _Held(offsets, number[kept], origin[kept], distance[kept], at_use[kept])


def _owes(one: Declared) -> bool:
    """Whether a declaration asks anything that can be named."""
    known = licenses()
    if one.state in ("absent", "unresolved"):
        return False
    return any(known[name].group != "public-domain" for name in one.ids)


def _expressions(found: Inheritance, held: _Held, conflict: Flags) -> tuple[list[str], Ints]:
    """The concluded expression of each node, as numbers of few different ones."""
    declared = found.declarations.declared
    binding = held.declared[~held.at_use]
    before = np.concatenate([[0], np.cumsum(~held.at_use)])[held.offsets]
    own = np.where(conflict, NONE, found.declarations.number)
    texts: dict[str, int] = {}
    known: dict[tuple[int, ...], int] = {}
    number = np.empty(len(own), np.int64)
    bare = np.diff(before) == 0
    for label in np.unique(own[bare]).tolist():
        number[bare & (own == label)] = texts.setdefault(_joined([label], declared), len(texts))
    listed, starts, labels = binding.tolist(), before.tolist(), own.tolist()
    for node in np.flatnonzero(~bare).tolist():
        case = (*listed[starts[node] : starts[node + 1]], labels[node])
        if case not in known:
            known[case] = texts.setdefault(_joined(case, declared), len(texts))
        number[node] = known[case]
    return list(texts), number


def _joined(numbers: Any, declared: Any) -> str:
    """The conjunction of some declarations, each once."""
    said = dict.fromkeys(declared[n].expression for n in numbers if n >= 0)
    parts = [one for one in said if one not in UNSAID]
    if len(parts) > 1:
        parts = [f"({one})" if " OR " in one else one for one in parts]
    return " AND ".join(parts) or NOBODY_KNOWS


def _gaps(found: Inheritance) -> Flags:
    """Nodes of which, or above which, terms cannot be seen."""
    flow = found.flow
    gap: Flags = flow.kinds.gap[found.declarations.number]
    gap |= flow.circles.ring >= 0
    entries = flow.kinds.gap[flow.kinds.declaration(flow.kind.values)] & ~flow.own
    gap[flow.node.values[entries]] = True
    return gap


def _paths(found: Inheritance, rows: Verdicts, row: Ints, ids: Array) -> Array:
    ends = _of(rows.ancestor, row), _of(rows.child, row)
    entry, distance = _of(rows.entry, row), _of(rows.distance, row)
    single = distance == 1
    return with_edges(found, ends, np.where(distance > 1, entry, NONE), single, ids)


def descendants(found: Inheritance) -> Ints:
    """Descendants of each node whose labels are not ok for what began there."""
    flow, nodes = found.flow, len(found.in_snapshot)
    first, node = flow.first.values, flow.node.values
    later = np.flatnonzero((first >= 0) & (first != node))
    pairs = np.unique(first[later] * nodes + node[later])
    return np.bincount(pairs // nodes, minlength=nodes)
