"""What mutation and drift rest on: edges counted by the states of their two sides.

Everything here is relational and gives integers, so that it is the same on every engine. An edge
is known by its relations (bits), its family, and the state sets of its parent and its child.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any, Final

import numpy as np

from heredity.core.edgesets import RELATIONS
from heredity.core.errors import StudyError, UserError
from heredity.store import Store
from heredity.store.arrow import Table as ArrowTable
from heredity.store.columns import Ints, integers
from heredity.store.expr import IntegerValue, Table, ifelse, literal, union
from heredity.store.plain import from_columns, numbered, plain_rows
from heredity.traits import TRAITS, Trait

IN_SNAPSHOT: Final = 1 << len(RELATIONS)
"""Bit of an edge with both ends in the snapshot; below it, one bit for each relation."""

SILENT: Final = 0
"""Code of a side that has no state: asked, and none or an empty one given."""

UNKNOWN: Final = -1
"""Code of a side whose state is not known: not asked for, unclear, or outside the snapshot."""

SIDES: Final = ("child", "parent")
SILENT_STATUSES: Final = ("absent", "empty")


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


@dataclass(frozen=True, slots=True)
class _Sets:
    """The state sets of one column of the table `traits`."""

    column: str
    single: bool
    states: list[str]
    sets: list[list[int]]
    models: Ints


def tallies(store: Store, traits: Sequence[str]) -> dict[tuple[str, bool], Tally]:
    """Count the edges for some traits.

    Args:
        store: The study.
        traits: Names of traits of the kinds `set` and `category`.

    Returns:
        For each trait and form (False: ours, True: the published one), its counts.

    Raises:
        UserError: A trait has no states that could be counted.
        StudyError: The families of all edges are missing.
    """
    columns = {key: column for name in traits for key, column in _columns(TRAITS.get(name))}
    known = {column: _sets(store, column) for column in dict.fromkeys(columns.values())}
    sides = store.engine.load(_sides(store, list(known.values())))
    done = {column: _tally(store, sides, sets) for column, sets in known.items()}
    return {key: done[column] for key, column in columns.items()}


def _columns(trait: Trait) -> list[tuple[tuple[str, bool], str]]:
    if trait.kind not in ("set", "category"):
        raise UserError(
            f"The trait '{trait.name}' is a {trait.kind}; it has no states to mutate between.",
            "Name traits such as license, language, task or library.",
        )
    published = f"{trait.name}_compat" if trait.paper else trait.name
    return [((trait.name, False), trait.name), ((trait.name, True), published)]


def _sets(store: Store, column: str) -> _Sets:
    """The distinct state sets of a column, with the models that have them."""
    traits = store.table("traits")
    held = traits.filter(traits[column].notnull())
    counted = store.run(held.group_by(column).agg(n=held.count()))
    single = not held[column].type().is_array()
    rows = sorted(([one] if single else one, n) for one, n in plain_rows(counted))
    states = sorted({state for names, _ in rows for state in names})
    place = {state: code for code, state in enumerate(states)}
    sets = [[place[state] for state in names] for names, _ in rows]
    return _Sets(column, single, states, sets, np.array([n for _, n in rows], np.int64))


def _sides(store: Store, known: Sequence[_Sets]) -> ArrowTable:
    """The edges of the pedigree, each with the codes of both sides' state sets, as integers."""
    nodes = store.engine.load(store.run(_coded(store, known)))
    names = {side: {f"{side}_{one.column}": one.column for one in known} for side in SIDES}
    children = nodes.rename(names["child"])
    parents = nodes.drop("family", "in_snapshot").rename({"other": "node"} | names["parent"])
    edges = store.table("edges").filter(lambda row: ~row.cut)
    joined = (
        edges.select("child", "parent", "parent_in_snapshot", bits=_bits(edges))
        .left_join(children, [("child", "node")])
        .left_join(parents, [("parent", "other")])
    )
    codes = [name for side in SIDES for name in names[side]]
    inside = ifelse(joined.in_snapshot & joined.parent_in_snapshot, IN_SNAPSHOT, 0)
    return _numbered(store.run(joined.select("family", *codes, bits=joined.bits + inside)))


def _coded(store: Store, known: Sequence[_Sets]) -> Table:
    """Each node with its family and the codes of its state sets."""
    rows = store.table("traits")
    for one in known:
        sets = store.engine.load(_lookup(one))
        rows = rows.left_join(sets, rows[one.column] == sets[f"set_{one.column}"])
    codes: dict[str, IntegerValue] = {}
    for one in known:
        missing = literal(SILENT)
        if f"{one.column}_status" in rows.columns:
            silent = rows[f"{one.column}_status"].isin(SILENT_STATUSES)
            missing = ifelse(silent, SILENT, UNKNOWN)
        codes[one.column] = rows[f"code_{one.column}"].fill_null(missing)
    described = rows.select(described=rows.model_id, **codes)
    members = store.table("members").filter(lambda row: row.edge_set == "all")
    families = members.select(member=members.model_id, family=members.family_id)
    nodes = store.table("nodes")
    joined = nodes.left_join(families, [("model_id", "member")])
    joined = joined.left_join(described, [("model_id", "described")])
    held = {one.column: joined[one.column].fill_null(UNKNOWN) for one in known}
    return joined.select("node", "in_snapshot", "family", **held)


def _lookup(one: _Sets) -> ArrowTable:
    """The state sets of a column, as they stand there, with their codes."""
    names: list[Any] = [[one.states[code] for code in codes] for codes in one.sets]
    if one.single:
        names = [name for (name,) in names]
    kinds = {
        f"set_{one.column}": "string" if one.single else "list<string>",
        f"code_{one.column}": "int64",
    }
    return from_columns(kinds, [names, range(1, len(names) + 1)])


def _bits(edges: Table) -> IntegerValue:
    return reduce(add, [ifelse(edges[name], 1 << at, 0) for at, name in enumerate(RELATIONS)])


def _numbered(data: ArrowTable) -> ArrowTable:
    """The edges with their families as numbers, in the order of the families' names."""
    column = data.column("family")
    if column.null_count:
        raise StudyError(
            "The families of all edges are not complete.", "Link again: heredity link --force"
        )
    return from_columns(
        dict.fromkeys(data.column_names, "int64"),
        [numbered(column), *(data.column(name) for name in data.column_names[1:])],
    )


def _tally(store: Store, sides: Table, known: _Sets) -> Tally:
    """Count the edges by one column's states."""
    parent, child = f"parent_{known.column}", f"child_{known.column}"
    pairs = sides.group_by("bits", parent=sides[parent], child=sides[child]).agg(n=sides.count())
    counted = _arrays(store, pairs, ["bits", "parent", "child"])
    both = (counted["parent"] > SILENT) & (counted["child"] > SILENT)
    changes = _changes(store, known, {name: values[both] for name, values in counted.items()})
    sizes = changes.select("parent", "child", "shared", "united").distinct()
    met = sides.inner_join(sizes, [sides[parent] == sizes.parent, sides[child] == sizes.child])
    distances = met.group_by("family", "bits", "shared", "united").agg(n=met.count())
    return Tally(
        known.states,
        known.sets,
        known.models,
        counted,
        _arrays(store, distances, ["family", "bits", "shared", "united"]),
        _arrays(store, _arrows(changes), ["bits", "source", "target", "total"]),
    )


def _changes(store: Store, known: _Sets, pairs: dict[str, Ints]) -> Table:
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
        "bits",
        "parent",
        "child",
        "n",
        "old",
        "new",
        gained=gained,
        lost=lost,
        shared=shared,
        united=rows.old.length() + gained.length(),
        total=gained.length() * rows.old.length() + lost.length() * rows.new.length(),
    )


def _arrows(changes: Table) -> Table:
    """Every arrow between states, counted.

    Each state that the child gained has an arrow from every state of the parent; each that it lost
    has one to every state of the child.
    """
    kept = ["bits", "total", "n"]
    gained = changes.select(*kept, "old", target=changes.gained.unnest())
    lost = changes.select(*kept, "new", source=changes.lost.unnest())
    arrows = union(
        gained.select(*kept, "target", source=gained.old.unnest()).select(
            *kept, "source", "target"
        ),
        lost.select(*kept, "source", target=lost.new.unnest()),
    )
    return arrows.group_by("bits", "source", "target", "total").agg(n=arrows.n.sum())


def _arrays(store: Store, expr: Table, key: Sequence[str]) -> dict[str, Ints]:
    """The rows of an expression as integer arrays, in the order of some columns."""
    data = store.run(expr)
    columns = {name: integers(data.column(name)) for name in data.column_names}
    order = np.lexsort([columns[name] for name in reversed(key)])
    return {name: values[order] for name, values in columns.items()}
