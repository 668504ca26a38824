"""How two models of one pedigree are related."""

from __future__ import annotations

from typing import Literal

import msgspec
import numpy as np

from heredity.export.report.text import listing
from heredity.pedigree.graph import Pedigree
from heredity.pedigree.load import ids_of
from heredity.store.columns import Ints
from heredity.store.lookup import Lookup

Kind = Literal[
    "same", "ancestor", "descendant", "siblings", "relatives", "one family", "unrelated",
    "not known",
]  # fmt: skip
SHOWN = 5


class Kinship(msgspec.Struct, frozen=True):
    """The relation of one model to another.

    Attributes:
        kind: What the first is to the second: `same`, `ancestor`, `descendant`, `siblings` (they
            share a parent), `relatives` (they share an ancestor further up), `one family` (they are
            joined, but share no ancestor), `unrelated`, or `not known` where the study has not
            been linked.
        says: The same in a sentence.
        path: Models from the ancestor down to the descendant; empty for other kinds.
        common: The nearest common ancestors: those of the least generations to both together. The
            first few by id.
        generations: Generations from the first and the second up to these; None without any.
    """

    kind: Kind
    says: str
    path: list[str] = []
    common: list[str] = []
    generations: tuple[int, int] | None = None


def kinship(lookup: Lookup, pedigree: Pedigree | None, first: str, second: str) -> Kinship:
    """How two models are related.

    Args:
        lookup: The study, opened.
        pedigree: The pedigree of all relations; None where there is none.
        first: Id of the first model.
        second: Id of the second.
    """
    if first == second:
        return Kinship("same", "Both are the same model.", [first])
    nodes = [lookup.row("nodes", "model_id", name, ["node"]) for name in (first, second)]
    if pedigree is None or None in nodes:
        return Kinship("not known", "Not known: the study has not been linked (heredity link).")
    one, other = (row["node"] for row in nodes if row)
    above = [pedigree.ancestors(node) for node in (one, other)]
    if one in above[1][0]:
        return _direct("ancestor", lookup, pedigree, (first, second), (one, other), above[1])
    if other in above[0][0]:
        return _direct("descendant", lookup, pedigree, (first, second), (other, one), above[0])
    return _shared(lookup, pedigree, (first, second), (one, other), above)


def _direct(
    kind: Literal["ancestor", "descendant"], lookup: Lookup, pedigree: Pedigree,
    names: tuple[str, str], ends: tuple[int, int], above: tuple[Ints, Ints],
) -> Kinship:  # fmt: skip
    """One is an ancestor of the other."""
    upper, lower = ends
    path = ids_of(lookup, _path(pedigree, upper, lower, above))
    away = len(path) - 1
    times = f"{away} generation{'s' if away > 1 else ''}"
    side = "up" if kind == "ancestor" else "down"
    says = f"{names[0]} is {'an ancestor' if kind == 'ancestor' else 'a descendant'} of {names[1]}"
    return Kinship(kind, f"{says}, {times} {side}.", path, [path[0]], _steps(kind, away))


def _steps(kind: str, away: int) -> tuple[int, int]:
    return (0, away) if kind == "ancestor" else (away, 0)


def _path(pedigree: Pedigree, upper: int, lower: int, above: tuple[Ints, Ints]) -> list[int]:
    """A shortest way from an ancestor down, the smallest node first where several are as short."""
    steps = np.full(pedigree.nodes, -1, np.int64)
    steps[above[0]] = above[1]
    steps[lower] = 0
    path = [upper]
    while path[-1] != lower:
        below = pedigree.children(path[-1])
        path.append(int(below[steps[below] == steps[path[-1]] - 1][0]))
    return path


def _shared(
    lookup: Lookup, pedigree: Pedigree, names: tuple[str, str], ends: tuple[int, int],
    above: list[tuple[Ints, Ints]],
) -> Kinship:  # fmt: skip
    """Neither descends from the other: what they have in common."""
    both, mine, theirs = np.intersect1d(above[0][0], above[1][0], return_indices=True)
    if not len(both):
        if ends[1] in pedigree.members(ends[0]):
            return Kinship(
                "one family",
                f"{names[0]} and {names[1]} belong to one family, but share no ancestor.",
            )
        return Kinship("unrelated", f"Nothing joins {names[0]} and {names[1]} in the pedigree.")
    steps = np.stack([above[0][1][mine], above[1][1][theirs]])
    total = steps.sum(axis=0)
    nearest = np.flatnonzero(total == total.min())
    common = ids_of(lookup, both[nearest[:SHOWN]].tolist())
    up = (int(steps[0, nearest[0]]), int(steps[1, nearest[0]]))
    more = f" and {len(nearest) - SHOWN} more" if len(nearest) > SHOWN else ""
    named = listing(common) if not more else ", ".join(common)
    if up == (1, 1):
        says = f"{names[0]} and {names[1]} are siblings: both were made from {named}{more}."
        return Kinship("siblings", says, [], common, up)
    says = f"{names[0]} and {names[1]} share {named}{more}, {up[0]} and {up[1]} generations up."
    return Kinship("relatives", says, [], common, up)
