"""GEXF: the format of Gephi."""

from __future__ import annotations

from typing import BinaryIO

from heredity.export.escaping import xml
from heredity.export.registry import ExportResult, Request, exporter
from heredity.export.selection import graph_of
from heredity.store.expr import StringValue, Value, coalesce, literal
from heredity.store.give import write_lines

NODE = {
    "license": "string",
    "task": "string",
    "library": "string",
    "downloads": "long",
    "in_snapshot": "boolean",
}
EDGE = {"relation": "string", "evidence": "string", "confidence": "double"}

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">
  <meta>
    <creator>Heredity</creator>
    <description>Pedigree of models; edges run from parent to child.</description>
  </meta>
  <graph defaultedgetype="directed" mode="static">
"""


@exporter("gexf", extension=".gexf", what="graph")
def gexf(request: Request, sink: BinaryIO) -> ExportResult:
    """The pedigree as GEXF 1.2, the format of Gephi. Edges run from parent to child."""
    graph = graph_of(request)
    sink.write((_HEAD + _attributes("node", NODE) + _attributes("edge", EDGE)).encode())
    sink.write(b"    <nodes>\n")
    nodes = graph.nodes
    head = literal('      <node id="') + nodes.node.cast("string") + '" label="'
    line = head + xml(nodes.model_id) + '">' + _values({c: nodes[c] for c in NODE}) + "</node>"
    rows = write_lines(request.store, nodes.select("node", line=line).order_by("node"), sink)
    sink.write(b"    </nodes>\n    <edges>\n")
    edges = graph.edges
    child, parent = edges.child.cast("string"), edges.parent.cast("string")
    head = literal('      <edge id="') + parent + "-" + child + '" source="' + parent
    head = head + '" target="' + child + '">'
    line = head + _values({c: edges[c] for c in EDGE}) + "</edge>"
    lines = edges.select("child", "parent", line=line).order_by(["child", "parent"])
    rows += write_lines(request.store, lines, sink)
    sink.write(b"    </edges>\n  </graph>\n</gexf>\n")
    return ExportResult(rows, graph.notes)


def _attributes(kind: str, attributes: dict[str, str]) -> str:
    inner = "".join(
        f'      <attribute id="{name}" title="{name}" type="{type_}"/>\n'
        for name, type_ in attributes.items()
    )
    return f'    <attributes class="{kind}">\n{inner}    </attributes>\n'


def _values(values: dict[str, Value]) -> StringValue:
    """The attributes of each node or edge; one that is null is left out."""
    whole = literal("<attvalues>")
    for name, value in values.items():
        plain = value if value.type().is_string() else value.cast("string")
        element = literal(f'<attvalue for="{name}" value="') + xml(plain) + '"/>'
        whole = whole + coalesce(element, literal(""))
    return whole + "</attvalues>"
