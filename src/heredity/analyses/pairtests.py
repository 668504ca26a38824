"""Tests of single pairs of states: does more go one way than the other, over the families?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from scipy.special import bdtr

from heredity.analyses.linear_ordering import Floats
from heredity.analyses.transitions import COMPAT, EDGE_SET, TIE, TRAIT
from heredity.store.columns import Ints
from heredity.store.schema import Column, TableSpec, table

LEAST_FAMILIES: Final = 10
"""Voting families below which a pair takes no part in the adjustment for many tests."""

_LEAST_P: Final = float(np.finfo(np.float64).tiny)

PAIR_TESTS = table(
    TableSpec(
        "pair_tests",
        "One pair of a trait's states: whether more goes one way than the other by more than "
        "chance.",
        (
            TRAIT,
            EDGE_SET,
            Column("source_state", "string", "The state that more leaves than enters."),
            Column("target_state", "string", "The other state."),
            COMPAT,
            Column("n", "float64", "Weight of the transitions that way.", unit="edges"),
            Column("reverse", "float64", "Weight of the opposite direction.", unit="edges"),
            Column(
                "effect",
                "float64",
                "Natural logarithm of (n + ½) / (reverse + ½).",
            ),
            Column("arrows", "int64", "Arrows that way, each counted as 1."),
            Column("arrows_back", "int64", "Arrows of the opposite direction."),
            Column(
                "naive_p",
                "float64",
                "Exact two-sided binomial test of `n` against `reverse`, rounded, as if edges were "
                "independent; they are not, and it is shown for contrast.",
            ),
            Column("families", "int64", "Families in which more goes one way: those that vote."),
            Column("votes", "int64", "Families that vote for this direction."),
            Column("p", "float64", "Exact two-sided sign test over the families."),
            Column(
                "adjusted_p",
                "float64",
                "`p` after Benjamini and Hochberg over the pairs of the trait, edge set and form "
                f"with at least {LEAST_FAMILIES} voting families.",
                null=f"fewer than {LEAST_FAMILIES} voting families",
            ),
        ),
        key=("trait", "edge_set", "source_state", "target_state", "compat"),
    )
)


def two_sided(votes: Ints, trials: Ints) -> Floats:
    """Exact two-sided p-values of fair coins.

    Args:
        votes: Heads.
        trials: Throws; with none of them the p-value is 1.

    Returns:
        The p-values; one too small for a number is the smallest there is, never 0.
    """
    fewer = np.minimum(votes, trials - votes)
    tail: Floats = bdtr(fewer.astype(np.float64), trials, 0.5)
    return np.clip(2.0 * tail, _LEAST_P, 1.0)


def adjusted(p: Floats) -> Floats:
    """P-values after Benjamini and Hochberg: the share of false alarms at which each would pass."""
    order = np.argsort(-p, kind="stable")
    ranks = np.arange(len(p), 0, -1)
    least = np.minimum.accumulate(p[order] * len(p) / ranks)
    result = np.empty(len(p))
    result[order] = np.minimum(least, 1.0)
    return result


def pair_columns(states: list[str], groups: Mapping[str, Ints]) -> dict[str, Any]:
    """Test every pair of states with transitions that go more one way.

    Args:
        states: Names of the states.
        groups: Groups of arrows: `family`, `source` and `target` (states), `n` arrows, and `total`
            (arrows of each of their edges, which together weigh 1).

    Returns:
        Columns of `pair_tests`, without those that say of what.
    """
    family, source, target, n = (groups[c] for c in ("family", "source", "target", "n"))
    weight = n / np.maximum(groups["total"], 1)
    low, high = np.minimum(source, target), np.maximum(source, target)
    keys, pair = np.unique(low * len(states) + high, return_inverse=True)
    forward = source == low
    ahead, back = _sums(pair, weight, forward, len(keys))
    arrows, arrows_back = _sums(pair, n, forward, len(keys))
    votes, against = _votes(pair, family, np.where(forward, weight, -weight), len(keys))
    turn = back > ahead
    kept = np.abs(ahead - back) > TIE * np.maximum(1.0, ahead + back)
    names = np.array(states, object)
    first, second = keys // max(len(states), 1), keys % max(len(states), 1)
    n_ahead, n_back = np.where(turn, back, ahead), np.where(turn, ahead, back)
    voting = votes + against
    p = two_sided(votes, voting)
    naive = [np.rint(side).astype(np.int64) for side in (n_ahead, n_ahead + n_back)]
    columns = {
        "source_state": names[np.where(turn, second, first)],
        "target_state": names[np.where(turn, first, second)],
        "n": n_ahead,
        "reverse": n_back,
        "effect": np.log((n_ahead + 0.5) / (n_back + 0.5)),
        "arrows": np.where(turn, arrows_back, arrows).astype(np.int64),
        "arrows_back": np.where(turn, arrows, arrows_back).astype(np.int64),
        "naive_p": two_sided(*naive),
        "families": voting,
        "votes": np.where(turn, against, votes),
        "p": p,
    }
    columns = {name: values[kept] for name, values in columns.items()}
    return columns | {"adjusted_p": _adjusted(columns["p"], columns["families"])}


def _sums(
    pair: Ints, values: Floats | Ints, forward: np.ndarray[Any, Any], pairs: int
) -> tuple[Floats, Floats]:
    """Sums over each pair, by direction."""
    ahead = np.bincount(pair, weights=np.where(forward, values, 0.0), minlength=pairs)
    back = np.bincount(pair, weights=np.where(forward, 0.0, values), minlength=pairs)
    return ahead.astype(np.float64), back.astype(np.float64)


def _votes(pair: Ints, family: Ints, signed: Floats, pairs: int) -> tuple[Ints, Ints]:
    """Families in which more goes forward, and in which more goes back; ties do not vote."""
    width = int(family.max(initial=0)) + 1
    keys, place = np.unique(pair * width + family, return_inverse=True)
    net = np.bincount(place, weights=signed, minlength=len(keys))
    of = keys // width
    return (
        np.bincount(of[net > TIE], minlength=pairs),
        np.bincount(of[net < -TIE], minlength=pairs),
    )


def _adjusted(p: Floats, families: Ints) -> Floats:
    tested = families >= LEAST_FAMILIES
    result = np.full(len(p), np.nan)
    result[tested] = adjusted(p[tested])
    return result
