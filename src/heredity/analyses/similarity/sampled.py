"""The table `similarity_sampled`: what drawn pairs of the patterns have in common."""

from __future__ import annotations

from heredity.store.schema import Column, TableSpec, table

SIMILARITY_SAMPLED = table(
    TableSpec(
        "similarity_sampled",
        "Mean similarity over drawn pairs of one marked pair of a pattern.",
        (
            Column("dna", "string", "What is compared: `metadata` or `card`."),
            Column("mask", "string", "What was taken out of it before, `M0` (nothing) to `M4`."),
            Column("measure", "string", "`levenshtein`, `bow` or `tfidf`."),
            Column("edge_set", "string", "Edge set that the patterns are made of."),
            Column("pattern", "string", "Pattern: `random`, `edge`, `fork2`, …, `cousins`."),
            Column("pair", "int64", "Number of the marked pair in the pattern, from 1."),
            Column("between", "string", "What the two models are to each other."),
            Column(
                "control",
                "string",
                "Which pairs count: `none` (all), `other authors`, or `same author`.",
            ),
            Column("compat", "bool", "False: our definitions; true: those of the published study."),
            Column(
                "generation",
                "string",
                "Which generation of the published results is repeated: `A` or `B`.",
                null="not compat",
            ),
            Column("mean", "float64", "Mean similarity, from 0 to 1.", null="no pair"),
            Column(
                "mc_error",
                "float64",
                "Standard error of drawing these pairs and not others; 0 where all pairs of the "
                "cell were looked at.",
                null="fewer than two pairs, or compat",
            ),
            Column(
                "low", "float64", "Lower end of its 95 % interval.", null="no pair, or one family"
            ),
            Column("high", "float64", "Upper end.", null="no pair, or one family"),
            Column("pairs", "int64", "Pairs that the mean is of.", unit="pairs"),
            Column("drawn", "int64", "Pairs drawn or listed before any was dropped.", unit="pairs"),
            Column("listed", "bool", "Whether these are all pairs of the cell, with weights."),
            Column(
                "population",
                "float64",
                "Weight of all eligible pairs of the cell; in the published form the total that "
                "its programs print, which for `random` (2) and `edge` (the draws) is none.",
                unit="pairs",
            ),
            Column(
                "families", "int64", "Families that the pairs lie in.", null="strangers, or compat"
            ),
            Column(
                "effective_families",
                "float64",
                "Number of equal families that would tell as much.",
                null="strangers, or compat",
            ),
            Column(
                "note", "string", "Why not to trust the interval.", null="nothing speaks against it"
            ),
            Column("missing", "string", "Which models take part, and what happens to others."),
            Column("interval", "string", "Where the interval comes from."),
            Column("resamples", "int64", "Resamples that it rests on."),
            Column("seed", "int64", "Seed of the random numbers."),
        ),
        key=(
            "dna", "mask", "measure", "edge_set", "pattern", "pair", "control", "compat",
            "generation",
        ),
    )
)  # fmt: skip
