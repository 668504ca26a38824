"""Between small Arrow tables and plain Python values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from heredity.store.columns import Ints
from heredity.store.schema import TableSpec
from heredity.store.types import arrow_type

_SINGLE: Final = (str, bool, int, float, type(None))


def plain_rows(data: pa.Table) -> list[tuple[Any, ...]]:
    """The rows as tuples of plain values; for small tables."""
    return list(zip(*(column.to_pylist() for column in data.columns), strict=True))


def with_column(data: pa.Table, name: str, kind: str, values: Sequence[Any]) -> pa.Table:
    """The table with one more column.

    Args:
        data: The table.
        name: Name of the new column.
        kind: Its type, in the words of `heredity.store.types`.
        values: One plain value for each row.
    """
    return data.append_column(name, pa.array(values, arrow_type(kind)))


def without_nulls(data: pa.Table) -> pa.Table:
    """The rows that hold no null."""
    return data.drop_null()


def from_columns(kinds: Mapping[str, str], columns: Sequence[Any]) -> pa.Table:
    """A table from columns.

    Args:
        kinds: Names of the columns with their types, in the words of `heredity.store.types`.
        columns: Their values: Arrow or NumPy columns, or plain values.
    """
    return pa.table(
        {
            name: values.cast(arrow_type(kind))
            if isinstance(values, pa.ChunkedArray)
            else pa.array(values, arrow_type(kind))
            for (name, kind), values in zip(kinds.items(), columns, strict=True)
        }
    )


def stacked(spec: TableSpec, parts: Iterable[Mapping[str, Any]]) -> pa.Table:
    """A table from parts, each a mapping of columns, in the order of the table's key.

    Args:
        spec: The table.
        parts: Columns by name: NumPy arrays, plain lists, or one value for all rows of the part.
            NaN stands for null.
    """
    rows, tables = [], []
    for part in parts:
        if all(isinstance(value, _SINGLE) for value in part.values()):
            rows.append(part)  # a table of one row costs as much as one of thousands
        else:
            tables.append(_part(spec, part))
    if rows:
        names = spec.arrow.names
        tables.append(_part(spec, {name: [row[name] for row in rows] for name in names}))
    whole = pa.concat_tables(tables) if tables else spec.arrow.empty_table()
    return whole.sort_by([(name, "ascending") for name in spec.key])


def _part(spec: TableSpec, part: Mapping[str, Any]) -> pa.Table:
    rows = max((len(v) for v in part.values() if not isinstance(v, _SINGLE)), default=1)
    arrays = [
        pa.repeat(pa.array([part[f.name]], f.type, from_pandas=True)[0], rows)
        if isinstance(part[f.name], _SINGLE)
        else pa.array(part[f.name], f.type, from_pandas=True)
        for f in spec.arrow
    ]
    return pa.Table.from_arrays(arrays, schema=spec.arrow)


def numbered(column: pa.ChunkedArray) -> Ints:
    """Texts without nulls as numbers: the place of each among the distinct ones, in their order."""
    codes = column.combine_chunks().dictionary_encode()
    order = pc.sort_indices(codes.dictionary).to_numpy()
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    numbers: Ints = place[codes.indices.to_numpy(zero_copy_only=False)]
    return numbers


def in_one_piece(data: pa.Table) -> pa.Table:
    """A table each of whose columns is one piece, so that rows are found without a search."""
    return data.combine_chunks()
