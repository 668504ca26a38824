"""The tables of the analysis `structure`."""

from __future__ import annotations

from typing import Final

from heredity.store.derived import EDGE_SET
from heredity.store.schema import Column, TableSpec, table

COMPAT: Final = Column(
    "compat", "bool", "True for the definitions of the published tables, false for ours."
)

STRUCTURE = table(
    TableSpec(
        "structure",
        "One number about the shape of the pedigree in one edge set, or a place in a ranking. "
        "Models that declare no parent count as having none.",
        (
            EDGE_SET,
            COMPAT,
            Column(
                "stubs",
                "string",
                "What happens to parents that no record describes: `kept` as nodes, or `skipped` "
                "with their edges.",
            ),
            Column(
                "section",
                "string",
                "`counts`, `families` (ranked by members) or `parents` (ranked by children).",
            ),
            Column("rank", "int64", "Place within the section, from 1."),
            Column("item", "string", "What is counted, or the name of what has that place."),
            Column("value", "float64", "The number.", null="not defined, as a mean of nothing"),
            Column("unit", "string", "What the number counts."),
            Column(
                "share",
                "float64",
                "The number divided by `population`.",
                null="the number is a total, a mean or a maximum",
                unit="1",
            ),
            Column(
                "population", "int64", "How many the share is of, or a mean is over.",
                null="the number is a total or a maximum",
            ),
            Column(
                "population_of", "string", "What the population is made of.", null="no population"
            ),
            Column("missing_rule", "string", "What was left out, and what was counted as what."),
        ),
        key=("edge_set", "compat", "stubs", "section", "rank"),
    )
)  # fmt: skip

STRUCTURE_FAMILIES = table(
    TableSpec(
        "structure_families",
        "The shape of one family of two or more: a weakly connected component of an edge set, "
        "stubs included. Trees are those of the forest of primary parents.",
        (
            EDGE_SET,
            COMPAT,
            Column("family_id", "string", "Smallest id among the family's members."),
            Column(
                "founder_id",
                "string",
                "Its founder with the most descendants, ties to the smallest id.",
            ),
            Column("models", "int64", "Members, stubs included."),
            Column("stubs", "int64", "Members that no record describes."),
            Column("founders", "int64", "Members without a parent."),
            Column("edges", "int64", "Edges within the family."),
            Column("merges", "int64", "Members with several parents."),
            Column("depth", "int64", "Edges on its longest lineage.", unit="generations"),
            Column(
                "forest_depth",
                "int64",
                "Most edges between a founder and a member on the forest.",
                unit="generations",
            ),
            Column("width", "int64", "Members of its widest generation on the forest."),
            Column("children", "int64", "Children of its founder, over all parents."),
            Column("trees", "int64", "Trees that the family falls into."),
            Column("largest_tree", "int64", "Members of the largest of them."),
            Column(
                "left_out", "int64", "Edges that the forest does without: those to other parents."
            ),
            Column(
                "wiener",
                "int64",
                "Wiener index: the sum of distances over all pairs of members in one tree, added "
                "up over the trees.",
                unit="edges",
            ),
            Column(
                "pairs", "int64", "Pairs of members in one tree: those that distances are of."
            ),
            Column(
                "virality",
                "float64",
                "Structural virality: the mean distance over those pairs; in one tree of n "
                "members 2W/(n(n-1)).",
                null="no tree has two members",
                unit="edges",
            ),
            Column(
                "tree_virality",
                "float64",
                "The same over the pairs of the largest tree alone; of equals, that of the "
                "smallest root.",
                null="no tree has two members",
                unit="edges",
            ),
        ),
        key=("edge_set", "compat", "family_id"),
    )
)  # fmt: skip

OUT_DEGREES = table(
    TableSpec(
        "out_degrees",
        "How many parents have one number of children in one edge set. Models without children "
        "are not among them.",
        (
            EDGE_SET,
            COMPAT,
            Column("degree", "int64", "Number of children."),
            Column("parents", "int64", "Models and stubs with that many children."),
            Column("at_least", "int64", "Those with that many or more."),
            Column("population", "int64", "Models and stubs with a child: all parents."),
            Column(
                "ccdf", "float64", "`at_least` divided by `population`: the tail's share.", unit="1"
            ),
            Column(
                "power_law",
                "float64",
                "The share that the fitted power law gives from there on (see `tails`).",
                null="below its tail, or nothing fitted; published form",
                unit="1",
            ),
            Column(
                "lognormal",
                "float64",
                "The share that the fitted lognormal gives from there on.",
                null="below its tail, or nothing fitted; published form",
                unit="1",
            ),
        ),
        key=("edge_set", "compat", "degree"),
    )
)

TAILS = table(
    TableSpec(
        "tails",
        "The power law fitted to the tail of the children counts of one edge set, against one "
        "other law fitted to the same tail. Both are laws of whole numbers without upper end; "
        "each is fitted by maximum likelihood.",
        (
            EDGE_SET,
            COMPAT,
            Column(
                "alternative",
                "string",
                "The other law: `lognormal`, `exponential`, `truncated power law`, `stretched "
                "exponential`.",
            ),
            Column("population", "int64", "Models and stubs with a child: all parents."),
            Column(
                "xmin",
                "int64",
                "Number of children from which the tail is counted: the one for which the fitted "
                "power law comes nearest to what was found, by Kolmogorov-Smirnov distance.",
                unit="children",
            ),
            Column("tail", "int64", "Parents with that many children or more."),
            Column("alpha", "float64", "Exponent of the power law.", unit="1"),
            Column(
                "sigma",
                "float64",
                "Its standard error, from the curvature of the likelihood; `xmin` is taken for "
                "given, and parents for independent.",
                unit="1",
            ),
            Column("low", "float64", "Exponent less 1.96 standard errors.", unit="1"),
            Column("high", "float64", "Exponent plus 1.96 standard errors.", unit="1"),
            Column(
                "ks",
                "float64",
                "Kolmogorov-Smirnov distance of the tail to the power law.",
                unit="1",
            ),
            Column(
                "first", "float64", "First parameter of the alternative, as `parameters` names it."
            ),
            Column(
                "second",
                "float64",
                "Its second parameter.",
                null="the law has one",
            ),
            Column("parameters", "string", "What the parameters are."),
            Column(
                "ratio",
                "float64",
                "Log-likelihood of the power law less that of the alternative; positive where the "
                "power law is likelier.",
                unit="nats",
            ),
            Column(
                "normalized",
                "float64",
                "The same, divided by its standard deviation.",
                null="both laws say the same of every parent",
                unit="1",
            ),
            Column(
                "p",
                "float64",
                "Probability of a ratio as far from 0 if both laws were equally near to the truth "
                "(Vuong); for the truncated power law, which holds the power law as a case, if the "
                "power law were true.",
                unit="1",
            ),
            Column(
                "better",
                "string",
                "`power law` or the alternative where p is below .05, else `undecided`.",
            ),
            Column(
                "settled",
                "bool",
                "False where the alternative's likelihood was still rising at the end of its "
                "parameters' range: it can be matched, not bettered, by a limiting law.",
            ),
        ),
        key=("edge_set", "compat", "alternative"),
    )
)
