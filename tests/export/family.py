"""A family to export: a base, a fine-tune, a quantized copy, a merge, a stub, a cycle, a loner."""

from datetime import UTC, datetime

from heredity.checks.examples import edge, model

BORN = datetime(2024, 1, 1, 12, 30, tzinfo=UTC)

FAMILY = {
    "models": [
        model("a/base", license=["mit", "apache-2.0"], task="text-generation", library="peft",
              downloads=7, created_at=BORN, tags=["en"]),
        model("a/child_1", license=[], downloads=0, created_at=BORN),
        model("a/grand", created_at=BORN),
        model("a/merged", created_at=BORN),
        model("a/other", created_at=BORN),
        model("x/lone", created_at=BORN),
        model("y/1", created_at=BORN),
        model("y/2", created_at=BORN),
    ],
    "edges": [
        edge("a/child_1", "a/base", "finetune", evidence=["resolved", "tag"]),
        edge("a/grand", "a/child_1", "quantized", "merge", evidence=["card"]),
        edge("a/merged", "a/child_1", "merge"),
        edge("a/merged", "a/other", "merge"),
        edge("a/other", "z/gone", evidence=["curated"], parent_in_snapshot=False, confidence=0.9),
        edge("y/1", "y/2", "adapter"),
        edge("y/2", "y/1", "adapter", cut=True),
    ],
}  # fmt: skip
EDGES = {(e["parent_id"], e["child_id"]) for e in FAMILY["edges"] if not e["cut"]}
NAMES = {end for pair in EDGES for end in pair}
