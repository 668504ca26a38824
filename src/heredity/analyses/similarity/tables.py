"""The tables of the exact similarities: cells, contrasts, families."""

from __future__ import annotations

from typing import Final

from heredity.store.schema import Column, TableSpec, table

WHERE: Final = (
    Column("dna", "string", "What is compared: `metadata` or `card`."),
    Column("mask", "string", "What was taken out of it before, `M0` (nothing) to `M4`."),
    Column(
        "measure",
        "string",
        "How: `bow`, `tfidf` and `parts` are cosines, exact over every pair; `levenshtein` is "
        "estimated from drawn pairs.",
    ),
    Column("edge_set", "string", "Edge set that the patterns are made of."),
)
"""What every row of these tables speaks of."""

COMPAT: Final = Column(
    "compat", "bool", "False: our definitions; true: those of the published study."
)

BASIS: Final = (
    Column("missing", "string", "Which models take part, and what happens to others."),
    Column("interval", "string", "Where the interval comes from."),
    Column("resamples", "int64", "Resamples that it rests on."),
    Column("seed", "int64", "Seed of the random numbers."),
)
"""What the numbers rest on."""

FAMILIES_SAY: Final = (
    Column("macro", "float64", "Mean of the families' own means.", null="not by families"),
    Column("macro_low", "float64", "Lower end of its 95 % interval.", null="fewer than two"),
    Column("macro_high", "float64", "Upper end.", null="fewer than two families"),
    Column("median", "float64", "Median of the families' own means.", null="not by families"),
    Column(
        "least",
        "float64",
        "Lowest mean that leaving out one family can give.",
        null="fewer than two families",
    ),
    Column("most", "float64", "Highest such mean.", null="fewer than two families"),
    Column("families", "int64", "Families that the pairs lie in.", null="strangers"),
    Column(
        "effective_families",
        "float64",
        "Number of equal families that would tell as much.",
        null="not by families",
    ),
    Column(
        "largest_share", "float64", "Share of the largest family in the pairs.", null="strangers"
    ),
)

SIMILARITY: Final = table(
    TableSpec(
        "similarity",
        "Mean similarity of one marked pair of a pattern, under one mask and one control.",
        (
            *WHERE,
            Column(
                "pattern",
                "string",
                "Pattern: `random`, `edge`, `fork2`, `chain3`, `fork3`, `stem+fork`, `fork+tail`, "
                "`chain4`, `cousins`.",
            ),
            Column("pair", "int64", "Number of the marked pair in the pattern, from 1."),
            Column(
                "control",
                "string",
                "Which pairs count. `none`: all. `other authors`, `same author`: by the owners of "
                "the two. `no bulk`: families that one owner filled are left out. `one per "
                "template`: of a parent's children with the same masked text one stays. What they "
                "are set against: `matched strangers` and `matched strangers, one author` "
                "(members of other families that agree in library, task and month with the "
                "pair's child), `permuted children` (children dealt out anew among parents of "
                "like size), `pseudo-parent` (founders like the parent in its place).",
            ),
            COMPAT,
            Column("between", "string", "What the two models are to each other."),
            Column("gap", "int64", "Generations between them.", null="strangers"),
            Column("distance", "int64", "Edges between them.", null="strangers"),
            Column("mean", "float64", "Mean similarity, from 0 to 1.", null="no pair"),
            Column(
                "low", "float64", "Lower end of its 95 % interval.", null="no pair, or one family"
            ),
            Column("high", "float64", "Upper end.", null="no pair, or one family"),
            *FAMILIES_SAY,
            Column(
                "pairs",
                "float64",
                "Pairs that the mean is of, each by its weight in the pattern: for all pairs of "
                "eligible models this is the number of the pattern's occurrences.",
                unit="pairs",
            ),
            Column(
                "occurrences",
                "float64",
                "Occurrences of the pattern, eligible or not.",
                null="not counted for this control",
                unit="patterns",
            ),
            Column(
                "sampled",
                "int64",
                "Pairs drawn, where the mean is an estimate.",
                null="every pair is in the mean",
                unit="pairs",
            ),
            Column(
                "mc_error",
                "float64",
                "Standard error of drawing these pairs and not others.",
                null="every pair is in the mean",
            ),
            Column(
                "p",
                "float64",
                "Share of the draws of the null that lie as far from its mean as what was "
                "observed, the observation counted in; or that share by the normal law, where "
                "`interval` says so.",
                null="not a null with a spread",
            ),
            Column(
                "note", "string", "Why not to trust the interval.", null="nothing speaks against it"
            ),
            *BASIS,
        ),
        key=("dna", "mask", "measure", "edge_set", "pattern", "pair", "control", "compat"),
    )
)

CONTROLS: Final = table(
    TableSpec(
        "similarity_controls",
        "One comparison of two kinds of pairs, or of two masks, with the interval of the "
        "difference.",
        (
            *WHERE,
            Column("control", "string", "Which pairs count, as in the table `similarity`."),
            Column(
                "contrast",
                "string",
                "What is compared, the first less the second: `siblings, parent` over the same "
                "forks, `siblings, parent: PATTERN` in a larger pattern, `siblings, matched "
                "strangers`, `parent, matched strangers`, `siblings, pseudo-parent`, `siblings, "
                "parent: less M0` (the change that the mask makes of the first comparison).",
            ),
            COMPAT,
            Column("first", "float64", "Mean of the first.", null="no pair"),
            Column("second", "float64", "Mean of the second.", null="no pair"),
            Column("difference", "float64", "The first less the second.", null="no pair"),
            Column("low", "float64", "Lower end of its 95 % interval.", null="fewer than two"),
            Column("high", "float64", "Upper end.", null="fewer than two families"),
            Column(
                "macro", "float64", "The same with one vote for each family.", null="no such vote"
            ),
            Column("macro_low", "float64", "Lower end of its interval.", null="no such vote"),
            Column("macro_high", "float64", "Upper end.", null="no such vote"),
            Column("families", "int64", "Families with both kinds of pairs."),
            Column(
                "verdict",
                "string",
                "`first` or `second` where the interval says which is larger, else `undecided`.",
            ),
            Column("note", "string", "Why not to trust it.", null="nothing speaks against it"),
            *BASIS,
        ),
        key=("dna", "mask", "measure", "edge_set", "control", "contrast", "compat"),
    )
)

SIMILARITY_FAMILIES: Final = table(
    TableSpec(
        "similarity_families",
        "Mean similarity to the parent and among siblings within one family.",
        (
            *WHERE,
            Column("family_id", "string", "Smallest id among the family's members."),
            COMPAT,
            Column("founder_id", "string", "Its founder with the most descendants.", null="none"),
            Column("edges", "float64", "Pairs of a parent and a child.", unit="pairs"),
            Column("parent_child", "float64", "Their mean similarity.", null="no such pair"),
            Column("sibling_pairs", "float64", "Pairs of siblings.", unit="pairs"),
            Column("siblings", "float64", "Their mean similarity.", null="no such pair"),
            Column(
                "fork_parent_child",
                "float64",
                "Mean similarity of the same siblings to their parent, weighted as they are.",
                null="no such pair",
            ),
            Column("bulk", "bool", "Whether one owner filled the family."),
        ),
        key=("dna", "mask", "measure", "edge_set", "family_id", "compat"),
    )
)
