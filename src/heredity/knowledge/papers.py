"""Ids of papers on arXiv: which ones cannot be.

Source of the scheme: https://info.arxiv.org/help/arxiv_identifier.html
"""

from __future__ import annotations

import re
from typing import Final

MOST_A_MONTH: Final = 40_000
"""No month has brought so many papers: the busiest so far stayed below 30,000."""

_NEW: Final = re.compile(r"(\d{2})(\d{2})\.(\d+)", re.ASCII)
_OLD: Final = re.compile(r"[a-z-]+(?:\.[a-z]{2})?/(\d{2})(\d{2})\d{3}", re.ASCII)
_BEGUN, _NEW_BEGUN, _LONGER = 1991 * 12 + 7, 2007 * 12 + 3, 2015 * 12


def flaw(paper: str, year: int, month: int) -> str:
    """Why no paper can have an id; empty if one can.

    Args:
        paper: The id in lower case, without version.
        year: Year of the newest record that may cite a paper.
        month: Its month, from 1.
    """
    if old := _OLD.fullmatch(paper):
        written = _month(old[1], old[2], century=1900 if old[1] >= "91" else 2000)
        if written is None:
            return "its month does not exist"
        return "" if _BEGUN <= written < _NEW_BEGUN else "no paper of its month has such an id"
    new = _NEW.fullmatch(paper)
    if not new:
        return "it has not the form of an id"
    written = _month(new[1], new[2], century=2000)
    if written is None:
        return "its month does not exist"
    if written > year * 12 + month - 1:
        return "its month is later than the record that cites it"
    return _number_flaw(written, new[3])


def _month(year: str, month: str, century: int) -> int | None:
    """Months since the year 0, or None."""
    return (century + int(year)) * 12 + int(month) - 1 if 1 <= int(month) <= 12 else None


def _number_flaw(written: int, number: str) -> str:
    if written < _NEW_BEGUN:
        return "no paper of its month has such an id"
    if len(number) != (5 if written >= _LONGER else 4):
        return "its number has not the digits of its month"
    if int(number) == 0:
        return "numbers begin at 1"
    if int(number) >= MOST_A_MONTH:
        return f"no month brought {MOST_A_MONTH:,} papers"
    return ""
