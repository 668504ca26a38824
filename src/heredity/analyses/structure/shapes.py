"""The shape of every family of an edge set, as columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from heredity.analyses.structure.links import Linked
from heredity.pedigree.forest import Floats, pairs, virality, widths, wiener
from heredity.store.columns import Ints


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """Families in the order of their smallest members; each array has a place for each.

    The fields are those of the table `structure_families`.

    Attributes:
        smallest: Smallest member, as a place of the linked nodes.
        founder: Founder with the most descendants, likewise.
    """

    smallest: Ints
    founder: Ints
    models: Ints
    stubs: Ints
    founders: Ints
    edges: Ints
    merges: Ints
    depth: Ints
    forest_depth: Ints
    width: Ints
    children: Ints
    trees: Ints
    largest_tree: Ints
    left_out: Ints
    wiener: Ints
    pairs: Ints
    virality: Floats
    tree_virality: Floats

    def __len__(self) -> int:
        """Number of families."""
        return len(self.smallest)


def shapes(linked: Linked) -> Shapes:
    """Measure every family of an edge set."""
    graph = linked.pedigree
    label = graph.family  # each family bears the number of its smallest member
    named = np.bincount(label, minlength=graph.nodes) > 0
    smallest, family = np.flatnonzero(named), (np.cumsum(named) - 1)[label]
    count = len(smallest)

    def tally(of: Ints) -> Ints:
        return np.bincount(of, minlength=count).astype(np.int64)

    def most(values: Ints) -> Ints:
        found = np.zeros(count, np.int64)
        np.maximum.at(found, family, values)
        return found

    models, edges = tally(family), tally(family[graph.child])
    roots = np.flatnonzero(graph.primary < 0)
    trees = tally(family[roots])
    size = graph.subtree[roots]
    distances = wiener(graph.primary, graph.founder, graph.subtree)[roots]
    tree_pairs = pairs(size)
    total, among = np.zeros(count, np.int64), np.zeros(count, np.int64)
    np.add.at(total, family[roots], distances)
    np.add.at(among, family[roots], tree_pairs)
    order = np.lexsort((roots, -size, family[roots]))
    first = order[np.r_[True, np.diff(family[roots][order]) > 0]] if count else order
    founder = graph.leaders[1]
    return Shapes(
        smallest=smallest,
        founder=founder,
        models=models,
        stubs=tally(family[~linked.known]),
        founders=tally(family[graph.founders]),
        edges=edges,
        merges=tally(family[linked.parents > 1]),
        depth=most(graph.depth),
        forest_depth=most(graph.generation),
        width=widths(family, graph.generation, count),
        children=linked.children[founder],
        trees=trees,
        largest_tree=size[first],
        left_out=edges - (models - trees),
        wiener=total,
        pairs=among,
        virality=virality(total, among),
        tree_virality=virality(distances[first], tree_pairs[first]),
    )
