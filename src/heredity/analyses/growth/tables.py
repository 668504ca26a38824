"""The tables of the analysis `growth`."""

from __future__ import annotations

from typing import Final

from heredity.store.derived import EDGE_SET
from heredity.store.schema import Column, TableSpec, table

COMPAT: Final = Column("compat", "bool", "Whether it follows the published definition.")
_POPULATION: Final = Column("population", "string", "What was counted.")
_MISSING: Final = Column("missing_rule", "string", "What was done with missing values.")
_LOW: Final = Column(
    "low", "float64", "Lower end of the 95 % interval, families resampled.",
    null="no estimate, fewer than two families, or no resamples",
)  # fmt: skip
_HIGH: Final = Column("high", "float64", "Upper end of the interval.", null="as for `low`")
FAMILY_ID: Final = Column("family_id", "string", "Smallest id of the family.")
FOUNDER_ID: Final = Column(
    "founder_id", "string", "Founder of the family with the most descendants."
)
BULK: Final = Column(
    "bulk",
    "bool",
    "Whether one owner filled the family: 1,000 members within 30 days, or half of a family of "
    "100 or more; families are those of all relations.",
)

GROWTH = table(
    TableSpec(
        "growth",
        "How many models, edges and families came into being in one span of time.",
        (
            Column("item", "string", "`models`, `models with a parent`, `edges`, `new families`."),
            Column("edge_set", "string", "Edge set.", null="not about edges"),
            COMPAT,
            Column(
                "clock",
                "string",
                "`month`: calendar months, UTC; `bin`: a hundred equal spans between the first "
                "and the last date, as published.",
            ),
            Column("place", "int64", "Number of the span, from 0."),
            Column("since", "timestamp", "Its beginning.", unit="UTC"),
            Column("until", "timestamp", "Its end; the last bin holds its end too.", unit="UTC"),
            Column("value", "int64", "How many came into being in it."),
            Column("cumulative", "int64", "How many since the first span, this one included."),
            Column("counted", "int64", "How many have a date and are counted in some span."),
            Column("left_out", "int64", "How many are left out for want of a date."),
            Column(
                "artifact",
                "bool",
                "Whether the span holds dates that the hub put in place of older ones, so that "
                "its height means nothing.",
            ),
            _POPULATION,
            _MISSING,
        ),
        key=("item", "edge_set", "compat", "clock", "place"),
    )
)

GROWTH_FAMILIES = table(
    TableSpec(
        "growth_families",
        "Members that one of the largest families gained in one month; months without are left "
        "out. Members are models with a record; those without a date of creation stand in "
        "`undated` and in no month. In the published form dates that the hub put in place of "
        "older ones are taken for real.",
        (
            EDGE_SET,
            COMPAT,
            Column("rank", "int64", "Place of the family by its members, from 1."),
            FAMILY_ID,
            FOUNDER_ID,
            Column("members", "int64", "All its members with a record."),
            Column("undated", "int64", "Those of them that are in no month."),
            BULK,
            Column("month", "timestamp", "Beginning of the month.", unit="UTC"),
            Column("value", "int64", "Members created in the month."),
            Column("cumulative", "int64", "Members created until its end."),
            Column("owners", "int64", "Owners of the members created in the month."),
        ),
        key=("edge_set", "compat", "rank", "month"),
    )
)

BURSTS = table(
    TableSpec(
        "bursts",
        "Many uploads of few owners to one family within days. A stream is a longest run of "
        "uploads of one owner to one family, each of which lies in some window of less than "
        "`window` days with at least `least` of them; a burst is all streams of a family whose "
        "times overlap. Models without a date of creation are in none.",
        (
            EDGE_SET,
            COMPAT,
            FAMILY_ID,
            Column("since", "timestamp", "Creation of its first model.", unit="UTC"),
            Column("until", "timestamp", "Creation of its last model.", unit="UTC"),
            Column("founder_id", "string", "Founder of the family with the most descendants."),
            Column("days", "float64", "Time from first to last.", unit="days"),
            Column("models", "int64", "Models in its streams."),
            Column("owners", "list<string>", "Their owners, most models first; ten at most."),
            Column("owner_count", "int64", "Number of owners."),
            Column("top_share", "float64", "Share of the first owner in its models.", unit="1"),
            Column(
                "share_of_period",
                "float64",
                "Its models by all members of the family created from its start to its end.",
                unit="1",
            ),
            Column(
                "share_of_family", "float64", "Its models by all dated members.", unit="1"
            ),
            Column("members", "int64", "Dated members of the family."),
            BULK,
            Column("window", "int64", "Length of a window.", unit="days"),
            Column("least", "int64", "Uploads that fill one."),
        ),
        key=("edge_set", "compat", "family_id", "since"),
    )
)  # fmt: skip

GENERATION_TIME = table(
    TableSpec(
        "generation_time",
        "How much later a child was created than its parent.",
        (
            EDGE_SET,
            COMPAT,
            Column("relation", "string", "Relation that the edges carry; `any` for all of them."),
            Column(
                "generation",
                "int64",
                "Generation of the child on the forest of primary parents, founders being 0; the "
                "last one named holds all later ones.",
                null="all generations",
            ),
            Column("edges", "int64", "Edges."),
            Column("measured", "int64", "Edges whose two dates are known."),
            Column("median", "float64", "Median age difference.", null="none", unit="days"),
            Column("low", "float64", "Lower end of the 95 % interval of the median, families "
                   "resampled: the quantiles between which the share below the median lies.",
                   null="fewer than two families, or no resamples", unit="days"),
            Column("high", "float64", "Upper end.", null="as for `low`", unit="days"),
            Column("first_quartile", "float64", "A quarter is shorter.", null="none", unit="days"),
            Column("third_quartile", "float64", "A quarter is longer.", null="none", unit="days"),
            Column("mean", "float64", "Mean.", null="none", unit="days"),
            Column("negative", "float64", "Share with a parent younger than its child.",
                   null="none", unit="1"),
            Column("negative_low", "float64", "Lower end of its 95 % interval.", null="as `low`"),
            Column("negative_high", "float64", "Upper end.", null="as for `low`"),
            Column("families", "int64", "Families with such edges."),
            _POPULATION,
            _MISSING,
        ),
        key=("edge_set", "compat", "relation", "generation"),
    )
)  # fmt: skip

SURVIVAL = table(
    TableSpec(
        "survival",
        "How long a founder's states live on in its descendants, step by step.",
        (
            Column("trait", "string", "Trait."),
            EDGE_SET,
            COMPAT,
            Column(
                "reference",
                "string",
                "Whose state is looked for: the `founder` that the primary parents lead to, or "
                "the primary `parent`.",
            ),
            Column(
                "clock",
                "string",
                "What a step is: one `generation`, or one `year` between the creation of the "
                "founder and of the descendant.",
            ),
            Column(
                "cohort",
                "string",
                "Year in which the founder was created; `before` for founders older than any "
                "date of the hub, `all` for every founder, those without a date included.",
            ),
            Column("step", "int64", "Steps between the two."),
            Column("reporting", "int64", "Descendants at this step, the reference and themselves "
                   "stating the trait."),
            Column("kept", "int64", "Those that hold at least one state of the reference."),
            Column("share", "float64", "`kept` by `reporting`.", unit="1"),
            _LOW,
            _HIGH,
            Column("at_risk", "int64", "Descendants at this step that state the trait, and whose "
                   "whole lineage from the founder to the parent held a state of the founder.",
                   null="only generations since a founder"),
            Column("lost", "int64", "Those of them that hold none.", null="as `at_risk`"),
            Column("survival", "float64", "Product over the steps so far of the share of those at "
                   "risk that were not lost (Kaplan and Meier).", null="as `at_risk`", unit="1"),
            Column("survival_low", "float64", "Lower end of its 95 % interval.", null="as `low`"),
            Column("survival_high", "float64", "Upper end.", null="as `low`"),
            Column("families", "int64", "Families with descendants that report at this step."),
            _POPULATION,
            _MISSING,
        ),
        key=("trait", "edge_set", "compat", "reference", "clock", "cohort", "step"),
    )
)  # fmt: skip

CONCENTRATION = table(
    TableSpec(
        "concentration",
        "How unequally something is spread over its holders: a complete count, no estimate. With "
        "the values in ascending order, x(1) to x(n), the Gini coefficient is the sum of "
        "(2i - n - 1) x(i), divided by n times the sum of x: 0 if all hold the same, "
        "(n - 1) / n if one holds all.",
        (
            Column("item", "string", "What is spread, and over whom."),
            Column("edge_set", "string", "Edge set.", null="not about edges"),
            COMPAT,
            Column("holders", "int64", "How many it is spread over."),
            Column("empty", "int64", "Holders with 0."),
            Column("unknown", "int64", "Possible holders whose amount is not known."),
            Column("total", "int64", "Sum of what they hold."),
            Column("gini", "float64", "Gini coefficient.", null="nothing is held", unit="1"),
            Column("gini_positive", "float64", "The same among holders with more than 0.",
                   null="nothing is held", unit="1"),
            Column("top_1", "float64", "Share of the largest holder.", null="nothing", unit="1"),
            Column("top_10", "float64", "Share of the ten largest.", null="nothing", unit="1"),
            Column("top_100", "float64", "Share of the hundred largest.", null="nothing",
                   unit="1"),
            Column("top_percent", "float64", "Share of the largest hundredth of the holders, "
                   "their number rounded up.", null="nothing", unit="1"),
            Column("half", "int64", "Fewest holders that hold half.", null="nothing"),
            _POPULATION,
            _MISSING,
        ),
        key=("item", "edge_set", "compat"),
    )
)  # fmt: skip

LORENZ = table(
    TableSpec(
        "lorenz",
        "A point of the Lorenz curve of something that is spread over holders: the smallest of "
        "them together hold that share. Basis and missing rule as in `concentration`.",
        (
            Column("item", "string", "What is spread, and over whom."),
            Column("edge_set", "string", "Edge set.", null="not about edges"),
            COMPAT,
            Column("point", "int64", "Number of the point."),
            Column("holders", "float64", "Share of the holders, the smallest first.", unit="1"),
            Column("held", "float64", "Share of the total that they hold.", unit="1"),
        ),
        key=("item", "edge_set", "compat", "point"),
    )
)
