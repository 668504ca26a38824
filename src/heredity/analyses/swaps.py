"""Arrows among the edges along which something changed, and the rows of the table `arrows`.

Where a child's states differ from its parent's, which states would it have if nothing tied the two
but that they differ? Under quasi-independence an edge leads from the state set i to another set j
with a chance that is proportional to a_i b_j, and never from a set to itself. The parents' and the
children's sets are as frequent as they are; this fixes a and b.

Source: L. Goodman, Journal of the American Statistical Association 63 (1968), 1091-1131.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from heredity.analyses.arrows import (
    Kinds,
    Met,
    against_exchange,
    gather,
    p_values,
    scores,
)
from heredity.analyses.clusters import Floats, added
from heredity.analyses.forms import OURS
from heredity.analyses.pairtests import LEAST_FAMILIES, adjusted
from heredity.analyses.sides import SILENT, Sides, StateSets
from heredity.core.edgesets import RELATIONS, EdgeSet
from heredity.store.columns import Ints

_NONE: Final = 1e-9
_ROUNDS: Final = 2_000
_CLOSE: Final = 1e-10


@dataclass(frozen=True, slots=True)
class Fitted:
    """Quasi-independence in each stratum.

    Attributes:
        row: Place of the parents' set of each kind among such sets, stratum by stratum.
        column: Likewise of the children's set.
        a: Factor of each of the former.
        b: Factor of each of the latter.
        rows: Stratum of each of the former.
        columns: Stratum of each of the latter.
        same: The latter that is the same set as each of the former; -1 for none.
        strata: Number of strata.
    """

    row: Ints
    column: Ints
    a: Floats
    b: Floats
    rows: Ints
    columns: Ints
    same: Ints
    strata: int

    @classmethod
    def of(cls, kinds: Kinds) -> Fitted:
        """Fit it, margin by margin in turn."""
        width = int(max(kinds.before.max(initial=0), kinds.after.max(initial=0))) + 1
        before, row = np.unique(kinds.stratum * width + kinds.before, return_inverse=True)
        after, column = np.unique(kinds.stratum * width + kinds.after, return_inverse=True)
        place = np.minimum(np.searchsorted(after, before), max(len(after) - 1, 0))
        same = np.where(after[place] == before, place, -1)
        strata = int(kinds.stratum.max(initial=-1)) + 1
        rows, columns = before // width, after // width
        held, wanted = added(row, kinds.edges, len(before)), added(column, kinds.edges, len(after))
        back = np.full(len(after), -1)
        back[same[same >= 0]] = np.flatnonzero(same >= 0)
        a, b = held.copy(), wanted / added(columns, wanted, strata)[columns]
        for _ in range(_ROUNDS):
            last = a
            a = held / (added(columns, b, strata)[rows] - at_or_0(b, same))
            b = wanted / (added(rows, a, strata)[columns] - at_or_0(a, back))
            if np.allclose(a, last, rtol=_CLOSE, atol=0):
                break
        return cls(row, column, a, b, rows, columns, same, strata)


def at_or_0(values: Floats, places: Ints) -> Floats:
    """Values at places; 0 at -1."""
    return np.append(values, 0.0)[places]


def against_change(kinds: Kinds) -> Met:
    """Observed and expected arrows among changed edges, and what families say of the difference.

    Args:
        kinds: The edges, none of which has the same set on both sides.
    """
    fit = Fitted.of(kinds)
    states = kinds.parent.shape[1]
    child = kinds.child.astype(np.float64)
    parents, children = _held(kinds.parent, fit.row), _held(kinds.child, fit.column)
    whole_a, whole_b = added(fit.rows, fit.a, fit.strata), added(fit.columns, fit.b, fit.strata)
    share = _by(fit.columns, fit.b[:, None] * children, fit.strata)
    own = at_or_0(fit.b, fit.same)
    chance = (share[fit.rows] - own[:, None] * parents) / (whole_b[fit.rows] - own)[:, None]
    back = np.full(len(fit.b), -1)
    back[fit.same[fit.same >= 0]] = np.flatnonzero(fit.same >= 0)
    left = whole_a[fit.columns] - at_or_0(fit.a, back)
    observed, expected, z = (np.zeros((states, states)) for _ in range(3))
    for source in range(states):
        able = parents[:, [source]] * (1 - parents)
        weighed = fit.a[:, None] * able
        could = _by(fit.rows, weighed, fit.strata)
        observed[source] = kinds.edges @ (able[fit.row] * child)
        expected[source] = (could * share).sum(axis=0)
        same = np.vstack([weighed, np.zeros((1, states))])[back]
        usual = (could[fit.columns] - same) / left[:, None]
        score = (able[fit.row] - usual[fit.column]) * (child - chance[fit.row])
        z[source] = scores(kinds, observed[source] - expected[source], score)
    return Met(observed, expected, z, p_values(kinds, z))


def _held(flags: Any, place: Ints) -> Floats:
    """Flags of kinds as numbers of the sets that they stand for."""
    found = np.zeros((int(place.max(initial=-1)) + 1, flags.shape[1]))
    found[place] = flags
    return found


def _by(stratum: Ints, values: Floats, strata: int) -> Floats:
    """Sums over strata, column by column."""
    sums = np.zeros((strata, values.shape[1]))
    np.add.at(sums, stratum, values)
    return sums


def arrow_columns(
    sides: Sides, trait: str, edge_set: EdgeSet, chosen: Ints
) -> Iterator[dict[str, Any]]:
    """The rows of `arrows` for one trait and edge set, column by column; none without any edge."""
    known = sides.sets[sides.columns[trait, False]]
    kept = np.flatnonzero(OURS.chosen(edge_set)[sides.bits])
    parent, child = known.nodes[sides.parent[kept]], known.nodes[sides.child[kept]]
    for among in ("all", "changed"):
        some = (parent > SILENT) & (child > SILENT)
        if among == "changed":
            some &= parent != child
        if some.any() and len(chosen):
            relations = sides.bits[kept[some]] & ((1 << len(RELATIONS)) - 1)
            stratum = np.unique(relations, return_inverse=True)[1]
            family = sides.family[kept[some]]
            kinds = gather(known, chosen, family, stratum, parent[some], child[some])
            met = against_exchange(kinds) if among == "all" else against_change(kinds)
            yield _columns(known, chosen, kinds, met) | {
                "trait": trait,
                "edge_set": edge_set.name,
                "among": among,
                "compat": False,
                "edges": int(some.sum()),
            }


def _columns(known: StateSets, chosen: Ints, kinds: Kinds, met: Met) -> dict[str, Any]:
    """What some edges say of each arrow."""
    source, target = np.nonzero(~np.eye(len(chosen), dtype=bool) & (met.expected > _NONE))
    names = np.array([known.states[code] for code in chosen], object)
    p, families = met.p[source, target], kinds.holding[source]
    tested = (families >= LEAST_FAMILIES) & np.isfinite(p)
    passed = np.full(len(p), np.nan)
    passed[tested] = adjusted(p[tested])
    return {
        "source_state": names[source],
        "target_state": names[target],
        "observed": np.rint(met.observed[source, target]).astype(np.int64),
        "expected": met.expected[source, target],
        "ratio": met.observed[source, target] / met.expected[source, target],
        "z": met.z[source, target],
        "families": families,
        "p": p,
        "adjusted_p": passed,
    }
