"""What the analysis `overview` says to somebody who asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from heredity.analyses.registry import Said
from heredity.store import Store

SHOWN: Final = 5
TRAITS: Final = ("license", "task", "language", "library", "datasets", "papers")
PUBLISHED: Final = ("license", "language")

Rows = Sequence[Mapping[str, Any]]


def answer(store: Store, compat: bool) -> Iterable[Said]:
    """The totals, the most frequent states, and what is odd among them."""
    rows: Rows = store.arrow("overview").to_pylist()
    yield _totals(rows)
    yield _states(rows, compat)
    yield _odd(rows)


def _totals(rows: Rows) -> Said:
    """Totals of the study, and its pedigree of all relations."""
    shown = tuple(
        (row["item"], int(row["value"]), _percent(row["share"]))
        for row in rows
        if row["section"] in {"counts", "structure"}
        and row["edge_set"] in {None, "all"}
        and row["trait"] is None
    )
    found = {item: value for item, value, _ in shown}
    models, parented = found["models"], found.get("models with a parent")
    sentence = f"The study holds {models:,} models."
    if parented is not None:
        sentence = f"Of {models:,} models {parented:,} name a parent (edge set all)."
    return Said("Overview", ("what", "count", "share"), shown, sentence)


def _states(rows: Rows, compat: bool) -> Said:
    """The most frequent states, in the published reading where there is one and it is asked for."""
    sections = {
        f"{trait}_compat" if compat and trait in PUBLISHED else trait: trait for trait in TRAITS
    }
    shown = tuple(
        (sections[row["section"]], row["item"], int(row["value"]), _percent(row["share"]),
         _percent(row["share_of_all"]), row["mark"] or "")
        for row in rows
        if row["section"] in sections and row["rank"] <= SHOWN
    )  # fmt: skip
    heads = ("trait", "state", "models", "of those that state one", "of all", "mark")
    return Said(
        f"Most frequent states ({'published' if compat else 'our'} reading)", heads, shown,
        "Shares are of the models that state the trait, and of all models, as the published "
        "overview drew them." if shown else "No model states anything.",
    )  # fmt: skip


def _odd(rows: Rows) -> Said:
    """States that tell of a program rather than of models."""
    odd = [row for row in rows if row["mark"] and not row["compat"]]
    first = sorted(odd, key=lambda row: -row["value"])[: 2 * SHOWN]
    shown = tuple(
        (row["trait"] or "tags", row["item"], int(row["value"]), row["mark"], row["reason"])
        for row in first
    )
    heads = ("trait", "state", "models", "mark", "reason")
    return Said(
        "Marked states", heads, shown,
        f"{len(odd):,} of the ranked states tell of a template, the hub, one owner or nothing "
        "real rather than of models.",
    )  # fmt: skip


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"
