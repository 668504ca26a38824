"""Traits: how many models report each, and their most frequent states."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from heredity.analyses.overview.table import COMPLETE, Row
from heredity.store.expr import Table, desc
from heredity.store.store import Store
from heredity.traits import STATUSES, TRAITS, Trait

RANKED_KINDS = ("set", "category")


def state_rows(store: Store, top: int) -> Iterator[Row]:
    """Everything that the table `traits` says.

    Args:
        store: The study's tables.
        top: Length of each ranking.
    """
    if not store.has("traits"):
        return
    models, rows = store.rows("traits"), store.table("traits")
    tally = _tally(store, rows)
    for one in TRAITS.members():
        for status in STATUSES:
            found = tally[f"{one.name}_{status}"]
            yield Row(
                "status", status, found, "models", "traits", COMPLETE, models, models,
                trait=one.name,
            )  # fmt: skip
        if one.kind in RANKED_KINDS:
            yield from _ranked(store, one, tally[f"{one.name}_present"], models, top)


def _tally(store: Store, rows: Table) -> Mapping[str, int]:
    """Models by trait and status."""
    sums = {
        f"{one.name}_{status}": (rows[f"{one.name}_status"] == status).ifelse(1, 0).sum()
        for one in TRAITS.members()
        for status in STATUSES
    }
    found: dict[str, Any] = store.run(rows.aggregate(**sums)).to_pylist()[0]
    return {name: value or 0 for name, value in found.items()}


def _ranked(store: Store, one: Trait, reporting: int, models: int, top: int) -> Iterator[Row]:
    """The states that most models have, and how many different ones there are."""
    column = store.table("traits").select(state=one.name)
    if one.kind == "set":
        column = column.select(state=column.state.unnest())
    states = column.filter(column.state.notnull())
    counted = states.group_by("state").aggregate(n=states.count())
    distinct = store.run(counted.aggregate(n=counted.count())).column("n")[0].as_py()
    rule = f"models without a state are left out: {one.missing}"
    yield Row(
        "counts", f"different states of {one.name}", distinct, "states", "traits",
        rule, trait=one.name,
    )  # fmt: skip
    for row in store.run(counted.order_by([desc("n"), "state"]).limit(top)).to_pylist():
        yield Row(
            one.name, row["state"], row["n"], "models", "traits", rule, reporting, models,
            trait=one.name,
        )  # fmt: skip
