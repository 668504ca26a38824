"""The tables of the analysis `naming`."""

from __future__ import annotations

from typing import Final

from heredity.analyses.transitions import COMPAT, EDGE_SET
from heredity.store.schema import Column, TableSpec, table

_VALUE: Final = (
    Column("count", "float64", "How often it is so; a sum where it is not a yes or no."),
    Column("of", "int64", "How often it could be: what the value is of."),
    Column("value", "float64", "`count` by `of`.", null="it never could be"),
    Column("low", "float64", "Lower end of its 95 % interval.", null="fewer than two clusters"),
    Column("high", "float64", "Upper end.", null="fewer than two clusters"),
    Column("clusters", "int64", "Clusters (owners or families) in which it could be."),
    Column("effective_clusters", "float64", "Number of equal clusters that would tell as much."),
)
_BASIS: Final = (
    Column("missing", "string", "What counts as missing, and what then happens."),
    Column("interval", "string", "Where the interval comes from."),
    Column("resamples", "int64", "Resamples that it rests on; 0 for a closed form."),
    Column("seed", "int64", "Seed of its random numbers."),
)

NAMING = table(
    TableSpec(
        "naming",
        "How often names of some models hold an element, follow a convention, or have so many "
        "codes.",
        (
            Column("scope", "string", "`all models` or `over 50 downloads`."),
            Column(
                "grouping",
                "string",
                "What the models are parted by: `all`, `year` (of creation), `task`, `library`, "
                "`owner` (models of the owner: nobody says whether it is a person), `relation` "
                "(to the parents; `base` for none declared) or `downloads`.",
            ),
            Column("part", "string", "Their part; `all` for all, `unknown` where it is not known."),
            Column(
                "measure",
                "string",
                "`element` (names that hold one with the code), `convention`, `codes per name` "
                "(different codes), `mean codes per name`, `set` (exactly these codes).",
            ),
            Column("item", "string", "The code, convention, number or set."),
            Column(
                "codes",
                "string",
                "`ours`, `survey` (its thirteen codes: ours folded), or for a convention what a "
                "language counts as: `language never`, `language pair`, `language always` a task.",
            ),
            Column(
                "compat",
                "bool",
                "Whether it is as the survey counts: its codes, over 50 downloads.",
            ),
            *_VALUE,
            Column("wanted", "float64", "Share of people asked by the survey who want it.",
                   null="not asked"),
            Column("practiced", "float64", "What the survey found in names, in 2023.",
                   null="not published"),
            *_BASIS,
        ),
        key=("scope", "grouping", "part", "measure", "codes", "item"),
    )
)  # fmt: skip

RELATION = Column("relation", "string", "Relation that the edges carry; `any` for all.")
POPULATION = Column("population", "int64", "Edges with the relation.", unit="edges")

NAMING_INHERITED = table(
    TableSpec(
        "naming_inherited",
        "What children's names keep of their parents'.",
        (
            EDGE_SET,
            COMPAT,
            RELATION,
            Column("item", "string", "An element's code, `elements` for all of them, or `name`."),
            Column(
                "outcome",
                "string",
                "Of edges whose parent has the code: `kept` (all its values), `changed` (another "
                "value), `dropped`. Of edges whose parent has none: `added`. `shared` is the mean "
                "Jaccard index of both sides' values. Of names without owner, letter case and "
                "kind of separator: `same`, `contains` (the child's name the parent's), `begins` "
                "and `ends` (with it, something added).",
            ),
            *_VALUE,
            POPULATION,
            *_BASIS,
        ),
        key=("edge_set", "relation", "item", "outcome"),
    )
)

NAMING_AFFIXES = table(
    TableSpec(
        "naming_affixes",
        "What children put before or behind their parent's name.",
        (
            EDGE_SET,
            COMPAT,
            RELATION,
            Column("place", "string", "`prefix` or `suffix`."),
            Column("rank", "int64", "Place by edges."),
            Column("affix", "string", "The letters added, in lower case, hyphens as separators."),
            *_VALUE,
            Column("owners", "int64", "Owners of the children.", unit="owners"),
            Column("top_owner", "string", "The owner with most of them.", null="no owner known"),
            Column("top_owner_share", "float64", "That owner's share.", null="no owner known"),
            POPULATION,
            *_BASIS,
        ),
        key=("edge_set", "relation", "place", "rank"),
    )
)

NAMING_DRIFT = table(
    TableSpec(
        "naming_drift",
        "How what names claim moves from parent to child.",
        (
            EDGE_SET,
            COMPAT,
            RELATION,
            Column("year", "string", "Year in which the child was created; `any` for all edges."),
            Column(
                "field",
                "string",
                "`version`, `params`, `bits`, `context`, `quant`, `format` or `convention`.",
            ),
            Column(
                "change",
                "string",
                "Of edges whose parent claims one: `up`, `down`, `same`, `other` (another text), "
                "`dropped`; whose parent claims none: `added`. For conventions `I to AT` and so "
                "on, of the edges whose parent follows the first.",
            ),
            *_VALUE,
            POPULATION,
            *_BASIS,
        ),
        key=("edge_set", "relation", "year", "field", "change"),
    )
)

NAMING_TRENDS = table(
    TableSpec(
        "naming_trends",
        "How the share of names that hold an element or follow a convention moves by year.",
        (
            Column("scope", "string", "`all models` or `over 50 downloads`."),
            Column("measure", "string", "`element` or `convention`."),
            Column("item", "string", "Code or convention."),
            COMPAT,
            Column("first_year", "int64", "First year."),
            Column("last_year", "int64", "Last year."),
            Column("slope", "float64", "Change of the share a year, least squares over models.",
                   null="fewer than two years"),
            Column("low", "float64", "Lower end of its 95 % interval.", null="one owner or year"),
            Column("high", "float64", "Upper end.", null="one owner or year"),
            Column("models", "int64", "Models with a known date.", unit="models"),
            Column("owners", "int64", "Their owners.", unit="owners"),
            *_BASIS,
        ),
        key=("scope", "measure", "item"),
    )
)  # fmt: skip
