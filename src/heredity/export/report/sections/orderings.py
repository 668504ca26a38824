"""The published orderings, to be set beside ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from heredity.knowledge.published import published

_MEASURES: Final = {
    "compatible": "compatible pairs",
    "pairs": "oriented pairs",
    "accounted": "transitions downstream",
    "transitions": "transitions",
    "accounted_share": "share of transitions",
    "net": "net",
    "objective": "optimum",
}
"""Column of the table `drift`, and what it is called in print."""

_OTHERS: Final = ("states", "tied", "bound", "gap", "undetermined")
"""Columns that nobody published."""


def published_places(trait: str, edge_set: str) -> dict[str, int]:
    """Place of each state in the published ordering over an edge set; nothing where there is none.

    Args:
        trait: The trait.
        edge_set: The edge set, by name.
    """
    rows = published(f"order of {trait}")
    return {one.item: int(one.value) for one in rows if one.edge_set == edge_set}


def place_of(places: Mapping[str, int], state: str, label: str) -> int | None:
    """The published place of a state, which print may call by its name in full."""
    return places.get(state, places.get(label))


def printed(trait: str, edge_set: str) -> dict[str, Any] | None:
    """What was published of how much an ordering explains, as a row of `drift`; None for nothing.

    Args:
        trait: The trait.
        edge_set: The edge set, by name.
    """
    rows = [r for r in published("ordering") if (r.item, r.edge_set) == (trait, edge_set)]
    if not rows:
        return None
    known = {row.measure: row.value for row in rows}
    found: dict[str, Any] = {column: known.get(name) for column, name in _MEASURES.items()}
    both = found["compatible"], found["pairs"]
    share = both[0] / both[1] if None not in both else None
    return found | {"compatible_share": share} | dict.fromkeys(_OTHERS)
