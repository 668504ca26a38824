"""Counts and means of the published study: cards, languages, children."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import networkx as nx

from tests.oracles.paper.graph import chosen

Side = dict[str, Any]
"""What the graph knows of one model."""

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


def card_means(graph: nx.DiGraph, edge_set: str) -> dict[str, dict[str, float | None]]:
    """For each measure the edges that count, and the means of parents and of children."""
    every = list(chosen(graph, edge_set))
    ends = [(graph.nodes[parent], graph.nodes[child]) for parent, child in every]
    both = [pair for pair in ends if all(exists(side) for side in pair)]
    speaking = [pair for pair in ends if all(side["language"] for side in pair)]
    return {
        "exists": means(ends, exists),
        "characters": means(both, lambda side: len(text_of(side["card"]))),
        "words": means(both, lambda side: len(text_of(side["card"]).split())),
        "characters, all edges": means(ends, lambda side: len(text_of(side["card"]))),
        "words, all edges": means(ends, lambda side: len(text_of(side["card"]).split())),
        "generated": means(both, lambda side: generated(side["card"])),
        "generated, all edges": means(ends, lambda side: generated(side["card"])),
        "languages": means(speaking, lambda side: len(side["language"])),
        "languages, all edges": means(ends, lambda side: len(side["language"])),
    }


def exists(side: Side) -> bool:
    """Whether there is a card; a missing one has the length of the text that stands for it."""
    return len(text_of(side["card"])) > 3


def means(pairs: list[tuple[Side, Side]], what: Callable[[Side], float]) -> dict[str, float | None]:
    """Pairs, and the means of a number on either side."""
    n = len(pairs)
    old, new = (sum(what(pair[at]) for pair in pairs) / n if n else None for at in (0, 1))
    return {"edges": n, "parent_mean": old, "child_mean": new}


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
