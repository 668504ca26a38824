"""Ancestors by recursion, word for word; slow on purpose."""

from __future__ import annotations

from collections.abc import Iterable

Edges = Iterable[tuple[int, int]]


def distances(edges: Edges, model: int) -> dict[int, int]:
    """Generations from a model up to itself and to each of its ancestors, the shortest way."""
    parents: dict[int, set[int]] = {}
    for child, parent in edges:
        parents.setdefault(child, set()).add(parent)
    found: dict[int, int] = {}

    def climb(node: int, steps: int) -> None:
        if found.get(node, steps + 1) <= steps:
            return
        found[node] = steps
        for parent in parents.get(node, ()):
            climb(parent, steps + 1)

    climb(model, 0)
    return found


def relations(edges: Edges, models: Iterable[int]) -> dict[int, tuple[int, int, list[int]]]:
    """Every model and ancestor: generations to the nearest model, that model, all it concerns."""
    edges = list(edges)
    reached = {model: distances(edges, model) for model in models}
    nodes = {node for above in reached.values() for node in above}
    return {
        node: (
            *min((above[node], model) for model, above in reached.items() if node in above),
            sorted(model for model, above in reached.items() if node in above),
        )
        for node in nodes
    }
