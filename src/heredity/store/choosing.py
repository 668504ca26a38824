"""Values chosen by row, where a negative row means none."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from heredity.store.columns import Flags, Ints, whole


def at_or_null(column: pa.Array | pa.ChunkedArray, rows: Ints) -> pa.Array:
    """The values of a column at some rows; null for a negative row."""
    return whole(column).take(pa.array(rows, mask=rows < 0))


def texts_at(texts: Sequence[str | None], rows: Ints) -> pa.Array:
    """Texts chosen by their place; null for a negative place."""
    return at_or_null(pa.array(list(texts), pa.string()), rows)


def lists_of(values: pa.Array, offsets: Ints, null: Flags) -> pa.Array:
    """Values gathered into lists.

    Args:
        values: The members of all lists.
        offsets: Where each list begins, and one last end; an empty one where it is null.
        null: Which lists are null.
    """
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values, mask=pa.array(null))


def integers_or_null(values: Ints) -> pa.Array:
    """Integers as a column; null for a negative one."""
    return pa.array(values, mask=values < 0)
