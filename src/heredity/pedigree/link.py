"""The stage `link`: from what models declare to nodes, edges, families and rejects."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from heredity.core.edgesets import parse_edge_set
from heredity.pedigree.cards import on_cards
from heredity.pedigree.edges import UNBORN, Edges, WrittenAs, edges_table, judge
from heredity.pedigree.evidence import coded, judged, statements
from heredity.pedigree.families import Nodes, families_table, members_batches, nodes_table
from heredity.pedigree.graph import Pedigree
from heredity.pedigree.refused import Refused
from heredity.pedigree.resolve import relation_words, resolve
from heredity.store import Context, Stage, Store
from heredity.store.arrow import Table as Columns
from heredity.store.columns import (
    differ,
    integers,
    number,
    stacked,
    with_value,
    without,
)
from heredity.store.store import Data

DEFAULT_EDGE_SETS = ("all", "finetune")
"""Edge sets whose families are always stored; `edge_sets` of the parameters names more."""


def link(context: Context) -> Mapping[str, Data]:
    """Link models to their parents.

    Parameters of the context: `edge_sets`, names of the edge sets whose families are stored.
    """
    store = context.store
    names = context.params.get("edge_sets", DEFAULT_EDGE_SETS)
    edge_sets = sorted({parse_edge_set(name).declared().name for name in names})
    cards = store.engine.load(on_cards(store))
    words, unreadable = relation_words(store, cards)
    said = coded(statements(store, cards), store.engine.load(words))
    declared = store.engine.load(store.run(said))
    resolved = store.engine.load(resolve(store, declared))
    found = store.run(judged(declared, resolved))
    nodes, edges, written_as = _numbered(store, without(found, "reason"))
    pedigrees = [_pedigree(name, edges, len(nodes.ids)) for name in edge_sets]
    refused = Refused(store, with_value(found, "reason"), resolved, cards, unreadable)
    return {
        "nodes": nodes_table(nodes),
        "edges": edges_table(edges, nodes, written_as),
        "families": stacked([families_table(each, nodes) for each in pedigrees]),
        "members": members_batches(pedigrees, nodes),
        "rejects": refused.rows(),
    }


def _numbered(store: Store, good: Columns) -> tuple[Nodes, Edges, WrittenAs]:
    """Number the nodes, and gather the statements that turned out to be of one edge."""
    records = store.arrow("models", ["model_id", "created_at"])
    numbering = number(records.column("model_id"), [good.column("child"), good.column("parent")])
    in_snapshot = np.zeros(len(numbering.texts), bool)
    in_snapshot[numbering.known] = True
    born = np.full(len(in_snapshot), UNBORN)
    born[numbering.known] = integers(records.column("created_at"), null=UNBORN)
    child, parent = numbering.columns
    other = differ(good.column("value"), good.column("parent"))
    written_as = WrittenAs(child[other], parent[other], good.column("value").filter(other))
    edges = judge(child, parent, integers(good.column("code")), born)
    return Nodes(numbering.texts, in_snapshot), edges, written_as


def _pedigree(name: str, edges: Edges, nodes: int) -> Pedigree:
    return Pedigree(
        parse_edge_set(name),
        nodes,
        edges.child,
        edges.parent,
        edges.relations,
        edges.choice,
        edges.cut,
    )


LINK = Stage(
    "link",
    reads=("models", "cards", "links"),
    writes=("nodes", "edges", "families", "members", "rejects"),
    run=link,
)
