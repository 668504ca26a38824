"""Arrows between states against what chance would give if children's states were exchangeable.

Within the edges that carry the same relations, let every edge keep its parent and draw its child's
states from all of them. How many edges then lead from one state to another follows exactly from
how many parents hold the one and how many children the other. As most children keep their parent's
states, most arrows are rarer than that; so `heredity.analyses.swaps` asks the same of the edges
along which something changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import stdtr

from heredity.analyses.clusters import Floats, added
from heredity.analyses.pairtests import LEAST_FAMILIES
from heredity.analyses.sides import StateSets
from heredity.analyses.transitions import COMPAT, EDGE_SET, TRAIT
from heredity.store.columns import Flags, Ints
from heredity.store.schema import Column, TableSpec, table

ARROWS = table(
    TableSpec(
        "arrows",
        "One arrow between two states of an ordering: edges whose parent holds the source state "
        "and not the target, and whose child holds the target; against their expected number if "
        "the children's states were exchanged freely among the edges that carry the same "
        "relations. Edges count on which both sides state a value.",
        (
            TRAIT,
            EDGE_SET,
            Column("source_state", "string", "State of the parent."),
            Column("target_state", "string", "State that the child has and the parent has not."),
            Column(
                "among",
                "string",
                "Edges among which states are exchanged: `all` on which both sides state a value; "
                "`changed`, those whose sides differ, and differ after the exchange too.",
            ),
            COMPAT,
            Column("observed", "int64", "Edges with that arrow.", unit="edges"),
            Column(
                "expected",
                "float64",
                "Their mean over all exchanges, exactly: summed over the relations, edges whose "
                "parent holds the source and not the target, times the share of the children "
                "that hold the target. Among changed edges: under quasi-independence, where "
                "parents and children have the state sets that they have, none has its own twice, "
                "and nothing else ties the two (L. Goodman, JASA 63, 1968).",
                unit="edges",
            ),
            Column("ratio", "float64", "`observed` by `expected`.", null="none expected"),
            Column(
                "z",
                "float64",
                "Score: `observed` less `expected`, by its standard error with families taken "
                "for independent.",
                null="no variance",
            ),
            Column("families", "int64", "Families with a parent of the source state."),
            Column(
                "p",
                "float64",
                "Two-sided p-value of the score, by Student's distribution with one degree less "
                "than there are families.",
                null="no variance, or fewer than two families",
            ),
            Column(
                "adjusted_p",
                "float64",
                "`p` after Benjamini and Hochberg over the arrows of the trait and edge set with "
                f"at least {LEAST_FAMILIES} families.",
                null=f"fewer than {LEAST_FAMILIES} families",
            ),
            Column("edges", "int64", "Edges among which states are exchanged.", unit="edges"),
        ),
        key=("trait", "edge_set", "source_state", "target_state", "among", "compat"),
    )
)

_NONE: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Kinds:
    """Edges gathered by what they are: same relations, same states of both sides.

    Attributes:
        stratum: Number of the combination of relations of each kind.
        before: Code of its parents' state set.
        after: Code of its children's.
        parent: Whether its parents hold each state, a row for each kind.
        child: Whether its children do.
        edges: Edges of the kind.
        lone: Sum, over the families whose edges are all of this one kind, of their squared number.
        family: Family of each row of the others, ascending: families with edges of several kinds.
        kind: Kind of the row.
        n: Edges of that kind in that family.
        families: Families with an edge, of any kind.
        holding: Families with a parent of each state.
    """

    stratum: Ints
    before: Ints
    after: Ints
    parent: Flags
    child: Flags
    edges: Floats
    lone: Floats
    family: Ints
    kind: Ints
    n: Floats
    families: int
    holding: Ints


def gather(
    known: StateSets, chosen: Ints, family: Ints, stratum: Ints, parent: Ints, child: Ints
) -> Kinds:
    """Gather edges with both sides reporting by kind.

    Args:
        known: The trait's state sets.
        chosen: Codes of the states to look at.
        family: Family of each edge.
        stratum: Number of its combination of relations.
        parent: Code of its parent's state set.
        child: Code of its child's.
    """
    width = len(known.sets) + 1
    keys, kind, count = np.unique(
        (stratum * width + parent) * width + child, return_inverse=True, return_counts=True
    )
    cells, n = np.unique(family * max(len(keys), 1) + kind, return_counts=True)
    of_family, of_kind = np.divmod(cells, max(len(keys), 1))
    _, first, number = np.unique(of_family, return_index=True, return_counts=True)
    lone = np.repeat(number == 1, number)
    holds = known.holds(chosen)
    parents = keys // width % width
    held = holds[parents]
    cell_holds = held[of_kind]
    holding = (np.add.reduceat(cell_holds, first, axis=0) > 0).sum(axis=0) if len(first) else held
    return Kinds(
        stratum=keys // width // width,
        before=parents,
        after=keys % width,
        parent=held,
        child=holds[keys % width],
        edges=count.astype(np.float64),
        lone=added(of_kind[lone], n[lone] ** 2.0, len(keys)),
        family=of_family[~lone],
        kind=of_kind[~lone],
        n=n[~lone].astype(np.float64),
        families=len(first),
        holding=np.asarray(holding, np.int64),
    )


@dataclass(frozen=True, slots=True)
class Met:
    """Arrows from each state (row) to each other (column).

    Attributes:
        observed: Edges with the arrow.
        expected: Their mean when children's states are exchanged.
        z: Score of the difference over families; NaN without variance.
        p: Its two-sided p-value; NaN likewise.
    """

    observed: Floats
    expected: Floats
    z: Floats
    p: Floats


def against_exchange(kinds: Kinds) -> Met:
    """Observed and expected arrows, and what the families say of the difference."""
    states = kinds.parent.shape[1]
    total = np.bincount(kinds.stratum, weights=kinds.edges)
    child = kinds.child.astype(np.float64)
    share = _by_stratum(kinds, child) / np.maximum(total, 1)[:, None]
    residual = child - share[kinds.stratum]
    observed, expected, z = (np.zeros((states, states)) for _ in range(3))
    for source in range(states):
        able = (kinds.parent[:, [source]] & ~kinds.parent).astype(np.float64)
        could = _by_stratum(kinds, able)
        observed[source] = kinds.edges @ (able * child)
        expected[source] = (could * share).sum(axis=0)
        score = (able - (could / np.maximum(total, 1)[:, None])[kinds.stratum]) * residual
        z[source] = scores(kinds, observed[source] - expected[source], score)
    return Met(observed, expected, z, p_values(kinds, z))


def scores(kinds: Kinds, difference: Floats, score: Floats) -> Floats:
    """Differences by their standard error, families taken for independent; NaN without variance.

    Args:
        kinds: The edges.
        difference: What to test, one value for each target state.
        score: What an edge of each kind adds to it, kinds by targets.
    """
    if kinds.families < 2:
        return np.full(len(difference), np.nan)
    square = kinds.lone @ score**2
    new = np.r_[True, kinds.family[1:] != kinds.family[:-1]][: len(kinds.family)]
    if len(new):
        by_family = np.add.reduceat(
            kinds.n[:, None] * score[kinds.kind], np.flatnonzero(new), axis=0
        )
        square += (by_family**2).sum(axis=0)
    error = np.sqrt(square * kinds.families / (kinds.families - 1))
    found: Floats = np.full(len(error), np.nan)
    return np.divide(difference, error, out=found, where=error > _NONE)


def p_values(kinds: Kinds, z: Floats) -> Floats:
    """Two-sided p-values of scores, source by target."""
    degrees = np.maximum(kinds.holding - 1.0, 0.0)[:, None]
    with np.errstate(invalid="ignore"):
        return np.where(degrees > 0, 2 * stdtr(np.maximum(degrees, 1), -np.abs(z)), np.nan)


def _by_stratum(kinds: Kinds, values: Floats) -> Floats:
    """Sums over the edges of each stratum, column by column."""
    strata = int(kinds.stratum.max(initial=-1)) + 1
    weighed = kinds.edges[:, None] * values
    sums = np.zeros((strata, values.shape[1]))
    np.add.at(sums, kinds.stratum, weighed)
    return sums
