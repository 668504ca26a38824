"""Drift: the ordering of a trait's states that explains most of the net flow between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from heredity.analyses.forms import Form
from heredity.analyses.linear_ordering import SOLVER, LinearOrdering, linear_ordering, objective
from heredity.analyses.transitions import COMPAT, EDGE_SET, TIE, TRAIT, Floats, Flow
from heredity.analyses.undetermined import undetermined
from heredity.store.columns import Flags, Ints
from heredity.store.schema import Column, TableSpec, table

NO_STATES: Final = frozenset({"other", "unknown", "None", "", "[]"})
"""States that never stand in an ordering."""

SPARE: Final = 5
"""States taken beyond the wanted number before `NO_STATES` are removed."""

ORDERING = table(
    TableSpec(
        "ordering",
        "One state's place in the ordering of its trait, from upstream to downstream.",
        (
            TRAIT,
            EDGE_SET,
            Column("rank", "int64", "Place, from 1 for the most upstream state."),
            Column("state", "string", "The state."),
            COMPAT,
            Column("models", "int64", "Models with it, which is what the states were chosen by."),
            Column(
                "inflow",
                "float64",
                "Weight of the transitions into it from the others.",
                unit="edges",
            ),
            Column(
                "outflow",
                "float64",
                "Weight of the transitions out of it to the others.",
                unit="edges",
            ),
            Column(
                "undetermined",
                "list<string>",
                "States that could as well stand on its other side: "
                "another ordering that is as good has them there.",
            ),
            Column(
                "today", "float64", "Share of it among the models with a state of the ordering."
            ),
            Column(
                "stationary",
                "float64",
                "Share that it would have if the transitions went on as they are for ever.",
                null="the transitions have no one such end",
            ),
        ),
        key=("trait", "edge_set", "compat", "rank"),
    )
)

DRIFT = table(
    TableSpec(
        "drift",
        "One trait's ordering over an edge set, and how much it explains.",
        (
            TRAIT,
            EDGE_SET,
            COMPAT,
            Column("states", "int64", "States in the ordering."),
            Column("pairs", "int64", "Oriented pairs: more goes one way than the other."),
            Column("tied", "int64", "Pairs with transitions that go both ways alike."),
            Column("compatible", "int64", "Oriented pairs whose larger direction goes downstream."),
            Column(
                "compatible_share", "float64", "`compatible` by `pairs`.", null="no oriented pair"
            ),
            Column(
                "compatible_most", "int64", "Most oriented pairs that any ordering can agree with."
            ),
            Column(
                "total", "float64", "Weight of all transitions on oriented pairs.", unit="edges"
            ),
            Column("transitions", "float64", "The same with tied pairs.", unit="edges"),
            Column(
                "accounted",
                "float64",
                "Weight of the transitions that go downstream.",
                unit="edges",
            ),
            Column("accounted_share", "float64", "`accounted` by `transitions`.", null="none"),
            Column(
                "net",
                "float64",
                "Sum of the differences between the two directions of each pair.",
                unit="edges",
            ),
            Column("objective", "float64", "What the ordering wins of `net`.", unit="edges"),
            Column("bound", "float64", "What no ordering can exceed.", unit="edges"),
            Column(
                "gap", "float64", "What might still be won: 0 for a proven optimum.", unit="edges"
            ),
            Column(
                "undetermined",
                "int64",
                "Pairs whose reversal costs nothing, those without any transition among them.",
            ),
            Column(
                "distance",
                "float64",
                "Half the sum of the differences between `today` and "
                "`stationary` of the ordering's states: 0 at rest, 1 at most.",
                null="the transitions have no one end",
            ),
            Column("all_states", "int64", "States of the trait on an oriented pair."),
            Column("all_pairs", "int64", "Oriented pairs of all states."),
            Column("all_tied", "int64", "Tied pairs of all states."),
            Column("all_net", "float64", "`net` over all states.", unit="edges"),
            Column("all_total", "float64", "`total` over all states.", unit="edges"),
            Column("all_transitions", "float64", "`transitions` over all states.", unit="edges"),
            Column("k", "int64", "Most states that were wanted."),
            Column("weights", "string", "What the arrows of one edge weigh."),
            Column("population", "string", "Which edges there are."),
            Column("missing", "string", "What counts as missing, and what then happens."),
            Column("solver", "string", "What found the ordering."),
        ),
        key=("trait", "edge_set", "compat"),
    )
)


@dataclass(frozen=True, slots=True)
class Drift:
    """The ordering of a trait over an edge set.

    Attributes:
        chosen: Codes of the states, in the order in which they were chosen.
        weights: Transitions between them.
        best: The optimal ordering, as places in `chosen`.
        most: Most oriented pairs that an ordering can agree with.
        free: Pairs whose reversal costs nothing.
        stationary: Where the transitions lead in the end; None if to no one end.
    """

    chosen: Ints
    weights: Floats
    best: LinearOrdering
    most: int
    free: Flags
    stationary: Floats | None


def drift(flow: Flow, k: int) -> Drift:
    """Choose the states and find their ordering."""
    chosen = choose_states(flow, k)
    weights = flow.matrix(chosen)
    net = net_flow(weights)
    best = linear_ordering(net)
    return Drift(
        chosen=chosen,
        weights=weights,
        best=best,
        most=round(linear_ordering((net > 0).astype(np.float64)).objective),
        free=undetermined(net, best.order),
        stationary=_stationary(weights, flow.parents[chosen]),
    )


def net_flow(weights: Floats) -> Floats:
    """What each direction has more than the opposite one; ties, up to rounding, have none."""
    net = weights - weights.T
    return np.where(net > TIE * np.maximum(1.0, weights), net, 0.0)


def choose_states(flow: Flow, k: int) -> Ints:
    """The most frequent states that stand on an oriented pair.

    Of equally frequent ones the first by name is taken; `k + 5` are taken, those that are no
    states removed, and `k` kept.
    """
    uneven = _uneven(flow)
    oriented = np.unique(np.r_[flow.source[uneven], flow.target[uneven]])
    frequent = oriented[np.argsort(-flow.models[oriented], kind="stable")][: k + SPARE]
    named = [code for code in frequent if flow.states[code] not in NO_STATES]
    return np.array(named[:k], np.int64)


def _uneven(flow: Flow) -> Flags:
    difference = np.abs(flow.n - flow.reverse())
    return difference > TIE * np.maximum(1.0, flow.n)


def _stationary(weights: Floats, parents: Ints) -> Floats | None:
    """Where shares of models lead if each moves on as edges from its state do.

    None where the states fall into several ends, or where a state is never a parent's.
    """
    if len(parents) == 0 or (parents == 0).any():
        return None
    moves = weights / parents[:, None]
    moves[np.diag_indices_from(moves)] = np.maximum(0.0, 1.0 - moves.sum(axis=1))
    moves /= moves.sum(axis=1, keepdims=True)
    label = connected_components(csr_array(moves > 0), connection="strong")[1]
    left = (moves > 0) & (label[:, None] != label[None, :])
    ends = np.setdiff1d(np.unique(label), label[left.any(axis=1)])
    if len(ends) != 1:
        return None
    end = np.flatnonzero(label == ends[0])
    inner = moves[np.ix_(end, end)]
    system = np.vstack([inner.T - np.eye(len(end)), np.ones(len(end))])
    shares = np.linalg.lstsq(system, np.r_[np.zeros(len(end)), 1.0], rcond=None)[0]
    whole = np.zeros(len(parents))
    whole[end] = np.maximum(shares, 0.0) / np.maximum(shares, 0.0).sum()
    return whole


def ordering_columns(
    trait: str, edge_set: str, form: Form, flow: Flow, found: Drift
) -> dict[str, Any]:
    """The rows of `ordering`, column by column."""
    order = np.array(found.best.order, np.int64)
    names = [flow.states[code] for code in found.chosen]
    models = flow.models[found.chosen]
    shares = found.stationary if found.stationary is not None else np.full(len(order), np.nan)
    return {
        "trait": trait,
        "edge_set": edge_set,
        "rank": np.arange(1, len(order) + 1),
        "state": [names[at] for at in order],
        "compat": form.compat,
        "models": models[order],
        "inflow": found.weights.sum(axis=0)[order],
        "outflow": found.weights.sum(axis=1)[order],
        "undetermined": [sorted(names[b] for b in np.flatnonzero(found.free[a])) for a in order],
        "today": (models / max(int(models.sum()), 1))[order],
        "stationary": shares[order],
    }


def drift_columns(
    trait: str, edge_set: str, form: Form, flow: Flow, found: Drift, k: int
) -> dict[str, Any]:
    """The row of `drift`."""
    net = net_flow(found.weights)
    accounted = objective(found.weights, found.best.order)
    pairs, tied, total, transitions = _weighed(found.weights, net)
    compatible = round(objective((net > 0).astype(np.float64), found.best.order))
    uneven, reverse = _uneven(flow), flow.reverse()
    ahead = uneven & (flow.n > reverse)
    level = ~uneven & (flow.source < flow.target)
    return {
        "trait": trait,
        "edge_set": edge_set,
        "compat": form.compat,
        "states": len(found.chosen),
        "pairs": pairs,
        "tied": tied,
        "compatible": compatible,
        "compatible_share": _share(compatible, pairs),
        "compatible_most": found.most,
        "total": total,
        "transitions": transitions,
        "accounted": accounted,
        "accounted_share": _share(accounted, transitions),
        "net": float(net.sum()),
        "objective": found.best.objective,
        "bound": found.best.bound,
        "gap": found.best.gap,
        "undetermined": int(found.free.sum() // 2),
        "distance": _distance(flow.models[found.chosen], found.stationary),
        "all_states": len(np.unique(np.r_[flow.source[uneven], flow.target[uneven]])),
        "all_pairs": int(ahead.sum()),
        "all_tied": int(level.sum()),
        "all_net": float((flow.n - reverse)[ahead].sum()),
        "all_total": float((flow.n + reverse)[ahead].sum()),
        "all_transitions": float(flow.n.sum()),
        "k": k,
        "weights": form.arrows,
        "population": form.population,
        "missing": form.missing,
        "solver": SOLVER,
    }


def _weighed(weights: Floats, net: Floats) -> tuple[int, int, float, float]:
    """Oriented pairs, tied pairs, their weight without and with the tied ones."""
    both = np.triu(weights + weights.T, 1)
    oriented = np.triu((net + net.T) > 0, 1)
    tied = (both > 0) & ~oriented
    return int(oriented.sum()), int(tied.sum()), float(both[oriented].sum()), float(both.sum())


def _share(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")


def _distance(models: Ints, stationary: Floats | None) -> float:
    if stationary is None:
        return float("nan")
    return float(np.abs(models / models.sum() - stationary).sum() / 2)
