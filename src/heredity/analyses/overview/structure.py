"""Counts of the pedigree under each edge set, and its most fruitful parents and founders."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from heredity.analyses.overview.table import Row
from heredity.core.edgesets import RELATIONS, parse_edge_set
from heredity.store.columns import Flags, Ints, flags, integers
from heredity.store.expr import Table, desc
from heredity.store.store import Store

EDGE_SETS = ("all", "typed", "no-merges", "finetune+adapter", *RELATIONS)
RANKED_SETS = ("all", *RELATIONS)
NOT_CUT = "edges that closed a cycle are left out"
DECLARED = f"a model that declares no parent counts as having none; {NOT_CUT}"


def structure_rows(store: Store, top: int, more: Sequence[str] = ()) -> Iterator[Row]:
    """Everything that the tables `nodes`, `edges` and `families` say.

    Args:
        store: The study's tables.
        top: Length of each ranking.
        more: Names of edge sets beyond `EDGE_SETS`.
    """
    if not (store.has("nodes") and store.has("edges")):
        return
    names = list(dict.fromkeys([*EDGE_SETS, *(parse_edge_set(name).name for name in more)]))
    edges = _marked(store, names)
    parents, children = (_per_node(store, edges, end, len(names)) for end in ("child", "parent"))
    known = flags(store.arrow("nodes", ["in_snapshot"]).column("in_snapshot"))
    sets = {name: Degrees(parents[at], children[at], known) for at, name in enumerate(names)}
    for name, degrees in sets.items():
        yield from _structure(name, degrees)
    yield from _ranked(
        store, {n: d for n, d in sets.items() if n in RANKED_SETS or n not in EDGE_SETS}, top
    )
    if store.has("families"):
        yield from _family_rows(store, top)


@dataclass(frozen=True, slots=True)
class Degrees:
    """What an edge set makes of each node; places in the arrays are nodes.

    Attributes:
        parents: Number of parents.
        children: Number of children.
        known: Whether a record describes the node.
    """

    parents: Ints
    children: Ints
    known: Flags


def _marked(store: Store, names: Sequence[str]) -> Table:
    """Edges of the pedigree with a 1 in `s0`, `s1`... for each edge set that they belong to."""
    edges = store.table("edges").filter(lambda t: ~t.cut)
    carried = {name: edges[name] for name in RELATIONS}
    marks = {
        f"s{at}": parse_edge_set(name).chosen(carried).ifelse(1, 0) for at, name in enumerate(names)
    }
    return edges.select("child", "parent", **marks)


def _per_node(store: Store, edges: Table, end: str, sets: int) -> list[Ints]:
    """For each edge set, the number of its edges that have each node at that end."""
    sums = {f"s{at}": edges[f"s{at}"].sum() for at in range(sets)}
    counted = store.run(edges.group_by(node=edges[end]).aggregate(**sums))
    node = integers(counted.column("node"))
    made = []
    for name in sums:
        dense = np.zeros(store.rows("nodes"), np.int64)
        dense[node] = integers(counted.column(name))
        made.append(dense)
    return made


def _structure(name: str, degrees: Degrees) -> Iterator[Row]:
    """The counts of one edge set."""
    known, parents, children = degrees.known, degrees.parents, degrees.children
    models, edges = _size(known), int(children.sum())

    def of_models(item: str, chosen: Flags) -> Row:
        value = _size(chosen & known)
        return Row(
            "structure", item, value, "models", "edges", DECLARED, models, models, edge_set=name
        )

    yield Row("structure", "edges", edges, "edges", "edges", NOT_CUT, edge_set=name)
    yield of_models("models with a parent", parents > 0)
    yield of_models("models with several parents", parents > 1)
    yield of_models("isolated models", (parents == 0) & (children == 0))
    fruitful = children > 0
    yield Row("structure", "parents", _size(fruitful), "models", "edges", NOT_CUT, edge_set=name)
    yield Row(
        "structure", "dangling parents", _size(fruitful & ~known), "models", "edges",
        f"a parent that no record describes counts as dangling; {NOT_CUT}", _size(fruitful),
        edge_set=name,
    )  # fmt: skip
    yield Row(
        "structure", "edges to dangling parents", int(children[~known].sum()), "edges", "edges",
        NOT_CUT, edges, edge_set=name,
    )  # fmt: skip


def _size(chosen: Flags) -> int:
    return int(np.count_nonzero(chosen))


def _ranked(store: Store, sets: Mapping[str, Degrees], top: int) -> Iterator[Row]:
    """Parents, and among them founders, by their children in each edge set."""
    best: list[tuple[str, str, int, int]] = []
    for name, degrees in sets.items():
        founders = np.where(degrees.parents == 0, degrees.children, 0)
        for section, children in (("parents", degrees.children), ("founders", founders)):
            places = _largest(children, top).tolist()
            best += [(section, name, node, int(children[node])) for node in places]
    ids = _ids(store, {node for _, _, node, _ in best})
    for section, name, node, children_of in best:
        yield Row(section, ids[node], children_of, "children", "edges", NOT_CUT, edge_set=name)


def _largest(values: Ints, top: int) -> Ints:
    """Places of the largest positive values, largest first, ties by place."""
    places = np.flatnonzero(values)
    return places[np.argsort(-values[places], kind="stable")][:top]


def _ids(store: Store, nodes: Collection[int]) -> dict[int, str]:
    if not nodes:
        return {}
    rows = store.table("nodes")
    found = store.run(rows.filter(rows.node.isin(sorted(nodes))).select("node", "model_id"))
    return {row["node"]: row["model_id"] for row in found.to_pylist()}


def _family_rows(store: Store, top: int) -> Iterator[Row]:
    """Families of two or more under each edge set that has them, and the largest."""
    families = store.table("families").filter(lambda t: t.models > 1)
    whole = families.group_by("edge_set").aggregate(
        families=families.count(), largest=families.models.max(), depth=families.depth.max()
    )
    found = {row["edge_set"]: row for row in store.run(whole).to_pylist()}
    rule = f"stubs count as members; isolated models are no family; {NOT_CUT}"
    for name in sorted(found):
        for item, key, unit in _FAMILY_ITEMS:
            yield Row("structure", item, found[name][key], unit, "families", rule, edge_set=name)
        largest = families.filter(families.edge_set == name)
        largest = largest.order_by([desc("models"), "family_id"]).limit(top)
        for row in store.run(largest.select("founder_id", "models", "family_id")).to_pylist():
            yield Row(
                "families", row["founder_id"], row["models"], "models", "families", rule,
                edge_set=name,
            )  # fmt: skip


_FAMILY_ITEMS = (
    ("families of two or more", "families", "families"),
    ("members of the largest family", "largest", "models"),
    ("longest lineage", "depth", "generations"),
)
