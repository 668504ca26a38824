"""Parents as the published tables read them: the plain parent tags of a model, in their order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from heredity.store import Store
from heredity.store.columns import Ints, integers
from heredity.store.expr import Table, coalesce, desc
from heredity.store.plain import plain_rows

STEPS = 20
"""Most parents that the published name of a family is followed up."""

_TAG = "base_model:"


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """What the plain parent tags say.

    Attributes:
        first: Node of the first parent that each node lists; -1 where it lists none that the
            pedigree knows under the very same id.
        ranking: The lists that most models carry, each as one text, with the number of models.
        lists: Number of different lists.
        models: Models that list a parent.
    """

    first: Ints
    ranking: list[tuple[str, int]]
    lists: int
    models: int

    def name(self, node: int) -> int:
        """The node that the first listed parents lead to, `STEPS` steps at most."""
        for _ in range(STEPS):
            above = int(self.first[node])
            if above < 0:
                break
            node = above
        return node


def read_listed(store: Store, nodes: int, top: int) -> Listed:
    """Read the plain parent tags; without tags, the resolved parents stand for them.

    Args:
        store: A study that has been linked.
        nodes: Number of its nodes.
        top: Length of the ranking.
    """
    said = store.engine.load(store.run(_lists(store)))
    counted = said.group_by("parents").agg(models=said.count())
    ranked = counted.order_by([desc("models"), "parents"]).limit(top)
    whole = counted.aggregate(lists=counted.count(), models=counted.models.sum())
    ((lists, models),) = plain_rows(store.run(whole.select("lists", "models")))
    edges = store.table("edges")
    known = edges.filter(edges.parent_in_snapshot).select(
        "child_id", "parent_id", "child", "parent"
    )
    met = said.inner_join(known, [said.model_id == known.child_id, said.first == known.parent_id])
    ends = store.run(met.select("child", "parent"))
    first = np.full(nodes, -1, np.int64)
    first[integers(ends.column("child"))] = integers(ends.column("parent"))
    rows = plain_rows(store.run(ranked.select("parents", "models")))
    return Listed(first, rows, int(lists or 0), int(models or 0))


def _lists(store: Store) -> Table:
    """Models that list a parent: the first one, and all as one text."""
    models = store.table("models")
    plain = models.tags.filter(
        lambda tag: tag.startswith(_TAG) & ~tag.substr(len(_TAG)).contains(":")
    ).map(lambda tag: tag.substr(len(_TAG)))
    resolved = models.base_models.map(lambda link: link["model_id"])
    parents = coalesce(plain, resolved)
    found = models.select("model_id", parents=parents).filter(lambda t: t.parents.length() > 0)
    return found.select("model_id", first=found.parents[0], parents=found.parents.join(", "))
