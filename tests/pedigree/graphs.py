"""Random pedigrees for property tests: merges, cycles, parents in any order."""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from heredity.core.edgesets import RELATIONS, parse_edge_set
from heredity.pedigree.edges import UNBORN
from heredity.pedigree.graph import Pedigree, pack, preference
from tests.oracles import pedigree as oracle

EDGE_SETS = ("all", "typed", "no-merges", "finetune", "finetune+adapter", "merge", "unspecified")


@dataclass
class Drawn:
    """A random pedigree: edges (child, parent, relations), sorted, and creations.

    Attributes:
        nodes: Number of nodes.
        edges: The edges; without cycles if drawn so.
        born: Creation of each node; None where it is not known.
    """

    nodes: int
    edges: list[tuple[int, int, set[str]]]
    born: dict[int, int | None]

    def pedigree(self, edge_set: str = "all") -> Pedigree:
        """As integer arrays."""
        child = np.array([c for c, _, _ in self.edges], np.int64)
        parent = np.array([p for _, p, _ in self.edges], np.int64)
        flags = {
            name: np.array([name in carried for _, _, carried in self.edges], bool)
            for name in RELATIONS
        }
        known = [UNBORN if self.born[node] is None else self.born[node] for node in self.born]
        cut = np.zeros(len(child), bool)
        bits = pack(flags)
        choice = preference(child, parent, bits, np.array(known, np.int64), cut)
        return Pedigree(parse_edge_set(edge_set), self.nodes, child, parent, bits, choice, cut)

    def graph(self, edge_set: str = "all") -> oracle.Graph:
        """By the letter."""
        inside = [edge for edge in self.edges if oracle.belongs(edge[2], edge_set)]
        return oracle.preferred(inside, self.born)


@st.composite
def drawn(draw: st.DrawFn, most: int = 9, cycles: bool = False) -> Drawn:
    """Draw a pedigree of a few nodes."""
    nodes = draw(st.integers(1, most))
    ends = st.integers(0, nodes - 1)
    pairs = draw(st.sets(st.tuples(ends, ends).filter(lambda pair: pair[0] != pair[1])))
    if not cycles:
        # A parent comes before its child in a random order, so that no cycle can close.
        rank = draw(st.permutations(range(nodes)))
        pairs = {pair if rank[pair[0]] > rank[pair[1]] else pair[::-1] for pair in pairs}
    some = st.sets(st.sampled_from(RELATIONS[:4]), min_size=1, max_size=2)
    relations = st.one_of(some, st.just({"unspecified"}))
    edges = [(c, p, draw(relations)) for c, p in sorted(pairs)]
    dates = st.one_of(st.none(), st.integers(0, 3))
    return Drawn(nodes, edges, {node: draw(dates) for node in range(nodes)})
