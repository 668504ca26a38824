"""The tables of nodes, families and members of a pedigree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from heredity.pedigree.graph import Pedigree
from heredity.store.arrow import Array, RecordBatch
from heredity.store.arrow import Table as Columns
from heredity.store.columns import Flags, Ints, at, build, slices
from heredity.store.derived import FAMILIES, MEMBERS, NODES


@dataclass(frozen=True, slots=True)
class Nodes:
    """The nodes of a study.

    Attributes:
        ids: Their ids in binary order.
        in_snapshot: Whether a record describes them.
    """

    ids: Array
    in_snapshot: Flags


def nodes_table(nodes: Nodes) -> Columns:
    """One row for each node."""
    return build(
        NODES,
        {
            "node": np.arange(len(nodes.ids)),
            "model_id": nodes.ids,
            "in_snapshot": nodes.in_snapshot,
        },
    )


def families_table(pedigree: Pedigree, nodes: Nodes) -> Columns:
    """One row for each family of a pedigree; an isolated model is a family of one."""
    count = pedigree.nodes
    families, founder = pedigree.leaders
    stubs = np.bincount(pedigree.family, ~nodes.in_snapshot, minlength=count)
    founders = np.bincount(pedigree.family, pedigree.founders, minlength=count)
    depth = np.zeros(count, np.int64)
    np.maximum.at(depth, pedigree.family, pedigree.depth)
    return build(
        FAMILIES,
        {
            "edge_set": pedigree.edge_set.name,
            "family_id": at(nodes.ids, families),
            "founder_id": at(nodes.ids, founder),
            "models": np.bincount(pedigree.family, minlength=count)[families],
            "stubs": stubs[families].astype(np.int64),
            "founders": founders[families].astype(np.int64),
            "edges": _tally(pedigree.family[pedigree.child], count)[families],
            "depth": depth[families],
        },
    )


def _tally(numbers: Ints, count: int) -> Ints:
    found: Ints = np.bincount(numbers, minlength=count).astype(np.int64)
    return found


def members_batches(pedigrees: Sequence[Pedigree], nodes: Nodes) -> Iterator[RecordBatch]:
    """One row for each node in each pedigree, piece by piece: it is the longest table of all."""
    for pedigree in pedigrees:
        for piece in slices(pedigree.nodes):
            rows = build(
                MEMBERS,
                {
                    "edge_set": pedigree.edge_set.name,
                    "model_id": nodes.ids[piece],
                    "family_id": at(nodes.ids, pedigree.family[piece]),
                    "founder_id": at(nodes.ids, pedigree.founder[piece]),
                    "generation": pedigree.generation[piece],
                    "in_snapshot": nodes.in_snapshot[piece],
                },
            )
            yield from rows.to_batches()
