"""Values as text, made by the engine: JSON that any text may go into."""

from __future__ import annotations

import ibis

from heredity.store.expr import ArrayValue, StringValue, StructValue, Value


@ibis.udf.scalar.builtin(name="to_json")  # type: ignore[untyped-decorator]
def _to_json(value) -> str:  # type: ignore[no-untyped-def,empty-body]  # noqa: ANN001 - any type
    """The engine's own function; both engines have it under this name."""


def to_json(value: Value) -> StringValue:
    """A struct, list or plain value as JSON text; null stays null."""
    return _to_json(value)


def json_object(**fields: Value) -> StringValue:
    """A JSON object with these members; a null member is written as null.

    Spark leaves null members out unless its session is told otherwise.
    """
    return to_json(ibis.struct(fields))


def struct(**fields: Value) -> StructValue:
    """Values under names, as a member of a JSON object."""
    return ibis.struct(fields)


def listed(*values: Value) -> ArrayValue:
    """Values in a list, as a member of a JSON object."""
    return ibis.array(list(values))
