"""Which rows an export is about: all, or those of one model's family."""

from __future__ import annotations

from dataclasses import dataclass

from heredity.core.edgesets import RELATIONS
from heredity.core.errors import UserError
from heredity.export.registry import Request
from heredity.pedigree.load import NodeNames, load_pedigree, need_inferred
from heredity.store.expr import StringValue, Table, ifelse, literal, null, union
from heredity.store.plain import from_columns

IDS = ("model_id", "child_id", "child")
"""Columns that say which model a row of a table speaks of; the first that a table has."""


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes and edges of an edge set.

    Attributes:
        nodes: node, model_id, in_snapshot, license, task, library, downloads.
        edges: child, parent, child_id, parent_id, relation, evidence, confidence.
        notes: What was left out.
    """

    nodes: Table
    edges: Table
    notes: list[str]


def family_ids(request: Request) -> Table | None:
    """The ids of the wanted family, as the column `member`; None if all models are wanted.

    Raises:
        UnknownModel: The model is not in the study.
    """
    if request.model is None:
        return None
    pedigree = load_pedigree(request.store, request.edge_set)
    members = pedigree.members(NodeNames(request.store).node(request.model))
    numbers = from_columns({"node": "int64"}, [members])
    nodes = request.store.table("nodes")
    wanted = nodes.semi_join(request.store.engine.load(numbers), "node")
    return wanted.select(member=wanted.model_id)


def rows_of(request: Request, name: str) -> Table:
    """The wanted rows of a table, unordered.

    Raises:
        UserError: The rows of the table do not speak of models, but one family is wanted.
    """
    rows = request.store.table(name)
    family = family_ids(request)
    if family is None:
        return rows
    column = next((c for c in IDS if c in rows.columns), None)
    if column is None:
        raise UserError(
            f"Rows of the table '{name}' do not speak of single models.", "Leave --model out."
        )
    return rows.semi_join(family, rows[column] == family.member)


def graph_of(request: Request) -> Graph:
    """The wanted part of the pedigree; models without an edge in the set are left out."""
    store = request.store
    all_edges = _edges(request)
    inside = all_edges.filter(
        request.edge_set.carried({name: all_edges[name] for name in RELATIONS})
    )
    family = family_ids(request)
    if family is not None:
        inside = inside.semi_join(family, inside.child_id == family.member)
    edges = inside.filter(~inside.cut)
    nodes = store.table("nodes")
    if family is None:
        ends = edges.select(node=edges.child).union(edges.select(node=edges.parent))
        nodes = nodes.semi_join(ends.distinct(), "node")
    else:
        nodes = nodes.semi_join(family, nodes.model_id == family.member)
    notes = _notes(request, inside)
    return Graph(_described(request, nodes), _named(edges), notes)


def _edges(request: Request) -> Table:
    """All edges that are in question: the declared ones, and the inferred ones if they are wanted.

    Raises:
        StudyError: Inferred edges are wanted and there are none.
    """
    columns = ("child", "parent", "child_id", "parent_id", "evidence", "confidence", "cut")
    declared = request.store.table("edges").select(*columns, *RELATIONS)
    if not request.edge_set.inferred:
        return declared
    need_inferred(request.store)
    found = request.store.table("inferred")
    return union(declared, found.filter(found.confident).select(*columns, *RELATIONS))


def _notes(request: Request, inside: Table) -> list[str]:
    counts = inside.agg(cut=inside.cut.cast("int64").sum())
    cut = request.store.run(counts).column("cut").to_pylist()[0] or 0
    notes = []
    if request.model is None:
        name = request.edge_set.name
        notes.append(f"Models without an edge in the edge set '{name}' are left out.")
    if cut:
        notes.append(f"{cut:,} edges that close a cycle are left out; see the findings of LIN003.")
    return notes


def _described(request: Request, nodes: Table) -> Table:
    models = request.store.table("models").select(
        "model_id", "license", "task", "library", "downloads"
    )
    rows = nodes.left_join(models, "model_id").drop("model_id_right")
    return rows.mutate(license=ifelse(rows.license.length() > 0, rows.license.join(", "), null()))


def _named(edges: Table) -> Table:
    return edges.select(
        "child",
        "parent",
        "child_id",
        "parent_id",
        "confidence",
        relation=relation_text(edges),
        evidence=edges.evidence.join(", "),
    )


def relation_text(edges: Table) -> StringValue:
    """The relations of each edge in one text, joined with `+`."""
    text = literal("")
    for name in RELATIONS:
        text = text + ifelse(edges[name], f"+{name}", "")
    return text.substr(1)
