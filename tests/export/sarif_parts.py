"""The parts of SARIF 2.1.0 that we write, as a schema: names, types, bounds, and nothing besides.

Source: sections 3.13 to 3.58 of the standard (OASIS, errata 01).
"""

from __future__ import annotations

from typing import Any

import jsonschema


def obj(required: str = "", **properties: Any) -> dict[str, Any]:
    """An object with these properties and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": required.split(),
        "additionalProperties": False,
    }


def array(items: Any, **more: Any) -> dict[str, Any]:
    return {"type": "array", "items": items} | more


TEXT = {"type": "string"}
URI = TEXT | {"format": "uri-reference", "pattern": r"^[^\s\\]*$"}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
MESSAGE = obj("text", text=TEXT)
BAG = {"type": "object", "properties": {"tags": array(TEXT, uniqueItems=True)}}
LOGICAL = obj("", fullyQualifiedName=TEXT, name=TEXT, kind=TEXT)
PHYSICAL = obj(
    "artifactLocation",
    artifactLocation=obj("", uri=URI),
    region=obj("", startLine={"type": "integer", "minimum": 1}),
)
LOCATION = obj("", logicalLocations=array(LOGICAL, uniqueItems=True), physicalLocation=PHYSICAL)
SUPPRESSION = obj(
    "kind",
    kind={"enum": ["inSource", "external"]},
    status={"enum": ["accepted", "underReview", "rejected"]},
    justification=TEXT,
)
RESULT = obj(
    "message",
    ruleId=TEXT,
    ruleIndex={"type": "integer", "minimum": -1},
    level=LEVEL,
    rank={"type": "number", "minimum": -1, "maximum": 100},
    message=MESSAGE,
    locations=array(LOCATION),
    relatedLocations=array(LOCATION, uniqueItems=True),
    partialFingerprints={"type": "object", "additionalProperties": TEXT},
    suppressions=array(SUPPRESSION, uniqueItems=True),
    properties=BAG,
)
RULE = obj(
    "id",
    id=TEXT,
    name=TEXT,
    shortDescription=MESSAGE,
    fullDescription=MESSAGE,
    help=MESSAGE,
    defaultConfiguration=obj("", level=LEVEL),
    properties=BAG,
)
VERSION = TEXT | {"pattern": r"^\d+\.\d+\.\d+"}
DRIVER = obj("name", name=TEXT, semanticVersion=VERSION, rules=array(RULE, uniqueItems=True))
RUN = obj("tool", tool=obj("driver", driver=DRIVER), results=array(RESULT))
LOG = obj("version runs", **{"$schema": URI}, version={"const": "2.1.0"}, runs=array(RUN))


def check(log: Any) -> None:
    """Hold a log against the standard.

    Raises:
        jsonschema.ValidationError: It is none.
    """
    jsonschema.validate(log, LOG)
