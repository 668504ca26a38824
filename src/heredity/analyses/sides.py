"""The edges of the pedigree with what both sides state, as integers.

Everything here is relational, so that it is the same on every engine. An edge is known by its
relations (bits), its family, and the state sets of its parent and its child.
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
from heredity.store.columns import Ints
from heredity.store.expr import IntegerValue, Table, ifelse, literal
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


NO_YEAR: Final = 0
"""Year of a child whose date of creation is not known."""


@dataclass(frozen=True, slots=True)
class StateSets:
    """The state sets of one column of the table `traits`.

    Attributes:
        column: The column.
        single: Whether it holds single states rather than lists.
        states: Names of the states, sorted; a state's code is its place here.
        sets: The sets that occur, as codes; a set's code is its place here plus 1.
        models: Number of models with each set.
    """

    column: str
    single: bool
    states: list[str]
    sets: list[list[int]]
    models: Ints


@dataclass(frozen=True, slots=True)
class Sides:
    """The edges of the pedigree that are not cut, each with the state sets of both sides.

    Attributes:
        store: The study.
        edges: A row for each edge: `family`, `bits`, `year` of the child's creation, and for each
            column `parent_COLUMN` and `child_COLUMN`, codes of sets, or SILENT, or UNKNOWN.
        sets: The state sets by column.
        columns: The column for each trait and form (False: ours, True: the published one).
    """

    store: Store
    edges: Table
    sets: dict[str, StateSets]
    columns: dict[tuple[str, bool], str]


def read_sides(store: Store, traits: Sequence[str]) -> Sides:
    """Put what both sides state beside every edge.

    Args:
        store: The study.
        traits: Names of traits of the kinds `set` and `category`.

    Raises:
        UserError: A trait has no states that could be counted.
        StudyError: The families of all edges are missing.
    """
    columns = {key: column for name in traits for key, column in _columns(TRAITS.get(name))}
    known = {column: _sets(store, column) for column in dict.fromkeys(columns.values())}
    return Sides(store, store.engine.load(_sides(store, list(known.values()))), known, columns)


def _columns(trait: Trait) -> list[tuple[tuple[str, bool], str]]:
    if trait.kind not in ("set", "category"):
        raise UserError(
            f"The trait '{trait.name}' is a {trait.kind}; it has no states to mutate between.",
            "Name traits such as license, language, task or library.",
        )
    published = f"{trait.name}_compat" if trait.paper else trait.name
    return [((trait.name, False), trait.name), ((trait.name, True), published)]


def _sets(store: Store, column: str) -> StateSets:
    """The distinct state sets of a column, with the models that have them."""
    traits = store.table("traits")
    held = traits.filter(traits[column].notnull())
    counted = store.run(held.group_by(column).agg(n=held.count()))
    single = not held[column].type().is_array()
    rows = sorted(([one] if single else one, n) for one, n in plain_rows(counted))
    states = sorted({state for names, _ in rows for state in names})
    place = {state: code for code, state in enumerate(states)}
    sets = [[place[state] for state in names] for names, _ in rows]
    return StateSets(column, single, states, sets, np.array([n for _, n in rows], np.int64))


def _sides(store: Store, known: Sequence[StateSets]) -> ArrowTable:
    """The edges of the pedigree, each with the codes of both sides' state sets, as integers."""
    nodes = store.engine.load(store.run(_coded(store, known)))
    names = {side: {f"{side}_{one.column}": one.column for one in known} for side in SIDES}
    children = nodes.rename(names["child"])
    parents = nodes.drop("family", "in_snapshot", "year").rename(
        {"other": "node"} | names["parent"]
    )
    edges = store.table("edges").filter(lambda row: ~row.cut)
    joined = (
        edges.select("child", "parent", "parent_in_snapshot", bits=_bits(edges))
        .left_join(children, [("child", "node")])
        .left_join(parents, [("parent", "other")])
    )
    codes = [name for side in SIDES for name in names[side]]
    inside = ifelse(joined.in_snapshot & joined.parent_in_snapshot, IN_SNAPSHOT, 0)
    kept = joined.select("family", "year", *codes, bits=joined.bits + inside)
    return _numbered(store.run(kept))


def _coded(store: Store, known: Sequence[StateSets]) -> Table:
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
    year = rows.created.year().fill_null(NO_YEAR)
    described = rows.select(described=rows.model_id, year=year, **codes)
    members = store.table("members").filter(lambda row: row.edge_set == "all")
    families = members.select(member=members.model_id, family=members.family_id)
    nodes = store.table("nodes")
    joined = nodes.left_join(families, [("model_id", "member")])
    joined = joined.left_join(described, [("model_id", "described")])
    held = {one.column: joined[one.column].fill_null(UNKNOWN) for one in known}
    held["year"] = joined.year.fill_null(NO_YEAR)
    return joined.select("node", "in_snapshot", "family", **held)


def _lookup(one: StateSets) -> ArrowTable:
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
