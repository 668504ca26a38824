"""Traits: how many models report each, their most frequent states, and which of these are odd."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from heredity.analyses.overview.marks import Holders, Usual, marked
from heredity.analyses.overview.table import COMPLETE, Row
from heredity.store.expr import Table, desc, window
from heredity.store.store import Store
from heredity.traits import STATUSES, TRAITS, Trait

RANKED_KINDS = ("set", "category")
NO_CATEGORIES: Final = "; the categories of papers stand in arXiv's own listing, which is not asked"


def state_rows(store: Store, top: int) -> Iterator[Row]:
    """Everything that the table `traits` says of states.

    Args:
        store: The study's tables.
        top: Length of each ranking.
    """
    if not store.has("traits"):
        return
    models, rows = store.rows("traits"), store.table("traits")
    tally = _tally(store, rows)
    usual = _usual(store, tally)
    for one in TRAITS.members():
        for status in STATUSES:
            found = tally[f"{one.name}_{status}"]
            yield Row(
                "status", status, found, "models", "traits", COMPLETE, models, models,
                trait=one.name,
            )  # fmt: skip
        if one.kind in RANKED_KINDS:
            yield from _ranked(store, one, one.name, tally[f"{one.name}_present"], top, usual)
            if one.paper:
                reporting = tally[f"{one.name}_compat"]
                yield from _ranked(store, one, f"{one.name}_compat", reporting, top, usual)


def _tally(store: Store, rows: Table) -> Mapping[str, int]:
    """Models by trait and status, those with a state in the published reading, and by card."""
    sums = {
        f"{one.name}_{status}": (rows[f"{one.name}_status"] == status).ifelse(1, 0).sum()
        for one in TRAITS.members()
        for status in STATUSES
    }
    for one in TRAITS.members():
        if one.paper:
            sums[f"{one.name}_compat"] = rows[f"{one.name}_compat"].count()
    sums["carded"] = rows.card_generated.count()
    sums["generated"] = rows.card_generated.ifelse(1, 0).sum()
    found: dict[str, Any] = store.run(rows.aggregate(**sums)).to_pylist()[0]
    return {name: value or 0 for name, value in found.items()}


def _usual(store: Store, tally: Mapping[str, int]) -> Usual:
    share = tally["generated"] / tally["carded"] if tally["carded"] else 0.0
    models = store.table("models")
    day = store.run(models.aggregate(last=models.snapshot.max())).column("last")[0].as_py()
    return Usual(share, day.year, day.month) if day else Usual(share, 9999, 12)


def _ranked(
    store: Store, one: Trait, column: str, reporting: int, top: int, usual: Usual
) -> Iterator[Row]:
    """The states that most models have, how many there are, and how many a model has."""
    models, compat = store.rows("traits"), column != one.name
    rule = f"models without a state are left out: {one.missing}"
    rule += NO_CATEGORIES if one.name == "papers" else ""
    held = _held(store, one, column)
    if one.name == "papers":
        held = store.engine.load(store.run(held))
    ranked = store.run(held.order_by([desc("n"), "state"]).limit(top)).to_pylist()
    for item, name, unit in (
        (f"different states of {column}", "different", "states"),
        (f"stated {column}, repeated", "stated", "models and states"),
    ):
        value = ranked[0][name] if ranked else 0
        yield Row("counts", item, value, unit, "traits", rule, trait=one.name, compat=compat)
    for row in ranked:
        holders = Holders(
            row["n"], row["owners"], row["most"] or 0, row["carded"], row["generated"]
        )
        yield Row(
            column, row["state"], row["n"], "models", "traits", rule, reporting, models,
            trait=one.name, compat=compat, owners=holders.owners,
            top_owner_share=holders.top_owner_share, generated_share=holders.generated_share,
            **marked(one.name, row["state"], holders, usual),
        )  # fmt: skip
    if one.kind == "set":
        yield from _lengths(store, one, column, reporting, top, rule)
    if one.name == "papers":
        yield from _impossible(store, held, usual, top)


def _held(store: Store, one: Trait, column: str) -> Table:
    """Each state with its holders, their owners and their cards."""
    rows = store.table("traits")
    state = rows[column].unnest() if one.kind == "set" else rows[column]
    states = rows.select(state=state, owner=rows.author, card=rows.card_generated)
    states = states.filter(states.state.notnull())
    by_owner = states.group_by(["state", "owner"]).aggregate(
        models=states.count(),
        carded=states.card.count(),
        generated=states.card.ifelse(1, 0).sum(),
    )
    held = by_owner.group_by("state").aggregate(
        n=by_owner.models.sum(),
        owners=by_owner.owner.count(),
        most=by_owner.models.max(where=by_owner.owner.notnull()),
        carded=by_owner.carded.sum(),
        generated=by_owner.generated.sum(),
    )
    every = window()
    return held.mutate(different=held.count().over(every), stated=held.n.sum().over(every))


def _lengths(
    store: Store, one: Trait, column: str, reporting: int, top: int, rule: str
) -> Iterator[Row]:
    """Models by the number of their states, those without any as 0."""
    models, compat = store.rows("traits"), column != one.name
    traits = store.table("traits")
    rows = traits.select(size=traits[column].length())
    held = rows.filter(rows.size.notnull())
    tally = held.group_by("size").aggregate(n=held.count())
    found = store.run(tally.order_by("size")).to_pylist()
    counted = [(0, models - reporting), *((row["size"], row["n"]) for row in found)]
    yield Row(
        "counts", f"different numbers of states of {column}", len(found) + (models > reporting),
        "lengths", "traits", trait=one.name, compat=compat,
    )  # fmt: skip
    for size, value in counted[: top + 1]:
        yield Row(
            f"{column} lengths", str(size), value, "models", "traits",
            f"models without a state count as 0: {one.missing}", models, models,
            trait=one.name, compat=compat,
        )  # fmt: skip


def _impossible(store: Store, held: Table, usual: Usual, top: int) -> Iterator[Row]:
    """Ids of papers that no paper can have."""
    rule = "ids that fit arXiv's scheme count as possible, whether a paper has them or not"
    found = store.run(held.order_by([desc("n"), "state"]).select("state", "n")).to_pylist()
    nobody = Holders(0, 0, 0, 0, 0)
    flawed = [
        (row, marks)
        for row in found
        if (marks := marked("papers", row["state"], nobody, usual))["mark"] == "impossible"
    ]
    yield Row(
        "counts", "impossible ids of papers", len(flawed), "states", "traits", rule, len(found),
        trait="papers",
    )  # fmt: skip
    for row, marks in flawed[:top]:
        yield Row(
            "impossible papers", row["state"], row["n"], "models", "traits", rule,
            trait="papers", **marks,
        )  # fmt: skip
