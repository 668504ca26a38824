"""The stage `describe`: give each model the states of its traits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from heredity.store import Context, Stage, Store
from heredity.store.expr import StringValue, Table, Value, cases, ifelse, literal, null
from heredity.store.plain import plain_rows, with_column, without_nulls
from heredity.store.schema import TABLES, Column, TableSpec, table
from heredity.traits import cards, language, licensing, metadata, papers
from heredity.traits.registry import STATUSES, TRAITS, Lookup, Reading, Trait, was_asked

__all__ = ["DESCRIBE", "MODULES", "TRAITS_TABLE"]

MODULES = (cards, language, licensing, metadata, papers)
"""The modules whose traits are in the table."""

_STATUS = "Why there is a state or none: " + "; ".join(f"`{k}`: {v}" for k, v in STATUSES.items())


def _columns(traits: Iterable[Trait]) -> Iterable[Column]:
    yield Column("model_id", "string", "The model.")
    for one in traits:
        yield Column(one.name, one.type, one.doc, null=one.missing, since=one.since)
        if one.paper:
            yield Column(
                f"{one.name}_compat",
                one.type,
                "The same as the published tables read it.",
                null="no state under that reading",
                since=one.since,
            )
        yield Column(f"{one.name}_status", "string", f"{_STATUS}.", since=one.since)


TRAITS_TABLE = table(
    TableSpec(
        "traits",
        "One model with the states of its traits.",
        tuple(_columns(TRAITS.members())),
        key=("model_id",),
        version=max(one.since for one in TRAITS.members()),
    )
)


def describe(context: Context) -> Mapping[str, Table]:
    """The table `traits`: one row per model."""
    store, traits = context.store, TRAITS.members()
    models = store.table("models")
    rows = _with_cards(store, models, traits)
    for lookups in _lookups(traits):
        rows = _with_lookups(store, models, rows, lookups)
    columns: dict[str, Value] = {"model_id": rows.model_id}
    for one in traits:
        columns |= _states(one, rows)
    return {"traits": rows.select(**columns)}


DESCRIBE = Stage("describe", reads=("models", "cards"), writes=("traits",), run=describe)


def _with_cards(store: Store, models: Table, traits: Iterable[Trait]) -> Table:
    """The models with what traits take from their cards; only that is carried through the join."""
    wanted = {name: take for one in traits for name, take in one.from_cards.items()}
    empty = TABLES.get("cards").arrow.empty_table()
    source = store.table("cards") if store.has("cards") else store.engine.load(empty)
    taken = source.select(card_of=source.model_id, **{n: f(source) for n, f in wanted.items()})
    return models.left_join(taken, models.model_id == taken.card_of).drop("card_of")


def _lookups(traits: Iterable[Trait]) -> list[dict[str, Lookup]]:
    """The lookups of all traits, those that need the same values together."""
    groups: dict[Any, dict[str, Lookup]] = {}
    for one in traits:
        for name, lookup in one.lookups.items():
            groups.setdefault(lookup.keys, {})[name] = lookup
    return list(groups.values())


def _with_lookups(store: Store, models: Table, rows: Table, lookups: Mapping[str, Lookup]) -> Table:
    """The rows with the results of pure functions, worked out once for each distinct value."""
    keys_of = next(iter(lookups.values())).keys
    known = without_nulls(store.run(models.select(**keys_of(models)).distinct()))
    values = plain_rows(known)
    for name, lookup in lookups.items():
        known = with_column(known, name, lookup.type, [lookup.read(*row) for row in values])
    keys = keys_of(rows)
    found = store.engine.load(known).rename({f"key_{key}": key for key in keys})
    same = [value == found[f"key_{key}"] for key, value in keys.items()]
    return rows.left_join(found, same).drop(*(f"key_{key}" for key in keys))


def _states(one: Trait, rows: Table) -> Mapping[str, Value]:
    """The columns of one trait: state, published reading, status."""
    reading = one.read(rows)
    state = _tidy(one, reading.state)
    columns = {one.name: state}
    if one.paper:
        columns[f"{one.name}_compat"] = _tidy(one, reading.paper)
    return columns | {f"{one.name}_status": _status(one, rows, reading, state)}


def _tidy(one: Trait, state: Value) -> Value:
    """The state, with null for an empty set."""
    if one.kind != "set":
        return state
    return ifelse(state.length() > 0, state, null().cast(state.type()))


def _status(one: Trait, rows: Table, reading: Reading, state: Value) -> StringValue:
    asked = was_asked(rows, one.asked) if one.asked else literal(True)
    conditions = [
        (state.notnull(), "present"),
        (reading.floored, "floored"),
        (reading.blank, "empty"),
        (reading.stated, "unclear"),
        (asked, "absent"),
    ]
    given = [(condition, status) for condition, status in conditions if condition is not None]
    return cases(*given, else_="unknown")
