"""What each step is compared with: another tool's way, or the least that any way must do.

    python -m benchmarks.peers NAME FOLDER

Every peer runs as a process of its own, so that time and memory are counted as ours are.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import networkx as nx
import pyarrow.parquet as pq

Peer = Callable[[Path], None]


def decompress(folder: Path) -> None:
    """Bound of simulate: DuckDB copies the same rows from file to file as text."""
    source, target = folder / "hub/models.jsonl.zst", folder / "peer.jsonl.zst"
    duckdb.execute(
        f"COPY (FROM read_csv('{source}', delim='\\x01', quote='', escape='', header=false, "
        f"columns={{'line': 'VARCHAR'}}, compression='zstd', max_line_size=20000000)) "
        f"TO '{target}' (FORMAT csv, HEADER false, QUOTE '', DELIMITER '\\x01', COMPRESSION zstd)"
    )


def duckdb_json(folder: Path) -> None:
    """Peer of import: DuckDB reads the JSON lines alone and writes Parquet, checking nothing."""
    source, target = folder / "hub/models.jsonl.zst", folder / "peer.parquet"
    duckdb.execute(
        f"COPY (FROM read_json('{source}', format='newline_delimited', ignore_errors=true, "
        f"maximum_object_size=20000000, sample_size=20000, union_by_name=true, "
        f"map_inference_threshold=20)) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
    )


def networkx_families(folder: Path) -> None:
    """Peer of link: networkx builds the graph from the finished edges and finds its families."""
    edges = pq.read_table(folder / "study/edges.parquet", columns=["child_id", "parent_id"])
    graph = nx.DiGraph()
    graph.add_nodes_from(
        pq.read_table(folder / "study/nodes.parquet", columns=["model_id"])[0].to_pylist()
    )
    graph.add_edges_from(zip(*(column.to_pylist() for column in edges.columns), strict=True))
    founders = {node for node in graph if graph.in_degree(node) == 0}
    families = list(nx.weakly_connected_components(graph))
    depth = nx.dag_longest_path_length(graph) if nx.is_directed_acyclic_graph(graph) else -1
    sys.stdout.write(f"{len(founders)} {len(families)} {depth}\n")


def copy_tables(folder: Path, *names: str) -> None:
    """Bound of a stage: read the tables it reads and write them again, doing nothing."""
    for name in names:
        path = folder / f"study/{name}.parquet"
        if path.exists():
            pq.write_table(pq.read_table(path), folder / f"peer-{name}.parquet", compression="zstd")


PEERS: dict[str, Peer] = {
    "simulate": decompress,
    "import": duckdb_json,
    "link": networkx_families,
    "describe": lambda folder: copy_tables(folder, "models"),
    "mutation and drift": lambda folder: copy_tables(folder, "edges", "traits"),
    "check": lambda folder: copy_tables(folder, "edges", "models"),
    "report": lambda folder: copy_tables(folder, "overview", "mutation", "ordering", "findings"),
}

SAYS = {
    "simulate": "DuckDB copies the same lines from file to file",
    "import": "DuckDB's own JSON reader, checking nothing",
    "link": "networkx, graph and families only, from the finished edges",
    "describe": "Arrow reads and writes `models`",
    "mutation and drift": "Arrow reads and writes `edges` and `traits`",
    "check": "Arrow reads and writes `edges` and `models`",
    "report": "Arrow reads and writes the tables drawn",
}

if __name__ == "__main__":
    PEERS[sys.argv[1]](Path(sys.argv[2]))
