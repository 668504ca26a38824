"""Model cards as columns of text: read in streams, front matter cut off, and as plain bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from heredity.store.columns import Flags, Ints, integers, whole
from heredity.store.store import Store
from heredity.store.types import arrow_type

Bytes: TypeAlias = npt.NDArray[np.uint8]

BATCH_CARDS = 2_048


def card_batches(
    store: Store, columns: Sequence[str], rows: int = BATCH_CARDS
) -> Iterator[pa.RecordBatch]:
    """Some columns of the table `cards`, in its order and in pieces; nothing if there is none."""
    if not store.has("cards"):
        return
    with pq.ParquetFile(store.path("cards")) as file:
        yield from file.iter_batches(batch_size=rows, columns=list(columns))


def card_places(store: Store, ids: pa.Array) -> Ints:
    """For each row of the table `cards`, the place of its model among some ids; -1 for none."""
    if not store.has("cards"):
        return np.zeros(0, np.int64)
    found = pc.index_in(whole(store.arrow("cards", ["model_id"]).column(0)), value_set=ids)
    return integers(found, null=-1)


def cards_at(store: Store, places: Ints) -> list[str]:
    """The texts of the cards at some rows of the table, in the order of the rows asked for."""
    wanted, back = np.unique(places, return_inverse=True)
    found: list[str] = []
    first = 0
    for batch in card_batches(store, ["text"]) if len(wanted) else ():
        low, high = np.searchsorted(wanted, [first, first + batch.num_rows])
        if high > low:
            found += batch.column(0).take(pa.array(wanted[low:high] - first)).to_pylist()
        first += batch.num_rows
    return [found[at] or "" for at in back.tolist()]


def cut_front(texts: pa.Array, pattern: str) -> pa.Array:
    """The texts without what a pattern finds first; null becomes empty.

    Args:
        texts: Texts.
        pattern: A regular expression in the words of RE2.
    """
    return pc.replace_substring_regex(texts.fill_null(""), pattern, "", max_replacements=1)


def characters(texts: pa.Array) -> Ints:
    """Characters of each text."""
    lengths: Ints = pc.utf8_length(texts).to_numpy(zero_copy_only=False).astype(np.int64)
    return lengths


def normalized(texts: pa.Array, rules: Sequence[tuple[str, str]]) -> pa.Array:
    """Texts after some replacements, one after the other, in the words of RE2."""
    for pattern, new in rules:
        texts = pc.replace_substring_regex(texts, pattern, new)
    return texts


def as_bytes(column: pa.Array | pa.ChunkedArray) -> tuple[Bytes, Ints]:
    """The UTF-8 bytes of all texts one behind the other, and where each begins; null is empty.

    Returns:
        The bytes, and one more position than there are texts: the last is the end.
    """
    texts = whole(column)
    if texts.null_count:
        texts = texts.fill_null("")
    if not len(texts):
        return np.zeros(0, np.uint8), np.zeros(1, np.int64)
    _, held, data = texts.buffers()
    places = np.frombuffer(held, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    offsets = places.astype(np.int64)
    content = np.frombuffer(data, np.uint8) if data is not None else np.zeros(0, np.uint8)
    return content[offsets[0] : offsets[-1]], offsets - offsets[0]


def from_bytes(data: Bytes, starts: Ints, ends: Ints) -> pa.Array:
    """Texts cut out of bytes; the pieces ascend and do not overlap, and are whole in UTF-8."""
    places = np.zeros(2 * len(starts) + 1, np.int32)
    places[0] = starts[0] if len(starts) else 0
    places[1::2] = ends
    places[2::2] = np.append(starts[1:], ends[-1:])
    both = pa.StringArray.from_buffers(2 * len(starts), pa.py_buffer(places), pa.py_buffer(data))
    return both.take(pa.array(np.arange(0, 2 * len(starts), 2)))


def listed(values: Any, offsets: Ints, kind: str) -> pa.Array:
    """Values gathered into a list for each row.

    Args:
        values: All values, row after row.
        offsets: Where each row begins, and the end.
        kind: Type of a value, in the words of `heredity.store.types`.
    """
    column = values if isinstance(values, pa.Array) else pa.array(values, arrow_type(kind))
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), column)


def of_lists(column: pa.Array) -> tuple[pa.Array, Ints]:
    """The values of all lists one behind the other, and where each list begins; null is empty."""
    lengths = pc.list_value_length(column).fill_null(0).to_numpy(zero_copy_only=False)
    return column.flatten(), np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)


def list_lengths(column: pa.Array | pa.ChunkedArray) -> tuple[Ints, Flags]:
    """Length of each list, 0 for null; and which are not null."""
    lengths = pc.list_value_length(whole(column))
    known: Flags = pc.is_valid(lengths).to_numpy(zero_copy_only=False)
    return lengths.fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64), known


def batch_of(columns: Mapping[str, Any]) -> pa.RecordBatch:
    """A record batch of Arrow or NumPy columns."""
    return pa.RecordBatch.from_pydict(
        {name: c if isinstance(c, pa.Array) else pa.array(c) for name, c in columns.items()}
    )
