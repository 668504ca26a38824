"""Parts of mutation by hand: groups, families, gains, steps, arrows under exchange."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import permutations
from typing import Any

from tests.oracles.mutation import jaccard, relations_of, side

Row = Mapping[str, Any]


def generations(edges: Sequence[Row]) -> dict[str, int]:
    """Edges from a founder down the primary parents, which `choice` ranks."""
    primary: dict[str, Row] = {}
    for edge in edges:
        best = primary.get(edge["child_id"])
        if not edge["cut"] and (best is None or edge["choice"] < best["choice"]):
            primary[edge["child_id"]] = edge

    def down(model: str) -> int:
        return 1 + down(primary[model]["parent_id"]) if model in primary else 0

    ids = {edge[end] for edge in edges for end in ("child_id", "parent_id")}
    return {model: down(model) for model in ids}


def grouped(
    edges: Sequence[Row], traits: Mapping[str, Row], trait: str, group: Callable[[Row], Any]
) -> dict[Any, tuple[int, Fraction]]:
    """Reporting edges and their mutation, by what a function says of each edge."""
    found: dict[Any, tuple[int, Fraction]] = {}
    for edge in edges:
        parent = side(traits, edge["parent_id"], trait, False)
        child = side(traits, edge["child_id"], trait, False)
        if parent and child:
            n, mutated = found.get(group(edge), (0, Fraction(0)))
            found[group(edge)] = n + 1, mutated + jaccard(parent, child)
    return found


def gains(
    edges: Sequence[Row], traits: Mapping[str, Row], trait: str
) -> dict[str, tuple[int, int, int, int]]:
    """For each state: gains, silent parents' edges, losses, edges whose parent holds it."""
    known = []
    for edge in edges:
        parent = side(traits, edge["parent_id"], trait, False)
        child = side(traits, edge["child_id"], trait, False)
        if parent is not None and child is not None:
            known.append((parent, child))
    states = {s for parent, child in known for s in parent | (set() if parent else child)}
    silent = sum(not parent for parent, _ in known)
    return {
        state: (
            sum(not parent and state in child for parent, child in known), silent,
            sum(state in parent and not child for parent, child in known),
            sum(state in parent for parent, _ in known),
        )
        for state in states
    }  # fmt: skip


def steps(edges: Sequence[Row], traits: Mapping[str, Row], trait: str) -> tuple[int, int, int]:
    """Edges whose child has more, less, the same."""
    up = down = same = 0
    for edge in edges:
        parent, child = (traits.get(edge[end], {}).get(trait) for end in ("parent_id", "child_id"))
        if parent is not None and child is not None:
            up, down, same = (
                up + (child > parent),
                down + (child < parent),
                same + (child == parent),
            )
    return up, down, same


def arrow(parent: set[str], child: set[str], source: str, target: str) -> bool:
    return source in parent and target not in parent and target in child


def exchanged(
    edges: Sequence[Row], traits: Mapping[str, Row], trait: str, source: str, target: str
) -> tuple[int, Fraction]:
    """Edges with an arrow, and their mean over every exchange of children within relations."""
    strata: dict[frozenset[str], list[tuple[set[str], set[str]]]] = {}
    for edge in edges:
        parent = side(traits, edge["parent_id"], trait, False)
        child = side(traits, edge["child_id"], trait, False)
        if parent and child:
            of = frozenset(relations_of(edge, False))
            strata.setdefault(of, []).append((parent, child))
    observed, expected = 0, Fraction(0)
    for pairs in strata.values():
        observed += sum(arrow(parent, child, source, target) for parent, child in pairs)
        parents, children = [p for p, _ in pairs], [c for _, c in pairs]
        ways = list(permutations(children))
        met = sum(
            arrow(parent, child, source, target)
            for way in ways
            for parent, child in zip(parents, way, strict=True)
        )
        expected += Fraction(met, len(ways))
    return observed, expected
