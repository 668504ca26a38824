"""Steps: traits with an order (numbers, dates, yes or no), and how often a child has more or less.

Ratios and differences of numbers are the business of the analysis `numeric`; here only the way
counts.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from heredity.analyses.clusters import Floats, cluster_ratio
from heredity.analyses.forms import OURS
from heredity.analyses.pairtests import two_sided
from heredity.analyses.sides import Sides
from heredity.analyses.transitions import COMPAT, EDGE_SET, TRAIT
from heredity.core.edgesets import RELATIONS, EdgeSet
from heredity.store.columns import Flags, Ints
from heredity.store.schema import Column, TableSpec, table

STEPPED: Final = ("flag", "number", "time")
"""Kinds of traits with an order."""

STEPS = table(
    TableSpec(
        "steps",
        "A trait with an order (a number, a date, a yes or no) along the edges of a relation: how "
        "often the child has more than its parent, and how often less. An edge counts if both "
        "sides state a value; a date that the hub put in place of an unknown one is none.",
        (
            TRAIT,
            EDGE_SET,
            Column("relation", "string", "Relation that the edges carry; `any` for all."),
            COMPAT,
            Column("edges", "int64", "Edges with both sides reporting.", unit="edges"),
            Column("up", "int64", "Those whose child has more; for a flag, only it.", unit="edges"),
            Column("down", "int64", "Those whose child has less.", unit="edges"),
            Column("same", "int64", "Those without a difference.", unit="edges"),
            Column("up_rate", "float64", "`up` by `edges`.", null="no edge"),
            Column("up_low", "float64", "Lower end of 95 %.", null="fewer than two families"),
            Column("up_high", "float64", "Upper end.", null="fewer than two families"),
            Column("down_rate", "float64", "`down` by `edges`.", null="no edge"),
            Column("down_low", "float64", "Lower end of 95 %.", null="fewer than two families"),
            Column("down_high", "float64", "Upper end.", null="fewer than two families"),
            Column("families", "int64", "Families with an edge that counts."),
            Column("families_up", "int64", "Families in which more go up than down."),
            Column("families_down", "int64", "Families in which more go down than up."),
            Column("p", "float64", "Exact two-sided sign test over these families."),
            Column("population", "int64", "All edges of the set with the relation.", unit="edges"),
            Column("resamples", "int64", "Resamples of families that the intervals rest on."),
            Column("seed", "int64", "Seed of their random numbers."),
        ),
        key=("trait", "edge_set", "relation", "compat"),
    )
)


def step_rows(
    sides: Sides, trait: str, edge_set: EdgeSet, resamples: int, seed: int
) -> Iterator[dict[str, Any]]:
    """The rows of `steps` for one trait and edge set."""
    values, known = sides.population.numbers(trait)
    both = known[sides.child] & known[sides.parent]
    way = np.sign(values[sides.child] - values[sides.parent])
    inside, carried = OURS.chosen(edge_set), OURS.relations()
    masks = {"any": inside} | {name: inside & carried[name] for name in RELATIONS}
    for relation, mask in masks.items():
        chosen = mask[sides.bits]
        if relation == "any" or chosen.any():
            kept = chosen & both
            random = np.random.default_rng([seed, zlib.crc32(trait.encode() + mask.tobytes())])
            yield {
                "trait": trait,
                "edge_set": edge_set.name,
                "relation": relation,
                "compat": False,
                **_stepped(sides.family[kept], way[kept], resamples, random),
                "population": int(chosen.sum()),
                "resamples": resamples,
                "seed": seed,
            }


def _stepped(
    family: Ints, way: Ints, resamples: int, random: np.random.Generator
) -> dict[str, Any]:
    """Counts, rates with their intervals, and the vote of the families."""
    could = np.bincount(family).astype(np.float64)
    up, down = (_by_family(family, flags, len(could)) for flags in (way > 0, way < 0))
    rows: dict[str, Any] = {
        "edges": len(way),
        "up": int(up.sum()),
        "down": int(down.sum()),
        "same": int((way == 0).sum()),
    }
    for name, happened in (("up", up), ("down", down)):
        ratio = cluster_ratio(happened, could, resamples, random)
        rows |= {f"{name}_rate": ratio.rate, f"{name}_low": ratio.low, f"{name}_high": ratio.high}
    ahead, behind = int((up > down).sum()), int((down > up).sum())
    votes = np.array([ahead]), np.array([ahead + behind])
    return rows | {
        "families": int((could > 0).sum()),
        "families_up": ahead,
        "families_down": behind,
        "p": float(two_sided(*votes)[0]),
    }


def _by_family(family: Ints, flags: Flags, families: int) -> Floats:
    return np.bincount(family[flags], minlength=families).astype(np.float64)
