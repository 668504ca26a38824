"""A model with its nearest: what it is, its parents, its children, its founders."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import datetime
from typing import Final

import msgspec

from heredity.core.edgesets import RELATIONS
from heredity.pedigree.graph import Pedigree, unpack
from heredity.pedigree.guesses import Guess, guesses
from heredity.pedigree.load import FEW, ids_of, load_pedigree, node_of
from heredity.store import Store
from heredity.store.lookup import Lookup, Record, looking

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


def relatives(
    store: Store, model_id: str, pedigree: Pedigree | None = None, opened: Lookup | None = None
) -> Relatives:
    """A model, its parents, its children and its founders, over all relations.

    Args:
        store: A study that has been linked.
        model_id: An id of the study; see `resolve_model`.
        pedigree: The pedigree of all relations, where it has been loaded already.
        opened: The study, where it has been opened already.

    Raises:
        UnknownModel: The id is not in the study.
    """
    known = load_pedigree(store) if pedigree is None else pedigree
    with nullcontext(opened) if opened else looking(store) as lookup:
        node = node_of(lookup, model_id)
        roots = known.roots(node)
        record = lookup.row("models", "model_id", model_id, FACTS)
        return Relatives(
            model_id=model_id,
            in_snapshot=record is not None,
            facts=record or {},
            parents=_parents(lookup, node),
            guesses=guesses(store, node),
            children=int(known.down.degree[node]),
            children_by_relation=_counts(known, node),
            top_children=_top_children(lookup, node, int(known.down.degree[node])),
            ancestors=len(known.ancestors(node)[0]),
            descendants=len(known.descendants(node)[0]),
            founders=ids_of(lookup, roots[:SHOWN].tolist()),
            more_founders=max(len(roots) - SHOWN, 0),
            generation=len(known.lineage(node)) - 1,
        )


def _carried(row: Record) -> list[str]:
    return [name for name in RELATIONS if row[name]]


def _parents(lookup: Lookup, node: int) -> list[Parent]:
    rows = lookup.rows("edges", "child", [node])
    ids = [row["parent_id"] for row in rows]
    records = lookup.rows("models", "model_id", ids, ["model_id", "owner", "license"])
    about = {row["model_id"]: row for row in records}
    nobody: Record = {"owner": None, "license": None}
    return [
        Parent(
            row["parent_id"],
            row["parent_in_snapshot"],
            about.get(row["parent_id"], nobody)["owner"],
            about.get(row["parent_id"], nobody)["license"],
            _carried(row),
            row["evidence"],
            row["disagreements"],
            row["declared_as"],
            row["confidence"],
            row["cut"],
            primary=row["choice"] == 0 and not row["cut"],
        )
        for row in sorted(rows, key=lambda row: row["choice"])
    ]


def _counts(pedigree: Pedigree, node: int) -> dict[str, int]:
    """Children that carry each relation."""
    edges = pedigree.down.edge[pedigree.down.start[node] : pedigree.down.start[node + 1]]
    counts = {name: int(on.sum()) for name, on in unpack(pedigree.relations[edges]).items()}
    return {name: count for name, count in counts.items() if count}


_OF_NODE: Final = (
    "SELECT child_id, finetune, adapter, quantized, merge, unspecified FROM edges "
    "WHERE parent = ? AND NOT cut ORDER BY child_id"
)
_BEST: Final = (
    "SELECT child_id, finetune, adapter, quantized, merge, unspecified, downloads FROM edges "
    "LEFT JOIN models ON child_id = model_id WHERE parent = ? AND NOT cut "
    "ORDER BY downloads DESC NULLS LAST, child_id LIMIT 10"
)


def _top_children(lookup: Lookup, node: int, children: int) -> list[Child]:
    """The most downloaded of a node's children; ties in the order of their ids."""
    if children > FEW:
        return [_child(row, row) for row in lookup.ask(["edges", "models"], _BEST, [node])]
    rows = lookup.ask(["edges"], _OF_NODE, [node])
    ids = [row["child_id"] for row in rows]
    records = lookup.rows("models", "model_id", ids, ["model_id", "downloads"])
    about = {row["model_id"]: row for row in records}
    found = [_child(row, about.get(row["child_id"], {})) for row in rows]
    return sorted(found, key=lambda one: -1 if one.downloads is None else one.downloads,
                  reverse=True)[:SHOWN]  # fmt: skip


def _child(row: Record, record: Record) -> Child:
    return Child(row["child_id"], _carried(row), record.get("downloads"))
