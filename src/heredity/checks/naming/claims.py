"""What all names claim, as columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from heredity.knowledge.names import CODES, parse_batches
from heredity.store.columns import Flags, coded

Floats = np.ndarray[Any, np.dtype[np.float64]]
BATCH: Final = 50_000
WORTH_SHARING: Final = 200_000
"""Names from which on a second process pays for its start."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What the name of each model claims.

    Attributes:
        params: Parameters; NaN if none.
        active: Active parameters; NaN if none.
        bits: Bits a weight; NaN if none.
        context: Context length; NaN if none.
        version: Whether it claims a version.
        quant: Whether it claims a quantization.
        format: Whether it claims a file format.
        codes: Which codes its elements have, as bits by their place in `CODES`.
    """

    params: Floats
    active: Floats
    bits: Floats
    context: Floats
    version: Flags
    quant: Flags
    format: Flags
    codes: np.ndarray[Any, np.dtype[np.int64]]

    def has(self, code: str) -> Flags:
        """Where a name has an element of a code."""
        found: Flags = (self.codes >> CODES.index(code)) & 1 > 0
        return found


def claims_of(names: Any, processes: int = 2) -> Claims:
    """Read the names of all models; each distinct name once.

    Args:
        names: A column of names without nulls.
        processes: How many processes share the work of many names.
    """
    place, distinct = coded(names)
    several = processes if len(distinct) > WORTH_SHARING else 1
    parts: list[tuple[Any, ...]] = [
        (p.params, p.active_params, p.bits, p.context,
         _there(p.version), _there(p.quant), _there(p.format), _codes(p))
        for p in parse_batches(_batches(distinct), processes=several)
    ]  # fmt: skip
    if not parts:
        none, no = np.empty(0), np.empty(0, bool)
        return Claims(none, none, none, none, no, no, no, np.empty(0, np.int64))
    columns = [np.concatenate(column)[place] for column in zip(*parts, strict=True)]
    return Claims(*columns)


def _batches(names: Any) -> Iterator[list[str]]:
    for start in range(0, len(names), BATCH):
        yield names[start : start + BATCH].to_pylist()


def _there(values: list[str | None]) -> Flags:
    return np.array([value is not None for value in values], bool)


def _codes(parsed: Any) -> np.ndarray[Any, np.dtype[np.int64]]:
    names = len(parsed.names)
    owner = np.repeat(np.arange(names), np.diff(parsed.offsets))
    found = np.zeros(names, np.int64)
    np.bitwise_or.at(found, owner, np.left_shift(np.int64(1), parsed.codes.astype(np.int64)))
    return found
