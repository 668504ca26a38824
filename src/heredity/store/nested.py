"""Lists of structs as plain columns, and back; and tables read in pieces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from heredity.store.cardtexts import as_bytes, from_bytes
from heredity.store.columns import Ints, integers, whole
from heredity.store.store import Store
from heredity.store.types import arrow_type

_ASCII = 128


def table_batches(
    store: Store, table: str, columns: Sequence[str], rows: int
) -> Iterator[pa.RecordBatch]:
    """Some columns of a table, in its order and in pieces of so many rows at most.

    Raises:
        StudyError: There is no such table.
    """
    with pq.ParquetFile(store.need(table)) as file:
        yield from file.iter_batches(batch_size=rows, columns=list(columns))


def structs(offsets: Ints, kinds: Mapping[str, str], columns: Mapping[str, Any]) -> pa.Array:
    """Columns gathered into a list of structs for each row.

    Args:
        offsets: Where each row's structs begin, and the end.
        kinds: Types of the fields, in the words of `heredity.store.types`.
        columns: The fields of all structs, row after row.
    """
    fields = [pa.field(name, arrow_type(kind)) for name, kind in kinds.items()]
    values = [_column(columns[field.name], field.type) for field in fields]
    inner = pa.StructArray.from_arrays(values, fields=fields)
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), inner)


def _column(values: Any, kind: pa.DataType) -> pa.Array:
    found = values if isinstance(values, pa.Array) else pa.array(values, kind)
    return found.cast(kind)


def of_structs(column: pa.Array) -> tuple[dict[str, pa.Array], Ints]:
    """The fields of all structs one behind the other, and how many each row holds; null is none."""
    inner = pc.list_flatten(column)
    fields = {field.name: inner.field(at) for at, field in enumerate(inner.type)}
    return fields, integers(pc.list_value_length(column))


def cut_out(texts: pa.Array, place: Ints, starts: Ints, ends: Ints) -> pa.Array | None:
    """Spans of texts, all at once; None where a text is not ASCII, so that letters are not bytes.

    Args:
        texts: Texts without null.
        place: Row of the text of each span, ascending.
        starts: First letter of each span; spans of a text ascend and do not overlap.
        ends: Letter after the last.
    """
    data, borders = as_bytes(texts)
    if len(data) and int(data.max()) >= _ASCII:
        return None
    base = borders[place]
    return from_bytes(data, base + starts, base + ends)


def lower_or(first: pa.Array, second: pa.Array) -> pa.Array:
    """The first text of each row, or the second where that is null; in lower case."""
    return pc.utf8_lower(pc.coalesce(first, second))


def numbered_texts(pieces: Sequence[pa.Array]) -> tuple[Ints, pa.Array]:
    """Texts in several pieces as numbers in the order of first appearance; null is -1.

    Returns:
        The numbers of all pieces, one behind the other, and the distinct texts.
    """
    kind = pa.string()
    found = whole(pa.chunked_array(list(pieces), kind)).dictionary_encode()
    return integers(found.indices, null=-1), found.dictionary


def chosen_rows(batch: pa.RecordBatch, rows: np.ndarray[Any, Any]) -> pa.RecordBatch:
    """The rows of a batch that are marked."""
    return batch.filter(pa.array(rows))


def floats(column: pa.Array | pa.ChunkedArray) -> np.ndarray[Any, np.dtype[np.float64]]:
    """A column of numbers as float64; null is NaN."""
    values: np.ndarray[Any, np.dtype[np.float64]] = (
        whole(column).cast(pa.float64()).to_numpy(zero_copy_only=False)
    )
    return values


def plain_names(texts: pa.Array) -> pa.Array:
    """Names without owner, in lower case, each run of separators written as one hyphen."""
    bare = pc.utf8_lower(pc.replace_substring_regex(texts, "^.*/", ""))
    return pc.replace_substring_regex(bare, r"[-_. ]+", "-")


def same_texts(one: pa.Array, other: pa.Array) -> bool:
    """Whether two columns hold the same texts in the same order."""
    return bool(one.equals(other))
