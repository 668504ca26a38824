"""SARIF: findings as code scanners exchange them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, BinaryIO

from heredity.core.version import __version__
from heredity.export.escaping import sarif as escaped
from heredity.export.registry import ExportResult, Request, exporter
from heredity.export.selection import rows_of
from heredity.store import Store
from heredity.store.expr import (
    ArrayValue,
    StringValue,
    Table,
    Value,
    cases,
    coalesce,
    ifelse,
    literal,
)
from heredity.store.give import write_lines
from heredity.store.render import json_object, listed, struct, to_json

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
LEVELS = {"error": "error", "warn": "warning", "info": "note"}
FINGERPRINT = "ruleModelParent/v1"
KEY = ("code", "model_id", "parent_id", "message")


@exporter("sarif", extension=".sarif", what="findings")
def sarif(request: Request, sink: BinaryIO) -> ExportResult:
    """The findings as a SARIF 2.1.0 log, for code scanning services and editors.

    A model is a logical location; the fingerprint of a finding depends on its rule, model and
    parent only, so that a service recognizes it in the next run.
    """
    store = request.store
    rules = _rules(store)
    driver = {"name": "Heredity", "semanticVersion": _version(), "rules": rules}
    head = {"$schema": SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}}]}
    text = json.dumps(head, ensure_ascii=False)
    assert text.endswith("}]}")
    sink.write((text.removesuffix("}]}") + ', "results": [\n').encode())
    found = rows_of(request, "findings")
    place = {rule["id"]: at for at, rule in enumerate(rules)}
    lines = found.select(*KEY, line=_result(found, place))
    rows = write_lines(store, lines.order_by(list(KEY)), sink, between=",\n")
    sink.write(b"]}]}\n")
    return ExportResult(rows)


def _version() -> str:
    """The software's version in the three numbers that SARIF asks for."""
    numbers = __version__.split("+", maxsplit=1)[0].split(".")
    return ".".join([*numbers, "0", "0"][:3])


def _rules(store: Store) -> list[dict[str, Any]]:
    """The rules as SARIF describes them."""
    if not store.has("rules"):
        return []
    rows = store.run(store.table("rules").order_by("code")).to_pylist()
    return [
        {
            "id": row["code"],
            "name": "".join(re.findall("[A-Za-z]", row["title"].title())),
            "shortDescription": {"text": row["title"] + "."},
            "fullDescription": {"text": row["doc"]},
            "help": {"text": f"{row['reason']} Described in {row['reference']}."},
            "defaultConfiguration": {"level": LEVELS[row["severity"]]},
            "properties": {"tags": [row["stage"]], "confidence": row["confidence"]},
        }
        for row in rows
    ]


def _result(found: Table, place: dict[str, int]) -> StringValue:
    """Each finding as a SARIF result, in JSON text."""
    parent = _location(found.parent_id)
    members = json_object(
        ruleId=found.code,
        ruleIndex=_translated(found.code, place, -1),
        level=_translated(found.severity, LEVELS, "none"),
        rank=found.confidence * 100,
        message=struct(text=escaped(found.message)),
        locations=_location(found.model_id),
        relatedLocations=ifelse(found.parent_id.notnull(), parent, parent[:0]),
        partialFingerprints=struct(**{FINGERPRINT: _fingerprint(found)}),
    )
    # Evidence is JSON already: it goes in as it is, before the closing brace.
    evidence = coalesce(found.evidence, literal("{}"))
    properties = literal(',"properties":{"check":') + to_json(found.stage)
    properties = properties + ',"evidence":' + evidence + "}}"
    return members.left(members.length() - 1) + properties


def _translated(value: StringValue, words: Mapping[str, Any], other: Any) -> Value:
    return (
        cases(*((value == ours, theirs) for ours, theirs in words.items()), else_=other)
        if (words)
        else literal(other)
    )


def _location(model: StringValue) -> ArrayValue:
    """Where a model stands: a logical location, since it is no file."""
    name = model.re_replace("^.*/", "")
    place = struct(fullyQualifiedName=model, name=name, kind=literal("model"))
    return listed(struct(logicalLocations=listed(place)))


def _fingerprint(found: Table) -> StringValue:
    parent = coalesce(found.parent_id, literal(""))
    text = found.code + "\n" + found.model_id + "\n" + parent
    return text.hexdigest("sha256")
