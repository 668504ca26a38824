"""Parts of many short texts at once: cut at separators, kept or dropped, told apart as numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from heredity.store.cardtexts import of_lists
from heredity.store.columns import Flags, Ints, flags, integers, whole


def cut_at(texts: pa.Array, separators: str) -> tuple[Ints, Ints, pa.Array]:
    """Texts cut at each run of separators.

    Args:
        texts: Texts without null.
        separators: Letters and signs as a class of RE2, such as `[^a-z]`.

    Returns:
        Number of each part, one text after another; where each text begins among them, and the
        end; and the distinct parts by number.
    """
    even = pc.replace_substring_regex(texts, f"{separators}+", "\n")
    parts, borders = of_lists(pc.split_pattern(even, "\n"))
    found = parts.dictionary_encode()
    return integers(found.indices), borders, found.dictionary


def kept(texts: pa.Array, wanted: str, between: str) -> pa.Array:
    """What an expression of RE2 hits in each text, with one `|` for all that stands between.

    Args:
        texts: Texts.
        wanted: What is kept.
        between: What is dropped where nothing wanted begins, at least one letter.
    """
    found = pc.replace_substring_regex(texts, f"({wanted})|{between}", r"\1|")
    return pc.replace_substring_regex(found, r"\|+", "|")


def kept_lines(texts: pa.Array, wanted: str) -> pa.Array:
    """The lines of texts that an expression of RE2 hits as a whole, with `|` after each."""
    doubled = pc.replace_substring(texts, "\n", "\n\n")
    framed = pc.binary_join_element_wise("\n", doubled, "\n", "")
    return pc.replace_substring_regex(framed, f"\n({wanted})\n|\n[^\n]*\n", r"\1|")


def is_ascii(texts: pa.Array | pa.ChunkedArray) -> Flags:
    """Where a text holds nothing but ASCII."""
    return flags(pc.string_is_ascii(whole(texts)))


def beside(one: pa.Array, other: pa.Array, between: str) -> pa.Array:
    """Two texts of each row as one; the first alone where they are the same."""
    both = pc.binary_join_element_wise(one, other, between)
    return pc.if_else(pc.equal(one, other), one, both)


def numbers_of(column: pa.Array | pa.ChunkedArray) -> Ints:
    """A column of texts as numbers in the order of first appearance; null is -1."""
    return integers(whole(column).dictionary_encode().indices, null=-1)


def combined(columns: Sequence[Ints]) -> tuple[Ints, Ints]:
    """Rows told apart by several columns of whole numbers from -1 on.

    Returns:
        The first row of each distinct combination, and the combination of each row.
    """
    first, found = np.unique(columns[0], return_index=True, return_inverse=True)[1:]
    for column in columns[1:]:
        wide = int(column.max(initial=0)) + 2
        keys = found * wide + column + 1
        first, found = np.unique(keys, return_index=True, return_inverse=True)[1:]
    return first, found
