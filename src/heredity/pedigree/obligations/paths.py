"""The lineages along which obligations came."""

from __future__ import annotations

import numpy as np

from heredity.pedigree.obligations.flow import Flow
from heredity.store.columns import Ints

MOST = 100
"""Longest lineage that is spelled out; of a longer one the nearest part."""


def lineages(flow: Flow, entries: Ints) -> tuple[Ints, Ints]:
    """The nodes between an ancestor and a model, both included.

    Args:
        flow: The obligations.
        entries: Entries of the flow.

    Returns:
        Where each lineage begins, with one last end; and the nodes, the oldest first.
    """
    sizes = np.minimum(flow.distance.values[entries] + 1, MOST)
    start = np.concatenate([[0], np.cumsum(sizes)])
    nodes = np.zeros(int(start[-1]), np.int64)
    place, here, left = start[1:] - 1, entries, sizes - 1
    nodes[place] = flow.node.values[entries]
    while (going := np.flatnonzero(left > 0)).size:
        place, here, left = place[going] - 1, here[going], left[going] - 1
        nodes[place] = flow.parent.values[here]
        here = flow.above.values[here]
    return start, nodes
