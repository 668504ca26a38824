"""Column types as text, and the Arrow types that they stand for.

The upper floors describe their tables without Arrow: `"int64"`, `"list<string>"`,
`"list<struct<relation: string, model_id: string>>"`.
"""

from __future__ import annotations

from functools import cache

import pyarrow as pa

_PLAIN: dict[str, pa.DataType] = {
    "string": pa.string(),
    "int8": pa.int8(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "bool": pa.bool_(),
    "timestamp": pa.timestamp("us", tz="UTC"),
    "date": pa.date32(),
}


@cache
def arrow_type(text: str) -> pa.DataType:
    """The Arrow type that a column type stands for.

    Args:
        text: A plain type, `list<TYPE>` or `struct<name: TYPE, ...>`, nested as needed.

    Raises:
        ValueError: The text is no type.
    """
    text = text.strip()
    if text in _PLAIN:
        return _PLAIN[text]
    if text.startswith("list<") and text.endswith(">"):
        return pa.list_(pa.field("element", arrow_type(text[5:-1])))
    if text.startswith("struct<") and text.endswith(">"):
        return pa.struct([_field(part) for part in _split(text[7:-1])])
    raise ValueError(f"'{text}' is no column type")


def _field(text: str) -> pa.Field:
    name, _, kind = text.partition(":")
    return pa.field(name.strip(), arrow_type(kind))


def _split(text: str) -> list[str]:
    """Split at the commas that stand outside angle brackets."""
    parts, depth, start = [], 0, 0
    for at, char in enumerate(text):
        depth += {"<": 1, ">": -1}.get(char, 0)
        if char == "," and depth == 0:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]]
