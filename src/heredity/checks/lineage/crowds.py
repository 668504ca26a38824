"""Models with more parents than anything but a merge has."""

from __future__ import annotations

from heredity.checks.examples import edge
from heredity.checks.registry import Example, Tables, check
from heredity.checks.wording import evidence, listed, verdicts
from heredity.core.findings import Severity
from heredity.store.expr import Table, ifelse, literal

CROWD = 10
"""Parents from which on a model that is no merge is worth a look."""


@check(
    "LIN010",
    title="Very many parents, and no merge",
    severity=Severity.INFO,
    confidence="0.7; 0.4 where an edge says quantized, for a copy of a merge lists the parents of "
    "the merge.",
    reason="Weights descend from one model unless several are merged. Long lists mostly name "
    "models that were compared, used as teachers, or belong to one collection.",
    reference="docs/reference/tables.md#edges, column merge",
    reads=("edges",),
    hit=Example(
        "Ten parents, all said to be fine-tuned.",
        {
            "edges": [edge("ann/many", f"bob/base-{n}", "finetune") for n in range(CROWD)],
        },
    ),
    passes=Example(
        "A merge of ten, and a model with nine parents.",
        {
            "edges": [
                *(edge("ann/merge", f"bob/base-{n}", "merge") for n in range(CROWD)),
                *(edge("ann/nine", f"bob/base-{n}", "finetune") for n in range(CROWD - 1)),
            ],
        },
    ),
)
def crowd_of_parents(tables: Tables) -> Table:
    """A model with ten or more parents, none of them by merging."""
    edges = tables["edges"]
    sizes = edges.group_by("child_id").agg(
        parents=edges.count(), merged=edges.merge.any(), quantized=edges.quantized.any()
    )
    crowds = sizes.filter((sizes.parents >= CROWD) & ~sizes.merged)
    named = edges.semi_join(crowds, "child_id")
    named = named.group_by("child_id").agg(ids=named.parent_id.collect().sort())
    rows = crowds.join(named, "child_id")
    return verdicts(
        rows,
        confidence=ifelse(rows.quantized, 0.4, 0.7),
        model_id=rows.child_id,
        parent_id=literal(None, type="string"),
        message=literal("Names ")
        + rows.parents.cast("string")
        + " parents without being called a merge: "
        + listed(rows.ids)
        + ".",
        evidence=evidence("edges", parents=rows.ids, quantized=rows.quantized),
    )
