"""Whether children's names contain their parent's, and what they put around it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from heredity.analyses.along import ANY, Along
from heredity.analyses.names.edges import by_relation, edge_rows
from heredity.analyses.names.shares import Bootstrap
from heredity.analyses.population import NONE
from heredity.store.columns import Flags, Ints, at, texts
from heredity.store.nested import numbered_texts, plain_names

TOP: Final = 15
"""Prefixes and suffixes that are listed for each relation."""

PLACES: Final = ("prefix", "suffix")


@dataclass(frozen=True, slots=True, eq=False)
class Contained:
    """How each edge's two names lie in each other.

    Attributes:
        same: The names are alike.
        contains: The child's contains the parent's, word for word; alike included.
        begins: It begins with it and goes on.
        ends: It ends with it, and something stands before.
        affix: Number of what stands before, and behind; -1 for nothing.
        affixes: The texts by number, before and behind.
    """

    same: Flags
    contains: Flags
    begins: Flags
    ends: Flags
    affix: dict[str, Ints]
    affixes: dict[str, list[str]]


def contained(along: Along) -> Contained:
    """Compare the names of both sides of every edge.

    Owner, letter case and kind of separator do not count.
    """
    nodes, place = np.unique(np.concatenate([along.child, along.parent]), return_inverse=True)
    names = plain_names(at(along.population.ids, nodes)).to_pylist()
    edges = len(along.child)
    child, parent = ([names[one] for one in side.tolist()] for side in np.split(place, [edges]))
    # Whether one text lies in another is asked of Python: no column function compares two columns.
    starts = np.array([_start(*pair) for pair in zip(child, parent, strict=True)], np.int64)
    inside = starts >= 0
    affix, affixes = {}, {}
    around = [
        (child[edge][: max(start - 1, 0)], child[edge][start + len(parent[edge]) + 1 :])
        for edge, start in zip(
            np.flatnonzero(inside).tolist(), starts[inside].tolist(), strict=True
        )
    ]
    for side, name in enumerate(PLACES):
        codes, distinct = numbered_texts([texts(pair[side] or None for pair in around)])
        affix[name] = np.full(edges, NONE, np.int64)
        affix[name][inside], affixes[name] = codes, distinct.to_pylist()
    prefix, suffix = (affix[name] != NONE for name in PLACES)
    return Contained(
        same=inside & ~prefix & ~suffix,
        contains=inside,
        begins=inside & ~prefix & suffix,
        ends=inside & prefix & ~suffix,
        affix=affix,
        affixes=affixes,
    )


def _start(child: str, parent: str) -> int:
    """Where the parent's words begin in the child's name; -1 for nowhere."""
    return f"-{child}-".find(f"-{parent}-") if parent else -1


def affix_rows(along: Along, names: Contained, bootstrap: Bootstrap) -> Iterator[dict[str, Any]]:
    """The rows of `naming_affixes`, without what was drawn."""
    for relation, edges in by_relation(along).items():
        if relation == ANY:
            continue
        for place in PLACES:
            held = names.affix[place]
            counts = np.bincount(held[edges][held[edges] != NONE])
            known = np.flatnonzero(counts)
            first = known[np.lexsort((known, -counts[known]))][:TOP]
            counted: dict[tuple[str, str], Any] = {
                (names.affixes[place][one], str(rank)): (held == one, None)
                for rank, one in enumerate(first.tolist(), 1)
            }
            rows = edge_rows(along, edges, counted, bootstrap, ("affix", "rank"))
            for row, one in zip(rows, first.tolist(), strict=True):
                ids = at(along.population.ids, along.child[edges[held[edges] == one]])
                yield row | _owners(ids.to_pylist()) | {
                    "relation": relation, "place": place, "rank": int(row["rank"]),
                }  # fmt: skip


def _owners(ids: Sequence[str]) -> dict[str, Any]:
    """Owners of models, told by their ids, and the one with most; ties to the smaller name."""
    count = Counter(owner for owner, slash, _ in (one.partition("/") for one in ids) if slash)
    if not count:
        return {"owners": 0, "top_owner": None, "top_owner_share": None}
    top, most = min(count.items(), key=lambda pair: (-pair[1], pair[0]))
    return {"owners": len(count), "top_owner": top, "top_owner_share": most / len(ids)}
