"""A table's description as pieces of DuckDB's SQL."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from heredity.store.schema import TableSpec
from heredity.store.workbench import quoted

_PLAIN: Final = {
    "string": "VARCHAR",
    "int64": "BIGINT",
    "float64": "DOUBLE",
    "bool": "BOOLEAN",
    "timestamp": "TIMESTAMPTZ",
    "date": "DATE",
}


def type_sql(text: str) -> str:
    """A column type, from the words of `heredity.store.types`."""
    if text.startswith("list<"):
        return f"{type_sql(text[5:-1])}[]"
    if text.startswith("struct<"):
        fields = [part.split(":", 1) for part in text[7:-1].split(",")]
        return f"STRUCT({', '.join(f'{n.strip()} {type_sql(k.strip())}' for n, k in fields)})"
    return _PLAIN[text]


def name_sql(name: str) -> str:
    """A column's name."""
    return f'"{name}"'


def columns_sql(spec: TableSpec) -> str:
    """The columns of a table, to select."""
    return ", ".join(name_sql(name) for name in spec.names)


def null_sql(spec: TableSpec, name: str) -> str:
    """Null, as a column of a table would have it."""
    kinds = {c.name: c.type for c in spec.columns}
    return f"CAST(NULL AS {type_sql(kinds[name])}) AS {name_sql(name)}"


def no_rows_sql(spec: TableSpec) -> str:
    """A table without rows, and their `place`."""
    columns = ", ".join(null_sql(spec, name) for name in spec.names)
    return f"SELECT {columns}, 0::BIGINT AS place WHERE false"


def parquet_sql(paths: Sequence[Path], numbered: bool = False) -> str:
    """The rows of Parquet files; numbered ones have their place in `file_row_number`."""
    names = ", ".join(quoted(str(path)) for path in paths)
    return f"read_parquet([{names}], file_row_number = {str(numbered).lower()})"
