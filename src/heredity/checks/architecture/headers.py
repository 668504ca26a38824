"""Rules on what headers show: declared type, declared class, head, name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from heredity.checks.architecture.kept import ASSESSMENTS, answer, last
from heredity.checks.registry import Example, Tables, check
from heredity.core.findings import Severity
from heredity.knowledge.architectures.assessment import Assessment
from heredity.knowledge.architectures.conflicts import Claims, Conflict, conflicts
from heredity.store.expr import Table
from heredity.store.schema import Column, TableSpec

READS: Final = ("assessments",)
GUIDE: Final = "docs/architectures.md"
TITLES: Final = ("severity", "model_id", "parent_id", "message", "evidence")
FOUND: Final = TableSpec(
    "found",
    "One finding.",
    (*(Column(n, "string", n) for n in TITLES), Column("confidence", "float64", "confidence")),
)


def kept(model_id: str, **columns: Any) -> dict[str, Any]:
    """A row of `assessments` for an example, by default an exact match of BERT's masked model."""
    row: dict[str, Any] = {
        "model_id": model_id,
        "name_words": [],
        "declared_type": "bert",
        "declared_classes": ["BertForMaskedLM"],
        "own_code": False,
        "method": "exact",
        "model_types": ["bert"],
        "architectures": ["BertLMHeadModel", "BertForMaskedLM"],
        "task_heads": ["causal-lm", "masked-lm"],
        "probability": 0.99,
        "type_probability": 0.99,
        "head_probability": 0.99,
    }
    return row | columns


RIGHT: Final = Example(
    "All three agree; a header like nothing known; a type of the model's own.",
    {
        "assessments": [
            kept("ann/bert", name_words=["bert"]),
            kept("ann/odd", method="abstain", model_types=[], architectures=[], task_heads=[]),
            kept("ann/own", declared_type="ours", declared_classes=["OurModel"]),
        ]
    },
)


def judged(tables: Tables) -> list[tuple[str, Claims, Assessment, Conflict]]:
    """All contradictions of all kept answers, judged once a run."""
    if not tables.store.has("assessments"):
        return []
    names = [c.name for c in ASSESSMENTS.columns]
    rows = last(tables.arrow("assessments", names).to_pylist())
    found = []
    for row in rows:
        said, shown = answer(row)
        found += [(row["model_id"], said, shown, one) for one in conflicts(said, shown)]
    return found


def verdicts(tables: Tables, kind: str) -> Table:
    """Findings of one kind, with name, configuration and header side by side as evidence."""
    rows = [
        {
            "severity": one.severity,
            "confidence": one.confidence,
            "model_id": model,
            "parent_id": None,
            "message": one.message,
            "evidence": json.dumps(_evidence(said, shown)),
        }
        for model, said, shown, one in tables.once("judged headers", judged)
        if one.kind == kind
    ]
    return tables.load(FOUND, {name: [row[name] for row in rows] for name in FOUND.names})


def _evidence(said: Claims, shown: Assessment) -> Mapping[str, Any]:
    return {
        "tables": ["assessments"],
        "tier": 2,
        "name_says": said.words,
        "config_says": {"model_type": said.model_type, "architectures": said.architectures},
        "header_shows": {
            "model_types": shown.model_types,
            "architectures": shown.architectures,
            "task_heads": shown.task_heads,
            "method": shown.method,
        },
    }


@check(
    "ARC001",
    title="Weights are those of another model type",
    severity=Severity.ERROR,
    confidence="The probability of the header's answer; an error only for an exact match.",
    reason="The declared type picks the code that loads the weights. Where it does not fit, layers "
    "are filled at random with no more than a warning.",
    reference=GUIDE,
    reads=READS,
    hit=Example(
        "Declared RoBERTa, weights of BERT.",
        {"assessments": [kept("ann/x", declared_type="roberta")]},
    ),
    passes=RIGHT,
)
def type_of(tables: Tables) -> Table:
    """A declared `model_type` that is not among those that the header may be."""
    return verdicts(tables, "type")


@check(
    "ARC002",
    title="Weights are those of another class",
    severity=Severity.WARN,
    confidence="The probability of the header's answer.",
    reason="The class decides what the model can be used for. A converted or trimmed upload often "
    "keeps the configuration of its source.",
    reference=GUIDE,
    reads=READS,
    hit=Example(
        "Declared for questions, weights for masked words.",
        {"assessments": [kept("ann/x", declared_classes=["BertForQuestionAnswering"])]},
    ),
    passes=RIGHT,
)
def class_of(tables: Tables) -> Table:
    """A declared class that is not among those that the header may be, of the right type."""
    return verdicts(tables, "class")


@check(
    "ARC003",
    title="Declared head and stored head differ",
    severity=Severity.WARN,
    confidence="The probability of the header's answer.",
    reason="A missing head is filled at random when it is loaded: the model runs and its answers "
    "mean nothing until it is trained.",
    reference=GUIDE,
    reads=READS,
    hit=Example(
        "Declared for questions, no head stored.",
        {
            "assessments": [
                kept(
                    "ann/x",
                    declared_classes=["BertForQuestionAnswering"],
                    architectures=["BertModel"],
                    task_heads=["headless"],
                )
            ]
        },
    ),
    passes=RIGHT,
)
def head_of(tables: Tables) -> Table:
    """A declared class whose head the weights lack, or a head that no declared class has."""
    return verdicts(tables, "head")


@check(
    "ARC004",
    title="Name claims another architecture than the weights show",
    severity=Severity.WARN,
    confidence="0.85 of the probability of the header's type; 0.7 (info) for another member of the "
    "right family.",
    reason="People choose by the word in the name. Teachers, parts, homonyms and families that run "
    "as others are told apart first.",
    reference=GUIDE,
    reads=READS,
    hit=Example(
        "DeBERTa in the name, weights of BERT.",
        {"assessments": [kept("ann/deberta-base", name_words=["deberta"])]},
    ),
    passes=RIGHT,
)
def name_of(tables: Tables) -> Table:
    """A name none of whose architecture words goes with the types that the header may be."""
    return verdicts(tables, "name")
