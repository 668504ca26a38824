"""A model's family at a glance."""

from __future__ import annotations

import msgspec
import numpy as np

from heredity.core.edgesets import RELATIONS
from heredity.pedigree.graph import Pedigree, unpack
from heredity.pedigree.load import NodeNames, load_pedigree
from heredity.store import Store
from heredity.store.columns import Ints

SHOWN = 10


class Ancestor(msgspec.Struct):
    """One of the members with the most models below them.

    Attributes:
        model_id: The model.
        generation: Edges from its founder on the forest.
        children: Its children.
        descendants: Its descendants, counted over all parents.
    """

    model_id: str
    generation: int
    children: int
    descendants: int


class FamilyView(msgspec.Struct):
    """A family in one edge set.

    Attributes:
        model_id: The model that was asked for.
        edge_set: The edge set.
        family_id: Smallest id among the members.
        founder_id: Founder with the most descendants, ties to the smallest id.
        models: Members, stubs included.
        stubs: Members that no record describes.
        founders: Members without a parent.
        edges: Edges within the family.
        relations: Edges that carry each relation; an edge may carry several.
        depth: Edges on the longest lineage.
        widths: Members of each generation on the forest of primary parents, founders first.
        edges_left_out: Edges that are not to a primary parent, which the forest does without.
        generation: Generation of the model that was asked for.
        lineage: Its primary lineage, founder first.
        leading: The members with the most models below them on the forest, and their numbers.
    """

    model_id: str
    edge_set: str
    family_id: str
    founder_id: str
    models: int
    stubs: int
    founders: int
    edges: int
    relations: dict[str, int]
    depth: int
    widths: list[int]
    edges_left_out: int
    generation: int
    lineage: list[str]
    leading: list[Ancestor]


def family(store: Store, model_id: str, edge_set: str = "all") -> FamilyView:
    """The family of a model.

    Args:
        store: A study that has been linked.
        model_id: An id of the study; see `resolve_model`.
        edge_set: Edge set whose family is meant.

    Raises:
        UnknownModel: The id is not in the study.
        UserError: There is no such edge set.
    """
    names = NodeNames(store)
    node = names.node(model_id)
    whole = load_pedigree(store, edge_set)
    members = whole.members(node)
    own = whole.within(members)
    here = int(np.searchsorted(members, node))
    _, founder = own.leaders
    flags = unpack(own.relations)
    return FamilyView(
        model_id=model_id,
        edge_set=own.edge_set.name,
        family_id=names.of(members[:1])[0],
        founder_id=names.of(members[founder])[0],
        models=len(members),
        stubs=int((~names.in_snapshot[members]).sum()),
        founders=int(own.founders.sum()),
        edges=len(own.child),
        relations={name: int(flags[name].sum()) for name in RELATIONS},
        depth=int(own.depth.max()),
        widths=np.bincount(own.generation).tolist(),
        edges_left_out=own.edges_left_out,
        generation=int(own.generation[here]),
        lineage=names.of(members[own.lineage(here)]),
        leading=_leading(own, members, names),
    )


def _leading(own: Pedigree, members: Ints, names: NodeNames) -> list[Ancestor]:
    """The members with the largest clades; leaves are none."""
    top = np.argsort(-own.subtree, kind="stable")[:SHOWN]
    top = top[own.down.degree[top] > 0]
    return [
        Ancestor(
            names.of([members[node]])[0],
            int(own.generation[node]),
            int(own.down.degree[node]),
            len(own.descendants(node)[0]),
        )
        for node in top.tolist()
    ]
