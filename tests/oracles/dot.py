"""A literal reader of the part of the DOT language that is written here."""

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(r'\s*("(?:\\.|[^"\\])*"|->|[A-Za-z_][A-Za-z0-9_]*|[{}\[\];=])', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass
class Graph:
    """Nodes and edges with their attributes."""

    nodes: dict[str, dict[str, str]] = field(default_factory=dict)
    edges: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)


def read(text: str) -> Graph:
    """The graph of a file."""
    tokens = tokenize(text)
    assert tokens[0] == "digraph"
    assert tokens[2] == "{"
    graph, at = Graph(), 3
    while tokens[at] != "}":
        statement = tokens[at : tokens.index(";", at)]
        at += len(statement) + 1
        keep(graph, statement)
    assert at == len(tokens) - 1
    return graph


def keep(graph: Graph, statement: list[str]) -> None:
    """Add a statement to the graph; settings of the drawing are passed over."""
    if not statement[0].startswith('"'):
        return
    opened = statement.index("[")
    attributes = {
        statement[i]: unquote(statement[i + 2]) for i in range(opened + 1, len(statement) - 1, 3)
    }
    assert statement[-1] == "]"
    if "->" in statement[:opened]:
        graph.edges[unquote(statement[0]), unquote(statement[2])] = attributes
    else:
        graph.nodes[unquote(statement[0])] = attributes


def tokenize(text: str) -> list[str]:
    """Quoted strings, arrows, words and signs."""
    tokens, at = [], 0
    while at < len(text.rstrip()):
        found = _TOKEN.match(text, at)
        assert found, f"no token at {text[at : at + 40]!r}"
        tokens.append(found[1])
        at = found.end()
    return tokens


def unquote(token: str) -> str:
    """What a quoted string shows when it is drawn."""
    return _ESCAPED.sub(lambda found: {"n": "\n"}.get(found[1], found[1]), token[1:-1])
