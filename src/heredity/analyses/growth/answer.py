"""What the analysis `growth` says to somebody who asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from heredity.analyses.registry import Said
from heredity.store import Store

SHOWN: Final = 10
_STEPS: Final = 4

Rows = Sequence[Mapping[str, Any]]


def answer(store: Store, compat: bool) -> Iterable[Said]:
    """The numbers and sentences of the written tables."""
    yield _histogram(_rows(store, "growth")) if compat else _totals(_rows(store, "growth"))
    yield _families(_rows(store, "growth_families"), compat)
    yield _bursts(_rows(store, "bursts"))
    yield _ages(_rows(store, "generation_time"))
    yield _survival(_rows(store, "survival"))
    yield _concentration(_rows(store, "concentration"))


def _rows(store: Store, name: str) -> Rows:
    rows: Rows = store.arrow(name).to_pylist()
    return rows


def _day(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%d") if moment else ""


def _totals(rows: Rows) -> Said:
    last = {(r["item"], r["edge_set"] or ""): r for r in rows if not r["compat"]}
    shown = [
        (item, edge_set, row["cumulative"], row["left_out"])
        for (item, edge_set), row in last.items()
        if edge_set in ("", "all", "no-merges", "finetune")
    ]
    models = [r for r in rows if r["item"] == "models" and not r["compat"]]
    heads = ("what", "edge set", "dated", "without a date")
    if not models:
        return Said("Growth by month", heads, tuple(shown), "No model has a date of creation.")
    half = next(r for r in models if 2 * r["cumulative"] >= r["counted"])
    most = max(models, key=lambda r: r["value"])
    return Said(
        "Growth by month", heads, tuple(shown),
        f"Half of the models with a date were created by the end of {half['since']:%B %Y}; most "
        f"in one month, {most['value']:,}, came in {most['since']:%B %Y}.",
    )  # fmt: skip


def _histogram(rows: Rows) -> Said:
    bins = [r for r in rows if r["compat"]]
    peaks = sorted((r for r in bins if not r["artifact"]), key=lambda r: -r["value"])[:5]
    shown = tuple((r["place"], _day(r["since"]), _day(r["until"]), r["value"]) for r in peaks)
    false = sum(r["value"] for r in bins if r["artifact"])
    return Said(
        "Highest of the 100 bins of the creation histogram, artifacts left out",
        ("bin", "from", "to", "models"), shown,
        f"{false:,} models stand in bins that hold dates put in place of older ones: their height "
        "means nothing.",
    )  # fmt: skip


def _families(rows: Rows, compat: bool) -> Said:
    edge_set = "no-merges" if compat else "all"
    last = {r["rank"]: r for r in rows if r["edge_set"] == edge_set and r["compat"] == compat}
    found = [last[rank] for rank in sorted(last)]
    shown = tuple(
        (r["founder_id"], r["members"], r["cumulative"], "yes" if r["bulk"] else "")
        for r in found[:SHOWN]
    )
    bulk = sum(r["bulk"] for r in found)
    return Said(
        f"Largest families, edge set {edge_set}", ("founder", "members", "dated", "bulk"), shown,
        f"Of the {len(found)} largest families, {bulk} hold or are part of a bulk upload.",
    )  # fmt: skip


def _bursts(rows: Rows) -> Said:
    found = sorted((r for r in rows if r["edge_set"] == "all"), key=lambda r: -r["models"])
    shown = tuple(
        (r["founder_id"], ", ".join(r["owners"][:3]), r["owner_count"], _day(r["since"]),
         _day(r["until"]), r["models"], f"{r['share_of_family']:.1%}")
        for r in found[:SHOWN]
    )  # fmt: skip
    heads = ("founder", "owners", "number", "from", "to", "models", "of the family")
    if not found:
        return Said("Bursts", heads, (), "No owner uploaded to one family in a burst.")
    first = found[0]
    return Said(
        "Bursts, edge set all", heads, shown,
        f"There are {len(found):,} bursts: {first['least']} or more uploads of one owner to one "
        f"family within {first['window']} days. They hold "
        f"{sum(r['models'] for r in found):,} models.",
    )  # fmt: skip


def _ages(rows: Rows) -> Said:
    whole = [r for r in rows if r["generation"] is None]
    shown = tuple(
        (r["relation"], r["measured"], _number(r["median"]), _number(r["low"]),
         _number(r["high"]), f"{r['negative']:.2%}")
        for r in whole if r["measured"]
    )  # fmt: skip
    every = next((r for r in whole if r["relation"] == "any" and r["measured"]), None)
    sentence = "No edge has two dates."
    if every:
        sentence = (
            f"Half of the children were created within {every['median']:.0f} days of their "
            f"parent; {every['negative']:.2%} are older than it."
        )
    heads = ("relation", "edges", "median days", "low", "high", "older than parent")
    return Said("Generation time, edge set all", heads, shown, sentence)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _survival(rows: Rows) -> Said:
    found = {
        (r["trait"], r["step"]): r
        for r in rows
        if (r["edge_set"], r["clock"], r["cohort"]) == ("all", "generation", "all")
        and r["reference"] == "founder"
        and r["survival"] is not None
    }
    shown = tuple(
        (trait, *(_percent(found.get((trait, step))) for step in range(1, _STEPS + 1)))
        for trait in dict.fromkeys(trait for trait, _ in found)
    )
    heads = ("trait", *(f"generation {step}" for step in range(1, _STEPS + 1)))
    said = [
        f"{trait} {row['survival']:.0%}" for (trait, step), row in sorted(found.items())
        if step == min(2, _STEPS)
    ]  # fmt: skip
    sentence = (
        f"A founder's state is held without a break through two generations by: {', '.join(said)} "
        "of lineages that state the trait." if said else "No founder's state was followed."
    )  # fmt: skip
    return Said("States of founders that survive, edge set all", heads, shown, sentence)


def _percent(row: Mapping[str, Any] | None) -> str:
    return f"{row['survival']:.1%}" if row else ""


def _concentration(rows: Rows) -> Said:
    shown = tuple(
        (r["item"], r["edge_set"] or "", r["holders"], f"{r['gini']:.3f}", f"{r['top_1']:.1%}",
         f"{r['top_100']:.1%}", r["half"])
        for r in rows if r["gini"] is not None and r["edge_set"] in (None, "all")
    )  # fmt: skip
    heads = ("what", "edge set", "holders", "Gini", "largest", "100 largest", "hold half")
    by_item = {r["item"]: r for r in rows if r["edge_set"] in (None, "all") and r["half"]}
    most = by_item.get("downloads by model")
    sentence = (
        f"{most['half']:,} of {most['holders']:,} models have half of all downloads."
        if most else "No downloads are known."
    )  # fmt: skip
    return Said("Concentration", heads, shown, sentence)
