"""Windows of time: how many events of one group fall into a span that begins with each of them."""

from __future__ import annotations

from typing import Final

import numpy as np

from heredity.store.columns import Flags, Ints

DAY: Final = 86_400_000_000
"""Microseconds of a day."""


def ordered(group: Ints, time: Ints) -> Ints:
    """The order of events by group, then time, then place."""
    return np.lexsort((time, group))


def reach(group: Ints, time: Ints, width: int) -> Ints:
    """Place behind the last event of the same group that is less than `width` after each event.

    Args:
        group: Group of each event, ascending.
        time: Time of each, ascending within a group.
        width: Length of the window, positive, in the unit of the times. It is open at its end.

    Returns:
        For each event `i`, the smallest `j` above `i` such that event `j` is of another group or
        at least `width` later; the window holds events `i` to `j - 1`.
    """
    events = len(group)
    # Each event and the end of each window, in one order; at the same instant ends come first.
    moments = np.concatenate([time, time + width])
    is_event = np.arange(2 * events) < events
    order = np.lexsort((is_event, moments, np.concatenate([group, group])))
    before = np.cumsum(is_event[order])
    ends = np.empty(events, np.int64)
    places = order[~is_event[order]] - events
    ends[places] = before[~is_event[order]]
    return ends


def starts(group: Ints) -> Ints:
    """Places at which a new group begins, in an ascending column of groups."""
    return np.flatnonzero(firsts(group))


def firsts(group: Ints) -> Flags:
    """Whether each place is the first of its group, in an ascending column of groups."""
    first = np.ones(len(group), bool)
    first[1:] = group[1:] != group[:-1]
    return first
