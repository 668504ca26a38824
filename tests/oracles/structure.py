"""The analysis `structure` by the letter: one model and one edge at a time."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from heredity.core.edgesets import RELATIONS
from tests.oracles import forest
from tests.oracles.pedigree import Graph, belongs, preferred, reachable

LAST = ("finetune", "quantized", "adapter", "merge")
Edge = Mapping[str, Any]


def carried(edge: Edge, compat: bool) -> set[str]:
    """The relations that count: the last of the published order in the published form."""
    found = {name for name in RELATIONS if edge[name]}
    typed = [name for name in LAST if name in found]
    return {typed[-1]} if compat and typed else found


def pairs(
    models: set[str], edges: Sequence[Edge], edge_set: str, compat: bool, skip: bool
) -> list[tuple[str, str]]:
    """Child and parent of the edges that count."""
    return [
        (edge["child_id"], edge["parent_id"])
        for edge in edges
        if belongs(carried(edge, compat), edge_set)
        and (compat or not edge["cut"])
        and not (skip and (edge["parent_id"] not in models or edge["child_id"] not in models))
    ]


def components(linked: set[str], found: Sequence[tuple[str, str]]) -> list[set[str]]:
    both = [*found, *((b, a) for a, b in found)]
    left, made = set(linked), []
    while left:
        start = min(left)
        made.append({start} | reachable(both, start))
        left -= made[-1]
    return made


def counts(
    models: set[str], edges: Sequence[Edge], edge_set: str, compat: bool, skip: bool
) -> dict[str, int]:
    """What both forms count."""
    found = pairs(models, edges, edge_set, compat, skip)
    linked = {end for pair in found for end in pair}
    parents_of, parents = Counter(child for child, _ in found), {p for _, p in found}
    families = components(linked, found)
    fruitful = {parent for _, parent in pairs(models, edges, "no-merges", compat, skip)}
    return {
        "models": len(models),
        "edges": len(found),
        "models with a parent": sum(m in parents_of for m in models),
        "models with several parents": sum(parents_of[m] > 1 for m in models),
        "models with children": len(models & parents),
        "models in families": len(models & linked),
        "isolated models": len(models - linked),
        "families": len(families),
        "families and isolated models": len(families) + len(models - linked),
        "largest family": max(map(len, families), default=0),
        "parents": len(parents),
        "dangling parents": len(parents - models),
        "edges whose child has children": sum(child in fruitful for child, _ in found),
        "edges to dangling parents": sum(parent not in models for _, parent in found),
    }


def cycles(edges: Sequence[Edge], edge_set: str) -> dict[str, int]:
    """Edges that were cut, and who descends from themselves when they are not."""
    found = [e for e in edges if belongs(carried(e, False), edge_set)]
    ends = [(e["child_id"], e["parent_id"]) for e in found]
    below = {node: reachable(ends, node) for pair in ends for node in pair}
    groups = {
        frozenset(m for m in below[node] if node in below[m]) for node in below
        if node in below[node]
    }  # fmt: skip
    return {
        "edges cut to open cycles": sum(e["cut"] for e in found),
        "groups that descend from themselves": len(groups),
        "models in such groups": sum(map(len, groups)),
    }


def families(models: set[str], edges: Sequence[Edge], edge_set: str) -> dict[str, dict[str, Any]]:
    """The shape of each family, by its smallest member."""
    found = [e for e in edges if not e["cut"] and belongs(carried(e, False), edge_set)]
    names = sorted({e[end] for e in found for end in ("child_id", "parent_id")})
    place = {name: at for at, name in enumerate(names)}
    triples = [(place[e["child_id"]], place[e["parent_id"]], carried(e, False)) for e in found]
    graph = preferred(triples, dict.fromkeys(range(len(names))))
    made = {}
    for node in range(len(names)):
        family = graph.family(node)
        if node == min(family):
            made[names[node]] = _shape(graph, family, names, models)
    return made


def _shape(graph: Graph, family: set[int], names: list[str], models: set[str]) -> dict[str, Any]:
    trees = [forest.tree_of(graph, root) for root in sorted(family & set(graph.founders()))]
    largest = max(trees, key=len)
    apart, own = forest.distances(graph, family), forest.distances(graph, largest)
    leader = graph.leader(min(family))
    edges = sum(len(graph.parents[node]) for node in family)
    return {
        "founder_id": names[leader],
        "models": len(family),
        "stubs": sum(names[node] not in models for node in family),
        "founders": len(trees),
        "edges": edges,
        "merges": sum(len(graph.parents[node]) > 1 for node in family),
        "depth": max(graph.depth(node) for node in family),
        "forest_depth": max(len(graph.lineage(node)) - 1 for node in family),
        "width": forest.width(graph, family),
        "children": len(graph.children[leader]),
        "trees": len(trees),
        "largest_tree": len(largest),
        "left_out": edges - (len(family) - len(trees)),
        "wiener": sum(apart),
        "pairs": len(apart),
        "virality": sum(apart) / len(apart) if apart else None,
        "tree_virality": sum(own) / len(own) if own else None,
    }


def degrees(found: Sequence[tuple[str, str]]) -> dict[int, int]:
    """How many parents have how many children."""
    return dict(Counter(Counter(parent for _, parent in found).values()))


def lists(models: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """The plain parent tags of each model that has any; resolved parents where tags are unknown."""
    made = {}
    for row in models:
        if row.get("tags") is None:
            found = [link["model_id"] for link in row.get("base_models") or []]
        else:
            tags = [t for t in row["tags"] if t.startswith("base_model:") and t.count(":") == 1]
            found = [tag.removeprefix("base_model:") for tag in tags]
        if found:
            made[row["model_id"]] = found
    return made


def name(model: str, listed: Mapping[str, list[str]], known: set[tuple[str, str]]) -> str:
    """Where the first listed parents lead to in 20 steps at most, as far as edges know them."""
    for _ in range(20):
        first = listed.get(model, [""])[0]
        if (model, first) not in known:
            break
        model = first
    return model
