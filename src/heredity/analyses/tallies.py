"""What mutation and drift rest on: edges counted by the states of their two sides.

Everything here is relational and gives integers, so that it is the same on every engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from heredity.analyses.sides import SILENT, Sides, StateSets
from heredity.store import Store
from heredity.store.columns import Ints, integers
from heredity.store.expr import Table, union
from heredity.store.plain import from_columns


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts for one reading of one trait.

    Attributes:
        states: Names of the states, sorted; a state's code is its place here.
        sets: The state sets that occur, as codes; a set's code is its place here plus 1.
        models: Number of models with each of these sets.
        pairs: Edges by `bits`, `parent` and `child` (codes of sets, or SILENT, or UNKNOWN), `n`.
        distances: Edges with both sides reporting, by `family`, `bits`, `shared` (states on both
            sides) and `united` (states on either), `n`; in that order.
        arrows: Arrows by `bits`, `source`, `target` (codes of states) and `total` (arrows of the
            edge that each belongs to), `n`; in that order.
    """

    states: list[str]
    sets: list[list[int]]
    models: Ints
    pairs: dict[str, Ints]
    distances: dict[str, Ints]
    arrows: dict[str, Ints]


def tallies(sides: Sides) -> dict[tuple[str, bool], Tally]:
    """Count the edges.

    Returns:
        For each trait and form (False: ours, True: the published one), its counts.
    """
    done = {column: _tally(sides, known) for column, known in sides.sets.items()}
    return {key: done[column] for key, column in sides.columns.items()}


def _tally(sides: Sides, known: StateSets) -> Tally:
    """Count the edges by one column's states."""
    store, edges = sides.store, _of_column(sides.edges, known.column)
    pairs = edges.group_by("bits", "parent", "child").agg(n=edges.count())
    counted = _arrays(store, pairs, ["bits", "parent", "child"])
    changes = _changes(store, known, _reporting(counted))
    sizes = changes.select("parent", "child", "shared", "united").distinct()
    met = edges.inner_join(sizes, ["parent", "child"])
    distances = met.group_by("family", "bits", "shared", "united").agg(n=met.count())
    key = ["bits", "source", "target", "total"]
    arrows = _arrows(changes, ["bits", "total", "n"])
    arrows = arrows.group_by(*key).agg(n=arrows.n.sum())
    return Tally(
        known.states,
        known.sets,
        known.models,
        counted,
        _arrays(store, distances, ["family", "bits", "shared", "united"]),
        _arrays(store, arrows, key),
    )


def family_arrows(sides: Sides, trait: str, compat: bool) -> dict[str, Ints]:
    """The arrows of a trait by family and year.

    Returns:
        Arrays `family`, `year` of the child's creation, `bits`, `source`, `target`, `total` (arrows
        of the edge that each belongs to) and `n`; in that order.
    """
    known = sides.sets[sides.columns[trait, compat]]
    store, edges = sides.store, _of_column(sides.edges, known.column)
    pairs = edges.group_by("parent", "child").agg(n=edges.count())
    counted = _arrays(store, pairs, ["parent", "child"])
    changes = _changes(store, known, _reporting(counted))
    arrows = _arrows(changes, ["parent", "child", "total"])
    met = edges.inner_join(arrows, ["parent", "child"])
    key = ["family", "year", "bits", "source", "target", "total"]
    return _arrays(store, met.group_by(*key).agg(n=met.count()), key)


def _of_column(edges: Table, column: str) -> Table:
    """The edges with the state sets of one column."""
    return edges.select(
        "family", "year", "bits", parent=edges[f"parent_{column}"], child=edges[f"child_{column}"]
    )


def _reporting(counted: dict[str, Ints]) -> dict[str, Ints]:
    """The pairs of which both sides report."""
    both = (counted["parent"] > SILENT) & (counted["child"] > SILENT)
    return {name: values[both] for name, values in counted.items()}


def _changes(store: Store, known: StateSets, pairs: dict[str, Ints]) -> Table:
    """Pairs of state sets, with what the child gained and lost."""
    kinds = {"code": "int64", "states": "list<int64>"}
    sets = store.engine.load(from_columns(kinds, [range(1, len(known.sets) + 1), known.sets]))
    edges = store.engine.load(from_columns(dict.fromkeys(pairs, "int64"), list(pairs.values())))
    rows = edges.inner_join(sets.rename(old="states", old_code="code"), [("parent", "old_code")])
    rows = rows.inner_join(sets.rename(new="states", new_code="code"), [("child", "new_code")])
    gained = rows.new.filter(lambda state: ~rows.old.contains(state))
    lost = rows.old.filter(lambda state: ~rows.new.contains(state))
    shared = rows.new.length() - gained.length()
    return rows.select(
        *pairs,
        "old",
        "new",
        gained=gained,
        lost=lost,
        shared=shared,
        united=rows.old.length() + gained.length(),
        total=gained.length() * rows.old.length() + lost.length() * rows.new.length(),
    )


def _arrows(changes: Table, kept: Sequence[str]) -> Table:
    """Every arrow between states, from `source` to `target`, a row for each.

    Each state that the child gained has an arrow from every state of the parent; each that it lost
    has one to every state of the child.
    """
    gained = changes.select(*kept, "old", target=changes.gained.unnest())
    lost = changes.select(*kept, "new", source=changes.lost.unnest())
    from_old = gained.select(*kept, "target", source=gained.old.unnest())
    to_new = lost.select(*kept, "source", target=lost.new.unnest())
    names = [*kept, "source", "target"]
    return union(from_old.select(*names), to_new.select(*names))


def _arrays(store: Store, expr: Table, key: Sequence[str]) -> dict[str, Ints]:
    """The rows of an expression as integer arrays, in the order of some columns."""
    data = store.run(expr)
    columns = {name: integers(data.column(name)) for name in data.column_names}
    order = np.lexsort([columns[name] for name in reversed(key)])
    return {name: values[order] for name, values in columns.items()}
