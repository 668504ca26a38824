"""DOT: the language of Graphviz."""

from __future__ import annotations

from typing import BinaryIO

from heredity.export import escaping
from heredity.export.registry import ExportResult, Request, exporter
from heredity.export.selection import graph_of
from heredity.store.expr import StringValue, Value, coalesce, literal
from heredity.store.give import write_lines

NODE = ("license", "task", "library", "downloads", "in_snapshot")
EDGE = ("relation", "evidence", "confidence")

MOST_TO_DRAW = 5_000
"""Nodes and edges above which Graphviz takes minutes."""


@exporter("dot", extension=".dot", what="graph")
def dot(request: Request, sink: BinaryIO) -> ExportResult:
    """The pedigree in the DOT language of Graphviz, to draw with `dot -Tsvg`.

    Edges run from parent to child.
    """
    graph = graph_of(request)
    sink.write(b"digraph pedigree {\n  rankdir=LR;\n  node [shape=box];\n")
    nodes = graph.nodes
    line = literal("  ") + escaping.dot(nodes.model_id) + _list({c: nodes[c] for c in NODE})
    rows = write_lines(request.store, nodes.select("node", line=line).order_by("node"), sink)
    edges = graph.edges
    ends = escaping.dot(edges.parent_id) + " -> " + escaping.dot(edges.child_id)
    line = literal("  ") + ends + _list({c: edges[c] for c in EDGE})
    lines = edges.select("child", "parent", line=line).order_by(["child", "parent"])
    rows += write_lines(request.store, lines, sink)
    sink.write(b"}\n")
    notes = list(graph.notes)
    if rows > MOST_TO_DRAW:
        notes.append(
            f"Graphviz is slow beyond some {MOST_TO_DRAW:,} nodes and edges; "
            "draw one family with --model, or use gexf with Gephi."
        )
    return ExportResult(rows, notes)


def _list(values: dict[str, Value]) -> StringValue:
    """The attributes of each node or edge; one that is null is left out."""
    whole = literal("")
    for name, value in values.items():
        plain = value if value.type().is_string() else value.cast("string")
        element = literal(f" {name}=") + escaping.dot(plain)
        whole = whole + coalesce(element, literal(""))
    return literal(" [") + whole.strip() + "];"
