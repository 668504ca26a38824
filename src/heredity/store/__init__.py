"""The only room that knows Ibis, DuckDB, Arrow, Parquet and Spark."""

from heredity.store import derived, facts, named
from heredity.store.schema import Column, TableSpec
from heredity.store.stage import Context, Stage, StageResult
from heredity.store.store import Store

__all__ = [
    "Column",
    "Context",
    "Stage",
    "StageResult",
    "Store",
    "TableSpec",
    "derived",
    "facts",
    "named",
]
