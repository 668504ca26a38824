"""What the analyses `mutation` and `direction` say to somebody who asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from heredity.analyses.registry import Said
from heredity.store import Store

Rows = Sequence[Mapping[str, Any]]
_LEVEL = 0.05


def mutation_said(store: Store, compat: bool) -> Iterable[Said]:
    """Rates, steps, gains and losses, arrows, and orderings."""
    rates = [r for r in _rows(store, "mutation", compat) if r["relation"] == "any"]
    yield _rates(rates)
    if not compat:
        yield _steps([r for r in _rows(store, "steps", False) if r["relation"] == "any"])
        yield _gains(rates)
        yield _bulk(_rows(store, "mutation_groups", False))
        yield _arrows(_rows(store, "arrows", False))
    yield _orderings(_rows(store, "drift", compat))


def direction_said(store: Store, compat: bool) -> Iterable[Said]:
    """The orderings against chance; only in our form."""
    rows = [r for r in _rows(store, "order_tests", False) if r["null"] == "families"]
    shown = tuple(
        (
            r["trait"],
            r["edge_set"],
            r["share"],
            r["chance"],
            r["chance_most"],
            r["p"],
            r["families"],
        )
        for r in rows
    )
    firm = [f"{r['trait']} over {r['edge_set']}" for r in rows if r["p"] <= _LEVEL]
    sentence = (
        f"Turning whole families round at random, {len(firm)} of {len(rows)} orderings account for "
        f"more than chance does (p ≤ {_LEVEL}): {', '.join(firm) or 'none'}."
    )
    heads = ("trait", "edge set", "downstream", "by chance", "at most by chance", "p", "families")
    yield Said("Orderings against chance", heads, shown, sentence)


def _rows(store: Store, name: str, compat: bool) -> Rows:
    rows: Rows = [r for r in store.arrow(name).to_pylist() if r["compat"] == compat]
    return rows


def _rate(row: Mapping[str, Any], name: str = "rate", low: str = "low", high: str = "high") -> str:
    if row[low] is None:
        return f"{row[name]:.1%}"
    return f"{row[name]:.1%} ({row[low]:.1%} to {row[high]:.1%})"


def _rates(rows: Rows) -> Said:
    heads = ("trait", "edge set", "edges", "rate", "low", "high", "families")
    shown = tuple(
        (r["trait"], r["edge_set"], r["edges"], r["rate"], r["low"], r["high"], r["families"])
        for r in rows
    )
    known = [r for r in rows if r["rate"] is not None]
    if not known:
        return Said("Mutation", heads, shown, "On no edge do parent and child both state a trait.")
    wide = next((r["edge_set"] for r in known if r["edge_set"] == "all"), known[0]["edge_set"])
    inside = sorted((r for r in known if r["edge_set"] == wide), key=lambda r: -r["rate"])
    first, last = inside[0], inside[-1]
    return Said(
        "Mutation", heads, shown,
        f"Over edge set {wide}, {first['trait']} changes most, {_rate(first)}, and {last['trait']} "
        f"least, {_rate(last)}; of edges on which both sides state the trait.",
    )  # fmt: skip


def _steps(rows: Rows) -> Said:
    known = [r for r in rows if r["edges"]]
    heads = ("trait", "edge set", "edges", "more", "less", "same")
    shown = tuple(
        (
            r["trait"],
            r["edge_set"],
            r["edges"],
            r["up_rate"],
            r["down_rate"],
            r["same"] / r["edges"],
        )
        for r in known
    )
    leaning = [
        f"{r['trait']} {'up' if r['up'] > r['down'] else 'down'} along "
        f"{_rate(r, *_way('up' if r['up'] > r['down'] else 'down'))}"
        for r in known
        if r["edge_set"] == known[0]["edge_set"] and r["p"] <= _LEVEL
    ]
    said = (
        f"Over edge set {known[0]['edge_set']}: {'; '.join(leaning) or 'no way prevails'}."
        if known
        else "No edge has a number on both sides."
    )
    return Said("Steps of numbers, dates and flags", heads, shown, said)


def _way(name: str) -> tuple[str, str, str]:
    return f"{name}_rate", f"{name}_low", f"{name}_high"


def _gains(rows: Rows) -> Said:
    heads = ("trait", "edge set", "both", "only the child", "only the parent", "neither", "unknown")
    shown = tuple(
        (r["trait"], r["edge_set"], r["edges"], r["gains"], r["losses"], r["neither"], r["unknown"])
        for r in rows
    )
    losing = [r for r in rows if r["losses"] > r["gains"]]
    return Said(
        "Who states the trait", heads, shown,
        f"In {len(losing)} of {len(rows)} rows more edges lose all states than gain any; neither "
        "is a mutation.",
    )  # fmt: skip


def _bulk(rows: Rows) -> Said:
    heads = ("trait", "edge set", "families of bulk uploads", "edges", "rate", "low", "high")
    found = [r for r in rows if r["parted_by"] == "bulk" and r["relation"] == "any"]
    shown = tuple(
        (r["trait"], r["edge_set"], r["part"], r["edges"], r["rate"], r["low"], r["high"])
        for r in found
    )
    many = any(r["part"] == "alone" for r in found)
    said = "Rates with and without them stand apart." if many else "No family was filled in bulk."
    return Said("Without bulk uploads", heads, shown, said)


def _arrows(rows: Rows) -> Said:
    tested = [r for r in rows if r["adjusted_p"] is not None]
    firm = sorted((r for r in tested if r["adjusted_p"] <= _LEVEL), key=lambda r: -abs(r["z"]))
    names = ("trait", "edge_set", "source_state", "target_state", "observed", "expected", "ratio")
    heads = ("trait", "edge set", "from", "to", "observed", "expected", "ratio", "adjusted p")
    shown = tuple((*(r[n] for n in names), r["adjusted_p"]) for r in firm[:12])
    more = sum(r["ratio"] > 1 for r in firm)
    return Said(
        "Arrows against exchange", heads, shown,
        f"Of {len(tested)} arrows with enough families, {more} are more frequent and "
        f"{len(firm) - more} less frequent than if children's states were exchangeable within a "
        f"relation (false discovery rate {_LEVEL}).",
    )  # fmt: skip


def _orderings(rows: Rows) -> Said:
    heads = (
        "trait",
        "edge set",
        "states",
        "pairs agree",
        "of",
        "downstream",
        "gap",
        "undetermined",
    )
    columns = (
        "trait", "edge_set", "states", "compatible", "pairs", "accounted_share", "gap",
        "undetermined",
    )  # fmt: skip
    shown = tuple(tuple(r[c] for c in columns) for r in rows)
    proven = sum(r["gap"] == 0 for r in rows)
    return Said(
        "Orderings", heads, shown,
        f"{proven} of {len(rows)} orderings are proven optimal. Whether they say more than chance "
        "tells: heredity analyze direction.",
    )  # fmt: skip
