"""Messages and evidence of findings, built as columns."""

from __future__ import annotations

from typing import Any

from heredity.store.expr import ArrayValue, StringValue, Table, Value, ifelse, literal
from heredity.store.render import json_object

NAMED = 3
"""How many ids a message names before it only counts the others."""

COLUMNS = ("severity", "confidence", "model_id", "parent_id", "message", "evidence")


def listed(ids: ArrayValue) -> StringValue:
    """Ids in words: the first three, and how many more there are."""
    named = ids[:NAMED].join(", ")
    more = literal(" and ") + (ids.length() - NAMED).cast("string") + literal(" more")
    return ifelse(ids.length() > NAMED, named + more, named)


def evidence(*tables: str, **facts: Value) -> StringValue:
    """Evidence as JSON text.

    Args:
        tables: Tables that the verdict rests on.
        facts: The values that it rests on.
    """
    return json_object(tables=literal(list(tables)), **facts)


def verdicts(rows: Table, **columns: Any) -> Table:
    """The findings among the rows, one each: the columns that a rule returns.

    Args:
        rows: One row per finding.
        columns: `confidence`, `model_id`, `parent_id`, `message`, `evidence`, perhaps `severity`.
    """
    return rows.select(**columns)
