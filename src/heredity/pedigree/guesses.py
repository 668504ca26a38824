"""Parents of one model that nobody declared, as they were inferred."""

from __future__ import annotations

import msgspec

from heredity.core.edgesets import RELATIONS
from heredity.pedigree.load import inferred_fits
from heredity.store import Store
from heredity.store.lookup import looking


class Guess(msgspec.Struct):
    """One possible parent of a model that declares none.

    Attributes:
        model_id: The parent.
        in_snapshot: False where no record describes it.
        relations: What the edge would carry.
        evidence: What speaks for it.
        confidence: Probability that it is the parent.
        confident: Whether it counts in edge sets with `+inferred`.
    """

    model_id: str
    in_snapshot: bool
    relations: list[str]
    evidence: list[str]
    confidence: float
    confident: bool


def guesses(store: Store, node: int) -> list[Guess]:
    """The inferred parents of a node, the best first; none where none fit the present links.

    Args:
        store: A study that has been linked.
        node: Node of the model.
    """
    if not inferred_fits(store):
        return []
    with looking(store) as lookup:
        found = lookup.rows("inferred", "child", [node])
    return [
        Guess(
            row["parent_id"],
            row["parent_in_snapshot"],
            [name for name in RELATIONS if row[name]],
            row["evidence"],
            round(row["confidence"], 3),
            row["confident"],
        )
        for row in sorted(found, key=lambda row: row["rank"])
    ]
