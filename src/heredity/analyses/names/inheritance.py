"""The rows of `naming_inherited`: names as a trait, element by element."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from heredity.analyses.along import Along
from heredity.analyses.names.containing import Contained
from heredity.analyses.names.edges import Counted, by_relation, edge_rows
from heredity.analyses.names.named import Named
from heredity.analyses.names.reading import SORTED
from heredity.analyses.names.shares import Bootstrap
from heredity.store.columns import Ints

WHOLE: Final = "elements"


@dataclass(frozen=True, slots=True, eq=False)
class Sizes:
    """Different values of each code (column) on each edge (row).

    Attributes:
        parent: In the parent's name.
        child: In the child's.
        shared: In both.
    """

    parent: Ints
    child: Ints
    shared: Ints


def sizes(named: Named, parent: Ints, child: Ints) -> Sizes:
    """Count the values of both sides of edges.

    Args:
        named: The names of all nodes.
        parent: Parent of each edge.
        child: Its child.
    """
    edges = len(parent)
    edge, key = _expanded(named, parent)
    code = key // named.width % len(SORTED)
    # The same code and value, were it the child's.
    twin = key + (child - parent)[edge] * named.of_node
    place = np.minimum(np.searchsorted(named.keys, twin), len(named.keys) - 1)
    both = named.keys[place] == twin if len(named.keys) else np.zeros(0, bool)
    of_child, child_key = _expanded(named, child)
    child_code = child_key // named.width % len(SORTED)
    return Sizes(
        _counted(edge, code, edges),
        _counted(of_child, child_code, edges),
        _counted(edge[both], code[both], edges),
    )


def _expanded(named: Named, nodes: Ints) -> tuple[Ints, Ints]:
    """The keys of some nodes, each with the place of its node among them."""
    low = np.searchsorted(named.keys, nodes * named.of_node)
    count = np.searchsorted(named.keys, (nodes + 1) * named.of_node) - low
    place = np.repeat(np.arange(len(nodes)), count)
    within = np.arange(len(place)) - np.repeat(np.cumsum(count) - count, count)
    return place, named.keys[low[place] + within]


def _counted(edge: Ints, code: Ints, edges: int) -> Ints:
    found = np.bincount(edge * len(SORTED) + code, minlength=edges * len(SORTED))
    return found.reshape(edges, len(SORTED)).astype(np.int32)


def outcomes(found: Sizes) -> Counted:
    """What became of each code on each edge, and how much both sides share."""
    counted: dict[tuple[str, str], Any] = {}
    for at, code in enumerate(SORTED):
        before, after, both = (one[:, at] for one in (found.parent, found.child, found.shared))
        had, has = before > 0, after > 0
        counted[code, "kept"] = had & (both == before), had
        counted[code, "changed"] = had & has & (both < before), had
        counted[code, "dropped"] = had & ~has, had
        counted[code, "added"] = ~had & has, ~had
        counted[code, "shared"] = _jaccard(before, after, both), had | has
    before, after, both = (one.sum(axis=1) for one in (found.parent, found.child, found.shared))
    counted[WHOLE, "shared"] = _jaccard(before, after, both), before + after > 0
    return counted


def _jaccard(one: Ints, other: Ints, both: Ints) -> Any:
    return both / np.maximum(one + other - both, 1)


def inherited_rows(
    along: Along, named: Named, names: Contained, bootstrap: Bootstrap
) -> list[dict[str, Any]]:
    """All rows of the table, without what was drawn."""
    counted = dict(outcomes(sizes(named, along.parent, along.child)))
    counted |= {
        ("name", outcome): (held, None)
        for outcome, held in (
            ("same", names.same),
            ("contains", names.contains),
            ("begins", names.begins),
            ("ends", names.ends),
        )
    }
    return [
        row | {"relation": relation}
        for relation, edges in by_relation(along).items()
        for row in edge_rows(along, edges, counted, bootstrap, ("item", "outcome"))
    ]
