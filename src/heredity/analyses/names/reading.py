"""Names of models read by the parser, as record batches of the table `names`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np

from heredity.analyses.clusters import Floats
from heredity.knowledge.names import CODES, CONVENTIONS, NameColumns, ParsedName, parse
from heredity.knowledge.names import parse_batches as parser_batches
from heredity.store import Store
from heredity.store.arrow import Array, RecordBatch
from heredity.store.cardtexts import batch_of
from heredity.store.columns import (
    Flags,
    Ints,
    at,
    at_list,
    integers,
    present,
    rows_equal,
    texts,
    whole,
)
from heredity.store.named import ELEMENT
from heredity.store.nested import cut_out, structs, table_batches

BATCH: Final = 32_768
"""Names that are read together."""

PARALLEL: Final = 150_000
"""Names from which on a second process pays."""

NEAR: Final = 7 / 8
ADAPTER: Final = 8.0
ADAPTER_LIBRARY: Final = "peft"

SORTED: Final = tuple(sorted(CODES))
"""Codes in the order of their bits."""

_BIT: Final = np.array([1 << SORTED.index(code) for code in CODES], np.int64)
_MAY_COUNT: Final = np.isin(list(CODES), ["P", "K", "R", "C"])


def processes(names: int) -> int:
    """How many processes are to share so many names."""
    return min(2, os.cpu_count() or 1) if names >= PARALLEL else 1


def model_batches(store: Store) -> Iterator[RecordBatch]:
    """The table `names`, in pieces: memory does not grow with the number of models."""
    rows = store.rows("models")
    totals, adapters = _totals(store)

    def chunks() -> Iterator[list[str]]:
        for batch in table_batches(store, "models", ["model_id"], BATCH):
            yield batch.column(0).to_pylist()

    first = 0
    for read in parser_batches(chunks(), processes=processes(rows)):
        part = slice(first, first + len(read.names))
        first += len(read.names)
        yield names_batch(read, totals[part], adapters[part])


def _totals(store: Store) -> tuple[Floats, Flags]:
    """Counted parameters of each model, NaN if not known; and whether it is an adapter."""
    rows = store.rows("models")
    if store.rows("traits") != rows:
        return np.full(rows, np.nan), np.zeros(rows, bool)
    held = store.arrow("traits", ["parameters", "library"])
    known = present(held.column("parameters"))
    counted = np.where(known, integers(held.column("parameters")), np.nan)
    adapters = np.zeros(rows, bool)
    adapters[rows_equal(whole(held.column("library")), ADAPTER_LIBRARY)] = True
    return np.where(counted > 0, counted, np.nan), adapters


def names_batch(read: NameColumns, totals: Floats, adapters: Flags) -> RecordBatch:
    """Names as rows of the table `names`.

    Args:
        read: The names, read without totals.
        totals: Counted parameters of each, NaN if not known: they decide what numbers are.
        adapters: Whether each is an adapter, so that its total is its own count.
    """
    again = np.flatnonzero(doubtful(read, totals, adapters))
    better = {
        int(row): parse(read.names[row], total=float(totals[row]), adapter=bool(adapters[row]))
        for row in again
    }
    return _batch(with_answers(read, better) if better else read, read)


def doubtful(read: NameColumns, totals: Floats, adapters: Flags) -> Flags:
    """Names whose numbers the total may decide another way: the others are not read again."""
    with np.errstate(invalid="ignore"):
        near = np.where(
            adapters, read.params >= totals / ADAPTER, np.abs(read.params - totals) <= NEAR * totals
        )
    unsure = _MAY_COUNT[read.codes] & (read.confidences < 1)
    name = np.repeat(np.arange(len(read.names)), np.diff(read.offsets))
    open_ = np.bincount(name, unsure, len(read.names)) > 0
    known: Flags = np.isfinite(totals)
    return known & (open_ | (np.isfinite(read.params) & ~near))


def with_answers(read: NameColumns, better: dict[int, ParsedName]) -> NameColumns:
    """The names with some of them read again; spans stay, codes, values and fields may change."""
    codes, values, sure = read.codes.copy(), list(read.values), read.confidences.copy()
    params, active, context = read.params.copy(), read.active_params.copy(), read.context.copy()
    bits = read.bits.copy()
    version, quant, format_ = list(read.version), list(read.quant), list(read.format)
    for row, one in better.items():
        low = int(read.offsets[row])
        for place, element in enumerate(one.elements, low):
            codes[place] = CODES.index(element.code)
            values[place], sure[place] = element.value, element.confidence
        params[row], active[row] = _number(one.params), _number(one.active_params)
        context[row], bits[row] = _number(one.context), _number(one.bits)
        version[row], quant[row], format_[row] = one.version, one.quant, one.format
    return replace(
        read, codes=codes, values=values, confidences=sure, params=params, active_params=active,
        context=context, bits=bits, version=version, quant=quant, format=format_,
    )  # fmt: skip


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def _batch(read: NameColumns, alone: NameColumns) -> RecordBatch:
    """Rows of names, and of the same names read without totals."""
    columns: dict[str, Any] = {
        "model_id": texts(read.names),
        "elements": _elements(read),
        "codes": _codes(read),
        "params": _floats(read.params),
        "params_by_name": _floats(alone.params),
        "active_params": _floats(read.active_params),
        "version": texts(read.version),
        "quant": texts(read.quant),
        "bits": _floats(read.bits),
        "format": texts(read.format),
        "context": _whole(read.context),
        "context_by_name": _whole(alone.context),
        "convention": at(texts(CONVENTIONS), read.conventions),
    }
    return batch_of(columns)


def _whole(values: Floats) -> Any:
    known = np.isfinite(values)
    return np.ma.masked_array(np.where(known, values, 0).astype(np.int64), ~known)


def _floats(values: Floats) -> Any:
    return np.ma.masked_invalid(values)


def _elements(read: NameColumns) -> Array:
    name = np.repeat(np.arange(len(read.names)), np.diff(read.offsets))
    spans = cut_out(
        texts(read.names), name, read.starts.astype(np.int64), read.ends.astype(np.int64)
    )
    fields = {
        "code": at(texts(CODES), read.codes),
        "text": texts(read.texts()) if spans is None else spans,
        "start": read.starts,
        "end": read.ends,
        "value": texts(spoken(read.values)),
        "confidence": np.round(read.confidences.astype(np.float64), 4),
    }
    return structs(read.offsets.astype(np.int64), ELEMENT, fields)


def spoken(values: Sequence[Any]) -> list[str | None]:
    """Values as texts; whole numbers without a point."""
    return [v if v is None or type(v) is str else _said(v) for v in values]


def _said(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def _codes(read: NameColumns) -> Array:
    """The different codes of each name, sorted."""
    distinct, place = np.unique(masks(read.codes, read.offsets), return_inverse=True)
    return at_list([members(mask) for mask in distinct.tolist()], place)


def members(mask: int) -> list[str]:
    """The codes whose bits are set, sorted."""
    return [code for bit, code in enumerate(SORTED) if mask >> bit & 1]


def masks(codes: Any, offsets: Any) -> Ints:
    """The codes of each name as bits, in the order of the sorted codes."""
    return or_rows(_BIT[codes], np.asarray(offsets, np.int64))


def or_rows(bits: Ints, offsets: Ints) -> Ints:
    """Bits of the rows of each group put together; 0 for a group without rows."""
    found = np.zeros(len(offsets) - 1, np.int64)
    filled = np.flatnonzero(np.diff(offsets))
    if len(filled):
        found[filled] = np.bitwise_or.reduceat(bits, offsets[:-1][filled])
    return found
