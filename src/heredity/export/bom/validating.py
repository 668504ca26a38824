"""Documents held against the schemas of their formats, which come with the package.

The only file that knows the validator. Nothing is fetched: a schema that refers to one that is not
here is an error of ours.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

import jsonschema_rs

MOST_FAULTS: Final = 5


def _refuse(address: str) -> Any:
    raise ValueError(f"no schema is fetched, and {address} does not come with the package")


def _schema(name: str) -> Any:
    text = files("heredity").joinpath("data", "schemas", name).read_text("utf-8")
    return json.loads(text)


@cache
def _validator(name: str, beside: tuple[tuple[str, str], ...]) -> Any:
    known = [(address, _schema(file)) for address, file in beside]
    registry = jsonschema_rs.Registry(known, retriever=_refuse)
    return jsonschema_rs.validator_for(
        _schema(name), registry=registry, validate_formats=True, offline=True
    )


def faults(document: Mapping[str, Any], schema: str, beside: Mapping[str, str]) -> list[str]:
    """What is wrong with a document: place and reason, the first few; nothing if it is valid.

    Args:
        document: The document.
        schema: File of the schema.
        beside: Files of schemas that it refers to, by their addresses.
    """
    validator = _validator(schema, tuple(sorted(beside.items())))
    if validator.is_valid(document):
        return []
    found = []
    for error in validator.iter_errors(document):
        place = "/".join(str(step) for step in error.instance_path)
        found.append(f"{place or 'document'}: {error.message[:300]}")
        if len(found) == MOST_FAULTS:
            break
    return found
