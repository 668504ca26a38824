"""The published procedure from end to end, for timing beside ours.

python -m tests.oracles.paper prepare STUDY TABLE.csv
python -m tests.oracles.paper metadata TABLE.csv RESULT.json
python -m tests.oracles.paper cards TABLE.csv RESULT.json
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from tests.oracles.paper import cards, graph, similarity
from tests.oracles.paper.rows import parsed, published_rows, record_text

TRAITS = ("license", "language", "task", "library")
SETS = ("all", "finetune")
GENERATIONS = (
    ("A", "finetune", 5_000, 1_000),
    ("B", "finetune+adapter", 500, 10_000),
    ("B", "no-merges", 500, 10_000),
)
"""Name, edge set, patterns drawn and resamples."""

Generation = tuple[str, str, int, int]
SEED = 1


def prepare(study: Path, table: Path) -> None:
    """Write the published table of a study."""
    published_rows(study).to_csv(table, index=False)


def traits(found: Any) -> dict[str, Any]:
    """Mutation rates, transitions and orderings."""
    results: dict[str, Any] = {}
    for trait in TRAITS:
        models = graph.appearances(found, trait)
        for edge_set in SETS:
            arrows = graph.transitions(found, edge_set, trait)
            results[f"{trait} {edge_set}"] = {
                "mutation": graph.mutation(found, edge_set, trait),
                "ordering": graph.ordering(arrows, models, 20),
            }
    return results


def similar(
    found: Any, texts: dict[str, str], generations: Sequence[Generation] = GENERATIONS
) -> dict[str, Any]:
    """Similarities of all patterns with intervals, for each of the published results."""
    results = {}
    for name, edge_set, draws, resamples in generations:
        sims = similarity.sampled(graph.subgraph(found, edge_set), texts, draws, SEED)
        for cell, values in sims.items():
            ends = similarity.interval(values, resamples, SEED)
            results[" ".join(map(str, (name, edge_set, *cell)))] = [
                sum(values) / len(values),
                *ends,
            ]
    return results


def metadata(table: Path) -> dict[str, Any]:
    """Everything that needs no card."""
    rows = pd.read_csv(table, low_memory=False)
    found = graph.build_graph(rows)
    texts = {row.model_id: record_text(row) for row in rows.itertuples()}
    return {
        "counts": cards.counts(found),
        "traits": traits(found),
        "similarity": similar(found, texts),
        "parents' names removed": similar(found, nameless(rows, texts), GENERATIONS[:1]),
    }


def nameless(rows: pd.DataFrame, texts: dict[str, str]) -> dict[str, str]:
    """The texts without the ids and the names of the parents."""
    found = dict(texts)
    for name, parents in zip(rows["model_id"], rows["parent_model"], strict=True):
        for parent in parsed(parents):
            for word in (parent, parent.split("/")[-1]):
                found[name] = found[name].replace(word, "")
    return found


def with_cards(table: Path) -> dict[str, Any]:
    """What needs cards."""
    found = graph.build_graph(pd.read_csv(table, low_memory=False))
    texts = {
        name: card[: cards.EXCERPT]
        for name, card in found.nodes(data="card")
        if cards.eligible(card)
    }
    return {"means": cards.card_means(found, "all"), "similarity": similar(found, texts)}


if __name__ == "__main__":
    what, source, target = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    if what == "prepare":
        prepare(source, target)
    else:
        result = {"metadata": metadata, "cards": with_cards}[what](source)
        target.write_text(json.dumps(result, indent=1))
