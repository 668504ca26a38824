"""The table of inferred parents."""

from __future__ import annotations

from typing import Final

from heredity.core.edgesets import RELATIONS
from heredity.pedigree.infer.kinds import KINDS
from heredity.store.schema import Column, TableSpec, table

_SAYS: Final = {
    "finetune": "Derived by fine-tuning, as far as the evidence says.",
    "adapter": "An adapter for the parent.",
    "quantized": "A quantized or converted copy.",
    "merge": "A merge of the parent with others.",
    "unspecified": "No evidence names a relation.",
}

INFERRED = table(
    TableSpec(
        "inferred",
        "A possible parent of a model that declares none, from its name, card, tags or "
        "configuration.",
        (
            Column("child_id", "string", "The derived model; it has no declared parent."),
            Column("parent_id", "string", "The model that it may be derived from."),
            *(Column(name, "bool", _SAYS[name]) for name in RELATIONS),
            Column("evidence", "list<string>", f"What speaks for it: {', '.join(KINDS)}."),
            Column("parent_in_snapshot", "bool", "False where no record describes the parent."),
            Column("inferred", "bool", "True in every row."),
            Column(
                "confidence",
                "float64",
                "Probability that the derivation is real, from 0 to 1, calibrated on declared "
                "parents that were hidden.",
            ),
            Column(
                "confident",
                "bool",
                "Whether it counts in an edge set with `+inferred`: sure enough, the child's best "
                "candidate (or one of several of a merge), and closing no cycle.",
            ),
            Column(
                "exact",
                "bool",
                "Whether it is confident and in all likelihood the very parent that the child "
                "would declare: no copy, or a copy of a model that declares no parent itself. "
                "Copies of others often repeat what the copied model declares, so that the "
                "inferred parent is the nearer one.",
            ),
            Column("rank", "int64", "Its place among the child's candidates, 0 for the best."),
            Column("candidates", "int64", "Candidates that were weighed for the child."),
            Column("cut", "bool", "True where it would close a cycle."),
            Column("child", "int64", "Node of the child."),
            Column("parent", "int64", "Node of the parent."),
            Column(
                "choice",
                "int64",
                "Rank among the child's inferred parents: of the confident ones, the lowest is "
                "the primary parent.",
            ),
        ),
        key=("child", "parent"),
    )
)
