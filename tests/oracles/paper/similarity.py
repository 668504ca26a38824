"""Similarity as the published study measures it: dense vectors, drawn patterns, loops."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import networkx as nx
import numpy as np
from rapidfuzz.distance import Levenshtein
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

Sims = dict[tuple[str, int, str], list[float]]
"""For each pattern, number of a pair and measure: the similarities of the pairs that were kept."""

TERMS = 512
MEASURES = ("levenshtein", "bow", "tfidf")


def dense_vectors(texts: Sequence[str]) -> dict[str, np.ndarray]:
    """Term counts and their TF-IDF, a full row for each text."""
    counts = CountVectorizer(ngram_range=(1, 2), vocabulary=vocabulary(texts)).transform(texts)
    weighted = TfidfTransformer().fit_transform(counts)
    return {"bow": counts.toarray().astype(float), "tfidf": weighted.toarray()}


def vocabulary(texts: Sequence[str]) -> list[str]:
    """The most frequent terms; of equally frequent ones the first by name.

    The vectorizer's own choice among those depends on how NumPy happens to sort.
    """
    every = CountVectorizer(ngram_range=(1, 2))
    times = np.asarray(every.fit_transform(texts).sum(axis=0)).ravel()
    ranked = sorted(zip(-times, every.get_feature_names_out(), strict=True))
    return sorted(term for _, term in ranked[:TERMS])


def cosine(one: np.ndarray, other: np.ndarray) -> float:
    """Cosine of two vectors; 0 if either is zero."""
    length = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(one @ other) / length if length else 0.0


def draw(
    graph: nx.DiGraph, pattern: str, draws: int, random: Random
) -> list[list[tuple[str, str]]]:
    """Occurrences of a pattern, each as its marked pairs in order."""
    if pattern == "random":
        nodes = list(graph.nodes)
        return [[tuple(random.sample(nodes, 2))] for _ in range(draws)]
    if pattern in {"fork2", "fork3"}:
        return _forks(graph, int(pattern[-1]), draws, random)
    edges = list(graph.edges)
    weights = [_weight(graph, pattern, u, v) for u, v in edges]
    if not sum(weights):
        return []
    return [
        _around(graph, pattern, *edge, random) for edge in random.choices(edges, weights, k=draws)
    ]


def _forks(graph: nx.DiGraph, size: int, draws: int, random: Random) -> list[list[tuple[str, str]]]:
    nodes = list(graph.nodes)
    degree = [graph.out_degree(node) for node in nodes]
    weights = [d * (d - 1) * (d - 2 if size == 3 else 1) for d in degree]
    if not sum(weights):
        return []
    found = []
    for node in random.choices(nodes, weights, k=draws):
        tips = random.sample(list(graph.successors(node)), size)
        found.append([(node, tips[0]), (tips[0], tips[1])])
    return found


def _weight(graph: nx.DiGraph, pattern: str, u: str, v: str) -> int:
    below, beside = graph.out_degree(v), graph.out_degree(u)
    return {
        "edge": 1,
        "chain3": below,
        "stem+fork": below * (below - 1) // 2,
        "fork+tail": below * (beside - 1),
        "chain4": below * (graph.in_degree(u) > 0),
    }[pattern]


def _around(
    graph: nx.DiGraph, pattern: str, u: str, v: str, random: Random
) -> list[tuple[str, str]]:
    if pattern == "edge":
        return [(u, v)]
    c, *others = random.sample(list(graph.successors(v)), graph.out_degree(v))
    if pattern == "chain3":
        return [(u, c), (v, c), (u, v)]
    if pattern == "stem+fork":
        return [(u, c), (v, c), (u, v), (c, others[0])]
    if pattern == "fork+tail":
        w = random.choice([w for w in graph.successors(u) if w != v])
        return [(u, c), (w, c), (v, c), (u, v), (v, w)]
    t = random.choice(list(graph.predecessors(u)))
    return [(t, c), (u, c), (t, v), (v, c), (u, v), (t, u)]


PATTERNS = ("random", "edge", "fork2", "chain3", "fork3", "stem+fork", "fork+tail", "chain4")


def sampled(
    graph: nx.DiGraph,
    texts: dict[str, str],
    draws: int,
    seed: int,
    patterns: Sequence[str] = PATTERNS,
) -> Sims:
    """Draw patterns, and compare the pairs of which both models have a text."""
    names = list(texts)
    row = {name: at for at, name in enumerate(names)}
    vectors = dense_vectors(list(texts.values()))
    random = Random(seed)
    found: Sims = {}
    for pattern in patterns:
        for pairs in draw(graph, pattern, draws, random):
            for number, (one, other) in enumerate(pairs, 1):
                if one not in row or other not in row:
                    continue
                edits = Levenshtein.normalized_similarity(texts[one], texts[other])
                found.setdefault((pattern, number, "levenshtein"), []).append(edits)
                for measure, rows in vectors.items():
                    alike = cosine(rows[row[one]], rows[row[other]])
                    found.setdefault((pattern, number, measure), []).append(alike)
    return found


def interval(values: Sequence[float], resamples: int, seed: int) -> tuple[float, float]:
    """Percentile bootstrap of the mean over pairs."""
    random = np.random.default_rng(seed)
    means = [np.mean(random.choice(values, len(values))) for _ in range(resamples)]
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)
