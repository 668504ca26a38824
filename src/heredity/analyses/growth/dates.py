"""Dates of creation: what is known of them, and what the hub put in place of older ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from heredity.analyses.population import Population
from heredity.store.columns import Flags, Ints, integers, present

LEFT_OUT: Final = (
    "models without a date, and those with 2022-03-02T23:29:04Z, which the hub gave to everything "
    "older, are left out and counted"
)
"""The missing rule of every number about dates, in our form."""

TAKEN: Final = (
    "models without a date are left out and counted; 2022-03-02T23:29:04Z is taken for real"
)
"""The missing rule in the published form."""


@dataclass(frozen=True, slots=True, eq=False)
class Dates:
    """Dates of creation by node, in microseconds, UTC.

    Attributes:
        created: Date of each node; 0 where it is not known.
        known: Whether it is known.
        stated: The date as the record states it, stand-ins too; 0 where it states none.
        has: Whether it states one.
        floored: Whether it states the stand-in.
    """

    created: Ints
    known: Flags
    stated: Ints
    has: Flags
    floored: Flags


def dates_of(population: Population) -> Dates:
    """The dates of all nodes."""
    created, known = population.numbers("created")
    stated = population.text("models", "created_at")
    has = present(stated)
    return Dates(
        created=created,
        known=known,
        stated=integers(stated, null=0),
        has=has,
        floored=has & ~known,
    )


def months_of(times: Ints) -> Ints:
    """Months from January 1970 to some times in microseconds."""
    months: Ints = times.astype("datetime64[us]").astype("datetime64[M]").astype(np.int64)
    return months


def month_start(months: Ints) -> Ints:
    """Beginning of months counted from January 1970, in microseconds."""
    begun: Ints = months.astype("datetime64[M]").astype("datetime64[us]").astype(np.int64)
    return begun
