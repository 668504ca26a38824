"""The rows of the table `structure`: what is counted in one edge set, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np

from heredity.analyses.structure.links import KEPT, SKIPPED, Cycles, Linked
from heredity.analyses.structure.shapes import Shapes
from heredity.analyses.structure.tables import STRUCTURE
from heredity.core.reasons import PARENT_REASONS, SELF_LOOP
from heredity.store import Store
from heredity.store.plain import plain_rows

OURS = "edges that closed a cycle are left out; parents that no record describes are nodes"
PUBLISHED = {
    KEPT: "no edge is cut; of several relations the last of finetune, quantized, adapter, merge "
    "counts; parents that no record describes are nodes",
    SKIPPED: "no edge is cut; of several relations the last of finetune, quantized, adapter, "
    "merge counts; parents that no record describes are left out with their edges",
}
FOREST = "on the forest of primary parents; " + OURS


@dataclass(frozen=True, slots=True)
class Count:
    """One number of an edge set.

    Attributes:
        item: What is counted.
        value: The number; None where it is not defined.
        unit: What it counts.
        population: How many its share is of, or a mean is over.
        of: What the population is made of.
        share: Whether the number divided by its population is a share.
        rule: What was left out, where that differs from the rule of the edge set.
    """

    item: str
    value: float | None
    unit: str
    population: int | None = None
    of: str | None = None
    share: bool = True
    rule: str = ""


def counts(linked: Linked) -> Iterator[Count]:
    """What both forms count."""
    graph, known = linked.pedigree, linked.known
    models, edges = linked.models, len(graph.child)
    above = linked.parents
    fruitful, orphan = linked.children > 0, above == 0
    family, parents = np.bincount(graph.family), int(fruitful.sum())
    inside, families = int(known.sum()), int((family > 0).sum())
    several = int((known & (above > 1)).sum())
    dangling = fruitful & ~known
    yield Count("models", models, "models")
    yield Count("edges", edges, "edges")
    yield _of_models("models with a parent", int((known & ~orphan).sum()), models)
    yield _of_models("models with several parents", several, models)
    yield _of_models("models with children", int((known & fruitful).sum()), models)
    yield _of_models("models in families", inside, models)
    yield _of_models("isolated models", models - inside, models)
    yield Count("families", families, "families")
    yield Count("families and isolated models", families + models - inside, "components")
    yield Count("largest family", int(family.max(initial=0)), "models")
    yield Count("parents", parents, "models")
    yield Count("dangling parents", int(dangling.sum()), "models", parents, "parents")
    yield Count(
        "edges to dangling parents", int((~known[graph.parent]).sum()), "edges", edges, "edges"
    )
    onward = int(linked.fruitful[graph.child].sum())
    yield Count("edges whose child has children", onward, "edges", edges, "edges",
                rule="children within the edge set no-merges")  # fmt: skip


def _of_models(item: str, value: int, models: int) -> Count:
    return Count(item, value, "models", models, "models")


def shape_counts(linked: Linked, found: Shapes, cycles: Cycles) -> Iterator[Count]:
    """What only a pedigree without cycles has."""
    edges, nodes = len(linked.pedigree.child), len(linked.nodes)
    longest, widest = (int(one.max(initial=0)) for one in (found.depth, found.width))
    founders, trees = int(found.founders.sum()), int(found.trees.sum())
    left_out = int(found.left_out.sum())
    yield Count("founders", founders, "models", nodes, "models and stubs with an edge")
    yield Count("longest lineage", longest, "generations")
    yield Count("forest depth", int(found.forest_depth.max(initial=0)), "generations", rule=FOREST)
    yield Count("widest generation", widest, "models", rule=FOREST)
    yield Count("trees", trees, "trees", rule=FOREST)
    yield Count("families of several trees", int((found.trees > 1).sum()), "families",
                len(found), "families", rule=FOREST)  # fmt: skip
    yield Count("edges left out of the forest", left_out, "edges", edges, "edges", rule=FOREST)
    yield from _virality(found)
    rule = "all edges of the set, those cut included"
    uncut = edges + cycles.cut
    yield Count("edges cut to open cycles", cycles.cut, "edges", uncut, "edges", rule=rule)
    yield Count("groups that descend from themselves", cycles.groups, "groups", rule=rule)
    yield Count("models in such groups", cycles.models, "models", rule=rule)


def _virality(found: Shapes) -> Iterator[Count]:
    distances, among = int(found.wiener.sum()), int(found.pairs.sum())
    able = found.virality[found.pairs > 0]
    yield Count("Wiener index", distances, "edges", rule=FOREST)
    yield Count(
        "structural virality", distances / among if among else None, "edges", among,
        "pairs of models in one tree", share=False, rule=FOREST,
    )  # fmt: skip
    for item, value in (("mean of families", np.mean), ("median of families", np.median)):
        yield Count(
            f"structural virality, {item}", float(value(able)) if len(able) else None, "edges",
            len(able), "families with a pair in one tree", share=False, rule=FOREST,
        )  # fmt: skip


def refused(store: Store) -> Iterator[Count]:
    """Declared parents that made no edge, by reason; of all relations together."""
    if not store.has("rejects"):
        return
    rows = store.table("rejects")
    rows = rows.filter(rows.stage == "link").select("reason", "model_id", "value").distinct()
    found = dict(plain_rows(store.run(rows.group_by("reason").agg(n=rows.count()))))
    rule = "each parent of a model counts once, wherever it was declared"
    for reason in PARENT_REASONS:
        item = "self-loops refused" if reason == SELF_LOOP else f"parents refused: {reason}"
        value = sum(n for text, n in found.items() if text.split(":")[0] == reason)
        yield Count(item, value, "parents", rule=rule)


def rows(
    edge_set: str, compat: bool, stubs: str, section: str, found: Iterable[Count]
) -> Mapping[str, Sequence[Any]]:
    """Numbers as rows of the table, ranked in their order."""
    rule = PUBLISHED[stubs] if compat else OURS
    made: dict[str, list[Any]] = {name: [] for name in STRUCTURE.names}
    for rank, one in zip(count(1), found, strict=False):
        share = one.value / one.population if _shared(one) else None  # type: ignore[operator]
        row = {
            "edge_set": edge_set, "compat": compat, "stubs": stubs, "section": section,
            "rank": rank, "item": one.item,
            "value": None if one.value is None else float(one.value),
            "unit": one.unit, "share": share, "population": one.population,
            "population_of": one.of, "missing_rule": one.rule or rule,
        }  # fmt: skip
        for name, value in row.items():
            made[name].append(value)
    return made


def _shared(one: Count) -> bool:
    return one.share and bool(one.population) and one.value is not None
