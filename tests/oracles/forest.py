"""Shapes of trees by the letter: all pairs of nodes, one after another."""

from collections import Counter
from itertools import combinations

import networkx as nx

from tests.oracles.pedigree import Graph


def forest(graph: Graph) -> nx.Graph:
    """Every node with its first parent, directions dropped."""
    made = nx.Graph()
    made.add_nodes_from(range(graph.nodes))
    made.add_edges_from((child, found[0]) for child, found in graph.parents.items() if found)
    return made


def tree_of(graph: Graph, node: int) -> set[int]:
    return set(nx.node_connected_component(forest(graph), node))


def distances(graph: Graph, members: set[int]) -> list[int]:
    """Distances on the forest of all pairs of members that it connects."""
    length = dict(nx.all_pairs_shortest_path_length(forest(graph)))
    pairs = combinations(sorted(members), 2)
    return [length[one][other] for one, other in pairs if other in length[one]]


def width(graph: Graph, members: set[int]) -> int:
    """Members of the widest generation."""
    return max(Counter(len(graph.lineage(node)) for node in members).values())
