"""Mutation, transitions and orderings by hand: dictionaries, sets, loops, fractions."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

from heredity.core.edgesets import RELATIONS, parse_edge_set

Row = Mapping[str, Any]
LAST_WINS = ["finetune", "quantized", "adapter", "merge"]


def relations_of(edge: Row, compat: bool) -> set[str]:
    carried = {name for name in RELATIONS if edge[name]}
    if not compat:
        return carried
    typed = [name for name in LAST_WINS if name in carried]
    return {typed[-1]} if typed else carried


def edges_of(edges: Iterable[Row], traits: Mapping[str, Row], name: str, compat: bool) -> list[Row]:
    """The edges of a set: none that are cut, in the published form no dangling ones."""
    wanted = parse_edge_set(name)
    return [
        edge
        for edge in edges
        if not edge["cut"]
        and not (compat and {edge["parent_id"], edge["child_id"]} - set(traits))
        and relations_of(edge, compat) & wanted.relations
        and not relations_of(edge, compat) & wanted.without
    ]


def side(traits: Mapping[str, Row], model_id: str, trait: str, compat: bool) -> set[str] | None:
    """States of a side; None where they are not known."""
    row = traits.get(model_id)
    if row is None:
        return None
    column = f"{trait}_compat" if compat and f"{trait}_compat" in row else trait
    states = row[column]
    if states is not None:
        return set(states) if isinstance(states, list) else {states}
    known = compat or row[f"{trait}_status"] in {"absent", "empty"}
    return set() if known else None


def jaccard(parent: set[str], child: set[str]) -> Fraction:
    return 1 - Fraction(len(parent & child), len(parent | child))


def rate(edges: Sequence[Row], traits: Mapping[str, Row], trait: str, compat: bool) -> Row:
    """The counts of a row of `mutation`."""
    found = {"edges": 0, "mutated": Fraction(0), "changed": 0}
    found |= {"gains": 0, "losses": 0, "neither": 0, "unknown": 0, "population": len(edges)}
    for edge in edges:
        parent = side(traits, edge["parent_id"], trait, compat)
        child = side(traits, edge["child_id"], trait, compat)
        if parent is None or child is None:
            found["unknown"] += 1
        elif parent and child:
            found["edges"] += 1
            found["mutated"] += jaccard(parent, child)
            found["changed"] += parent != child
        else:
            found["gains" if child else "losses" if parent else "neither"] += 1
    return found


def arrows_of(parent: set[str], child: set[str]) -> list[tuple[str, str]]:
    gained = [(old, new) for new in child - parent for old in parent]
    lost = [(old, new) for old in parent - child for new in child]
    return gained + lost


def transitions(
    edges: Sequence[Row], traits: Mapping[str, Row], trait: str, compat: bool
) -> dict[tuple[str, str], Fraction]:
    weights: dict[tuple[str, str], Fraction] = {}
    for edge in edges:
        parent = side(traits, edge["parent_id"], trait, compat)
        child = side(traits, edge["child_id"], trait, compat)
        arrows = arrows_of(parent, child) if parent and child else []
        for arrow in arrows:
            weight = Fraction(1) if compat else Fraction(1, len(arrows))
            weights[arrow] = weights.get(arrow, Fraction(0)) + weight
    return weights


def meetings(
    edges: Sequence[Row], traits: Mapping[str, Row], trait: str, compat: bool
) -> dict[str, dict[str, int]]:
    """For each state: reporting edges that have it on a side, gains and losses."""
    counts: dict[str, dict[str, int]] = {}

    def add(states: Iterable[str], what: str) -> None:
        for state in states:
            counts.setdefault(state, {}).setdefault(what, 0)
            counts[state][what] += 1

    for edge in edges:
        parent = side(traits, edge["parent_id"], trait, compat)
        child = side(traits, edge["child_id"], trait, compat)
        if parent is None or child is None:
            continue
        if parent and child:
            add(parent, "parents")
            add(child, "children")
        elif child:
            add(child, "gains")
        else:
            add(parent, "losses")
    return counts


def models_with(traits: Mapping[str, Row], trait: str, compat: bool) -> dict[str, int]:
    counts: dict[str, int] = {}
    for model_id in traits:
        for state in side(traits, model_id, trait, compat) or ():
            counts[state] = counts.get(state, 0) + 1
    return counts


def net_of(weights: Mapping[tuple[str, str], Fraction]) -> dict[tuple[str, str], Fraction]:
    """By how much each direction exceeds the other; ties are dropped."""
    zero = Fraction(0)
    net = {(a, b): n - weights.get((b, a), zero) for (a, b), n in weights.items()}
    return {pair: difference for pair, difference in net.items() if difference > 0}


def chosen(
    weights: Mapping[tuple[str, str], Fraction], models: Mapping[str, int], k: int
) -> list[str]:
    oriented = {state for pair in net_of(weights) for state in pair}
    frequent = sorted(oriented, key=lambda state: (-models[state], state))[: k + 5]
    return [s for s in frequent if s not in {"other", "unknown", "None", "", "[]"}][:k]


def best(states: Sequence[str], gain: Mapping[tuple[str, str], Fraction]) -> Fraction:
    """What the best order wins, by dynamic programming over subsets."""
    won: dict[frozenset[str], Fraction] = {frozenset(): Fraction(0)}
    for size in range(len(states)):
        for members in combinations(states, size):
            before = frozenset(members)
            for state in states:
                if state not in before:
                    after = before | {state}
                    more = sum((gain.get((b, state), Fraction(0)) for b in before), Fraction(0))
                    won[after] = max(won.get(after, Fraction(-1)), won[before] + more)
    return won[frozenset(states)]


def wins(order: Sequence[str], gain: Mapping[tuple[str, str], Fraction]) -> Fraction:
    """What an order wins."""
    return sum((gain.get(pair, Fraction(0)) for pair in combinations(order, 2)), Fraction(0))
