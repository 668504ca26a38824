"""Counts of the pedigree under each edge set, and its most fruitful parents and founders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from heredity.analyses.overview.table import Row
from heredity.core.edgesets import RELATIONS, parse_edge_set
from heredity.store.expr import Table, desc, union
from heredity.store.store import Store

EDGE_SETS = ("all", "typed", "no-merges", "finetune+adapter", *RELATIONS)
RANKED_SETS = ("all", *RELATIONS)
NOT_CUT = "edges that closed a cycle are left out"
DECLARED = f"a model that declares no parent counts as having none; {NOT_CUT}"


def structure_rows(store: Store, top: int) -> Iterator[Row]:
    """Everything that the tables `nodes`, `edges` and `families` say.

    Args:
        store: The study's tables.
        top: Length of each ranking.
    """
    if not (store.has("nodes") and store.has("edges")):
        return
    marked = _marked(store)
    nodes = store.table("nodes").select("node", "model_id", "in_snapshot")
    ends = {end: _per_node(marked, end) for end in ("child", "parent")}
    facts = {
        **_one(store, nodes.aggregate(models=nodes.in_snapshot.ifelse(1, 0).sum())),
        **_one(store, marked.aggregate(**{f"edges{at}": marked[f"s{at}"].sum() for at in _PLACES})),
        **_one(store, _parented(ends["child"], nodes)),
        **_one(store, _parenting(ends["parent"], nodes)),
        **_one(store, _touched(ends, nodes)),
    }
    for at, name in enumerate(EDGE_SETS):
        yield from _structure(name, at, facts)
    for name in RANKED_SETS:
        yield from _ranked(store, ends, nodes, name, top)
    if store.has("families"):
        yield from _family_rows(store, top)


_PLACES = range(len(EDGE_SETS))


def _one(store: Store, expr: Table) -> dict[str, int]:
    """The only row of a result; a sum over nothing is 0."""
    found: dict[str, Any] = store.run(expr).to_pylist()[0]
    return {name: value or 0 for name, value in found.items()}


def _marked(store: Store) -> Table:
    """Edges of the pedigree with a 1 in `s0`, `s1`... for each edge set that they belong to."""
    edges = store.table("edges").filter(lambda t: ~t.cut)
    flags = {name: edges[name] for name in RELATIONS}
    marks = {
        f"s{at}": parse_edge_set(name).chosen(flags).ifelse(1, 0).cast("int64")
        for at, name in enumerate(EDGE_SETS)
    }
    return edges.select("child", "parent", **marks)


def _per_node(marked: Table, end: str) -> Table:
    """Number of edges of each set at each node's end."""
    sums = {f"s{at}": marked[f"s{at}"].sum().cast("int64") for at in _PLACES}
    return marked.group_by(node=marked[end]).aggregate(**sums)


def _parented(per_child: Table, nodes: Table) -> Table:
    """Models of the snapshot with a parent, and with several."""
    known = per_child.join(nodes.filter(nodes.in_snapshot), "node")
    return known.aggregate(
        **{f"parented{at}": _count(known[f"s{at}"] > 0) for at in _PLACES},
        **{f"several{at}": _count(known[f"s{at}"] > 1) for at in _PLACES},
    )


def _parenting(per_parent: Table, nodes: Table) -> Table:
    """Parents, parents that no record describes, and the edges that lead to those."""
    known = per_parent.join(nodes, "node")
    lost = ~known.in_snapshot
    return known.aggregate(
        **{f"parents{at}": _count(known[f"s{at}"] > 0) for at in _PLACES},
        **{f"dangling{at}": _count((known[f"s{at}"] > 0) & lost) for at in _PLACES},
        **{f"lost{at}": lost.ifelse(known[f"s{at}"], 0).sum() for at in _PLACES},
    )


def _touched(ends: Mapping[str, Table], nodes: Table) -> Table:
    """Models of the snapshot at either end of an edge."""
    both = union(ends["child"], ends["parent"], distinct=False)
    sums = {f"s{at}": both[f"s{at}"].sum() for at in _PLACES}
    each = both.group_by("node").aggregate(**sums)
    known = each.join(nodes.filter(nodes.in_snapshot), "node")
    return known.aggregate(**{f"touched{at}": _count(known[f"s{at}"] > 0) for at in _PLACES})


def _count(condition: Any) -> Any:
    return condition.ifelse(1, 0).sum()


def _structure(name: str, at: int, facts: Mapping[str, int]) -> Iterator[Row]:
    """The counts of one edge set."""
    models, edges = facts["models"], facts[f"edges{at}"]

    def of_models(item: str, value: int) -> Row:
        return Row(
            "structure", item, value, "models", "edges", DECLARED, models, models, edge_set=name
        )

    yield Row("structure", "edges", edges, "edges", "edges", NOT_CUT, edge_set=name)
    yield of_models("models with a parent", facts[f"parented{at}"])
    yield of_models("models with several parents", facts[f"several{at}"])
    yield of_models("isolated models", models - facts[f"touched{at}"])
    parents, dangling = facts[f"parents{at}"], facts[f"dangling{at}"]
    yield Row("structure", "parents", parents, "models", "edges", NOT_CUT, edge_set=name)
    yield Row(
        "structure", "dangling parents", dangling, "models", "edges",
        f"a parent that no record describes counts as dangling; {NOT_CUT}", parents, edge_set=name,
    )  # fmt: skip
    yield Row(
        "structure", "edges to dangling parents", facts[f"lost{at}"], "edges", "edges", NOT_CUT,
        edges, edge_set=name,
    )  # fmt: skip


def _ranked(
    store: Store, ends: Mapping[str, Table], nodes: Table, name: str, top: int
) -> Iterator[Row]:
    """Parents, and among them founders, by their children in an edge set."""
    mark = f"s{EDGE_SETS.index(name)}"
    parents = ends["parent"].filter(lambda t: t[mark] > 0).select("node", children=mark)
    children = ends["child"].filter(lambda t: t[mark] > 0).select("node")
    founders = parents.anti_join(children, "node")
    for section, ranking in (("parents", parents), ("founders", founders)):
        best = ranking.order_by([desc("children"), "node"]).limit(top)
        named = best.join(nodes, "node").order_by([desc("children"), "node"])
        for found in store.run(named.select("model_id", "children", "node")).to_pylist():
            yield Row(
                section, found["model_id"], found["children"], "children", "edges", NOT_CUT,
                edge_set=name,
            )  # fmt: skip


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
