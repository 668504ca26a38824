"""Tables as data frames of the library that the caller works with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import pyarrow as pa

from heredity.core.errors import UserError


def _pandas(rows: pa.Table) -> Any:
    import pandas as pd  # noqa: PLC0415 - an optional extra

    return rows.to_pandas(types_mapper=pd.ArrowDtype)


def _polars(rows: pa.Table) -> Any:
    import polars as pl  # noqa: PLC0415 - an optional extra

    return pl.from_arrow(rows)


FRAMES: Final[Mapping[str, Callable[[pa.Table], Any]]] = MappingProxyType(
    {"arrow": lambda rows: rows, "pandas": _pandas, "polars": _polars}
)
"""How a table is handed over, by the name of the library; types and nulls are kept in all."""


def frame(rows: pa.Table, kind: str) -> Any:
    """A table as a frame of some library.

    Args:
        rows: The table.
        kind: One of `FRAMES`.

    Raises:
        UserError: There is no such kind, or its library is not installed.
    """
    if kind not in FRAMES:
        raise UserError(f"There is no frame '{kind}'.", f"Known: {', '.join(FRAMES)}.")
    try:
        return FRAMES[kind](rows)
    except ModuleNotFoundError as error:
        raise UserError(
            f"The library '{error.name}' is not installed.",
            "Install it: pip install 'heredity[frames]'",
        ) from error
