"""What tables a study holds: every table and column, with type, unit, null rule and one sentence.

The reference page is generated from this registry. Analyses register the tables that they add.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa

from heredity.core.registry import Registry
from heredity.store.types import arrow_type


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: Its name.
        type: Its type in the words of `heredity.store.types`.
        doc: One sentence that says what it holds.
        null: When it is null; empty means never.
        unit: Unit of a number; empty for a plain count, a text or a flag.
        since: Version of the table that brought the column; tables written before have null there.
    """

    name: str
    type: str
    doc: str
    null: str = ""
    unit: str = ""
    since: int = 1


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One table.

    Attributes:
        name: Its name, and that of its Parquet file.
        doc: One sentence that says what a row is.
        columns: Its columns in order.
        key: Columns that the rows are sorted by; together they identify a row.
        version: Grows when a column is added, changed or removed.
        shared: Several stages write rows of their own, told apart by the column `stage`.
        oldest: Oldest version that this one can still read.
    """

    name: str
    doc: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    version: int = 1
    shared: bool = False
    oldest: int = 1
    arrow: pa.Schema = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Work out the Arrow schema once."""
        fields = [pa.field(c.name, arrow_type(c.type), nullable=True) for c in self.columns]
        object.__setattr__(self, "arrow", pa.schema(fields))

    @property
    def names(self) -> list[str]:
        """Column names in order."""
        return [c.name for c in self.columns]


TABLES: Registry[TableSpec] = Registry("table")


def table(spec: TableSpec) -> TableSpec:
    """Register a table, so that it can be written, queried and looked up in the reference."""
    return TABLES.add(spec.name, spec)
