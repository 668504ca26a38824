"""What else the owner of a model publishes, and how many models depend on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np

from heredity.pedigree.graph import Pedigree
from heredity.store.columns import Ints
from heredity.store.lookup import Lookup


@dataclass(frozen=True, slots=True)
class Owner:
    """An owner in one study.

    Attributes:
        name: The account; None for a legacy id without owner.
        models: Models of the account in the study.
        first: Creation of the oldest of them; None where it is not known.
        reach: Models that descend from any of them; None where the study has not been linked.
    """

    name: str | None
    models: int = 0
    first: datetime | None = None
    reach: int | None = None


NOBODY: Final = Owner(None)


def owner_of(lookup: Lookup, pedigree: Pedigree | None, model_id: str) -> Owner:
    """The owner of a model; found by the beginning of ids, which are sorted."""
    if "/" not in model_id or not lookup.has("models"):
        return NOBODY
    name = model_id.partition("/")[0]
    span = [f"{name}/", f"{name}0"]  # the sign behind the slash
    text = (
        "SELECT count(*) AS models, min(created_at) AS first FROM models "
        "WHERE model_id >= ? AND model_id < ?"
    )
    row = lookup.ask(["models"], text, span)[0]
    if pedigree is None:
        return Owner(name, row["models"], row["first"])
    text = "SELECT node FROM nodes WHERE model_id >= ? AND model_id < ?"
    nodes = [row["node"] for row in lookup.ask(["nodes"], text, span)]
    return Owner(name, row["models"], row["first"], _reach(pedigree, np.array(nodes, np.int64)))


def _reach(pedigree: Pedigree, nodes: Ints) -> int:
    """How many models descend from any of some nodes; they themselves are not counted."""
    down = pedigree.down
    seen = np.zeros(pedigree.nodes, bool)
    seen[nodes] = True
    front = nodes
    reached = 0
    while len(front):
        front = np.unique(down.target[down.places(front)])
        front = front[~seen[front]]
        seen[front] = True
        reached += len(front)
    return reached
