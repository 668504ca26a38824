"""A model with its nearest: what it is, its parents, its children, its founders."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from heredity.core.edgesets import RELATIONS
from heredity.pedigree.guesses import Guess, guesses
from heredity.pedigree.load import NodeNames, load_pedigree
from heredity.store import Store
from heredity.store.expr import Table, desc

SHOWN = 10
FACTS = (
    "owner", "name", "task", "library", "license", "languages", "downloads", "likes",
    "parameters", "created_at", "last_modified", "snapshot", "source",
)  # fmt: skip


class Parent(msgspec.Struct):
    """One parent of a model.

    Attributes:
        model_id: The parent.
        in_snapshot: False where no record describes it.
        owner: Its owner; None where no record describes it, or it has none.
        license: Its license ids; None where they are not known.
        relations: What the edge carries.
        evidence: Who says so, most trusted first.
        disagreements: What less trusted evidence says otherwise.
        declared_as: The parent as written, where that differs.
        confidence: Trust in the edge.
        cut: True where the edge closed a cycle and is left out of the pedigree.
        primary: Whether it is the parent that lineages follow.
    """

    model_id: str
    in_snapshot: bool
    owner: str | None
    license: list[str] | None
    relations: list[str]
    evidence: list[str]
    disagreements: list[str]
    declared_as: list[str]
    confidence: float
    cut: bool
    primary: bool


class Child(msgspec.Struct):
    """One child of a model.

    Attributes:
        model_id: The child.
        relations: What the edge carries.
        downloads: Downloads of the last 30 days; None where they are not known.
    """

    model_id: str
    relations: list[str]
    downloads: int | None


class Relatives(msgspec.Struct):
    """A model and its nearest.

    Attributes:
        model_id: The model.
        in_snapshot: False for the stub of a parent that no record describes.
        facts: Its record, as far as people look at it first; empty for a stub.
        parents: Its parents in the order of choice.
        guesses: Where it declares none: possible parents that were inferred, the best first.
        children: Number of its children.
        children_by_relation: Children by relation; one with several relations counts in each.
        top_children: The most downloaded children.
        ancestors: Number of its ancestors.
        descendants: Number of its descendants.
        founders: Ancestors without a parent; itself if it has none. The first ten by id.
        more_founders: How many more there are.
        generation: Edges from the founder that its primary parents lead to.
    """

    model_id: str
    in_snapshot: bool
    facts: dict[str, str | int | list[str] | datetime | None]
    parents: list[Parent]
    guesses: list[Guess]
    children: int
    children_by_relation: dict[str, int]
    top_children: list[Child]
    ancestors: int
    descendants: int
    founders: list[str]
    more_founders: int
    generation: int


def relatives(store: Store, model_id: str) -> Relatives:
    """A model, its parents, its children and its founders, over all relations.

    Args:
        store: A study that has been linked.
        model_id: An id of the study; see `resolve_model`.

    Raises:
        UnknownModel: The id is not in the study.
    """
    names = NodeNames(store)
    node = names.node(model_id)
    pedigree = load_pedigree(store)
    roots = pedigree.roots(node)
    children = _children(store, node)
    return Relatives(
        model_id=model_id,
        in_snapshot=bool(names.in_snapshot[node]),
        facts=_facts(store, model_id),
        parents=_parents(store, node),
        guesses=guesses(store, node),
        children=children["all"],
        children_by_relation={name: children[name] for name in RELATIONS if children[name]},
        top_children=_top_children(store, node),
        ancestors=len(pedigree.ancestors(node)[0]),
        descendants=len(pedigree.descendants(node)[0]),
        founders=names.of(roots[:SHOWN]),
        more_founders=max(len(roots) - SHOWN, 0),
        generation=len(pedigree.lineage(node)) - 1,
    )


def _facts(store: Store, model_id: str) -> dict[str, Any]:
    models = store.table("models")
    rows = store.run(models.filter(models.model_id == model_id).select(*FACTS)).to_pylist()
    return rows[0] if rows else {}


def _carried(row: dict[str, Any]) -> list[str]:
    return [name for name in RELATIONS if row[name]]


def _parents(store: Store, node: int) -> list[Parent]:
    edges = store.table("edges")
    models = store.table("models").select("model_id", "owner", "license")
    rows = edges.filter(edges.child == node).left_join(models, edges.parent_id == models.model_id)
    found = store.run(rows.order_by("choice")).to_pylist()
    return [
        Parent(
            row["parent_id"],
            row["parent_in_snapshot"],
            row["owner"],
            row["license"],
            _carried(row),
            row["evidence"],
            row["disagreements"],
            row["declared_as"],
            row["confidence"],
            row["cut"],
            primary=row["choice"] == 0 and not row["cut"],
        )
        for row in found
    ]


def _of_children(store: Store, node: int) -> Table:
    edges = store.table("edges")
    return edges.filter((edges.parent == node) & ~edges.cut)


def _children(store: Store, node: int) -> dict[str, int]:
    edges = _of_children(store, node)
    counts = {name: edges[name].cast("int64").sum().fill_null(0) for name in RELATIONS}
    rows: list[dict[str, int]] = store.run(edges.agg(all=edges.count(), **counts)).to_pylist()
    return rows[0]


def _top_children(store: Store, node: int) -> list[Child]:
    edges = _of_children(store, node)
    models = store.table("models").select("model_id", "downloads")
    rows = edges.left_join(models, edges.child_id == models.model_id)
    rows = rows.mutate(known=rows.downloads.fill_null(-1))
    best = rows.order_by(desc("known"), "child_id").limit(SHOWN)
    return [
        Child(row["child_id"], _carried(row), row["downloads"])
        for row in store.run(best.select("child_id", "downloads", *RELATIONS)).to_pylist()
    ]
