"""Sections of cards: which headings stand in how many of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np

from heredity.analyses.along import ANY, Along
from heredity.analyses.cards.gathering import Cards, hash_of
from heredity.analyses.forms import OURS
from heredity.analyses.transitions import COMPAT, EDGE_SET
from heredity.core.edgesets import RELATIONS
from heredity.store.columns import Flags
from heredity.store.plain import stacked
from heredity.store.schema import Column, TableSpec, table

LISTED: Final = 100
"""Headings that are listed for each relation, besides the standard ones."""

NO_PARENT: Final = "no parent"

STANDARD: Final = (
    "model details", "model description", "model sources", "uses", "direct use",
    "downstream use", "out of scope use", "bias risks and limitations", "recommendations",
    "how to get started with the model", "training details", "training data",
    "training procedure", "preprocessing", "training hyperparameters", "speeds sizes times",
    "evaluation", "testing data factors & metrics", "testing data", "factors", "metrics",
    "results", "summary", "model examination", "environmental impact",
    "technical specifications", "model architecture and objective", "compute infrastructure",
    "hardware", "software", "citation", "glossary", "more information", "model card authors",
    "model card contact",
)  # fmt: skip
"""Headings of the hub's standard card template, made plain; `[optional]` is left off."""

CARD_SECTIONS = table(
    TableSpec(
        "card_sections",
        "In how many cards a heading stands, by the relation that made the model.",
        (
            EDGE_SET,
            Column(
                "relation",
                "string",
                "Relation of the model to a parent: `any` for all cards, `no parent` for models "
                "without one; a model with several relations counts in each.",
            ),
            COMPAT,
            Column(
                "heading",
                "string",
                "The heading in small letters, without markup, numbering and `[optional]`.",
            ),
            Column("standard", "bool", "Whether the hub's standard card template has it."),
            Column("rank", "int64", "Rank by number of cards among the relation's headings."),
            Column("cards", "int64", "Cards with the heading, in any place.", unit="cards"),
            Column("share", "float64", "Their share.", null="no card"),
            Column("population", "int64", "Cards with a text.", unit="cards"),
            Column("missing", "string", "What counts as missing."),
        ),
        key=("edge_set", "relation", "rank", "heading", "compat"),
    )
)

MISSING: Final = (
    "cards whose text was imported count; headings are lines of one to six # outside of code"
)


def section_rows(along: Along, cards: Cards) -> Any:
    """The table `card_sections`: all standard headings, and the commonest others."""
    kinds, code = np.unique(cards.heading, return_inverse=True)
    pairs = np.unique(np.stack([code, cards.heading_of]), axis=1)
    standard = {hash_of(heading): heading for heading in STANDARD}
    rows: list[Mapping[str, Any]] = []
    for relation, of in _groups(along, cards):
        held = pairs[0][of[pairs[1]]]
        counts = dict(zip(kinds.tolist(), np.bincount(held, minlength=len(kinds)).tolist(),
                          strict=True))  # fmt: skip
        rows += _of_group(counts, standard, cards.labels, relation, int(of.sum()))
    return stacked(CARD_SECTIONS, rows)


def _groups(along: Along, cards: Cards) -> Iterator[tuple[str, Flags]]:
    """Which cards belong to each relation."""
    yield ANY, np.ones(len(cards.node), bool)
    nodes = along.population.nodes
    child = np.zeros(nodes, bool)
    child[along.child] = True
    for relation in RELATIONS:
        marked = np.zeros(nodes, bool)
        marked[along.child[along.carrying(OURS, relation)]] = True
        if marked.any():
            yield relation, marked[cards.node]
    yield NO_PARENT, ~child[cards.node]


def _of_group(
    counts: Mapping[int, int],
    standard: Mapping[int, str],
    labels: Mapping[int, str],
    relation: str,
    population: int,
) -> Iterator[dict[str, Any]]:
    known = {key: standard.get(key) or labels.get(key) for key in {*counts, *standard}}
    rows = [(-counts.get(key, 0), label, key) for key, label in known.items() if label]
    ranked = sorted(row for row in rows if row[0] or row[2] in standard)
    for rank, (negative, label, key) in enumerate(ranked, 1):
        if rank <= LISTED or key in standard:
            yield {
                "edge_set": "all",
                "relation": relation,
                "compat": False,
                "heading": label,
                "standard": key in standard,
                "rank": rank,
                "cards": -negative,
                "share": -negative / population if population else None,
                "population": population,
                "missing": MISSING,
            }
