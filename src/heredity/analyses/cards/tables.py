"""The tables `card_facts`, `card_changes` and `card_resemblance`."""

from __future__ import annotations

from typing import Final

from heredity.analyses.changes import COLUMNS
from heredity.analyses.transitions import COMPAT, EDGE_SET
from heredity.store.schema import Column, TableSpec, table

CARD_FACTS = table(
    TableSpec(
        "card_facts",
        "One model's card in numbers; cards whose text was not imported have no row. It speaks of "
        "models, not of edges.",
        (
            Column("model_id", "string", "The model."),
            Column(
                "characters", "int64", "Length with front matter.", unit="characters"
            ),
            Column("words", "int64", "Words between white space, with front matter.", unit="words"),
            Column("body_characters", "int64", "Length without.", unit="characters"),
            Column("body_words", "int64", "Words without.", unit="words"),
            Column("sections", "int64", "Headings.", unit="headings"),
            Column(
                "generated", "bool", "Whether it says that a program wrote it.",
                null="the text is empty",
            ),
            Column(
                "template", "string", "The template that it follows.",
                null="it follows none, or has no word beside its front matter",
            ),
        ),
        key=("model_id",),
    )
)  # fmt: skip

MEASURES: Final = (
    "`exists` (0 or 1), `characters` and `words` (with front matter), `body_characters` and "
    "`body_words` (without), `sections` (headings), `generated` and `template` (0 or 1), "
    "`languages` (their number). In the published form also `… , all edges`, where what is missing "
    "counts as a value."
)

CARD_CHANGES = table(
    TableSpec(
        "card_changes",
        "How cards change along the edges of a set that carry a relation.",
        (
            Column("measure", "string", f"What is compared: {MEASURES}"),
            EDGE_SET,
            Column("relation", "string", "Relation that the edges carry; `any` for all."),
            COMPAT,
            *COLUMNS,
        ),
        key=("measure", "edge_set", "relation", "compat"),
    )
)

CARD_RESEMBLANCE = table(
    TableSpec(
        "card_resemblance",
        "How much two cards have in common along the edges of a set that carry a relation, and two "
        "cards drawn at random.",
        (
            EDGE_SET,
            Column(
                "relation", "string",
                "Relation that the edges carry; `any` for all, `strangers` for random pairs.",
            ),
            COMPAT,
            Column("edges", "int64", "Pairs of which both have a card with words.", unit="edges"),
            Column("population", "int64", "Edges of the set with the relation, or pairs drawn."),
            Column(
                "mean", "float64",
                "Mean Jaccard similarity of their shingles of three words, estimated from 64 slots "
                "each; names masked, numbers and front matter left out.",
                null="no pair",
            ),
            Column(
                "low", "float64", "Lower end of its 95 % interval.", null="fewer than two families"
            ),
            Column("high", "float64", "Upper end.", null="fewer than two families"),
            Column("median", "float64", "Median.", null="no pair"),
            Column("alike", "float64", "Share of near-duplicates.", null="no pair"),
            Column(
                "same_template", "float64", "Share of which both follow one template.",
                null="no pair",
            ),
            Column("families", "int64", "Families with such a pair."),
            Column("missing", "string", "What counts as missing."),
            Column("interval", "string", "Where the interval comes from."),
            Column("resamples", "int64", "Resamples that it rests on."),
            Column("seed", "int64", "Seed of their random numbers."),
        ),
        key=("edge_set", "relation", "compat"),
    )
)  # fmt: skip
