"""Texts taken apart and cleaned by column: what the vectors of texts are made from.

Row-wise work that Arrow has no kernel for (removing from each text a word of its own) runs in a
private DuckDB in memory; everything keeps the order of the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any, Final

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from heredity.store.columns import Flags, Ints, at, flags, integers, whole

MARK: Final = "\uffff"
"""Stands before each text where texts are run together; Unicode gives it no meaning."""

_PLAIN: Final = r"^[ -&(-\[\]-~]*$"
"""Printable ASCII without quote and backslash: its literal is itself between quotes."""

_WITHOUT: Final = """
    SELECT list_reduce(list_prepend(text, words), lambda rest, word: replace(rest, word, ''))
    AS text
    FROM data ORDER BY place
"""

Points = npt.NDArray[np.uint32]


def code_points(column: pa.Array) -> Points:
    """All texts in lower case as one run of Unicode code points, `MARK` before each text.

    Lower case is Python's, so that İ and the final sigma come out as in `str.lower`. A null is an
    empty text.
    """
    if column.null_count:
        column = column.fill_null("")
    rows = pa.ListArray.from_arrays(pa.array([0, len(column)], pa.int32()), column)
    joined = (pc.binary_join(rows, MARK)[0].as_py() or "") if len(column) else ""
    if joined.count(MARK) != max(len(column) - 1, 0):
        return code_points(pc.replace_substring(column, MARK, " "))
    text = MARK + joined.lower() if len(column) else ""
    return np.frombuffer(text.encode("utf-32-le"), np.uint32)


def byte_lengths(column: pa.Array) -> Ints:
    """Bytes of each text; 0 for null."""
    return integers(pc.binary_length(column)).astype(np.int64, copy=False)


def byte_content(column: pa.Array) -> tuple[npt.NDArray[np.uint8], Ints]:
    """The bytes of all texts, and where each text begins among them, and the end of the last."""
    if not len(column) or column.buffers()[2] is None:
        return np.zeros(0, np.uint8), np.zeros(len(column) + 1, np.int64)
    _, offsets, data = column.buffers()
    ends = np.frombuffer(offsets, np.int32)[column.offset : column.offset + len(column) + 1]
    return np.frombuffer(data, np.uint8), ends.astype(np.int64)


def without_words(column: pa.Array, rows: Ints, words: pa.Array) -> pa.Array:
    """Take literal words out of texts.

    Args:
        column: The texts, without nulls.
        rows: The text that each word is taken out of.
        words: The words; of one text's words the longest goes first, ties in binary order, so that
            an id goes as a whole before the name that it ends in.
    """
    length = byte_lengths(words)
    keep = np.flatnonzero(length > 0)
    codes, different = distinct(at(words, keep))
    rank = integers(pc.rank(different, tiebreaker="first"))[codes]
    keep = keep[np.lexsort((rank, -length[keep], rows[keep]))]
    named, first = np.unique(rows[keep], return_index=True)
    ends = pa.array(np.append(first, len(keep)), pa.int32())
    lists = pa.ListArray.from_arrays(ends, at(words, keep))
    places = np.arange(len(named))
    data = pa.table({"place": places, "text": at(column, named), "words": lists})
    return overlaid(column, named, whole(_asked(_WITHOUT, data).column("text")))


def overlaid(column: pa.Array, rows: Ints, texts: pa.Array) -> pa.Array:
    """The column with other texts at some rows, each named once."""
    if not len(rows):
        return column
    place = np.arange(len(column))
    place[rows] = len(column) + np.arange(len(rows))
    return pa.concat_arrays([column, texts]).take(pa.array(place))


def contains(texts: pa.Array, words: pa.Array) -> Flags:
    """Whether each text holds the word beside it."""
    data = pa.table({"place": np.arange(len(texts)), "text": texts, "word": words})
    found = _asked("SELECT contains(text, word) AS hit FROM data ORDER BY place", data)
    return flags(found.column("hit"))


def _asked(query: str, data: pa.Table) -> pa.Table:
    with duckdb.connect(":memory:", config={"threads": 2}) as connection:
        connection.register("data", data)
        return connection.sql(query).to_arrow_table()


def distinct(column: pa.Array | pa.ChunkedArray) -> tuple[npt.NDArray[np.int32], pa.Array]:
    """A column of texts as numbers in order of first appearance, -1 for null; and the texts."""
    found = whole(column).dictionary_encode()
    codes = found.indices.fill_null(-1) if found.null_count else found.indices
    return codes.to_numpy(zero_copy_only=False), found.dictionary


def numbered(
    values: npt.NDArray[np.uint64],
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint64], Ints]:
    """Numbers by their place among the distinct ones, these, and where each first appears.

    Unlike a sort this is quick where few numbers make up most of the values.
    """
    found = pa.array(values).dictionary_encode()
    codes: npt.NDArray[np.int32] = found.indices.to_numpy(zero_copy_only=False)
    different: npt.NDArray[np.uint64] = found.dictionary.to_numpy(zero_copy_only=False)
    first = np.empty(len(different), np.int64)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    return codes, different, first


def places_in(column: pa.Array | pa.ChunkedArray, known: pa.Array) -> Ints:
    """Place of each text among known ones; -1 for a stranger."""
    return integers(pc.index_in(whole(column), value_set=known), null=-1).astype(np.int64)


def list_parts(column: pa.Array | pa.ChunkedArray) -> tuple[Ints, pa.Array]:
    """Lists taken apart: where each begins (one more than lists), and all values; null is empty."""
    lists = whole(column)
    lengths = integers(pc.list_value_length(lists))
    return np.concatenate([[0], np.cumsum(lengths)]), lists.flatten()


def starts(column: pa.Array, prefix: str) -> Flags:
    """Whether each text begins with a prefix."""
    return flags(pc.starts_with(column, prefix))


def rewritten(column: pa.Array, pattern: str, by: str) -> pa.Array:
    """The texts with every match of a regular expression (RE2) replaced."""
    return pc.replace_substring_regex(column, pattern, by)


def stacked(columns: list[pa.Array]) -> pa.Array:
    """Columns of texts one below the other."""
    return pa.concat_arrays([whole(column).cast(pa.string()) for column in columns])


def run_together(offsets: Ints, values: pa.Array, separator: str) -> pa.Array:
    """Lists of texts, each joined to one text.

    Args:
        offsets: Where each list begins among the values; one more than lists.
        values: The texts of all lists.
        separator: What stands between two.
    """
    rows = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values)
    return pc.binary_join(rows, separator)


def as_texts(values: Any) -> pa.Array:
    """Python texts as a column."""
    return pa.array(values, pa.string())


def days(column: pa.Array) -> pa.Array:
    """Times as days."""
    return column.cast(pa.date32(), safe=False)


def plain_numbers(column: pa.Array) -> pa.Array:
    """Values as texts; a number without a fraction has no point."""
    if pa.types.is_floating(column.type):
        return as_texts([None if v is None else _number(v) for v in column.to_pylist()])
    return column.cast(pa.string())


def _number(value: float) -> str:
    return f"{value:.0f}" if value.is_integer() else repr(value)


def python_literals(column: pa.Array) -> pa.Array:
    """Texts as Python writes them in its source; null stays null."""
    odd = np.flatnonzero(~flags(pc.fill_null(pc.match_substring_regex(column, _PLAIN), True)))
    plain = pc.binary_join_element_wise("'", column, "'", "")
    return overlaid(plain, odd, as_texts([repr(text) for text in at(column, odd).to_pylist()]))


def instants(column: pa.Array) -> pa.Array:
    """Times as the hub writes them: `2024-12-01T06:00:34.000Z`."""
    return pc.strftime(column.cast(pa.timestamp("ms"), safe=False), "%Y-%m-%dT%H:%M:%SZ")


def keyed(key: str, column: pa.Array) -> pa.Array:
    """Values with their key before them, as in a Python literal; null stays null."""
    return pc.binary_join_element_wise(f"'{key}': ", column.cast(pa.string()), "")


def side_by_side(columns: Sequence[pa.Array], separator: str) -> pa.Array:
    """The texts of each row joined; nulls are left out."""
    # Arrow 26 drops a row of nothing but nulls, so such a row gets an empty text.
    there = reduce(pc.or_, [pc.is_valid(column) for column in columns])
    first = pc.if_else(there, columns[0], "")
    return pc.binary_join_element_wise(first, *columns[1:], separator, null_handling="skip")


def framed(before: str, column: pa.Array, after: str) -> pa.Array:
    """Texts with something before and something after them."""
    return pc.binary_join_element_wise(before, column, after, "")


def otherwise(column: pa.Array, other: pa.Array) -> pa.Array:
    """The texts of a column, and those of another where it has none."""
    return pc.coalesce(column, other)


def truths(column: pa.Array) -> pa.Array:
    """Flags as Python writes them."""
    return pc.if_else(column, "True", "False")


def hidden(column: pa.Array, rows: Flags) -> pa.Array:
    """The column with null at some rows."""
    return pc.if_else(pa.array(rows), None, column)


def digests(column: pa.Array, digits: int) -> pa.Array:
    """The first hexadecimal digits of the SHA-256 digest of each text."""
    data = pa.table({"place": np.arange(len(column)), "text": column})
    made = _asked("SELECT sha256(text) AS made FROM data ORDER BY place", data).column("made")
    return pc.utf8_slice_codeunits(whole(made), 0, digits)
