"""The tables of the analysis of licenses."""

from __future__ import annotations

from heredity.store.schema import Column, TableSpec, table

EDGE_SET = Column("edge_set", "string", "Edge set that the row speaks of.")
COMPAT = Column("compat", "bool", "False: our own definition; the papers' is not open to rerun.")
POPULATION = Column("population", "int64", "What was counted: edges, cut ones too, of the part.")
RESTRICTIVE = (
    "Upstream is restrictive where its terms ask for the same license, limit use or commerce, "
    "forbid derivatives, or want a name, mark or cap (duties S, X, V, U, B, K). An edge is "
    "decidable where both sides declare terms that rules can judge."
)

LICENSE_CLASSES = table(
    TableSpec(
        "license_classes",
        "How often children of a class of licenses declare another class, along the edges whose "
        "strictest relation is this one.",
        (
            EDGE_SET,
            Column("relation", "string", "Strictest relation of the edges; `any` for all."),
            Column(
                "source_class",
                "string",
                "Class of the parent's license; `several` for lists and expressions over classes, "
                "`none` where nothing is declared, `unresolved`, `missing` (not in the snapshot).",
            ),
            Column("target_class", "string", "Class of the child's license, likewise."),
            COMPAT,
            Column("edges", "int64", "Edges."),
            Column("lost", "int64", "Of these, conflicts and dropped obligations."),
            Column("share", "float64", "`edges` by all edges whose parent has that class."),
            POPULATION,
        ),
        key=("edge_set", "relation", "source_class", "target_class"),
    )
)

LICENSE_RATES = table(
    TableSpec(
        "license_rates",
        "How often labels do not carry the terms of a parent: one verdict, in one part of the "
        f"edges, over one base. {RESTRICTIVE}",
        (
            EDGE_SET,
            Column(
                "parted_by",
                "string",
                "`all`, `relation`, `year` (of the child), `clause` (text and section that "
                "decides), `family` or `owner` (of the child); of the last three those with the "
                "most conflicts and dropped obligations.",
            ),
            Column("part", "string", "The part."),
            Column(
                "base",
                "string",
                "`all` edges, `decidable` ones, or `restrictive`: decidable ones with a "
                "restrictive upstream.",
            ),
            Column(
                "verdict",
                "string",
                "A verdict, or `lost`: conflicts and dropped obligations together.",
            ),
            COMPAT,
            Column("n", "int64", "Edges with that verdict."),
            Column("edges", "int64", "Edges of the base."),
            Column("rate", "float64", "`n` by `edges`.", null="the base is empty"),
            Column(
                "low",
                "float64",
                "Lower end of the 95 % interval, families resampled.",
                null="fewer than two families, or a complete count of one",
            ),
            Column("high", "float64", "Upper end.", null="likewise"),
            Column(
                "coverage",
                "float64",
                "`edges` by all edges of which the base is drawn: all of the part, or those with "
                "a restrictive upstream.",
                null="there are none",
            ),
            Column("families", "int64", "Families of the base."),
            POPULATION,
        ),
        key=("edge_set", "parted_by", "part", "base", "verdict"),
    )
)

LICENSE_SURVIVAL = table(
    TableSpec(
        "license_survival",
        "What has become of a founder's restrictive terms, by generations below it. A row counts "
        "models whose founder, on the forest of primary parents, has such terms, and to which they "
        "flow; where they stand only beside an adapter, models are left out. "
        f"{RESTRICTIVE}",
        (
            EDGE_SET,
            Column("relation", "string", "`any`."),
            Column(
                "generation", "int64", "Generations below the founder; 8 stands for 8 and more."
            ),
            COMPAT,
            Column("models", "int64", "All of them."),
            Column("kept", "int64", "The label carries them."),
            Column("lost", "int64", "The label conflicts with them, or drops them."),
            Column("silent", "int64", "The model declares nothing."),
            Column("unknown", "int64", "Its label cannot be judged."),
            Column(
                "survival",
                "float64",
                "`kept` by `kept` and `lost`: among those that can be decided.",
                null="none can be",
            ),
            Column("low", "float64", "Lower end of its 95 % interval, families resampled.",
                   null="fewer than two families"),
            Column("high", "float64", "Upper end.", null="fewer than two families"),
            Column("coverage", "float64", "`kept` and `lost` by `models`."),
            Column("families", "int64", "Families of the decidable ones."),
            POPULATION,
        ),
        key=("edge_set", "relation", "generation"),
    )
)  # fmt: skip
