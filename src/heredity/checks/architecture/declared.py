"""Rules on the configuration alone."""

from __future__ import annotations

import json
from typing import Final

from heredity.checks.architecture.headers import GUIDE
from heredity.checks.examples import model
from heredity.checks.registry import Example, Tables, check
from heredity.checks.wording import evidence, verdicts
from heredity.core.findings import Severity
from heredity.knowledge.architectures.conflicts import claims, declared_pair
from heredity.store.expr import Table
from heredity.store.jsontext import json_field
from heredity.store.schema import Column, TableSpec

PAIRS: Final = TableSpec(
    "pairs",
    "Declared types and classes that contradict each other.",
    tuple(Column(n, "string", n) for n in ("kind", "classes", "message")),
)


@check(
    "ARC005",
    title="Declared class belongs to another model type",
    severity=Severity.WARN,
    confidence="0.9.",
    reason="One of the two was copied or edited. Libraries believe the type, people the class.",
    reference=GUIDE,
    reads=("models",),
    hit=Example(
        "A class of BERT beside the type of RoBERTa.",
        {
            "models": [
                model(
                    "ann/x", config='{"model_type":"roberta","architectures":["BertForMaskedLM"]}'
                )
            ]
        },
    ),
    passes=Example(
        "A pair that belongs together; unknown names; a part of a composite; nothing.",
        {
            "models": [
                model("ann/a", config='{"model_type":"bert","architectures":["BertForMaskedLM"]}'),
                model("ann/b", config='{"model_type":"ours","architectures":["BertForMaskedLM"]}'),
                model("ann/c", config='{"model_type":"bert","architectures":["OurModel"]}'),
                model("ann/d", config='{"model_type":"bert"}'),
                model("ann/e"),
            ]
        },
    ),
)
def pair(tables: Tables) -> Table:
    """A declared class that the reference knows, but only for other types than the declared."""
    models = tables["models"]
    rows = models.select(
        "model_id",
        kind=json_field(models.config, "model_type"),
        classes=json_field(models.config, "architectures"),
        own=json_field(models.config, "auto_map").notnull(),
    )
    rows = rows.filter(rows.kind.notnull() & rows.classes.notnull() & ~rows.own)
    distinct = tables.store.run(rows.select("kind", "classes").distinct()).to_pylist()
    found: dict[str, list[str]] = {name: [] for name in PAIRS.names}
    for row in distinct:
        said = claims("", {"model_type": row["kind"], "architectures": _list(row["classes"])})
        for one in declared_pair(said):
            found["kind"].append(row["kind"])
            found["classes"].append(row["classes"])
            found["message"].append(one.message)
    rows = rows.join(tables.load(PAIRS, found), ["kind", "classes"])
    return verdicts(
        rows,
        confidence=rows.message.length() * 0 + 0.9,
        model_id=rows.model_id,
        parent_id=rows.message.nullif(rows.message),
        message=rows.message,
        evidence=evidence("models", config_type=rows.kind, config_classes=rows.classes),
    )


def _list(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None
