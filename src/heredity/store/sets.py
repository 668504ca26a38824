"""Columns of states as integers: every distinct set of texts is a number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from heredity.store.columns import Ints, coded, integers, present, whole

NO_SET = -1
"""Code of a row that is null."""


@dataclass(frozen=True, slots=True, eq=False)
class CodedSets:
    """A column of sets of texts as numbers.

    Attributes:
        codes: Number of each row's set; `NO_SET` for null.
        sets: The distinct sets by number, each as numbers of its texts, in their order.
        names: The texts by number, in binary order.
    """

    codes: Ints
    sets: list[list[int]]
    names: list[str]


def coded_sets(column: pa.Array | pa.ChunkedArray) -> CodedSets:
    """A column of texts, flags, or lists of texts, as numbers of distinct sets.

    A text is a set of one. A flag is the text `false` or `true`. Lists count as equal if they
    hold the same texts in the same order, so they should be sorted.
    """
    column = whole(column)
    if pa.types.is_boolean(column.type):
        column = pc.cast(column, pa.string())
    if not pa.types.is_list(column.type):
        codes, names = coded(column)
        return CodedSets(codes, [[at] for at in range(len(names))], names.to_pylist())
    there, column = present(column), column.drop_null()
    items, names = coded(pc.list_flatten(column))
    length = integers(pc.list_value_length(column))
    numbers, first = _numbered(items, length)
    start = np.cumsum(length) - length
    sets = [items[start[row] : start[row] + length[row]].tolist() for row in first]
    codes = np.full(len(there), NO_SET, np.int64)
    codes[there] = numbers
    return CodedSets(codes, sets, names.to_pylist())


def _numbered(items: Ints, length: Ints) -> tuple[Ints, Ints]:
    """Number each list by the numbers of its items, and find a row that holds each of them.

    Lists are told apart item by item, all at once; those that have ended drop out.
    """
    start = np.cumsum(length) - length
    number, known = np.zeros(len(length), np.int64), 1
    most = int(items.max(initial=0)) + 1
    for at in range(int(length.max(initial=0))):
        rows = np.flatnonzero(length > at)
        keys = number[rows] * most + items[start[rows] + at]
        distinct, place = np.unique(keys, return_inverse=True)
        number[rows] = known + place
        known += len(distinct)
    _, first, place = np.unique(number, return_index=True, return_inverse=True)
    return place, first
