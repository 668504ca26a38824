"""Between Arrow and NumPy: columns as arrays, texts as places in a sorted list of ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from heredity.store.schema import TableSpec
from heredity.store.types import arrow_type

Ints: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]

CHUNK = 262_144


def whole(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """A column in one piece."""
    if not isinstance(column, pa.ChunkedArray):
        return column
    if column.num_chunks == 1:
        return column.chunk(0)
    return column.combine_chunks() if column.num_chunks else pa.array([], column.type)


def integers(column: pa.Array | pa.ChunkedArray, null: int = 0) -> Ints:
    """A column of integers, of flags, or of times (then microseconds) as int64.

    Args:
        column: The column.
        null: What stands for null.
    """
    column = whole(column)
    if pa.types.is_timestamp(column.type):
        column = column.view(pa.int64())
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.int8())
    if column.null_count:
        column = column.fill_null(null)
    # Not `to_numpy`, which fetches pandas where it is installed: 0.2 s.
    values: Ints = np.from_dlpack(column).astype(np.int64, copy=False)
    return values


def flags(column: pa.Array | pa.ChunkedArray) -> Flags:
    """A Boolean column as a NumPy array; null is False."""
    column = whole(column)
    if column.null_count:
        column = column.fill_null(False)
    return np.from_dlpack(column.cast(pa.int8())).astype(bool)


def texts(values: Iterable[str | None]) -> pa.Array:
    """Texts as a column."""
    return pa.array(values, pa.string())


@dataclass(frozen=True, slots=True, eq=False)
class Numbering:
    """Texts by number: their rank in binary order.

    Attributes:
        texts: All texts in binary order.
        known: Number of each text that was known from the start.
        columns: The columns that were numbered, as numbers.
    """

    texts: pa.Array
    known: Ints
    columns: list[Ints]


def number(known: pa.Array | pa.ChunkedArray, columns: Sequence[pa.ChunkedArray]) -> Numbering:
    """Number known texts, and those in some columns that are not among them.

    Args:
        known: Distinct texts in binary order, without null.
        columns: Columns of texts, without null.
    """
    known = whole(known)
    pieces = [whole(column) for column in columns]
    wanted = pa.concat_arrays(pieces)
    place = integers(pc.index_in(wanted, value_set=known), null=-1)
    new = np.flatnonzero(place < 0)
    strangers = wanted.take(pa.array(new)).dictionary_encode()
    place[new] = len(known) + integers(strangers.indices)
    rank = _merged_ranks(known, strangers.dictionary)
    order = np.empty(len(rank), np.int64)
    order[rank] = np.arange(len(rank))
    texts = pa.concat_arrays([known, strangers.dictionary]).take(pa.array(order))
    borders = np.cumsum([len(piece) for piece in pieces])[:-1]
    return Numbering(texts, rank[: len(known)], np.split(rank[place], borders))


def _merged_ranks(known: pa.Array, strangers: pa.Array) -> Ints:
    """Rank of texts in binary order, then of others, among all of them together."""
    order = pc.sort_indices(strangers)
    ascending = strangers.take(order)
    # Binary search for all strangers at once: much less than to sort what is sorted.
    low, high = np.zeros(len(strangers), np.int64), np.full(len(strangers), len(known))
    while (open_ := np.flatnonzero(low < high)).size:
        middle = (low[open_] + high[open_]) // 2
        before = flags(pc.less(at(known, middle), at(ascending, open_)))
        low[open_[before]] = middle[before] + 1
        high[open_[~before]] = middle[~before]
    own = np.arange(len(known))
    rank = np.empty(len(known) + len(strangers), np.int64)
    rank[: len(known)] = own + np.searchsorted(low, own, side="right")
    rank[len(known) + order.to_numpy()] = low + np.arange(len(low))
    return rank


def at(column: pa.Array, rows: npt.NDArray[Any]) -> pa.Array:
    """The values of a column at some rows."""
    return column.take(pa.array(rows))


def at_list(lists: Sequence[Sequence[str]], rows: npt.NDArray[Any]) -> pa.Array:
    """Lists of texts chosen by number; few lists, many rows."""
    return pa.array(lists, pa.list_(pa.string())).take(pa.array(rows))


def gathered(owner: Ints, values: pa.Array | pa.ChunkedArray, owners: int) -> pa.Array:
    """Gather texts into one list for each owner, each list in binary order.

    Args:
        owner: Number of the owner of each text.
        values: The texts.
        owners: Number of owners; one without a text gets an empty list.
    """
    rows = pa.table({"owner": owner, "text": whole(values)})
    rows = rows.sort_by([("owner", "ascending"), ("text", "ascending")])
    starts = np.searchsorted(integers(rows.column("owner")), np.arange(owners + 1))
    return pa.ListArray.from_arrays(pa.array(starts, pa.int32()), whole(rows.column("text")))


def differ(one: pa.ChunkedArray, other: pa.ChunkedArray) -> Flags:
    """Whether two columns differ, row by row."""
    return flags(pc.not_equal(one, other))


def without(rows: pa.Table, name: str) -> pa.Table:
    """The rows in which a column is null."""
    return rows.filter(pc.is_null(rows.column(name)))


def with_value(rows: pa.Table, name: str) -> pa.Table:
    """The rows in which a column is not null."""
    return rows.filter(pc.is_valid(rows.column(name)))


def stacked(tables: Sequence[pa.Table]) -> pa.Table:
    """Tables one below the other."""
    return pa.concat_tables(tables)


def find_text(column: pa.Array, text: str) -> int:
    """Row of a text in a column in binary order; -1 if it is not there."""
    wanted = text.encode()
    low, high = 0, len(column)
    while low < high:
        middle = (low + high) // 2
        if column[middle].as_py().encode() < wanted:
            low = middle + 1
        else:
            high = middle
    return low if low < len(column) and column[low].as_py() == text else -1


def lowered(column: pa.Array) -> pa.Array:
    """The texts in lower case."""
    return pc.utf8_lower(column)


def last_parts(column: pa.Array) -> pa.Array:
    """The texts without what stands before their last slash."""
    return pc.replace_substring_regex(column, "^.*/", "")


def rows_equal(column: pa.Array, text: str) -> Ints:
    """Rows that hold a text."""
    return np.flatnonzero(flags(pc.equal(column, text)))


def build(spec: TableSpec, columns: Mapping[str, Any]) -> pa.Table:
    """A table from columns of Arrow or NumPy; a plain text stands for the same in every row."""
    rows = next(len(c) for c in columns.values() if not isinstance(c, str))
    full = {
        name: pa.repeat(pa.scalar(c), rows) if isinstance(c, str) else c
        for name, c in columns.items()
    }
    return pa.table(full, schema=spec.arrow)


def slices(rows: int) -> Iterator[slice]:
    """Pieces of a long column, for tables that are written piece by piece."""
    for start in range(0, rows, CHUNK):
        yield slice(start, min(start + CHUNK, rows))


def rows_of(types: Mapping[str, str], rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    """A small table from rows.

    Args:
        types: Type of each column in the words of `heredity.store.types`.
        rows: Values in the order of the columns.
    """
    columns = list(zip(*rows, strict=True)) or [()] * len(types)
    schema = pa.schema([(name, arrow_type(kind)) for name, kind in types.items()])
    return pa.table(dict(zip(types, columns, strict=True)), schema=schema)


def present(column: pa.Array | pa.ChunkedArray) -> Flags:
    """Where a column is not null."""
    return flags(pc.is_valid(column))


def coded(column: pa.Array | pa.ChunkedArray) -> tuple[Ints, pa.Array]:
    """A column of texts as numbers: the rank of each text; -1 for null.

    Returns:
        The numbers, and the distinct texts in binary order.
    """
    found = whole(column).dictionary_encode()
    order = pc.sort_indices(found.dictionary)
    rank = np.empty(len(order) + 1, np.int64)
    rank[order.to_numpy()] = np.arange(len(order))
    rank[-1] = -1
    return rank[integers(found.indices, null=-1)], found.dictionary.take(order)


def distinct_texts(column: pa.Array | pa.ChunkedArray) -> tuple[Ints, list[str]]:
    """A column of texts without null as numbers, and its distinct texts in their order there."""
    found = whole(column).dictionary_encode()
    return integers(found.indices), found.dictionary.to_pylist()


def spread(column: pa.Array | pa.ChunkedArray, there: Flags) -> pa.Array:
    """The values of a column at the places that are marked, null at the others.

    Args:
        column: As many values as there are marks.
        there: Where they belong, in their order.
    """
    place = np.cumsum(there) - 1
    return whole(column).take(pa.array(place, mask=~there))


def places_in(column: pa.Array | pa.ChunkedArray, known: pa.Array | pa.ChunkedArray) -> Ints:
    """Row of each text in a column of distinct texts; -1 where it is not there, or null."""
    return integers(pc.index_in(whole(column), value_set=whole(known)), null=-1)


def contains(column: pa.Array | pa.ChunkedArray, pattern: str) -> Flags:
    """Where a regular expression (RE2) hits a text; null is False."""
    return flags(pc.match_substring_regex(whole(column), pattern))
