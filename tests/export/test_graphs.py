"""GraphML, GEXF and DOT, opened by other readers."""

from collections.abc import Callable
from pathlib import Path

import networkx as nx
import pytest

from heredity.export import export
from heredity.store import Store
from tests.export.family import EDGES, FAMILY, NAMES
from tests.oracles import dot

Study = Callable[..., Store]


@pytest.fixture
def store(study: Study) -> Store:
    return study(FAMILY)


def relabeled(graph: nx.DiGraph, label: str | None) -> nx.DiGraph:
    return nx.relabel_nodes(graph, dict(graph.nodes(data=label))) if label else graph


def graphml(path: Path) -> nx.DiGraph:
    return relabeled(nx.read_graphml(path), "label")


def gexf(path: Path) -> nx.DiGraph:
    return relabeled(nx.read_gexf(path, node_type=int), "label")


def drawn(path: Path) -> nx.DiGraph:
    read = dot.read(path.read_text("utf-8"))
    graph = nx.DiGraph()
    graph.add_nodes_from(read.nodes.items())
    graph.add_edges_from((*ends, data) for ends, data in read.edges.items())
    return graph


READERS = {"graphml": graphml, "gexf": gexf, "dot": drawn}


@pytest.mark.parametrize("name", READERS)
def test_a_reader_finds_nodes_edges_and_attributes(store: Store, tmp_path: Path, name: str) -> None:
    result = export(store, name, tmp_path / "graph")
    graph = READERS[name](tmp_path / "graph")
    assert set(graph.nodes) == NAMES
    assert set(graph.edges) == EDGES
    assert result.rows == len(NAMES) + len(EDGES)
    base = {k: str(v).lower() for k, v in graph.nodes["a/base"].items() if k != "label"}
    assert base == {
        "license": "mit, apache-2.0",
        "task": "text-generation",
        "library": "peft",
        "downloads": "7",
        "in_snapshot": "true",
    }
    assert "license" not in graph.nodes["a/child_1"]
    assert str(graph.nodes["z/gone"]["in_snapshot"]).lower() == "false"
    edge = graph.edges["a/base", "a/child_1"]
    assert (edge["relation"], edge["evidence"]) == ("finetune", "resolved, tag")
    assert float(edge["confidence"]) == pytest.approx(0.98)
    assert graph.edges["a/child_1", "a/grand"]["relation"] == "quantized+merge"
    assert graph.edges["z/gone", "a/other"]["relation"] == "unspecified"


@pytest.mark.parametrize("name", READERS)
def test_what_is_left_out_is_said(store: Store, tmp_path: Path, name: str) -> None:
    notes = " ".join(export(store, name, tmp_path / "graph").notes)
    assert "Models without an edge in the edge set 'all' are left out." in notes
    assert "1 edges that close a cycle are left out" in notes


@pytest.mark.parametrize("name", READERS)
def test_an_edge_set_and_a_family(store: Store, tmp_path: Path, name: str) -> None:
    export(store, name, tmp_path / "finetunes", edge_set="finetune,quantized")
    assert set(READERS[name](tmp_path / "finetunes").edges) == {
        ("a/base", "a/child_1"), ("a/child_1", "a/grand"),
    }  # fmt: skip
    export(store, name, tmp_path / "family", model="a/grand")
    assert set(READERS[name](tmp_path / "family").nodes) == NAMES - {"y/1", "y/2"}
    export(store, name, tmp_path / "lone", model="x/lone")
    assert set(READERS[name](tmp_path / "lone").nodes) == {"x/lone"}


@pytest.mark.parametrize("name", READERS)
def test_an_empty_graph_is_a_graph(study: Study, tmp_path: Path, name: str) -> None:
    assert export(study({}), name, tmp_path / "graph").rows == 0
    assert len(READERS[name](tmp_path / "graph")) == 0


@pytest.mark.parametrize("name", READERS)
def test_the_same_study_gives_the_same_bytes(store: Store, tmp_path: Path, name: str) -> None:
    for place in "ab":
        export(store, name, tmp_path / place)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
