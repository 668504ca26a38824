"""SARIF: findings as code scanners exchange them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

from heredity.core.version import __version__
from heredity.export.escaping import sarif as escaped
from heredity.export.identity import identity
from heredity.export.registry import ExportResult, Request, exporter
from heredity.export.selection import rows_of
from heredity.store import Store
from heredity.store.expr import (
    StringValue,
    StructValue,
    Table,
    Value,
    cases,
    coalesce,
    ifelse,
    literal,
)
from heredity.store.give import write_lines
from heredity.store.render import json_object, listed, struct

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
    return ExportResult(write_log(request.store, rows_of(request, "findings"), sink, KEY))


def write_log(
    store: Store,
    found: Table,
    sink: BinaryIO,
    order: Sequence[Any],
    more: Mapping[str, Value] | None = None,
    properties: Mapping[str, Value] | None = None,
) -> int:
    """Write findings as a SARIF 2.1.0 log.

    Args:
        store: Their study.
        found: The findings, with the columns of the table `findings` and others.
        sink: Where to.
        order: What they are ordered by: columns, or `asc` and `desc` of them.
        more: Members of results that are added, or stand instead of the usual ones.
        properties: Further properties of results.

    Returns:
        Number of findings.
    """
    rules = _rules(store)
    driver = {"name": "Heredity", "semanticVersion": _version(), "rules": rules}
    head = {"$schema": SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}}]}
    text = json.dumps(head, ensure_ascii=False)
    assert text.endswith("}]}")
    sink.write((text.removesuffix("}]}") + ', "results": [\n').encode())
    place = {rule["id"]: at for at, rule in enumerate(rules)}
    ordered = found.mutate(line=_result(found, place, more or {}, properties or {})).order_by(
        list(order)
    )
    rows = write_lines(store, ordered.select("line"), sink, between=",\n")
    sink.write(b"]}]}\n")
    return rows


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


def _result(
    found: Table,
    place: Mapping[str, int],
    more: Mapping[str, Value],
    properties: Mapping[str, Value],
) -> StringValue:
    """Each finding as a SARIF result, in JSON text."""
    parent = listed(location(found.parent_id))
    usual = {
        "ruleId": found.code,
        "ruleIndex": _translated(found.code, place, -1),
        "level": _translated(found.severity, LEVELS, "none"),
        "rank": found.confidence * 100,
        "message": struct(text=escaped(found.message)),
        "locations": listed(location(found.model_id)),
        "relatedLocations": ifelse(found.parent_id.notnull(), parent, parent[:0]),
        "partialFingerprints": struct(**{FINGERPRINT: identity(found)}),
    }
    members = json_object(**{**usual, **more})
    # Evidence is JSON already: it goes in as it is, before the closing braces.
    bag = json_object(check=found.stage, **properties)
    evidence = coalesce(found.evidence, literal("{}"))
    inside = literal(',"properties":') + _open(bag) + literal(',"evidence":') + evidence
    return _open(members) + inside + "}}"


def _open(text: StringValue) -> StringValue:
    """A JSON object without its closing brace."""
    return text.left(text.length() - 1)


def _translated(value: StringValue, words: Mapping[str, Any], other: Any) -> Value:
    return (
        cases(*((value == ours, theirs) for ours, theirs in words.items()), else_=other)
        if (words)
        else literal(other)
    )


def location(model: StringValue, **more: Value) -> StructValue:
    """Where a model stands: a logical location, since it is no file; and what more is known."""
    name = model.re_replace("^.*/", "")
    place = struct(fullyQualifiedName=model, name=name, kind=literal("model"))
    return struct(logicalLocations=listed(place), **more)
