"""Mutation rates group by group: generation, year, bulk uploads, family."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from heredity.analyses.clusters import FEW_FAMILIES, Moments, added, cluster_ratio, rate_interval
from heredity.analyses.forms import OURS
from heredity.analyses.sides import NO_YEAR, SILENT, Sides
from heredity.analyses.tallies import Tally
from heredity.analyses.transitions import COMPAT, EDGE_SET, TRAIT
from heredity.core.edgesets import RELATIONS, EdgeSet
from heredity.store.columns import Flags, Ints, at
from heredity.store.schema import Column, TableSpec, table

LEAST: Final = 30
"""Edges with both sides reporting that a family needs for a rate of its own."""

BULK: Final = ("left out", "alone")
"""Names of the two groups of families: without bulk uploads, and bulk uploads alone."""

MUTATION_GROUPS = table(
    TableSpec(
        "mutation_groups",
        "How often a trait changes along some of the edges of a set: those to one generation, to "
        "children of one year, or in families with or without bulk uploads. An edge counts if "
        "both sides state a value.",
        (
            TRAIT,
            EDGE_SET,
            Column("relation", "string", "Relation that the edges carry; `any` for all."),
            Column(
                "parted_by",
                "string",
                "What parts the edges: `generation` of the child, on the forest of primary parents "
                "of all edges; `year` of its creation, where that is known; `bulk`, whether its "
                "family was filled by bulk uploads.",
            ),
            Column("place", "int64", "Generation or year; 0 and 1 for `left out` and `alone`."),
            COMPAT,
            Column(
                "part", "string", "The same in words; `left out`: no family of bulk uploads counts."
            ),
            Column("edges", "int64", "Edges with both sides reporting.", unit="edges"),
            Column("mutated", "float64", "Sum of their Jaccard distances.", unit="edges"),
            Column("rate", "float64", "`mutated` by `edges`."),
            Column("low", "float64", "Lower end of its 95 % interval.", null="one family"),
            Column("high", "float64", "Upper end.", null="one family"),
            Column("macro", "float64", "Mean of the families' own rates."),
            Column("families", "int64", "Families with an edge that counts."),
            Column(
                "effective_families",
                "float64",
                "Number of equal families that would tell as much.",
            ),
            Column("note", "string", "Why not to trust the interval.", null="nothing against it"),
            Column("resamples", "int64", "Resamples of families that the interval rests on."),
            Column("seed", "int64", "Seed of its random numbers."),
        ),
        key=("trait", "edge_set", "relation", "parted_by", "place", "compat"),
    )
)

MUTATION_FAMILIES = table(
    TableSpec(
        "mutation_families",
        "How often a trait changes along the edges of one family, for families with at least "
        f"{LEAST} edges of the set on which both sides state a value.",
        (
            TRAIT,
            EDGE_SET,
            Column("family_id", "string", "Smallest id of the family, in the set `all`."),
            COMPAT,
            Column("founder_id", "string", "Its founder with the most descendants."),
            Column("edges", "int64", "Edges with both sides reporting.", unit="edges"),
            Column("mutated", "float64", "Sum of their Jaccard distances.", unit="edges"),
            Column("changed", "int64", "Edges with any change.", unit="edges"),
            Column("rate", "float64", "`mutated` by `edges`."),
            Column(
                "low",
                "float64",
                "Lower end of its 95 % interval, parents with all their children taken for "
                "independent: in closed form, after Wilson.",
                null="one parent",
            ),
            Column("high", "float64", "Upper end.", null="one parent"),
            Column("parents", "int64", "Parents with an edge that counts."),
            Column("gains", "int64", "Edges where only the child has a state.", unit="edges"),
            Column("losses", "int64", "Edges where only the parent has one.", unit="edges"),
            Column("bulk", "bool", "Whether it was filled by bulk uploads."),
        ),
        key=("trait", "edge_set", "family_id", "compat"),
    )
)


def group_rows(
    tally: Tally, sides: Sides, trait: str, edge_set: EdgeSet, resamples: int, seed: int
) -> Iterator[dict[str, Any]]:
    """The rows of `mutation_groups` for one trait and edge set."""
    found = tally.distances
    family, distance = found["family"], 1.0 - found["shared"] / found["united"]
    inside = OURS.chosen(edge_set)
    parts = {
        "generation": found["generation"],
        "year": found["year"],
        "bulk": sides.bulk[family].astype(np.int64),
    }
    for relation, mask in {"any": inside, **_carried(inside)}.items():
        kept = np.flatnonzero(mask[found["bits"]])
        for by, values in parts.items():
            for place, rows in _parted(values, kept, by):
                key = f"{trait} {relation} {edge_set.name} {by} {place}"
                random = np.random.default_rng([seed, zlib.crc32(key.encode())])
                happened = added(family[rows], distance[rows])
                could = np.bincount(family[rows]).astype(np.float64)
                ratio = cluster_ratio(happened, could, resamples, random)
                few = ratio.effective < FEW_FAMILIES
                yield {
                    "trait": trait,
                    "edge_set": edge_set.name,
                    "relation": relation,
                    "parted_by": by,
                    "place": place,
                    "compat": False,
                    "part": BULK[place] if by == "bulk" else str(place),
                    "edges": len(rows),
                    "mutated": float(distance[rows].sum()),
                    "rate": ratio.rate,
                    "low": ratio.low,
                    "high": ratio.high,
                    "macro": ratio.macro,
                    "families": ratio.families,
                    "effective_families": ratio.effective,
                    "note": f"fewer than {FEW_FAMILIES} effective families" if few else None,
                    "resamples": resamples,
                    "seed": seed,
                }


def _carried(inside: Flags) -> dict[str, Flags]:
    """The relations of a set with several of them."""
    carried = {name: inside & mask for name, mask in OURS.relations().items()}
    there = {name: mask for name, mask in carried.items() if mask.any()}
    single = any(np.array_equal(mask, inside) for mask in there.values())
    return {} if single else {name: there[name] for name in RELATIONS if name in there}


def _parted(values: Ints, kept: Ints, by: str) -> Iterator[tuple[int, Ints]]:
    """The kept edges of each group, in the order of the groups; unknown years are left out."""
    order = kept[np.argsort(values[kept], kind="stable")]
    places, first = np.unique(values[order], return_index=True)
    ends = [*first[1:], len(order)]
    for place, start, end in zip(places.tolist(), first, ends[: len(places)], strict=True):
        rows = order[start:end]
        if not (by == "year" and place == NO_YEAR):
            yield place, rows


def family_columns(
    tally: Tally, sides: Sides, trait: str, edge_set: EdgeSet, least: int
) -> dict[str, Any]:
    """The rows of `mutation_families` for one trait and edge set, column by column."""
    found, inside = tally.distances, OURS.chosen(edge_set)
    kept = inside[found["bits"]]
    family, above, shared, united = (
        found[name][kept] for name in ("family", "above", "shared", "united")
    )
    size = len(sides.families)
    edges = np.bincount(family, minlength=size)
    chosen = np.flatnonzero(edges >= max(least, 1))
    distance = 1.0 - shared / united
    rate, low, high, parents = _of_parents(family, above, distance, size)
    known = sides.sets[sides.columns[trait, False]].nodes
    parent, child, of_set = known[sides.parent], known[sides.child], inside[sides.bits]
    gained = of_set & (parent == SILENT) & (child > SILENT)
    lost = of_set & (parent > SILENT) & (child == SILENT)
    ids, founders = _named(sides, chosen)
    return {
        "trait": trait,
        "edge_set": edge_set.name,
        "family_id": ids,
        "compat": False,
        "founder_id": founders,
        "edges": edges[chosen],
        "mutated": np.bincount(family, weights=distance, minlength=size)[chosen],
        "changed": np.bincount(family[distance > 0], minlength=size)[chosen],
        "rate": rate[chosen],
        "low": low[chosen],
        "high": high[chosen],
        "parents": parents[chosen].astype(np.int64),
        "gains": np.bincount(sides.family[gained], minlength=size)[chosen],
        "losses": np.bincount(sides.family[lost], minlength=size)[chosen],
        "bulk": sides.bulk[chosen],
    }


def _of_parents(family: Ints, above: Ints, distance: Any, size: int) -> tuple[Any, Any, Any, Any]:
    """Rate and interval of each family, its parents taken for clusters; and their number."""
    parents, first, place = np.unique(above, return_index=True, return_inverse=True)
    hits = added(place, distance, len(parents))
    trials = np.bincount(place, minlength=len(parents)).astype(np.float64)
    moments = Moments.of(family[first], hits, trials, size)
    return *rate_interval(moments), moments.clusters


def _named(sides: Sides, chosen: Ints) -> tuple[list[str], list[str]]:
    """Smallest id and leading founder of some families with edges."""
    population = sides.population
    numbers = sides.families[chosen]
    leading = population.pedigree().leaders[1][numbers]
    ids, founders = at(population.family_ids, numbers), at(population.ids, leading)
    return ids.to_pylist(), founders.to_pylist()
