"""Bulk uploads, found literally: every owner of every family, every window from every upload."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction

Member = tuple[str, str | None, datetime | None]
"""Family, owner, and date of creation (None where it is not known) of one recorded model."""


def fullest(dates: Sequence[datetime], days: int) -> tuple[int, datetime | None, datetime | None]:
    """Size, first and last date of the fullest window; the earliest of equals."""
    best: tuple[int, datetime | None, datetime | None] = (0, None, None)
    for first in sorted(dates):
        inside = [d for d in dates if first <= d < first + timedelta(days=days)]
        if len(inside) > best[0]:
            best = (len(inside), first, max(inside))
    return best


def uploads(
    members: Sequence[Member], least: int, days: int, share: Fraction, smallest: int
) -> dict[tuple[str, str], tuple[int, int, datetime | None, datetime | None, bool, bool]]:
    """For each family and owner that fill the definition: owned, most, start, end, which rule."""
    found = {}
    for family, owner in sorted({(f, o) for f, o, _ in members if o}):
        size = sum(f == family for f, _, _ in members)
        own = [date for f, o, date in members if (f, o) == (family, owner)]
        most, start, end = fullest([date for date in own if date], days)
        by_share = size >= smallest and len(own) >= share * size
        if most >= least or by_share:
            found[family, owner] = (len(own), most, start, end, most >= least, by_share)
    return found
