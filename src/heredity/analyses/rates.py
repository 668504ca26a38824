"""Mutation rates: how often a trait changes along the edges of a set."""

from __future__ import annotations

import zlib
from typing import Any, Final

import numpy as np

from heredity.analyses.clusters import FEW_FAMILIES, Floats, Ratio, cluster_ratio, pair_interval
from heredity.analyses.forms import Form
from heredity.analyses.sides import SILENT, UNKNOWN
from heredity.analyses.tallies import Tally
from heredity.analyses.transitions import COMPAT, EDGE_SET, TRAIT
from heredity.core.edgesets import RELATIONS, EdgeSet
from heredity.store.columns import Flags, Ints
from heredity.store.schema import Column, TableSpec, table

MUTATION = table(
    TableSpec(
        "mutation",
        "How often a trait changes along the edges of a set that carry a relation.",
        (
            TRAIT,
            EDGE_SET,
            Column(
                "relation", "string", "Relation that the edges carry; `any` for all of the set."
            ),
            COMPAT,
            Column(
                "edges",
                "int64",
                "Edges with both sides reporting: those that the rate is of.",
                unit="edges",
            ),
            Column(
                "mutated",
                "float64",
                "Sum over them of the Jaccard distance of the two sides' "
                "states: 1 for a change of a single state.",
                unit="edges",
            ),
            Column("changed", "int64", "Edges with any change.", unit="edges"),
            Column("rate", "float64", "`mutated` by `edges`.", null="no edge with both sides"),
            Column(
                "low", "float64", "Lower end of its 95 % interval.", null="fewer than two families"
            ),
            Column("high", "float64", "Upper end.", null="fewer than two families"),
            Column("population", "int64", "All edges of the set with the relation.", unit="edges"),
            Column("gains", "int64", "Edges where only the child has a state.", unit="edges"),
            Column("losses", "int64", "Edges where only the parent has one.", unit="edges"),
            Column("neither", "int64", "Edges where both sides state nothing.", unit="edges"),
            Column(
                "unknown",
                "int64",
                "Edges with a side that is not known: outside the snapshot, not "
                "asked for, or unclear.",
                unit="edges",
            ),
            Column(
                "bound_low",
                "float64",
                "Rate over the population if no edge with a missing side had changed.",
                null="no edge",
            ),
            Column(
                "bound_high",
                "float64",
                "Rate over the population if all of them had.",
                null="no edge",
            ),
            Column(
                "macro", "float64", "Mean of the families' own rates.", null="no edge, or compat"
            ),
            Column("median", "float64", "Median of them.", null="no edge, or compat"),
            Column(
                "least",
                "float64",
                "Lowest rate that leaving out one family can give.",
                null="fewer than two families, or compat",
            ),
            Column(
                "most",
                "float64",
                "Highest rate that leaving out one family can give.",
                null="fewer than two families, or compat",
            ),
            Column("families", "int64", "Families with an edge that counts.", null="compat"),
            Column(
                "effective_families",
                "float64",
                "Number of equal families that would tell as much.",
                null="compat",
            ),
            Column(
                "largest_share",
                "float64",
                "Share of the largest family in the edges that count.",
                null="no edge, or compat",
            ),
            Column(
                "note", "string", "Why not to trust the interval.", null="nothing speaks against it"
            ),
            Column("edges_are", "string", "Which edges there are."),
            Column("missing", "string", "What counts as missing, and what then happens."),
            Column("interval", "string", "Where the interval comes from."),
            Column("resamples", "int64", "Resamples that it rests on."),
            Column("seed", "int64", "Seed of its random numbers."),
        ),
        key=("trait", "edge_set", "relation", "compat"),
    )
)


def rates(
    tally: Tally, trait: str, edge_set: EdgeSet, form: Form, resamples: int, seed: int
) -> list[dict[str, Any]]:
    """The rows of `mutation` for one trait, edge set and form.

    One row for all edges of the set, and one for each relation that occurs in it.
    """
    inside = form.chosen(edge_set)
    occurring = np.zeros(len(inside), bool)
    occurring[tally.pairs["bits"]] = True
    carried = form.relations()
    masks = {"any": inside} | {name: inside & carried[name] for name in RELATIONS}
    return [
        {"trait": trait, "edge_set": edge_set.name, "relation": relation}
        | _counts(tally, form, mask)
        | _interval(tally, trait, form, mask, resamples, seed)
        | {"edges_are": form.population, "missing": form.missing, "interval": form.interval}
        for relation, mask in masks.items()
        if relation == "any" or (mask & occurring).any()
    ]


def _counts(tally: Tally, form: Form, mask: Flags) -> dict[str, Any]:
    """What was counted, the rate, and its bounds over all edges."""
    sides = _sides(tally, form, mask)
    population = sum(sides.values())
    distance, counts = _by_distance(tally, mask)
    edges, mutated = int(counts.sum()), float(distance @ counts)
    return {
        "compat": form.compat,
        "edges": edges,
        "mutated": mutated,
        "changed": int(counts[distance > 0].sum()),
        "rate": _part(mutated, edges),
        "population": population,
        **{name: sides[name] for name in ("gains", "losses", "neither", "unknown")},
        "bound_low": _part(mutated, population),
        "bound_high": _part(mutated + population - edges, population),
    }


def _sides(tally: Tally, form: Form, mask: Flags) -> dict[str, int]:
    """Edges by who reports: both, only the child, only the parent, neither, or not known."""
    kept = mask[tally.pairs["bits"]]
    parent, child, n = (tally.pairs[name][kept] for name in ("parent", "child", "n"))
    known = np.ones(len(n), bool) if form.compat else (parent != UNKNOWN) & (child != UNKNOWN)
    parent_has, child_has = parent > SILENT, child > SILENT
    return {
        "both": int(n[parent_has & child_has].sum()),
        "gains": int(n[known & ~parent_has & child_has].sum()),
        "losses": int(n[known & parent_has & ~child_has].sum()),
        "neither": int(n[known & ~parent_has & ~child_has].sum()),
        "unknown": int(n[~known].sum()),
    }


def _by_distance(tally: Tally, mask: Flags) -> tuple[Floats, Ints]:
    """Jaccard distances that occur, with the edges at each; integers are added up first."""
    kept = mask[tally.distances["bits"]]
    shared, united = (tally.distances[name][kept] for name in ("shared", "united"))
    width = int(united.max(initial=0)) + 1
    counts = np.bincount(shared * width + united)
    keys = np.flatnonzero(counts)
    counts = counts[keys]
    return 1.0 - (keys // width) / np.maximum(keys % width, 1), counts


def _interval(
    tally: Tally, trait: str, form: Form, mask: Flags, resamples: int, seed: int
) -> dict[str, Any]:
    """The interval, and what the families say.

    The random numbers depend on the edges alone, so that the same edges have the same interval in
    every edge set.
    """
    random = np.random.default_rng([seed, zlib.crc32(trait.encode() + mask.tobytes())])
    drawn = {"resamples": resamples, "seed": seed}
    if form.compat:
        low, high = pair_interval(*_by_distance(tally, mask), resamples, random)
        return drawn | dict.fromkeys(_OF_FAMILIES) | {"low": low, "high": high}
    kept = mask[tally.distances["bits"]]
    family, shared, united = (
        tally.distances[name][kept] for name in ("family", "shared", "united")
    )
    happened = np.bincount(family, weights=1.0 - shared / united).astype(np.float64)
    could = np.bincount(family).astype(np.float64)
    return drawn | _of_families(cluster_ratio(happened, could, resamples, random))


_OF_FAMILIES: Final = (
    "macro",
    "median",
    "least",
    "most",
    "families",
    "effective_families",
    "largest_share",
    "note",
)


def _of_families(ratio: Ratio) -> dict[str, Any]:
    few = 0 < ratio.effective < FEW_FAMILIES
    return {
        "low": ratio.low,
        "high": ratio.high,
        "macro": ratio.macro,
        "median": ratio.median,
        "least": ratio.least,
        "most": ratio.most,
        "families": ratio.families,
        "effective_families": ratio.effective,
        "largest_share": ratio.largest,
        "note": f"fewer than {FEW_FAMILIES} effective families" if few else None,
    }


def _part(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")
