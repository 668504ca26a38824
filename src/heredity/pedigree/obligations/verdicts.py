"""One verdict for each derivation, and for the ancestors beyond parents that say something else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from heredity.knowledge.licenses import LEVELS, Verdict
from heredity.pedigree.obligations.inheritance import STRICTEST, Inheritance
from heredity.pedigree.obligations.kinds import (
    DROPPED,
    JUDGED_AS,
    NOTICES,
    RANKS,
    UNKNOWN,
)
from heredity.pedigree.obligations.merging import CLASH, merges
from heredity.store.columns import Flags, Ints

NONE: Final = -1
INHERITED: Final = "LIC090"
BESIDE: Final = "LIC042"
"""What a label hides that stands beside the files; each label hides it anew."""

CIRCLE: Final = Verdict(
    verdict="unknown",
    code="LIC070",
    clause="",
    why="the models descend from one another, so at least one of their links is wrong",
    confidence="low",
    severity="info",
    change="take the wrong parent out of one of the cards",
    reason="circle",
)


@dataclass(frozen=True, slots=True, eq=False)
class Verdicts:
    """Verdicts as columns, by child, then distance, then ancestor.

    A row speaks of a child and one of its ancestors: of every parent; of the ancestor further up
    whose verdict is worst, where it is worse than those of all parents; of every ancestor further
    up whose terms this child is the first to conflict with or to drop; of the parents of a merge
    that exclude each other; and once of every circle.

    Attributes:
        child, ancestor: Nodes.
        distance: Edges between them; -1 in a circle.
        relation: Place in `STRICTEST`: of an edge its own; else how the child is judged.
        verdict: Number in `said`.
        rank: Place of the verdict in `RANKS`.
        inherited: Whether it was caused higher up.
        first: The model that caused it; -1 where nothing is wrong, or nobody's label is.
        entry: Entry of the flow; -1 for merges and circles.
        edge: Whether the ancestor is a parent and the row speaks of that edge.
        said: The verdicts.
    """

    child: Ints
    ancestor: Ints
    distance: Ints
    relation: Ints
    verdict: Ints
    rank: Ints
    inherited: Flags
    first: Ints
    entry: Ints
    edge: Flags
    said: list[Verdict]

    @property
    def codes(self) -> list[str]:
        """Code of each row."""
        names = [one.code for one in self.said]
        own = self._named(names)
        return [INHERITED if up else code for up, code in zip(self.inherited, own, strict=True)]

    def _named(self, names: list[str]) -> list[str]:
        return [names[number] for number in self.verdict]


_COLUMNS: Final = (
    "child", "ancestor", "distance", "relation", "verdict", "first", "entry",
)  # fmt: skip


def verdicts(found: Inheritance) -> Verdicts:
    """The verdicts of a pedigree."""
    said = [*found.flow.kinds.verdicts]
    parts = [_edges(found), _ancestors(found), _clashes(found, said), _circles(found, said)]
    columns = {
        name: np.concatenate([part[at] for part in parts]).astype(np.int64)
        for at, name in enumerate(_COLUMNS)
    }
    order = np.lexsort((columns["ancestor"], columns["distance"], columns["child"]))
    columns = {name: column[order] for name, column in columns.items()}
    edge = np.zeros(len(order), bool)
    edge[: len(found.links.child)] = True
    places = {name: place for place, name in enumerate(RANKS)}
    rank = np.array([places[one.verdict] for one in said], np.int64)[columns["verdict"]]
    beside = np.array([one.code == BESIDE for one in said], bool)[columns["verdict"]]
    first, child = columns["first"], columns["child"]
    return Verdicts(
        **columns,
        rank=rank,
        inherited=(first >= 0) & (first != child) & (rank > NOTICES) & ~beside,
        edge=edge[order],
        said=said,
    )


Part = tuple[Ints, ...]


def _edges(found: Inheritance) -> Part:
    links, flow = found.links, found.flow
    entry = flow.edge
    ones = np.ones(len(entry), np.int64)
    verdict, first = flow.verdict.values[entry], flow.first.values[entry]
    first = np.where(first == links.child, first, NONE)
    return links.child, links.parent, ones, found.relation, verdict, first, entry


def _ancestors(found: Inheritance) -> Part:
    """The entries from beyond the parents that say what no parent says."""
    flow, links = found.flow, found.links
    node = flow.node.values
    rank = flow.kinds.ranks[flow.verdict.values] if len(node) else node
    rank = np.where(flow.own, 0, rank)
    direct = np.zeros(len(flow.held), np.int64)
    np.maximum.at(direct, links.child, rank[flow.edge])
    further = flow.distance.values > 1
    worse = np.flatnonzero(further & (rank > direct[node]))
    levels = np.array([LEVELS.index(one.confidence) for one in flow.kinds.verdicts] or [0])
    trust = levels[flow.verdict.values[worse]]
    order = np.lexsort(
        (
            flow.origin.values[worse],
            -trust,
            flow.distance.values[worse],
            ~flow.fresh[worse],
            -rank[worse],
            node[worse],
        )
    )
    worse = worse[order]
    worst = worse[np.r_[True, node[worse][1:] != node[worse][:-1]]] if len(worse) else worse
    begun = np.flatnonzero(further & flow.fresh & (rank >= DROPPED))
    entry = np.union1d(worst, begun)
    relation = np.array([STRICTEST.index(name) for name in JUDGED_AS], np.int64)
    return (
        node[entry],
        flow.origin.values[entry],
        flow.distance.values[entry],
        relation[flow.kinds.how(flow.kind.values[entry])],
        flow.verdict.values[entry],
        flow.first.values[entry],
        entry,
    )


def _clashes(found: Inheritance, said: list[Verdict]) -> Part:
    rows = [one for one in merges(found) if one.verdict.code == CLASH]
    numbers = [_kept(one.verdict, said) for one in rows]
    child = _ints([one.child for one in rows])
    one = np.ones(len(rows), np.int64)
    parent = _ints([row.parent for row in rows])
    merge = STRICTEST.index("merge")
    return child, parent, one, one * merge, _ints(numbers), child, one * NONE


def _circles(found: Inheritance, said: list[Verdict]) -> Part:
    groups = found.flow.circles.groups
    child, other = (_ints([int(group[at]) for group in groups]) for at in (0, 1))
    one = np.ones(len(groups), np.int64)
    number = _kept(CIRCLE, said) if len(groups) else 0
    unspecified = STRICTEST.index("unspecified")
    return child, other, one * NONE, one * unspecified, one * number, one * NONE, one * NONE


def _kept(one: Verdict, said: list[Verdict]) -> int:
    if one not in said[-1_000:]:
        said.append(one)
    return len(said) - 1 - said[::-1].index(one)


def _ints(values: list[int]) -> Ints:
    return np.array(values, np.int64)


def worst(rows: Verdicts, nodes: int) -> Ints:
    """The row that says the worst of each node; -1 for one without ancestors.

    Every model of a circle is unknown at least. Of rows alike in that, one that was caused at the
    model itself comes first, then the nearest ancestor.
    """
    found = np.full(nodes, NONE, np.int64)
    order = np.lexsort((rows.ancestor, rows.distance, rows.inherited, -rows.rank, rows.child))
    child = rows.child[order]
    begins = np.r_[True, child[1:] != child[:-1]] if len(child) else np.zeros(0, bool)
    found[child[begins]] = order[begins]
    return found


__all__ = ["UNKNOWN", "Verdicts", "verdicts", "worst"]
