"""The door to Ibis: what relational code on the upper floors may use to build expressions."""

from __future__ import annotations

import ibis
from ibis import cases, coalesce, greatest, least, literal, null, row_number, union
from ibis.expr.types import (
    ArrayValue,
    BooleanValue,
    Column,
    IntegerValue,
    StringValue,
    StructValue,
    Table,
    Value,
)

ifelse = ibis.ifelse
array = ibis.array
desc = ibis.desc
asc = ibis.asc
window = ibis.window

__all__ = [
    "ArrayValue",
    "BooleanValue",
    "Column",
    "IntegerValue",
    "StringValue",
    "StructValue",
    "Table",
    "Value",
    "array",
    "asc",
    "cases",
    "coalesce",
    "desc",
    "greatest",
    "ifelse",
    "least",
    "literal",
    "null",
    "row_number",
    "union",
    "window",
]
