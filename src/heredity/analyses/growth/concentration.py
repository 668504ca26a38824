"""The tables `concentration` and `lorenz`: how unequally things are spread over their holders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from heredity.analyses.clusters import Floats
from heredity.analyses.population import NONE, Population
from heredity.core.edgesets import RELATIONS
from heredity.store.columns import Ints

CHILD_SETS: Final = ("all", *RELATIONS)
FAMILY_SETS: Final = ("all", "no-merges", "finetune")
POINTS: Final = 100
"""Points of a Lorenz curve, beside its origin."""

COMPLETE: Final = "nothing is missing: every edge of the set that is not cut is counted"


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """Something that is spread over holders.

    Attributes:
        item: What, and over whom.
        edge_set: Edge set that it rests on, or None.
        held: What each holder has; not negative.
        population: Who the holders are, in words.
        missing: What is done with those whose amount is not known.
        unknown: How many these are.
    """

    item: str
    edge_set: str | None
    held: Ints
    population: str
    missing: str
    unknown: int = 0


def spreads(population: Population) -> Iterator[Spread]:
    """Everything whose concentration is measured."""
    models = population.models
    for name in ("downloads", "likes"):
        values, known = population.numbers(name)
        held = values[models][known[models]]
        yield Spread(
            f"{name} by model", None, np.maximum(held, 0), "models with a record",
            f"models without a count of {name} are left out", len(models) - len(held),
        )  # fmt: skip
    owner = population.coded("author").codes[models]
    owned = owner[owner != NONE]
    yield Spread(
        "models by owner", None, np.bincount(owned), "accounts that own a model with a record",
        "models whose id names no owner are left out", len(owner) - len(owned),
    )  # fmt: skip
    for name in CHILD_SETS:
        children = population.pedigree(name).down.degree
        yield Spread(
            "children by parent", name, children[children > 0],
            "models with a child in the edge set, stubs included", COMPLETE,
        )  # fmt: skip
    for name in FAMILY_SETS:
        family = population.pedigree(name).family
        size = np.bincount(family, minlength=population.nodes)
        yield Spread(
            "models by family", name, size[size > 1],
            "families of two or more, stubs being members", COMPLETE,
        )  # fmt: skip


def concentration_parts(
    all_spreads: list[Spread],
) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """The parts of both tables."""
    rows: list[Mapping[str, Any]] = []
    curves: list[Mapping[str, Any]] = []
    for spread in all_spreads:
        ascending = np.sort(spread.held)
        rows.append(_row(spread, ascending))
        if ascending.sum():
            curves.append(_curve(spread, ascending))
    return rows, curves


def gini(ascending: Ints) -> float | None:
    """The Gini coefficient of values in ascending order; None if they sum to 0.

    The sum over i of (2i - n - 1) x(i), divided by n times the sum of x.
    """
    size, total = len(ascending), int(ascending.sum())
    if not total:
        return None
    # As exact integers in two parts: one product of ranks and counts would not fit into 64 bits.
    ranks = 2 * np.arange(1, size + 1) - size - 1
    high, low = divmod(ascending, 1 << 16)
    weighted = (int(ranks @ high) << 16) + int(ranks @ low)
    return weighted / (size * total)


def _row(spread: Spread, ascending: Ints) -> Mapping[str, Any]:
    total = int(ascending.sum())
    largest = np.cumsum(ascending[::-1])

    def top(most: int) -> float | None:
        return int(largest[min(most, len(largest)) - 1]) / total if total else None

    return {
        "item": spread.item,
        "edge_set": spread.edge_set,
        "compat": False,
        "holders": len(ascending),
        "empty": int(np.count_nonzero(ascending == 0)),
        "unknown": spread.unknown,
        "total": total,
        "gini": gini(ascending),
        "gini_positive": gini(ascending[ascending > 0]),
        "top_1": top(1),
        "top_10": top(10),
        "top_100": top(100),
        "top_percent": top(-(-len(ascending) // 100)),
        "half": int(np.searchsorted(2 * largest, total)) + 1 if total else None,
        "population": spread.population,
        "missing_rule": spread.missing,
    }


def _curve(spread: Spread, ascending: Ints) -> Mapping[str, Any]:
    size = len(ascending)
    reached = np.concatenate([[0], np.cumsum(ascending)])
    # The last hundredth holds most of everything: points lie closer together toward the end.
    wanted = 1 - (1 - np.arange(POINTS + 1) / POINTS) ** 2
    place = np.unique(np.round(wanted * size).astype(np.int64))
    held: Floats = reached[place] / reached[-1]
    return {
        "item": spread.item,
        "edge_set": spread.edge_set,
        "compat": False,
        "point": np.arange(len(place)),
        "holders": place / size,
        "held": held,
    }
