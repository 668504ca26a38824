"""Fields of JSON texts, taken out by the engine."""

from __future__ import annotations

import ibis

from heredity.store.expr import StringValue


@ibis.udf.scalar.builtin(name="get_json_object")  # type: ignore[untyped-decorator]
def _get_json_object(text: str, path: str) -> str:  # type: ignore[empty-body]
    """Spark's own function; the engine `duckdb` brings a macro of this name."""


def json_field(text: StringValue, *names: str) -> StringValue:
    """A field of JSON objects as text: strings without quotes, lists and numbers as JSON.

    Args:
        text: JSON texts; one that is none gives null.
        names: Name of the field, after those of the objects that it is in.
    """
    return _get_json_object(text, "$." + ".".join(names))
