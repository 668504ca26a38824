"""GraphML: nodes and edges with typed attributes."""

from __future__ import annotations

from typing import BinaryIO

from heredity.export.escaping import xml
from heredity.export.registry import ExportResult, Request, exporter
from heredity.export.selection import graph_of
from heredity.store.expr import StringValue, Value, coalesce, literal
from heredity.store.give import write_lines

NODE = {
    "label": "string",
    "license": "string",
    "task": "string",
    "library": "string",
    "downloads": "long",
    "in_snapshot": "boolean",
}
EDGE = {"relation": "string", "evidence": "string", "confidence": "double"}

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns
        http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""
_KEY = '  <key id="{name}" for="{kind}" attr.name="{name}" attr.type="{type}"/>\n'


@exporter("graphml", extension=".graphml", what="graph")
def graphml(request: Request, sink: BinaryIO) -> ExportResult:
    """The pedigree as GraphML, for Gephi, yEd, Cytoscape, NetworkX, igraph.

    Edges run from parent to child. Node ids are numbers, since GraphML allows no slash in them; a
    model's id is its attribute `label`.
    """
    graph = graph_of(request)
    sink.write((_HEAD + _keys("node", NODE) + _keys("edge", EDGE)).encode())
    sink.write(b'  <graph id="pedigree" edgedefault="directed">\n')
    nodes = graph.nodes.rename(label="model_id")
    data = _data({name: nodes[name] for name in NODE})
    line = literal('    <node id="n') + nodes.node.cast("string") + '">' + data + "</node>"
    rows = write_lines(request.store, nodes.select("node", line=line).order_by("node"), sink)
    edges = graph.edges
    data = _data({name: edges[name] for name in EDGE})
    ends = literal('" target="n') + edges.child.cast("string") + '">'
    line = literal('    <edge source="n') + edges.parent.cast("string") + ends + data + "</edge>"
    lines = edges.select("child", "parent", line=line).order_by(["child", "parent"])
    rows += write_lines(request.store, lines, sink)
    sink.write(b"  </graph>\n</graphml>\n")
    return ExportResult(rows, graph.notes)


def _keys(kind: str, attributes: dict[str, str]) -> str:
    return "".join(
        _KEY.format(name=name, kind=kind, type=type_) for name, type_ in attributes.items()
    )


def _data(values: dict[str, Value]) -> StringValue:
    """The attributes of each node or edge; one that is null is left out."""
    whole = literal("")
    for name, value in values.items():
        plain = value if value.type().is_string() else value.cast("string")
        element = literal(f'<data key="{name}">') + xml(plain) + "</data>"
        whole = whole + coalesce(element, literal(""))
    return whole
