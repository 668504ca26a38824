"""Counts and means of the published study: cards, languages, children."""

from __future__ import annotations

import networkx as nx

from tests.oracles.paper.graph import chosen

PHRASES = ("automatically generated", "generated automatically")
LEAST, EXCERPT = 512, 512


def text_of(card: object) -> str:
    """A card as text; a missing one becomes the three letters that a missing number prints."""
    return card if isinstance(card, str) else "nan"


def generated(card: object) -> bool:
    """Whether a card says that a program wrote it."""
    return any(phrase in text_of(card).lower() for phrase in PHRASES)


def eligible(card: object) -> bool:
    """Whether a card takes part in similarities."""
    return isinstance(card, str) and len(card) >= LEAST and not generated(card)


def card_means(graph: nx.DiGraph, edge_set: str) -> dict[str, float]:
    """Means of parents and children over the edges of which both have a card."""
    sums = dict.fromkeys(
        ("edges", "both", "old_length", "new_length", "old_generated", "new_generated"), 0
    )
    for parent, child in chosen(graph, edge_set):
        old, new = graph.nodes[parent]["card"], graph.nodes[child]["card"]
        sums["edges"] += 1
        if len(text_of(old)) > 3 and len(text_of(new)) > 3:
            sums["both"] += 1
            sums["old_length"] += len(text_of(old))
            sums["new_length"] += len(text_of(new))
            sums["old_generated"] += generated(old)
            sums["new_generated"] += generated(new)
    return {
        name: total if name in {"edges", "both"} else total / max(sums["both"], 1)
        for name, total in sums.items()
    }


def language_means(graph: nx.DiGraph, edge_set: str) -> dict[str, float]:
    """Mean number of languages, where both report, and with none counted as 0."""
    every = [
        (len(graph.nodes[parent]["language"]), len(graph.nodes[child]["language"]))
        for parent, child in chosen(graph, edge_set)
    ]
    both = [pair for pair in every if all(pair)]

    def mean(pairs: list[tuple[int, int]], side: int) -> float | None:
        return sum(pair[side] for pair in pairs) / len(pairs) if pairs else None

    return {
        "both": len(both), "parent": mean(both, 0), "child": mean(both, 1),
        "parent_all": mean(every, 0), "child_all": mean(every, 1),
    }  # fmt: skip


def counts(graph: nx.DiGraph) -> dict[str, int]:
    """What the published study counts, and what it could have."""
    relations = [relation for _, _, relation in graph.edges(data="relation")]
    found = {relation: relations.count(relation) for relation in sorted(set(relations))}
    return found | {
        "models": graph.number_of_nodes(),
        "edges": graph.number_of_edges(),
        "cards": sum(len(text_of(card)) > 3 for _, card in graph.nodes(data="card")),
        "eligible": sum(eligible(card) for _, card in graph.nodes(data="card")),
        "with a parent": sum(degree > 0 for _, degree in graph.in_degree),
        "families": sum(len(part) > 1 for part in nx.weakly_connected_components(graph)),
        "isolated": sum(degree == 0 for _, degree in graph.degree),
    }
