"""A number on the two sides of edges: how much it changes from parent to child.

The mean of differences and the mean of ratios can disagree, and with numbers that spread over
powers of ten they do; so both are given, with medians and votes of families beside them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from heredity.analyses.clusters import FEW_FAMILIES, Floats
from heredity.analyses.pairtests import two_sided
from heredity.analyses.resampling import Draws, numbered_anew, summed
from heredity.store.columns import Flags, Ints
from heredity.store.schema import Column

_NONE: Final = "no edge with both sides, or compat"
_TWO: Final = "fewer than two families, or compat"
_LOG: Final = "no edge with both sides, compat, or a number that may be negative, a date, a flag"


def _estimate(name: str, doc: str, null: str) -> tuple[Column, Column, Column]:
    """Columns of an estimate and its interval."""
    return (
        Column(name, "float64", doc, null=null),
        Column(f"{name}_low", "float64", "Lower end of its 95 % interval.", null=_TWO),
        Column(f"{name}_high", "float64", "Upper end.", null=_TWO),
    )


COLUMNS: Final = (
    Column("edges", "int64", "Edges with both sides known.", unit="edges"),
    Column("population", "int64", "Edges of the set with the relation.", unit="edges"),
    Column("parent_mean", "float64", "Mean of the parents, by edge.", null="no such edge"),
    Column("child_mean", "float64", "Mean of the children, by edge.", null="no such edge"),
    *_estimate("mean_difference", "Mean of child minus parent.", "no edge with both sides"),
    *_estimate("median_difference", "Median of child minus parent.", _NONE),
    Column("quartile_low", "float64", "Quarter of the differences that is lowest.", null=_NONE),
    Column("quartile_high", "float64", "Quarter of them that is highest.", null=_NONE),
    *_estimate("mean_log_ratio", "Mean of ln((1 + child) / (1 + parent)).", _LOG),
    *_estimate("median_log_ratio", "Median of ln((1 + child) / (1 + parent)).", _LOG),
    Column(
        "mean_relative",
        "float64",
        "Mean of (child - parent) / parent over edges whose parent is above 0.",
        null="no such edge, or a date, a flag",
    ),
    Column("increasing", "int64", "Edges along which it grows.", unit="edges", null="compat"),
    Column("decreasing", "int64", "Edges along which it shrinks.", unit="edges", null="compat"),
    Column("equal", "int64", "Edges along which it stays.", unit="edges", null="compat"),
    *_estimate("share_increasing", "Share of the edges along which it grows.", _NONE),
    Column(
        "votes_up", "int64", "Families in which it grows along more edges than it shrinks.",
        null="compat",
    ),
    Column("votes_down", "int64", "Families in which it is the other way.", null="compat"),
    Column("p", "float64", "Exact two-sided sign test over the families' votes.", null="compat"),
    Column("macro_difference", "float64", "Mean of the families' mean differences.", null=_NONE),
    Column("macro_log_ratio", "float64", "Mean of the families' mean log-ratios.", null=_LOG),
    Column("families", "int64", "Families with an edge that counts.", null="compat"),
    Column(
        "effective_families", "float64", "Number of equal families that would tell as much.",
        null="compat",
    ),
    Column(
        "largest_share", "float64", "Share of the largest family in the edges that count.",
        null=_NONE,
    ),
    Column("note", "string", "Why not to trust the intervals.", null="nothing speaks against it"),
    Column("missing", "string", "Which edges there are, and what counts as missing."),
    Column("interval", "string", "Where the intervals come from."),
    Column("resamples", "int64", "Resamples that they rest on."),
    Column("seed", "int64", "Seed of their random numbers."),
)  # fmt: skip
"""What is said of a number along edges, in any table."""

INTERVAL: Final = (
    "cluster bootstrap over the families of all edges, 95 %; a median's by that of the share of "
    "edges below it"
)
NO_INTERVAL: Final = "none"


@dataclass(frozen=True, slots=True)
class Sides:
    """A number on both sides of the edges that count.

    Attributes:
        parent: The parent's.
        child: The child's.
        family: Number of each edge's family.
        ratios: Whether ratios make sense: the number is a count.
    """

    parent: Floats
    child: Floats
    family: Ints
    ratios: bool


def published_change(sides: Sides) -> dict[str, Any]:
    """Means alone, as the published tables have them."""
    row: dict[str, Any] = dict.fromkeys((column.name for column in COLUMNS), None)
    return row | _means(sides)


def change(sides: Sides, draws: Draws) -> dict[str, Any]:
    """Everything about how a number changes, without the columns that say what was counted."""
    row: dict[str, Any] = dict.fromkeys((column.name for column in COLUMNS), None)
    row |= _means(sides)
    if not len(sides.family):
        return row
    difference = sides.child - sides.parent
    logs = np.log1p(sides.child) - np.log1p(sides.parent) if sides.ratios else difference
    low, middle, high = quantiles(difference, (0.25, 0.5, 0.75))
    row |= {"quartile_low": low, "median_difference": middle, "quartile_high": high}
    middles = [middle]
    if sides.ratios:
        row["median_log_ratio"] = float(np.median(logs))
        middles.append(row["median_log_ratio"])
    return row | _of_families(difference, logs, sides.family, middles, draws)


def _means(sides: Sides) -> dict[str, Any]:
    if not len(sides.family):
        return {"edges": 0}
    above = sides.parent > 0
    relative = (sides.child[above] - sides.parent[above]) / sides.parent[above]
    return {
        "edges": len(sides.family),
        "parent_mean": float(sides.parent.mean()),
        "child_mean": float(sides.child.mean()),
        "mean_difference": float((sides.child - sides.parent).mean()),
        "mean_relative": float(relative.mean()) if sides.ratios and len(relative) else None,
    }


def quantiles(values: Floats, shares: tuple[float, ...]) -> list[float]:
    """Quantiles of values, halfway between two where a share falls between them."""
    found: list[float] = np.quantile(values, shares, method="averaged_inverted_cdf").tolist()
    return found


def _of_families(
    difference: Floats, logs: Floats, family: Ints, middles: list[float], draws: Draws
) -> dict[str, Any]:
    """What needs the families: votes, macro means, intervals."""
    code, families = numbered_anew(family)

    def total(values: Floats | Flags) -> Floats:
        return summed(code, families, values)

    ratios = len(middles) > 1
    count = np.bincount(code, minlength=families).astype(np.float64)
    up, down = total(difference > 0), total(difference < 0)
    votes_up, votes_down = int((up > down).sum()), int((down > up).sum())
    parts = [count, total(difference), up, total(below(difference, middles[0]))]
    if ratios:
        parts += [total(logs), total(below(logs, middles[1]))]
    sums = np.column_stack(parts)
    n = float(count.sum())
    effective = n**2 / float(count @ count)
    p = two_sided(np.array([votes_up]), np.array([votes_up + votes_down]))
    row: dict[str, Any] = {
        "increasing": int(up.sum()),
        "decreasing": int(down.sum()),
        "equal": int(n - up.sum() - down.sum()),
        "share_increasing": float(up.sum()) / n,
        "votes_up": votes_up,
        "votes_down": votes_down,
        "p": float(p[0]),
        "macro_difference": float((parts[1] / count).mean()),
        "families": families,
        "effective_families": effective,
        "largest_share": float(count.max()) / n,
        "note": f"fewer than {FEW_FAMILIES} effective families"
        if effective < FEW_FAMILIES
        else None,
    }
    if ratios:
        row["mean_log_ratio"] = float(parts[4].sum()) / n
        row["macro_log_ratio"] = float((parts[4] / count).mean())
    return row | _intervals(sums, difference, logs, ratios, draws)


def below(values: Floats, middle: float) -> Floats:
    """Share of each value that lies below a middle: one half where it lies upon it."""
    share: Floats = (values < middle) + 0.5 * (values == middle)
    return share


def _intervals(
    sums: Floats, difference: Floats, logs: Floats, ratios: bool, draws: Draws
) -> dict[str, Any]:
    if len(sums) < 2 or not draws.resamples:
        return {}
    drawn = draws.sums(sums)
    shares = drawn[:, 1:] / drawn[:, :1]
    seen = sums[:, 1:].sum(axis=0) / sums[:, 0].sum()
    ends: dict[str, tuple[float, float]] = {
        "mean_difference": draws.interval(shares[:, 0]),
        "share_increasing": draws.interval(shares[:, 1]),
        "median_difference": median_interval(difference, shares[:, 2] - seen[2], draws.interval),
    }
    if ratios:
        ends["mean_log_ratio"] = draws.interval(shares[:, 3])
        ends["median_log_ratio"] = median_interval(logs, shares[:, 4] - seen[4], draws.interval)
    return {
        f"{name}_{end}": value
        for name, pair in ends.items()
        for end, value in zip(("low", "high"), pair, strict=True)
    }


def median_interval(
    values: Floats, moved: Floats, interval: Callable[[Floats], tuple[float, float]]
) -> tuple[float, float]:
    """The interval of a median from that of the share of values below it (Woodruff 1952).

    Args:
        values: The values.
        moved: By how much the share below the median moves in each resample.
        interval: From a statistic's values in the resamples to its interval.
    """
    low, high = interval(moved)
    middle, count = len(values) / 2, len(values)
    ends = [np.ceil(middle - high * count) - 1, np.floor(middle - low * count)]
    ranks = np.clip(ends, 0, count - 1).astype(np.int64)
    ordered = np.partition(values, np.unique(ranks))
    return float(ordered[ranks[0]]), float(ordered[ranks[1]])
