"""Between Arrow columns and what the upper floors compute with: plain rows and NumPy arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from heredity.store.types import arrow_type


def plain_rows(data: pa.Table) -> list[tuple[Any, ...]]:
    """The rows as tuples of plain Python values; for small tables."""
    return list(zip(*(column.to_pylist() for column in data.columns), strict=True))


def from_rows(
    names: Sequence[str], kinds: Sequence[str], rows: Iterable[Sequence[Any]]
) -> pa.Table:
    """A table of plain rows.

    Args:
        names: Column names.
        kinds: Their types, in the words of `heredity.store.types`.
        rows: One value per column in each.
    """
    held = list(rows)
    return pa.table({
        name: pa.array([row[at] for row in held], arrow_type(kind))
        for at, (name, kind) in enumerate(zip(names, kinds, strict=True))
    })


def with_column(data: pa.Table, name: str, kind: str, values: Sequence[Any]) -> pa.Table:
    """The table with one more column, given as plain values."""
    return data.append_column(name, pa.array(values, arrow_type(kind)))


def without_nulls(data: pa.Table) -> pa.Table:
    """The rows that hold no null."""
    return data.drop_null()


def numbers(data: pa.Table, name: str) -> npt.NDArray[Any]:
    """A column of numbers without nulls, as one NumPy array."""
    return data.column(name).combine_chunks().to_numpy(zero_copy_only=False)


def codes(data: pa.Table, name: str) -> tuple[npt.NDArray[np.int64], list[str]]:
    """A column of texts without nulls, as numbers.

    Returns:
        For each row the place of its text among the distinct texts, and these, in order of their
        bytes.
    """
    column = data.column(name).combine_chunks().dictionary_encode()
    words = column.dictionary
    order = pc.sort_indices(words).to_numpy()
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    return place[column.indices.to_numpy(zero_copy_only=False)], words.take(order).to_pylist()


def by_key(data: pa.Table, key: Sequence[str]) -> pa.Table:
    """The rows in the order of some columns."""
    return data.sort_by([(name, "ascending") for name in key])
