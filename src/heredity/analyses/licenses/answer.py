"""What `heredity analyze licenses` says when it has run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from heredity.analyses.registry import Said
from heredity.knowledge.licenses import rules_version
from heredity.knowledge.published import published
from heredity.store import Store

TOPIC: Final = "license conflicts"
DISCLAIMER: Final = "Signals with their reasons; this is no legal advice."


def answer(store: Store, compat: bool) -> Iterable[Said]:
    """Rates over both bases with their coverage, the published ones beside them, and survival."""
    rates = store.table("license_rates")
    rows = store.run(rates.filter(rates.parted_by.isin(["all", "relation"]))).to_pylist()
    lost = [row for row in rows if row["verdict"] == "lost" and row["base"] != "all"]
    yield Said(
        "Terms of a parent that the label does not carry",
        ("edges", "base", "lost", "of", "share", "low", "high", "coverage"),
        tuple(
            (row["part"], row["base"], row["n"], row["edges"], row["rate"], row["low"],
             row["high"], row["coverage"])
            for row in lost
        ),
        f"Edge set all, rules {rules_version()}. {_sentence(rows)}",
    )  # fmt: skip
    yield Said(
        "Published beside ours",
        ("what", "share"),
        (
            *(
                (f"{row['base']} edges: conflicts and dropped obligations", row["rate"])
                for row in lost if row["part"] == "all"
            ),
            *((one.item, one.value) for one in published(TOPIC)),
        ),
        "The published shares were counted on other hubs, over other bases, and without coverage.",
    )  # fmt: skip
    survival = store.run(store.table("license_survival")).to_pylist()
    yield Said(
        "Restrictive terms of founders, by generations below them",
        ("generation", "models", "kept", "lost", "silent", "unknown", "survival", "coverage"),
        tuple(
            tuple(row[name] for name in (
                "generation", "models", "kept", "lost", "silent", "unknown", "survival",
                "coverage",
            ))
            for row in survival
        ),
        f"{_survives(survival)} {DISCLAIMER}",
    )  # fmt: skip


def _sentence(rows: list[dict[str, Any]]) -> str:
    named = {
        (row["base"], row["verdict"]): row
        for row in rows
        if row["part"] == "all" and row["parted_by"] == "all"
    }
    every, strict = named["decidable", "lost"], named["restrictive", "lost"]
    if not every["edges"]:
        return "No edge can be decided."
    return (
        f"Of {every['edges']:,} decidable edges ({every['coverage']:.1%} of all), "
        f"{every['rate']:.2%} do not carry a parent's terms; of the {strict['edges']:,} with "
        f"restrictive terms above ({_share(strict['coverage'])} of those), "
        f"{_share(strict['rate'])}."
    )


def _share(value: float | None) -> str:
    return "none" if value is None else f"{value:.1%}"


def _survives(rows: list[dict[str, Any]]) -> str:
    decided: list[Mapping[str, Any]] = [row for row in rows if row["survival"] is not None]
    if not decided:
        return "There are no restrictive terms that can be followed."
    first, last = decided[0], decided[-1]
    return (
        f"One generation below, {_share(first['survival'])} of the labels that can be judged carry "
        f"them; {last['generation']} generations below, {_share(last['survival'])}."
    )
