"""Gains and losses: states that appear where the parent was silent, and states that vanish."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from heredity.analyses.clusters import Floats, Moments, added, rate_interval
from heredity.analyses.forms import OURS
from heredity.analyses.sides import SILENT, UNKNOWN, Sides, StateSets
from heredity.analyses.transitions import COMPAT, EDGE_SET, TRAIT
from heredity.core.edgesets import RELATIONS, EdgeSet
from heredity.store.columns import Flags, Ints
from heredity.store.schema import Column, TableSpec, table

GAINS = table(
    TableSpec(
        "gains",
        "One state of a trait along the edges of a relation: how often it appears where the parent "
        "states nothing (gain), and how often nothing is left of it and all others (loss). Neither "
        "is a mutation. Edges with a side that is not known play no part. Intervals are 95 %, "
        "families taken for independent: in closed form, after Wilson.",
        (
            TRAIT,
            EDGE_SET,
            Column("relation", "string", "Relation that the edges carry; `any` for all."),
            Column("state", "string", "The state."),
            COMPAT,
            Column("gains", "int64", "Silent parents' edges whose child holds it.", unit="edges"),
            Column("silent", "int64", "Edges whose parent states nothing.", unit="edges"),
            Column("gain_rate", "float64", "`gains` by `silent`.", null="no silent parent"),
            Column("gain_low", "float64", "Lower end.", null="fewer than two families"),
            Column("gain_high", "float64", "Upper end.", null="fewer than two families"),
            Column("losses", "int64", "Edges of `held` whose child states nothing.", unit="edges"),
            Column("held", "int64", "Edges whose parent holds it.", unit="edges"),
            Column("loss_rate", "float64", "`losses` by `held`.", null="no such parent"),
            Column("loss_low", "float64", "Lower end.", null="fewer than two families"),
            Column("loss_high", "float64", "Upper end.", null="fewer than two families"),
        ),
        key=("trait", "edge_set", "relation", "state", "compat"),
    )
)


def gain_columns(sides: Sides, trait: str, edge_set: EdgeSet) -> Iterator[dict[str, Any]]:
    """The rows of `gains` for one trait and edge set, one relation after the other."""
    known = sides.sets[sides.columns[trait, False]]
    inside = OURS.chosen(edge_set)
    for relation, mask in _relations(inside):
        kept = np.flatnonzero(mask[sides.bits])
        parent, child = known.nodes[sides.parent[kept]], known.nodes[sides.child[kept]]
        both = (parent != UNKNOWN) & (child != UNKNOWN)
        if both.any():
            sums = _counted(known, sides.family[kept][both], parent[both], child[both])
            yield {
                "trait": trait,
                "edge_set": edge_set.name,
                "relation": relation,
                "compat": False,
                **sums,
            }


def _relations(inside: Flags) -> Iterator[tuple[str, Flags]]:
    yield "any", inside
    carried = OURS.relations()
    yield from ((name, inside & carried[name]) for name in RELATIONS)


def _counted(known: StateSets, family: Ints, parent: Ints, child: Ints) -> dict[str, Any]:
    """Gains and losses of every state that takes part in any, with their rates."""
    size = len(known.states)
    silent, lost = parent == SILENT, (parent > SILENT) & (child == SILENT)
    gained = silent & (child > SILENT)
    gains = _gains(known, family, child, silent, gained, size)
    held, losses = _spread(known, family, parent, parent > SILENT, lost)
    loss = Moments.of(held[1], losses, held[2], size)
    met = (gains.hits > 0) | (loss.trials > 0)
    columns: dict[str, Any] = {"state": np.array(known.states, object)[met]}
    for name, exposed, found in (("gain", "silent", gains), ("loss", "held", loss)):
        rate, low, high = rate_interval(found)
        columns |= {
            {"gain": "gains", "loss": "losses"}[name]: found.hits[met].astype(np.int64),
            exposed: found.trials[met].astype(np.int64),
            f"{name}_rate": rate[met],
            f"{name}_low": low[met],
            f"{name}_high": high[met],
        }
    return columns


def _gains(
    known: StateSets, family: Ints, child: Ints, silent: Flags, gained: Flags, size: int
) -> Moments:
    """Sums for the gains: every silent parent's edge could have brought every state."""
    could = np.bincount(family[silent]).astype(np.float64)
    place, state = known.members(child[gained])
    width = int(family.max(initial=0)) + 1
    keys, hits = np.unique(state * width + family[gained][place], return_counts=True)
    of, hits = keys // width, hits.astype(np.int64)
    ones = np.ones(size)
    return Moments(
        hits=added(of, hits, size),
        trials=ones * could.sum(),
        hits2=added(of, hits**2, size),
        cross=added(of, hits * could[keys % width], size),
        trials2=ones * (could**2).sum(),
        clusters=ones * (could > 0).sum(),
    )


def _spread(
    known: StateSets, family: Ints, codes: Ints, held: Flags, lost: Flags
) -> tuple[tuple[Ints, Ints, Floats], Floats]:
    """By family and state: edges that hold the state, and those of them that are lost."""
    rows = np.flatnonzero(held)
    place, state = known.members(codes[rows])
    width = int(family.max(initial=0)) + 1
    keys, at = np.unique(state * width + family[rows][place], return_inverse=True)
    trials = np.bincount(at, minlength=len(keys)).astype(np.float64)
    losses = added(at, lost[rows][place], len(keys))
    return (keys % width, keys // width, trials), losses
