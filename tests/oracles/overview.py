"""Overview, counted literally: one model and one edge at a time."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from heredity.core.edgesets import parse_edge_set


def chosen(edges: Sequence[Mapping[str, Any]], edge_set: str) -> list[tuple[str, str]]:
    """Child and parent of the edges of a set, those cut left out."""
    wanted = parse_edge_set(edge_set)
    return [
        (row["child_id"], row["parent_id"])
        for row in edges
        if not row["cut"]
        and any(row[name] for name in wanted.relations)
        and not any(row[name] for name in wanted.without)
    ]


def structure(
    models: Sequence[str], edges: Sequence[Mapping[str, Any]], edge_set: str
) -> dict[str, int]:
    """The counts of one edge set that need no families."""
    pairs = chosen(edges, edge_set)
    parents_of = {model: [p for c, p in pairs if c == model] for model in models}
    parents = {parent for _, parent in pairs}
    ends = {end for pair in pairs for end in pair}
    return {
        "edges": len(pairs),
        "models with a parent": sum(len(found) >= 1 for found in parents_of.values()),
        "models with several parents": sum(len(found) >= 2 for found in parents_of.values()),
        "isolated models": sum(model not in ends for model in models),
        "parents": len(parents),
        "dangling parents": sum(parent not in models for parent in parents),
        "edges to dangling parents": sum(parent not in models for _, parent in pairs),
    }


def by_children(
    edges: Sequence[Mapping[str, Any]], edge_set: str, founders_only: bool
) -> list[tuple[str, int]]:
    """Parents with their children, most first, ties by id."""
    pairs = chosen(edges, edge_set)
    children = {child for child, _ in pairs}
    counted = Counter(parent for _, parent in pairs)
    kept = [(p, n) for p, n in counted.items() if not (founders_only and p in children)]
    return sorted(kept, key=lambda pair: (-pair[1], pair[0]))


def states(values: Sequence[Sequence[str]]) -> list[tuple[str, int]]:
    """States with the models that have them, most first, ties by name."""
    counted = Counter(state for own in values for state in set(own))
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
