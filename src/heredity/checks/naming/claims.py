"""What all names claim, as columns: from the table `names`, or read now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from heredity.knowledge.names import CODES, NameColumns, parse_batches
from heredity.store import Store
from heredity.store.cardtexts import of_lists
from heredity.store.columns import Flags, Ints, coded, distinct_texts, present, texts
from heredity.store.nested import floats, numbered_texts, same_texts, table_batches

Floats = np.ndarray[Any, np.dtype[np.float64]]
BATCH: Final = 50_000
ROWS: Final = 200_000
WORTH_SHARING: Final = 200_000
"""Names from which on a second process pays for its start."""

_READS: Final = (
    "model_id", "params", "params_by_name", "active_params", "bits", "context_by_name", "version",
    "quant", "format", "codes.list.element",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Claims:
    """What the name of each model claims, read without regard to any count.

    Attributes:
        params: Parameters; NaN if none.
        active: Active parameters; NaN if none.
        bits: Bits a weight; NaN if none.
        context: Context length; NaN if none.
        version: Whether it claims a version.
        quant: Whether it claims a quantization.
        format: Number of the file format that it claims; -1 if none.
        codes: Which codes its elements have, as bits by their place in `CODES`.
    """

    params: Floats
    active: Floats
    bits: Floats
    context: Floats
    version: Flags
    quant: Flags
    format: Ints
    codes: Ints

    def has(self, code: str) -> Flags:
        """Where a name has an element of a code."""
        found: Flags = (self.codes >> CODES.index(code)) & 1 > 0
        return found


def stored_claims(store: Store, ids: Any) -> Claims | None:
    """The claims that the table `names` holds.

    Args:
        store: The study.
        ids: Ids of all models, sorted.

    Returns:
        The claims; None where the table is missing, older than the models, or of a version that
        did not keep what a name says by itself.
    """
    if store.rows("names") != len(ids) or not len(ids) or not _by_name(store):
        return None
    parts, first = [], 0
    for batch in table_batches(store, "names", _READS, ROWS):
        if not same_texts(batch.column("model_id"), ids[first : first + batch.num_rows]):
            return None
        first += batch.num_rows
        parts.append(_stored(batch))
    return _joined(parts)


def _by_name(store: Store) -> bool:
    names = store.table("names")
    known = names.agg(all=names.params.count(), own=names.params_by_name.count())
    (row,) = store.run(known).to_pylist()
    return bool(row["own"] or not row["all"])


def _stored(batch: Any) -> tuple[Any, ...]:
    found, borders = of_lists(batch.column("codes"))
    numbers, codes = distinct_texts(found)
    bits = np.array([1 << CODES.index(code) for code in codes], np.int64)
    return (
        *(floats(batch.column(name)) for name in _NUMBERS),
        present(batch.column("version")),
        present(batch.column("quant")),
        batch.column("format"),
        _together(bits[numbers] if len(bits) else numbers, borders),
    )


_NUMBERS: Final = ("params_by_name", "active_params", "bits", "context_by_name")


def claims_of(names: Any, processes: int = 2) -> Claims:
    """Read the names of all models; each distinct name once.

    Args:
        names: A column of names without nulls.
        processes: How many processes share the work of many names.
    """
    place, distinct = coded(names)
    several = processes if len(distinct) > WORTH_SHARING else 1
    read = _joined([_read(p) for p in parse_batches(_batches(distinct), processes=several)])
    columns = (getattr(read, name)[place] for name in Claims.__slots__)
    return Claims(*columns)


def _batches(names: Any) -> Iterator[list[str]]:
    for start in range(0, len(names), BATCH):
        yield names[start : start + BATCH].to_pylist()


def _read(parsed: NameColumns) -> tuple[Any, ...]:
    bits = np.left_shift(np.int64(1), parsed.codes.astype(np.int64))
    return (
        parsed.params,
        parsed.active_params,
        parsed.bits,
        parsed.context,
        _there(parsed.version),
        _there(parsed.quant),
        texts(parsed.format),
        _together(bits, parsed.offsets.astype(np.int64)),
    )


def _joined(parts: list[tuple[Any, ...]]) -> Claims:
    """Pieces one behind the other."""
    if not parts:
        none, no, zero = np.empty(0), np.empty(0, bool), np.empty(0, np.int64)
        return Claims(none, none, none, none, no, no, zero, zero)
    columns = list(zip(*parts, strict=True))
    formats, _ = numbered_texts(columns[6])
    columns[6] = ()
    found: list[Any] = [np.concatenate(column) if column else formats for column in columns]
    return Claims(*found)


def _there(values: list[str | None]) -> Flags:
    return np.array([value is not None for value in values], bool)


def _together(bits: Ints, borders: Ints) -> Ints:
    """Bits of the elements of each name put together; 0 for a name without elements."""
    found = np.zeros(len(borders) - 1, np.int64)
    filled = np.flatnonzero(np.diff(borders))
    if len(filled):
        found[filled] = np.bitwise_or.reduceat(bits, borders[:-1][filled])
    return found
