"""Numbers decided by the counted parameters, where they are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from heredity.knowledge.names.elements import Element
from heredity.knowledge.names.values import count_of, value_of

_NEAR: Final = 7 / 8
_ADAPTER: Final = 8.0


def with_total(
    elements: Sequence[Element], roles: Sequence[str], total: float, adapter: bool
) -> tuple[list[Element], list[str]]:
    """Decide what numbers are, given the counted parameters.

    A number is a count of parameters only if it is at most seven eighths of the total away from it;
    for an adapter, whose total is its own count, if it is at least an eighth of the total.
    Otherwise it is a context length, a number of tokens, or the size of something else, unless the
    next number is an active size that fits.

    Args:
        elements: Elements as read without a total.
        roles: What each is to the fields.
        total: Counted parameters.
        adapter: Whether the total is an adapter's own count.
    """
    answer, decided = list(elements), list(roles)
    active = any(role == "active" for role in roles)
    best = _best(elements, decided, total, adapter)
    for at, one in enumerate(elements):
        if not _may_count(one):
            continue
        counted = count_of(one.text)
        if decided[at] == "active" or counted is None:
            continue
        if fits(counted, total, adapter) or (active and one.code == "P"):
            role = "params" if at == best or best is None else ""
            answer[at] = replace(one, code="P", value=counted, confidence=0.98, alternatives=())
            decided[at] = role
        else:
            answer[at], decided[at] = _otherwise(one)
    return answer, decided


def fits(counted: float, total: float, adapter: bool = False) -> bool:
    """Whether a claimed count may be that of a network with so many counted parameters."""
    if adapter:
        return counted >= total / _ADAPTER
    return abs(counted - total) <= _NEAR * total


def _may_count(one: Element) -> bool:
    return one.code == "P" or "P" in one.alternatives


def _best(
    elements: Sequence[Element], roles: Sequence[str], total: float, adapter: bool
) -> int | None:
    """The element that fits best; for an adapter the first that fits."""
    fitting = [
        (0.0 if adapter else abs(counted - total), at)
        for at, one in enumerate(elements)
        if _may_count(one)
        and roles[at] != "active"
        and (counted := count_of(one.text)) is not None
        and fits(counted, total, adapter)
    ]
    return min(fitting)[1] if fitting else None


def _otherwise(one: Element) -> tuple[Element, str]:
    """What a number is that cannot count the parameters."""
    low = one.text.lower()
    if low.endswith(("k", "m")) and "K" in (one.code, *one.alternatives):
        value = value_of("K", one.text)
        return replace(one, code="K", value=value, confidence=0.8, alternatives=("C",)), "context"
    code = "R" if low.endswith(("b", "t")) else "C"
    return replace(one, code=code, value=None, confidence=0.6, alternatives=("P",)), ""
