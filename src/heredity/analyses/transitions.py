"""Transitions between the states of a trait, and what each state meets along edges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from heredity.analyses.forms import Form
from heredity.analyses.sides import SILENT
from heredity.analyses.tallies import Tally
from heredity.store.columns import Flags, Ints
from heredity.store.schema import Column, TableSpec, table

Floats = npt.NDArray[np.float64]

TIE: Final = 1e-9
"""Difference below which two directions are tied: sums of fractions are not exact."""

TRAIT = Column("trait", "string", "Trait that the row speaks of.")
EDGE_SET = Column("edge_set", "string", "Edge set that the row speaks of.")
COMPAT = Column("compat", "bool", "True under the published definitions, quirks included.")

TRANSITIONS = table(
    TableSpec(
        "transitions",
        "One transition of a trait: along edges, models whose parent held the source state came to "
        "hold the target state instead of it, or beside it.",
        (
            TRAIT,
            EDGE_SET,
            Column("source_state", "string", "State of the parent."),
            Column("target_state", "string", "State of the child."),
            COMPAT,
            Column(
                "n",
                "float64",
                "Weight of the transition. An edge has an arrow from each state of "
                "the parent to each that the child gained, and from each that it lost to each of "
                "the child; together they weigh 1, or under the published definitions 1 each.",
                unit="edges",
            ),
            Column("arrows", "int64", "Arrows, each counted as 1."),
            Column("reverse", "float64", "`n` of the opposite direction.", unit="edges"),
            Column(
                "exposed",
                "int64",
                "Edges of the set with both sides reporting whose parent holds "
                "the source state: how often it could have happened.",
                unit="edges",
            ),
            Column(
                "share", "float64", "`n` by `exposed`: tendency, whatever the number of parents."
            ),
            Column(
                "log_ratio",
                "float64",
                "Natural logarithm of `share` by that of the opposite direction.",
                null="nothing goes the opposite way",
            ),
        ),
        key=("trait", "edge_set", "source_state", "target_state", "compat"),
    )
)

STATES = table(
    TableSpec(
        "states",
        "One state of a trait, with the models that have it and what edges do to it.",
        (
            TRAIT,
            EDGE_SET,
            Column("state", "string", "The state."),
            COMPAT,
            Column(
                "models",
                "int64",
                "Models with it, isolated ones included; the same in every edge set.",
            ),
            Column(
                "parents",
                "int64",
                "Edges with both sides reporting whose parent holds it.",
                unit="edges",
            ),
            Column(
                "children",
                "int64",
                "Edges with both sides reporting whose child holds it.",
                unit="edges",
            ),
            Column(
                "gains",
                "int64",
                "Edges whose child holds it where the parent states nothing.",
                unit="edges",
            ),
            Column(
                "losses",
                "int64",
                "Edges whose parent holds it where the child states nothing.",
                unit="edges",
            ),
            Column("inflow", "float64", "Weight of all transitions into it.", unit="edges"),
            Column("outflow", "float64", "Weight of all transitions out of it.", unit="edges"),
        ),
        key=("trait", "edge_set", "state", "compat"),
    )
)


@dataclass(frozen=True, slots=True)
class Flow:
    """The transitions of a trait over an edge set.

    Attributes:
        states: Names of the states.
        models: Models with each state.
        parents: Reporting edges whose parent holds each state.
        children: Reporting edges whose child holds each state.
        gains: Edges whose child holds each state where the parent is silent.
        losses: Edges whose parent holds each state where the child is silent.
        source: State that each transition leaves.
        target: State that it enters.
        arrows: Arrows of each transition.
        n: Weight of each.
    """

    states: list[str]
    models: Ints
    parents: Ints
    children: Ints
    gains: Ints
    losses: Ints
    source: Ints
    target: Ints
    arrows: Ints
    n: Floats

    def matrix(self, chosen: Ints) -> Floats:
        """Weights between some states, by row and column in their order."""
        place = np.full(len(self.states), -1)
        place[chosen] = np.arange(len(chosen))
        source, target = place[self.source], place[self.target]
        inside = (source >= 0) & (target >= 0)
        weights = np.zeros((len(chosen), len(chosen)))
        weights[source[inside], target[inside]] = self.n[inside]
        return weights

    def reverse(self) -> Floats:
        """Weight of the opposite direction of each transition."""
        size = len(self.states)
        keys, wanted = self.source * size + self.target, self.target * size + self.source
        if len(keys) == 0:
            return self.n
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        return np.where(keys[at] == wanted, self.n[at], 0.0)


def flow(tally: Tally, form: Form, chosen: Flags) -> Flow:
    """The transitions over the edges with some combinations of bits."""
    pairs = {name: values[chosen[tally.pairs["bits"]]] for name, values in tally.pairs.items()}
    parent, child, n = pairs["parent"], pairs["child"], pairs["n"]
    no_parent = (parent <= SILENT) if form.compat else (parent == SILENT)
    no_child = (child <= SILENT) if form.compat else (child == SILENT)
    both = (parent > SILENT) & (child > SILENT)
    holds = _holds(tally)
    source, target, arrows, weight = _transitions(tally, form, chosen)
    return Flow(
        states=tally.states,
        models=holds @ tally.models,
        parents=_held(holds, parent, n * both),
        children=_held(holds, child, n * both),
        gains=_held(holds, child, n * (no_parent & (child > SILENT))),
        losses=_held(holds, parent, n * (no_child & (parent > SILENT))),
        source=source,
        target=target,
        arrows=arrows,
        n=weight,
    )


def _holds(tally: Tally) -> csr_array:
    """Which state (row) is in which set (column)."""
    rows = np.array([state for members in tally.sets for state in members], np.int64)
    columns = np.repeat(np.arange(len(tally.sets)), [len(members) for members in tally.sets])
    shape = (len(tally.states), len(tally.sets))
    return csr_array((np.ones(len(rows), np.int64), (rows, columns)), shape=shape)


def _held(holds: csr_array, codes: Ints, n: Ints) -> Ints:
    """Edges by the states of a side."""
    by_set = np.zeros(holds.shape[1], np.int64)
    np.add.at(by_set, np.maximum(codes - 1, 0)[n > 0], n[n > 0])
    held: Ints = holds @ by_set
    return held


def _transitions(tally: Tally, form: Form, chosen: Flags) -> tuple[Ints, Ints, Ints, Floats]:
    """Transitions by source and target; integers are added up before they become weights."""
    kept = chosen[tally.arrows["bits"]]
    arrows = {name: values[kept] for name, values in tally.arrows.items()}
    order = np.lexsort((arrows["total"], arrows["target"], arrows["source"]))
    source, target, total, n = (arrows[c][order] for c in ("source", "target", "total", "n"))
    first = _starts(source, target, total)
    counted = _sums(n, first)
    source, target, total = source[first], target[first], total[first]
    again = _starts(source, target)
    number = _sums(counted, again)
    weight: Floats = _sums(counted if form.compat else counted / total, again)
    return source[again], target[again], number, weight.astype(np.float64)


def _starts(*columns: Ints) -> Ints:
    """Where a new combination of sorted columns begins."""
    if len(columns[0]) == 0:
        return np.empty(0, np.int64)
    new = np.any([column[1:] != column[:-1] for column in columns], axis=0)
    return np.flatnonzero(np.r_[True, new])


def _sums(values: npt.NDArray[Any], starts: Ints) -> npt.NDArray[Any]:
    return np.add.reduceat(values, starts) if len(starts) else values[:0]


def transition_columns(trait: str, edge_set: str, form: Form, flow: Flow) -> dict[str, object]:
    """The rows of `transitions`, column by column."""
    reverse = flow.reverse()
    share = flow.n / flow.parents[flow.source]
    back = np.divide(
        reverse,
        flow.parents[flow.target],
        out=np.zeros_like(reverse),
        where=flow.parents[flow.target] > 0,
    )
    names = np.array(flow.states, object)
    with np.errstate(divide="ignore"):
        ratio = np.log(share) - np.log(back)
    return {
        "trait": trait,
        "edge_set": edge_set,
        "source_state": names[flow.source],
        "target_state": names[flow.target],
        "compat": form.compat,
        "n": flow.n,
        "arrows": flow.arrows,
        "reverse": reverse,
        "exposed": flow.parents[flow.source],
        "share": share,
        "log_ratio": np.where(back > 0, ratio, np.nan),
    }


def state_columns(trait: str, edge_set: str, form: Form, flow: Flow) -> dict[str, object]:
    """The rows of `states`, column by column."""
    size = len(flow.states)
    return {
        "trait": trait,
        "edge_set": edge_set,
        "state": np.array(flow.states, object),
        "compat": form.compat,
        "models": flow.models,
        "parents": flow.parents,
        "children": flow.children,
        "gains": flow.gains,
        "losses": flow.losses,
        "inflow": np.bincount(flow.target, weights=flow.n, minlength=size),
        "outflow": np.bincount(flow.source, weights=flow.n, minlength=size),
    }
