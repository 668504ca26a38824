"""What mutation and drift rest on: edges counted by the states of their two sides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from heredity.analyses.sides import SILENT, Sides, StateSets
from heredity.store.columns import Ints


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts for one reading of one trait.

    Attributes:
        states: Names of the states, sorted; a state's code is its place here.
        sets: The state sets that occur, as codes; a set's code is its place here plus 1.
        models: Number of models with each of these sets.
        pairs: Edges by `bits`, `parent` and `child` (codes of sets, or SILENT, or UNKNOWN), `n`.
        distances: The edges with both sides reporting, one by one: `family`, `bits`, `year`,
            `generation`, `above` (the parent's node), `shared` (states on both sides) and `united`
            (states on either).
        arrows: Arrows by `bits`, `source`, `target` (codes of states) and `total` (arrows of the
            edge that each belongs to), `n`; in that order.
    """

    states: list[str]
    sets: list[list[int]]
    models: Ints
    pairs: dict[str, Ints]
    distances: dict[str, Ints]
    arrows: dict[str, Ints]


def tally(sides: Sides, trait: str, compat: bool, flows: bool = True) -> Tally:
    """Count the edges by the states of one trait.

    Args:
        sides: The edges.
        trait: The trait.
        compat: Whether to read it as the published tables do.
        flows: Whether to count arrows; without, there are none.
    """
    known = sides.sets[sides.columns[trait, compat]]
    holds = _holds(known)
    parent, child = known.nodes[sides.parent], known.nodes[sides.child]
    pairs = _counted({"bits": sides.bits, "parent": parent, "child": child})
    changed = (pairs["parent"] > SILENT) & (pairs["child"] > SILENT)
    changed &= (pairs["parent"] != pairs["child"]) & flows
    rows = {name: values[changed] for name, values in pairs.items()}
    place, arrows = _arrows(holds, rows["parent"], rows["child"])
    return Tally(
        known.states,
        known.sets,
        known.models,
        pairs,
        _distances(sides, holds, parent, child),
        _counted({"bits": rows["bits"][place], **arrows}, rows["n"][place]),
    )


def family_arrows(sides: Sides, trait: str, compat: bool) -> dict[str, Ints]:
    """The arrows of a trait by family and year.

    Returns:
        Arrays `family`, `year` of the child's creation, `bits`, `source`, `target`, `total` (arrows
        of the edge that each belongs to) and `n`; in that order.
    """
    known = sides.sets[sides.columns[trait, compat]]
    parent, child = known.nodes[sides.parent], known.nodes[sides.child]
    rows = np.flatnonzero((parent > SILENT) & (child > SILENT) & (parent != child))
    place, arrows = _arrows(_holds(known), parent[rows], child[rows])
    edge = rows[place]
    return _counted({
        "family": sides.family[edge], "year": sides.year[edge], "bits": sides.bits[edge], **arrows,
    })  # fmt: skip


def _holds(known: StateSets) -> csr_array:
    """Which set (row, by code) holds which state (column)."""
    members = [state for states in known.sets for state in states]
    ends = np.cumsum([0, 0, *map(len, known.sets)])
    shape = (len(known.sets) + 1, len(known.states))
    return csr_array((np.ones(len(members), np.int64), members, ends), shape=shape)


def _distances(sides: Sides, holds: csr_array, parent: Ints, child: Ints) -> dict[str, Ints]:
    """The edges with both sides reporting, each with the sizes of what its sides share and hold."""
    both = np.flatnonzero((parent > SILENT) & (child > SILENT))
    width = holds.shape[0]
    keys, place = np.unique(parent[both] * width + child[both], return_inverse=True)
    old, new = holds[keys // width], holds[keys % width]
    shared = _sizes(old.multiply(new).tocsr())
    united = _sizes(old) + _sizes(new) - shared
    return {
        "family": sides.family[both],
        "bits": sides.bits[both],
        "year": sides.year[both],
        "generation": sides.generation[both],
        "above": sides.parent[both],
        "shared": shared[place],
        "united": united[place],
    }


def _sizes(held: csr_array) -> Ints:
    return np.asarray(held.sum(axis=1), np.int64).ravel()


def _arrows(holds: csr_array, parent: Ints, child: Ints) -> tuple[Ints, dict[str, Ints]]:
    """Every arrow of some edges.

    Each state that the child gained has an arrow from every state of the parent; each that it lost
    has one to every state of the child.

    Args:
        holds: Which set holds which state.
        parent: Code of each edge's parent's state set.
        child: Code of its child's.

    Returns:
        The place of each arrow's edge, and its `source`, its `target`, and the `total` number of
        arrows of that edge.
    """
    width = holds.shape[0]
    keys, of = np.unique(parent * width + child, return_inverse=True)
    old, new = holds[keys // width], holds[keys % width]
    shared = old.multiply(new).tocsr()
    gained, lost = _without(new, shared), _without(old, shared)
    kind, source, target = (
        np.concatenate(ends)
        for ends in zip(_crossed(old, gained), _crossed(lost, new), strict=True)
    )
    order = np.argsort(kind, kind="stable")
    total = np.bincount(kind, minlength=len(keys))
    start = np.cumsum(total) - total
    count = total[of]
    place = np.repeat(np.arange(len(of)), count)
    within = np.arange(len(place)) - np.repeat(np.cumsum(count) - count, count)
    arrow = order[start[of][place] + within]
    return place, {"source": source[arrow], "target": target[arrow], "total": count[place]}


def _without(held: csr_array, shared: csr_array) -> csr_array:
    rest = (held - shared).tocsr()
    rest.eliminate_zeros()
    return rest


def _crossed(one: csr_array, other: csr_array) -> tuple[Ints, Ints, Ints]:
    """Every pair of a state in the one and a state in the other, row by row."""
    first, second = np.diff(one.indptr), np.diff(other.indptr)
    count = (first * second).astype(np.int64)
    row = np.repeat(np.arange(len(count)), count)
    within = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    wide = np.maximum(second, 1)[row]
    source = one.indices[one.indptr[row] + within // wide]
    target = other.indices[other.indptr[row] + within % wide]
    return row, source.astype(np.int64), target.astype(np.int64)


def _counted(columns: Mapping[str, Ints], n: Ints | None = None) -> dict[str, Ints]:
    """Distinct rows in ascending order, with the sum of their numbers, by default of 1 each."""
    order = np.lexsort(list(columns.values())[::-1])
    held = {name: values[order] for name, values in columns.items()}
    size = len(order)
    new = np.ones(size, bool)
    if size:
        new[1:] = np.any([v[1:] != v[:-1] for v in held.values()], axis=0)
    first = np.flatnonzero(new)
    counts = np.ones(size, np.int64) if n is None else n[order]
    summed = np.add.reduceat(counts, first) if size else counts
    return {name: values[first] for name, values in held.items()} | {"n": summed}
