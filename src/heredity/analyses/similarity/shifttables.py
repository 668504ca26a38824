"""The tables of shift and scatter."""

from __future__ import annotations

from typing import Final

from heredity.analyses.similarity.tables import BASIS, COMPAT, WHERE
from heredity.store.schema import Column, TableSpec, table

SHIFT: Final = table(
    TableSpec(
        "shift",
        "How far children stand from their parent together (shift), and apart (scatter).",
        (
            *WHERE,
            Column("authors", "string", "Which pairs count: `all`, or those of `other` authors."),
            Column("bulk", "bool", "Whether families that one owner filled take part."),
            Column(
                "weighting",
                "string",
                "`micro`: every fan by its children less one; `macro`: every family alike.",
            ),
            COMPAT,
            Column("families", "int64", "Families with a fan of two or more children."),
            Column("fans", "int64", "Fans: parents with two or more children that take part."),
            Column("children", "float64", "Children in them.", unit="models"),
            Column("to_parent", "float64", "Mean squared distance of children to their parent."),
            Column("to_siblings", "float64", "Mean squared distance of siblings."),
            Column(
                "shift",
                "float64",
                "|δ|²: what children share of their way from the parent; may fall below 0.",
                null="no fan",
            ),
            Column("shift_low", "float64", "Lower end of its 95 % interval.", null="fewer than 2"),
            Column("shift_high", "float64", "Upper end.", null="fewer than two families"),
            Column("noise", "float64", "σ²: how far they scatter around it.", null="no fan"),
            Column("noise_low", "float64", "Lower end of its 95 % interval.", null="fewer than 2"),
            Column("noise_high", "float64", "Upper end.", null="fewer than two families"),
            Column(
                "rho",
                "float64",
                "|δ|² by |δ|² + σ²: siblings are nearer to each other than to their parent "
                "exactly where it is above one half.",
                null="no fan, or nothing differs",
            ),
            Column("low", "float64", "Lower end of its 95 % interval.", null="fewer than two"),
            Column("high", "float64", "Upper end.", null="fewer than two families"),
            Column("above", "int64", "Families with a rho above one half."),
            Column("below", "int64", "Families with a rho below one half."),
            Column("share_above", "float64", "Share of the former in both.", null="no family"),
            Column("sign_p", "float64", "Two-sided sign test of the two.", null="no family"),
            *(
                Column(f"q{at}", "float64", f"{at} % of families have a rho up to this.", null="-")
                for at in (10, 25, 50, 75, 90)
            ),
            Column(
                "shared",
                "float64",
                "Mean cosine between the shifts of two families: whether they go the same way.",
                null="fewer than two families, or not asked here",
            ),
            Column("shared_low", "float64", "Its null, random signs: 2.5 %.", null="as `shared`"),
            Column("shared_high", "float64", "97.5 %.", null="as `shared`"),
            Column(
                "shared_p",
                "float64",
                "Share of draws of the null that reach it, the observation counted in.",
                null="as `shared`",
            ),
            Column("note", "string", "Why not to trust it.", null="nothing speaks against it"),
            *BASIS,
        ),
        key=("dna", "mask", "measure", "edge_set", "authors", "bulk", "weighting", "compat"),
    )
)

SHIFT_FAMILIES: Final = table(
    TableSpec(
        "shift_families",
        "Shift and scatter of one family.",
        (
            *WHERE,
            Column("family_id", "string", "Smallest id among the family's members."),
            COMPAT,
            Column("founder_id", "string", "Its founder with the most descendants.", null="none"),
            Column("fans", "int64", "Parents with two or more children that take part."),
            Column("children", "int64", "Children in their fans."),
            Column("shift", "float64", "|δ|², fans weighted by their children less one."),
            Column("noise", "float64", "σ², likewise."),
            Column("rho", "float64", "|δ|² by |δ|² + σ².", null="nothing differs"),
            Column(
                "verdict",
                "string",
                "`drifts together` (rho above one half), `scatters` (below), or `does not move`.",
            ),
            Column("bulk", "bool", "Whether one owner filled the family."),
        ),
        key=("dna", "mask", "measure", "edge_set", "family_id", "compat"),
    )
)

SHIFT_TERMS: Final = table(
    TableSpec(
        "shift_terms",
        "One term that the mean shift of the families is made of.",
        (
            *WHERE,
            Column("rank", "int64", "Place by the size of the shift, from 1."),
            COMPAT,
            Column("term", "string", "The term."),
            Column(
                "shift",
                "float64",
                "Mean over families of what children have more of it than their parent.",
            ),
            Column("share", "float64", "Its part in the squared length of the mean shift."),
            Column("up", "int64", "Families whose children have more of it."),
            Column("down", "int64", "Families whose children have less of it."),
            Column("families", "int64", "Families with a shift."),
        ),
        key=("dna", "mask", "measure", "edge_set", "rank", "compat"),
    )
)
